// Knows which settings bring each way of interception about: for iptables in the pod, for the CNI plugin, for none. Does not know rules.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { LoadedConfig } from './injection-config.ts';
import { mergeValues } from './merge.ts';

/** How traffic gets into the proxy: redirected or TPROXYed by istio-init, by the node's CNI plugin, or not at all. */
export type Interception = 'redirect' | 'tproxy' | 'none' | 'cni';

/** The configuration with that way of interception. A pod's own annotation `sidecar.istio.io/interceptionMode` still counts more. */
export function withInterception(config: LoadedConfig, interception: Interception): LoadedConfig {
  if (interception === 'cni') return { ...config, values: mergeValues(config.values, CNI) };
  const mode = interception.toUpperCase();
  if (mode === 'NONE' && !config.behaviours.modeNoneInMesh) {
    throw new InjectError(
      'usage',
      `the mesh config of Istio ${config.version} does not know the interception mode NONE`,
      {
        hint: 'Annotate the pods that want it: sidecar.istio.io/interceptionMode: NONE',
      },
    );
  }
  const { meshConfig, values } = config;
  const defaultConfig = { ...meshConfig.defaultConfig, interceptionMode: mode };
  return { ...config, meshConfig: { ...meshConfig, defaultConfig }, values: withoutCni(values) };
}

// The key of releases up to 1.23 and that of those from 1.22 on; a release ignores the other.
const CNI: JsonMap = { istio_cni: { enabled: true, chained: true }, pilot: { cni: { enabled: true } } };

function withoutCni(values: JsonMap): JsonMap {
  const off = { ...(isMap(values.istio_cni) ? { istio_cni: { enabled: false } } : {}) };
  const pilot = isMap(values.pilot) && isMap(values.pilot.cni) ? { pilot: { cni: { enabled: false } } } : {};
  return mergeValues(values, { ...off, ...pilot });
}
