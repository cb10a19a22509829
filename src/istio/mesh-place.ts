// Knows how a pod learns which cluster and network it is in. Does not know what a network is for.
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { type EnvEntry, NETWORK_LABEL, withLabels, withSidecarEnv } from './sidecar.ts';
import { valueAt } from './value-at.ts';

/** The variables that place a pod in the mesh; what is not known is not there. Sorted by name. */
export function meshPlace(pod: Pod, config: InjectionConfig): readonly EnvEntry[] {
  const cluster = textAt(config.values, 'global', 'multiCluster', 'clusterName');
  const network = pod.metadata.labels?.[NETWORK_LABEL] ?? textAt(config.values, 'global', 'network');
  const place = [
    { name: 'ISTIO_META_CLUSTER_ID', value: cluster },
    { name: NETWORK_ENV, value: network },
  ];
  return place.filter(({ value }) => value !== '');
}

/** The pod whose sidecar is told its place, after whatever a template told it. */
export function placeSidecar(pod: Pod, place: readonly EnvEntry[], config: InjectionConfig): Pod {
  if (place.length === 0) return pod;
  const names = new Set(place.map(({ name }) => name));
  return withSidecarEnv(pod, config.behaviours, (env) => [...env.filter(({ name }) => !names.has(name)), ...place]);
}

/** The pod with the label of the network that its sidecar was told. */
export function labelNetwork(pod: Pod, place: readonly EnvEntry[]): Pod {
  const network = place.find(({ name }) => name === NETWORK_ENV)?.value;
  return network === undefined ? pod : withLabels(pod, { [NETWORK_LABEL]: network });
}

/** The variable that names the network. */
export const NETWORK_ENV = 'ISTIO_META_NETWORK';

/** Text at a path of the values; '' where there is none. */
function textAt(values: unknown, ...path: readonly string[]): string {
  const value = valueAt(values, ...path);
  return value === undefined || value === null ? '' : String(value);
}
