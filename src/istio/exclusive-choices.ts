// Knows the choices of a pod that exclude each other, such as an env entry's value and valueFrom. Where the merge put the
// user's choice beside a template's, the user's is kept. Does not know how they came together.
import type { Finding } from '../kubernetes/finding.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import { envOf, mapContainers, placeIn } from './sidecar.ts';
import { valueAt } from './value-at.ts';

/** A pod with what there is to say about it. */
interface Settled {
  readonly pod: Pod;
  readonly findings: readonly Finding[];
}

/** Whose choices count: the user's containers, by name the first, and the user's volumes. `given`: the pod as it came. */
export interface OwnChoices {
  readonly containers: readonly Container[];
  readonly volumes: unknown;
  readonly given: Pod;
}

/** The merged pod with one choice wherever there can be only one. */
export function settleChoices(merged: Pod, own: OwnChoices): Settled {
  const findings: Finding[] = [];
  const settle: Settle = (path, item, mine, keys) => {
    const [kept, dropped] = choose(item, mine, keys);
    if (dropped.length === 0) return item;
    const message = `${describe(path)} has the user's own ${kept.join(', ')}, so that the template's ${dropped.join(', ')} is left out`;
    findings.push({ severity: 'warning', code: 'choice', path: placeIn(own.given, path), message });
    return without(item, dropped);
  };
  const volumes = settleVolumes(merged, itemsOf(own.volumes), settle);
  const pod = (['initContainers', 'containers'] as const).reduce(
    (each, list) =>
      mapContainers(each, list, (container) => {
        const mine = own.containers.find(({ name }) => name === container.name);
        return mine === undefined || mine === container
          ? container
          : settleContainer(['spec', list, container.name], container, mine, settle);
      }),
    volumes,
  );
  return { pod, findings };
}

type Item = Readonly<Record<string, unknown>>;
type Settle = (path: readonly string[], item: Item, own: unknown, keys: readonly string[]) => Item;

const HANDLER_KEYS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
const HANDLER_PLACES = [
  ['readinessProbe'],
  ['livenessProbe'],
  ['startupProbe'],
  ['lifecycle', 'preStop'],
  ['lifecycle', 'postStart'],
];

function settleVolumes(merged: Pod, users: readonly Item[], settle: Settle): Pod {
  const volumes = itemsOf(merged.spec.volumes);
  const after = volumes.map((volume) => {
    const own = users.find(({ name }) => name === volume.name);
    if (own === undefined || own === volume) return volume;
    const sources = Object.keys(volume).filter((key) => key !== 'name');
    return settle(['spec', 'volumes', String(volume.name)], volume, own, sources);
  });
  const isChanged = after.some((volume, index) => volume !== volumes[index]);
  return isChanged ? { ...merged, spec: { ...merged.spec, volumes: after } } : merged;
}

function settleContainer(path: readonly string[], container: Container, own: Container, settle: Settle): Container {
  const env = envOf(container);
  const after = env.map((entry) => {
    const mine = envOf(own).find(({ name }) => name === entry.name);
    return mine === undefined || mine === entry
      ? entry
      : settle([...path, 'env', entry.name], entry, mine, ['value', 'valueFrom']);
  });
  const isChanged = after.some((entry, index) => entry !== env[index]);
  return HANDLER_PLACES.reduce(
    (each, place) => settleHandler([...path, ...place], each, place, own, settle),
    isChanged ? { ...container, env: after } : container,
  );
}

function settleHandler(
  path: readonly string[],
  container: Container,
  place: readonly string[],
  own: Container,
  settle: Settle,
): Container {
  const handler = valueAt(container, ...place);
  if (typeof handler !== 'object' || handler === null) return container;
  const after = settle(path, handler as Item, valueAt(own, ...place), HANDLER_KEYS);
  if (after === handler) return container;
  const [first = '', second] = place;
  if (second === undefined) return { ...container, [first]: after };
  return { ...container, [first]: { ...(container[first] as Item), [second]: after } };
}

/** What of several choices is the user's own, and what else was chosen beside it. */
function choose(item: Item, own: unknown, keys: readonly string[]): [kept: string[], dropped: string[]] {
  const chosen = keys.filter((key) => isChosen(item[key]));
  const kept = chosen.filter((key) => isChosen(valueAt(own, key)));
  return chosen.length < 2 || kept.length === 0 ? [kept, []] : [kept, chosen.filter((key) => !kept.includes(key))];
}

function isChosen(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function without(item: Item, keys: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)));
}

function itemsOf(value: unknown): readonly Item[] {
  return Array.isArray(value) ? (value as Item[]) : [];
}

function describe(path: readonly string[]): string {
  const [, list, name, ...rest] = path;
  const subject = list === 'volumes' ? `the volume ${name}` : `the container ${name}`;
  return rest.length === 0 ? subject : `${rest.join(' ')} of ${subject}`;
}
