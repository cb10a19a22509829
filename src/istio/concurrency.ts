// Knows how many worker threads a proxy was given before it found out itself (Istio up to 1.17). Does not know templates.
import { getOwn, isMap, type JsonMap } from '../kubernetes/json.ts';
import { ceilCores } from '../kubernetes/quantities.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { ProxyConfig } from './config/injection-config.ts';

const USUAL = 2;

/** The concurrency that the ProxyConfig names; 0 there means as many as the proxy may have cores. */
export function estimateConcurrency(pod: Pod, { concurrency }: ProxyConfig, values: JsonMap): number {
  if (concurrency === undefined || concurrency === null) return USUAL;
  if (Number(concurrency) > 0) return Number(concurrency);
  const cores = coresGiven(pod.metadata.annotations ?? {}, values);
  return (cores === undefined ? undefined : ceilCores(cores)) ?? USUAL;
}

// Only the first of them counts, whatever it says.
function coresGiven(annotations: JsonMap, values: JsonMap): string | undefined {
  const resources = ['global', 'proxy', 'resources'].reduce<JsonMap>(mapAt, values);
  const given = [
    getOwn(annotations, 'sidecar.istio.io/proxyCPULimit'),
    getOwn(annotations, 'sidecar.istio.io/proxyCPU'),
    getOwn(mapAt(resources, 'limits'), 'cpu'),
    getOwn(mapAt(resources, 'requests'), 'cpu'),
  ].find((value) => value !== undefined && value !== null);
  return given === undefined ? undefined : String(given);
}

function mapAt(map: JsonMap, key: string): JsonMap {
  const value = getOwn(map, key);
  return isMap(value) ? value : {};
}
