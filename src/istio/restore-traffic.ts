// Knows what an injection writes into a pod's annotations for the CNI plugin, which has no init container to tell it.
// Does not know what the plugin makes of it.
import type { Finding } from '../kubernetes/finding.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import type { Restored } from './restore-pod.ts';
import { withAnnotations } from './sidecar.ts';

/** The pod without what was written for the CNI plugin: values that every mesh has by default are taken for the mesh's. */
export function restoreTraffic(pod: Pod, injection: EarlierInjection): Restored {
  if (!injection.isCni) return { pod, findings: [] };
  const annotations = pod.metadata.annotations ?? {};
  const changes: Record<string, string | undefined> = {};
  const findings: Finding[] = [];
  for (const [name, restore] of Object.entries(WRITTEN)) {
    const value = annotations[name];
    if (value === undefined) continue;
    const own = restore(value, injection, annotations);
    if (own !== value) changes[name] = own;
    if (own !== undefined && own !== '') findings.push(unsure(name, own));
  }
  return { pod: Object.keys(changes).length === 0 ? pod : withAnnotations(pod, changes), findings };
}

/** What of an annotation's value may be the pod's own; undefined: none. */
type Restore = (
  value: string,
  injection: EarlierInjection,
  annotations: Readonly<Record<string, string>>,
) => string | undefined;

const PREFIX = 'traffic.sidecar.istio.io';

const WRITTEN: Readonly<Record<string, Restore>> = {
  'k8s.v1.cni.cncf.io/networks': withoutNetwork,
  'sidecar.istio.io/interceptionMode': (value, { proxyConfig }) =>
    unless(value, String(proxyConfig.interceptionMode ?? 'REDIRECT')),
  [`${PREFIX}/includeOutboundIPRanges`]: (value) => unless(value, '*'),
  [`${PREFIX}/excludeOutboundIPRanges`]: (value) => unless(value, ''),
  [`${PREFIX}/includeInboundPorts`]: (value) => unless(value, '*'),
  [`${PREFIX}/excludeInboundPorts`]: (value, injection, annotations) =>
    withoutStatusPort(value, injection, annotations),
  [`${PREFIX}/includeOutboundPorts`]: (value) => unless(value, ''),
  [`${PREFIX}/excludeOutboundPorts`]: (value) => unless(value, '', '<nil>'),
};

function unless(value: string, ...injected: readonly string[]): string | undefined {
  return injected.includes(value) ? undefined : value;
}

function withoutStatusPort(
  value: string,
  { statusPort }: EarlierInjection,
  annotations: Readonly<Record<string, string>>,
): string | undefined {
  // Without the annotation it is the values' port, which is the mesh's or the default: a pod's own ProxyConfig does not change it.
  const own = annotations['status.sidecar.istio.io/port']?.trim();
  const ports = value.split(',');
  if ((own === undefined ? [String(statusPort), '15020'] : [own]).includes(ports.at(-1) ?? '')) ports.pop();
  return ports.length === 0 || value === '' ? undefined : ports.join(',');
}

/** The networks without the mesh's own, which is appended to a list of names or of JSON objects. */
function withoutNetwork(value: string, { behaviours }: EarlierInjection): string | undefined {
  const name = behaviours.networkOfNamespace ? 'default/istio-cni' : 'istio-cni';
  if (value === name) return undefined;
  if (value.endsWith(`, ${name}`)) return value.slice(0, -name.length - 2);
  const entry = behaviours.networkNamespaces ? '{"name": "istio-cni", "namespace": "default"}' : `{"name": "${name}"}`;
  const text = value.trimEnd();
  return text.endsWith(`, ${entry}]`) ? `${text.slice(0, -entry.length - 3)}]` : value;
}

function unsure(name: string, own: string): Finding {
  const message = `the annotation ${name}: "${own}" may be the mesh's or the pod's own; it stays`;
  return { severity: 'warning', code: 'restore-traffic', path: ['metadata', 'annotations', name], message };
}
