// Knows when a sidecar is to be an init container that keeps running, and moves the user's own one there. Does not
// write the sidecar.
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { parseGoBool } from './go-json.ts';
import { containersOf, SIDECAR, withContainers } from './sidecar.ts';

/** The annotation by which a pod chooses for itself. */
export const NATIVE_ANNOTATION = 'sidecar.istio.io/nativeSidecar';

/** Whether this pod's sidecar is native: the pod's own word before the mesh's. */
export function isNativeSidecar(pod: Pod, config: InjectionConfig): boolean {
  const word = config.behaviours.nativeByAnnotation ? pod.metadata.annotations?.[NATIVE_ANNOTATION] : undefined;
  if (word === 'true' || word === 'false') return word === 'true';
  return areNativeSidecars(config);
}

/** Whether the mesh's sidecars are native, before any pod has its say. */
export function areNativeSidecars(config: InjectionConfig): boolean {
  const { behaviours, environment, nativeSidecars } = config;
  if (!behaviours.sidecarMayBeInit) return false;
  if (nativeSidecars !== 'auto') return nativeSidecars === 'on';
  const word = environment.ENABLE_NATIVE_SIDECARS || (behaviours.nativeByWord ? 'auto' : 'false');
  if (!behaviours.nativeByWord) return parseGoBool(word) === true;
  return word === 'true' || (word === 'auto' && isNativeByDefault(config.kubernetesVersion));
}

/** The pod whose own istio-proxy stands among the init containers, so that a native sidecar merges with it. */
export function moveSidecarToInit(pod: Pod): Pod {
  const containers = containersOf(pod, 'containers');
  const moved = containers.find(({ name }) => name === SIDECAR);
  if (moved === undefined) return pod;
  const rest = containers.filter((container) => container !== moved);
  const initContainers = [...containersOf(pod, 'initContainers'), moved];
  return withContainers(withContainers(pod, 'containers', rest), 'initContainers', initContainers);
}

// From this Kubernetes minor on every kubelet runs native sidecars, and the reference takes them for granted.
const NATIVE_KUBERNETES_MINOR = 33;

function isNativeByDefault(kubernetesVersion: string | undefined): boolean {
  const minor = /^v?1\.(\d+)/.exec(kubernetesVersion ?? '')?.[1];
  return minor !== undefined && Number(minor) >= NATIVE_KUBERNETES_MINOR;
}
