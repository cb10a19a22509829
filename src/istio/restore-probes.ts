// Knows how probes and lifecycle handlers that were led through the sidecar get their own actions back.
import type { Finding } from '../kubernetes/finding.ts';
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import { HANDLERS, type Place, PROBERS_ENV, type Prober, type Probers, parseProbers, replaceAt } from './probes.ts';
import type { Restored, RestoreStep } from './restore-pod.ts';
import { type ContainerList, envValue, mapContainers, placeIn } from './sidecar.ts';
import { valueAt } from './value-at.ts';

/** The pod whose probes and hooks ask the application itself again; their port is a number, also where it was a name. */
export const restoreProbes: RestoreStep = (pod: Pod, injection: EarlierInjection): Restored => {
  const { pod: given, sidecar, overrides } = injection;
  const probers = parseProbers(envValue(sidecar, PROBERS_ENV) ?? '{}');
  const findings: Finding[] = [];
  const noted = new Set([...overrides.containers, ...overrides.initContainers].map(({ name }) => name)); // restored whole
  const restored = (['initContainers', 'containers'] as const).reduce(
    (each, list) =>
      mapContainers(each, list, (container) => {
        const tell = (place: Place): unknown => findings.push(unknownProbe(given, container, list, place));
        return noted.has(container.name) ? container : restoreContainer(container, probers, tell);
      }),
    pod,
  );
  return { pod: restored, findings };
};

function restoreContainer(container: Container, probers: Probers, tell: (place: Place) => unknown): Container {
  return HANDLERS.reduce((each, place) => {
    const handler = valueAt(each, ...place.path);
    const url = place.url(container.name);
    if (!isMap(handler) || valueAt(handler, 'httpGet', 'path') !== url) return each;
    const prober = Object.hasOwn(probers, url) ? probers[url] : undefined;
    if (!isMap(prober)) {
      tell(place);
      return each;
    }
    return replaceAt(each, place.path, restoreHandler(handler, prober)) as Container;
  }, container);
}

function restoreHandler(handler: JsonMap, { httpGet, tcpSocket, grpc }: Prober): JsonMap {
  if (httpGet !== undefined) return { ...handler, httpGet: { ...withoutTarget(handler.httpGet), ...httpGet } };
  const { httpGet: _, ...others } = handler;
  if (tcpSocket !== undefined) return { ...others, tcpSocket };
  const named = Object.entries(grpc ?? {}).filter(([, value]) => value !== null);
  return { ...others, grpc: Object.fromEntries(named) };
}

// What the rewriting changed; headers and host stayed as they were.
function withoutTarget(httpGet: unknown): JsonMap {
  const { path: _, port: __, scheme: ___, ...others } = httpGet as JsonMap;
  return others;
}

function unknownProbe(pod: Pod, container: Container, list: ContainerList, { path }: Place): Finding {
  const message = `what the ${path.join(' ')} of the container ${container.name} asked before the injection cannot be known; it asks the sidecar still`;
  const place = placeIn(pod, ['spec', list, container.name, ...path]);
  return { severity: 'warning', code: 'restore-probe', path: place, message, hint: 'write the probe anew' };
}
