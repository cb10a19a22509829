// Knows the names that an injection leaves in a pod, and how to reach its containers. Does not know what is in them.
import type { Path } from '../kubernetes/finding.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { valueAt } from './value-at.ts';

/** The sidecar's container name, and those of the init containers that come with it. */
export const SIDECAR = 'istio-proxy';
export const INIT = 'istio-init';
export const VALIDATION = 'istio-validation';
export const CORE_DUMP = 'enable-core-dump';

/** The annotations in which an injection notes what it did. */
export const STATUS_ANNOTATION = 'sidecar.istio.io/status';
export const OVERRIDES_ANNOTATION = 'proxy.istio.io/overrides';

/** The label that names a pod's network. */
export const NETWORK_LABEL = 'topology.istio.io/network';

/** One entry of a container's `env`. */
export interface EnvEntry {
  readonly name: string;
  readonly value?: string;
  readonly [field: string]: unknown;
}

/** The two lists of a pod that hold containers. */
export type ContainerList = 'containers' | 'initContainers';

/** The containers of one list; none when the list is missing. */
export function containersOf(pod: Pod, list: ContainerList): readonly Container[] {
  const containers = pod.spec[list];
  return Array.isArray(containers) ? (containers as Container[]) : [];
}

/** The same pod with another list of containers. */
export function withContainers(pod: Pod, list: ContainerList, containers: readonly Container[]): Pod {
  return { ...pod, spec: { ...pod.spec, [list]: containers } };
}

/** The path to what a pod has under these keys, where items of lists go by their names; as far as there is something. */
export function placeIn(pod: Pod, keys: readonly string[]): Path {
  const path: (string | number)[] = [];
  let value: unknown = pod;
  for (const key of keys) {
    const step = Array.isArray(value) ? value.findIndex((item) => valueAt(item, 'name') === key) : key;
    value = valueAt(value, String(step));
    if (value === undefined) break;
    path.push(step);
  }
  return path;
}

/** The same pod with every container of a list changed; the very same pod when none was. */
export function mapContainers(pod: Pod, list: ContainerList, change: (container: Container) => Container): Pod {
  const before = containersOf(pod, list);
  const after = before.map(change);
  return after.some((container, index) => container !== before[index]) ? withContainers(pod, list, after) : pod;
}

/** The same pod with some annotations set, or taken away where the value is undefined. */
export function withAnnotations(pod: Pod, changes: Readonly<Record<string, string | undefined>>): Pod {
  return { ...pod, metadata: { ...pod.metadata, annotations: changed(pod.metadata.annotations, changes) } };
}

/** The same pod with some labels set, or taken away where the value is undefined. */
export function withLabels(pod: Pod, changes: Readonly<Record<string, string | undefined>>): Pod {
  return { ...pod, metadata: { ...pod.metadata, labels: changed(pod.metadata.labels, changes) } };
}

/** Where the pod has its sidecar; the init containers count from the release on that knows native sidecars. */
export function sidecarList(pod: Pod, behaviours: Behaviours): ContainerList | undefined {
  const has = (list: ContainerList): boolean => containersOf(pod, list).some(({ name }) => name === SIDECAR);
  if (has('containers')) return 'containers';
  return behaviours.sidecarMayBeInit && has('initContainers') ? 'initContainers' : undefined;
}

/** The sidecar itself. */
export function findSidecar(pod: Pod, behaviours: Behaviours): Container | undefined {
  const list = sidecarList(pod, behaviours);
  return list && containersOf(pod, list).find(({ name }) => name === SIDECAR);
}

/** The same pod with its sidecar's environment changed; without a sidecar, the pod as it is. */
export function withSidecarEnv(
  pod: Pod,
  behaviours: Behaviours,
  change: (env: readonly EnvEntry[]) => readonly EnvEntry[],
): Pod {
  const sidecar = findSidecar(pod, behaviours);
  const list = sidecarList(pod, behaviours);
  if (sidecar === undefined || list === undefined) return pod;
  return mapContainers(pod, list, (container) =>
    container === sidecar ? { ...container, env: change(envOf(container)) } : container,
  );
}

/** A container's environment; empty when it has none. */
export function envOf(container: Container | undefined): readonly EnvEntry[] {
  const env = container?.env;
  return Array.isArray(env) ? (env as EnvEntry[]) : [];
}

/** The literal value of an environment variable of a container. */
export function envValue(container: Container | undefined, name: string): string | undefined {
  const value = envOf(container).find((entry) => entry.name === name)?.value;
  return value === undefined || value === null ? undefined : String(value);
}

function changed(
  map: Readonly<Record<string, string>> | undefined,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const result: Record<string, string> = { ...map };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}
