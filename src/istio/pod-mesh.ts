// Knows the mesh config as one pod sees it: with the pod's own ProxyConfig laid over the mesh's. Does not read the mesh's.
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig, MeshConfig } from './config/injection-config.ts';
import { withProxyConfig } from './config/proxy-config.ts';
import { rememberByText } from './remember.ts';

/** The annotation that holds a pod's own ProxyConfig. */
export const CONFIG_ANNOTATION = 'proxy.istio.io/config';

/** The mesh config for this pod; throws InjectError where the pod's own ProxyConfig cannot be read. */
export function meshOf(pod: Pod, config: InjectionConfig): MeshConfig {
  const text = pod.metadata.annotations?.[CONFIG_ANNOTATION];
  return text === undefined ? config.meshConfig : mergedMesh(text, config);
}

/** The port on which the sidecar answers for the pod's health and metrics, as the mesh config has it. */
export function statusPortOf({ defaultConfig }: MeshConfig): number {
  return Number(defaultConfig.statusPort ?? 0);
}

const mergedMesh: (text: string, config: InjectionConfig) => MeshConfig = rememberByText((text, config) =>
  withProxyConfig(config.meshConfig, text, config.version),
);
