// Knows what about a pod may keep its sidecar from working, though nothing forbids it.
import type { Finding } from '../kubernetes/finding.ts';
import type { Pod } from '../kubernetes/workloads.ts';

/** Warnings about a pod that gets a sidecar. */
export function cautionsFor({ spec }: Pod): Finding[] {
  const policy = spec.dnsPolicy ?? '';
  if (policy === '' || policy === 'ClusterFirst') return [];
  const message = `with dnsPolicy ${policy} the sidecar may not find its control plane, which it looks up in the cluster's DNS`;
  return [{ severity: 'warning', code: 'dns-policy', path: ['spec', 'dnsPolicy'], message }];
}
