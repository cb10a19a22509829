// Knows which containers of an injected pod are the user's, and how the ones that a template also defined looked before.
import type { Finding } from '../kubernetes/finding.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import { inWordsOf } from './in-words-of.ts';
import { NETWORK_ENV } from './mesh-place.ts';
import { PROMETHEUS_ENV } from './metrics.ts';
import { PROBERS_ENV } from './probes.ts';
import { mayStandAmongContainers, placeSidecar } from './restore-place.ts';
import type { Restored, RestoreStep } from './restore-pod.ts';
import {
  type ContainerList,
  containersOf,
  type EnvEntry,
  envOf,
  envValue,
  NETWORK_LABEL,
  placeIn,
  SIDECAR,
  withContainers,
} from './sidecar.ts';

/** The pod with the user's containers only, each as the user wrote it. */
export const restoreContainers: RestoreStep = (pod: Pod, injection: EarlierInjection): Restored => {
  const findings: Finding[] = [];
  const restored = (['containers', 'initContainers'] as const).reduce((each, list) => {
    const containers = containersOf(each, list);
    const own = containers.flatMap((container) => restoreContainer(container, list, injection, findings) ?? []);
    const isSame = own.length === containers.length && own.every((container, index) => container === containers[index]);
    return isSame ? each : withContainers(each, list, own);
  }, pod);
  return { pod: placeSidecar(withMovedBack(restored, injection), injection), findings };
};

function restoreContainer(
  container: Container,
  list: ContainerList,
  injection: EarlierInjection,
  findings: Finding[],
): Container | undefined {
  const { status, overrides } = injection;
  const { name } = container;
  if (!status[list].includes(name)) return name === SIDECAR ? withoutNotes(container, injection) : container;
  const noted = overrides[list].find((each) => each.name === name);
  if (noted !== undefined) return movesBack(noted, list, injection) ? undefined : restoreNoted(container, noted, list);
  if (!isApplication(name, injection)) return undefined;
  findings.push(unknownContainer(injection.pod, name, list));
  return container;
}

function restoreNoted(container: Container, noted: Container, list: ContainerList): Container {
  const wanted = container.image === undefined ? noted : { image: 'auto', ...noted };
  return inWordsOf(container, wanted, ['spec', list]) as Container;
}

// An istio-proxy that no template defines is the user's, but the injector tells it things all the same.
function withoutNotes(container: Container, { pod }: EarlierInjection): Container {
  const network = pod.metadata.labels?.[NETWORK_LABEL];
  const isNote = ({ name, value }: EnvEntry): boolean =>
    name === PROMETHEUS_ENV || name === PROBERS_ENV || (name === NETWORK_ENV && value === network);
  const env = envOf(container);
  const own = env.filter((entry) => !isNote(entry));
  if (own.length === env.length) return container;
  const { env: _, ...others } = container;
  return own.length === 0 ? (others as Container) : { ...container, env: own };
}

// The sidecar's own list of the application's containers, which holds also those that a template changed.
function isApplication(name: string, { sidecar }: EarlierInjection): boolean {
  return name !== SIDECAR && (envValue(sidecar, 'ISTIO_META_APP_CONTAINERS') ?? '').split(',').includes(name);
}

function unknownContainer(pod: Pod, name: string, list: ContainerList): Finding {
  const message = `the container ${name} was changed by a template, and the pod does not tell how it looked before; it is left as it is`;
  return { severity: 'warning', code: 'restore-container', path: placeIn(pod, ['spec', list, name]), message };
}

// What was written among the containers became an init container when the sidecar became a native one.
function movesBack(noted: Container, list: ContainerList, injection: EarlierInjection): boolean {
  return list === 'initContainers' && noted.name === SIDECAR && mayStandAmongContainers(noted, injection);
}

function withMovedBack(pod: Pod, injection: EarlierInjection): Pod {
  const noted = injection.overrides.initContainers.find((each) => movesBack(each, 'initContainers', injection));
  const moved = containersOf(injection.pod, 'initContainers').find(({ name }) => name === noted?.name);
  if (noted === undefined || moved === undefined) return pod;
  const back = restoreNoted(moved, noted, 'initContainers');
  return withContainers(pod, 'containers', [...containersOf(pod, 'containers'), back]);
}
