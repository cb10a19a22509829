// Knows what about a pod may keep its sidecar from working, though nothing forbids it.
import type { Finding } from '../kubernetes/finding.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { meshOf, statusPortOf } from './pod-mesh.ts';
import { areProbesLost } from './probes.ts';

/** Warnings about a pod that gets a sidecar. */
export function cautionsFor({ spec }: Pod): Finding[] {
  const policy = spec.dnsPolicy ?? '';
  if (policy === '' || policy === 'ClusterFirst') return [];
  const message = `with dnsPolicy ${policy} the sidecar may not find its control plane, which it looks up in the cluster's DNS`;
  return [{ severity: 'warning', code: 'dns-policy', path: ['spec', 'dnsPolicy'], message }];
}

/** Warnings about a pod that the templates are merged into. */
export function cautionsAfter(merged: Pod, config: InjectionConfig): Finding[] {
  if (!areProbesLost(merged, statusPortOf(meshOf(merged, config)), config)) return [];
  const path = ['metadata', 'annotations', 'status.sidecar.istio.io/port'];
  const message =
    "as the status port is read, the application's probes are led to port 0, which the API server refuses";
  const hint = 'sidecar.istio.io/rewriteAppHTTPProbers: "false" leaves them as they are';
  return [{ severity: 'warning', code: 'probes-lost', path, message, hint }];
}
