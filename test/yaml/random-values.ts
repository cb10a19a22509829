// Makes manifest-like values and changes of them from a seed. Does not know how they are written.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = { [key: string]: Json };

/** A repeatable source of choices. */
export interface Random {
  next(): number;
  chance(probability: number): boolean;
  int(from: number, to: number): number;
  pick<T>(choices: readonly T[]): T;
}

/** The same choices for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
}

const STRINGS = [
  'reviews',
  'v1',
  'docker.io/istio/examples:1.20',
  'http://a.b/c?d=e#f',
  '--flag=x',
  '-x',
  'a b c',
  'one two three four five six',
  'ClusterIP',
  'yes',
  'on',
  'y',
  'No',
  'true',
  'null',
  '~',
  '',
  '0644',
  '0o17',
  '1.10',
  '1e3',
  '1_000',
  '0x1F',
  '1:30',
  '2001-01-01',
  '.inf',
  '.5',
  '+1',
  '=',
  '<<',
  ' lead',
  'tail ',
  'a: b',
  'a:',
  'x #y',
  '#x',
  "it's",
  '"q"',
  `'"`,
  'a\\b',
  '*',
  '&a',
  '!x',
  '%x',
  '@x',
  '`x',
  '{}',
  '[]',
  '{',
  ']',
  ',',
  'a,b',
  'a]b',
  '?',
  '? x',
  ':',
  ':x',
  '- x',
  '-',
  '---',
  '...',
  '--- x',
  'a\tb',
  '\tx',
  'x\n',
  'one\ntwo',
  'one\ntwo\n',
  'one\n\ntwo\n',
  ' one\n  two\nthree\n',
  'keep\n\n',
  'one\ntwo\n\n\n',
  '\n',
  '\nx',
  'a \nb',
  'x\n \ny',
  'folded text that goes on\nand on and on\n',
  'é',
  '日本語',
  '😀 smile',
  '\u2028',
  '\u0085',
  '\ufeff',
  '\u0007',
  'a\r\nb',
  'a'.repeat(300),
  'word '.repeat(60).trim(),
  '{"a":"b\\n"}',
  'key: "x" # y',
];

const KEYS = [
  'app',
  'version',
  'sidecar.istio.io/inject',
  'a',
  'b',
  'c',
  'name2',
  'y',
  'on',
  '1',
  '007',
  'true',
  'null',
  'odd key',
  'a: b',
  "it's",
  '"q"',
  '?x',
  '-x',
  '#k',
  'x #',
  'é',
  '<<',
  '=',
  '__proto__',
  'constructor',
  'key with, comma',
  '{x}',
  '*k',
  '1.5',
  '- k',
];

/** A scalar of any kind, mostly a string, and mostly an awkward one. */
function randomScalar(random: Random): Json {
  if (random.chance(0.75)) return random.chance(0.4) ? `value-${random.int(0, 99)}` : random.pick(STRINGS);
  return random.pick<Json>([0, 1, 80, 9080, -5, 0.5, 1.25, true, false, null, 420, 100000]);
}

/** A map of scalars with awkward keys, such as annotations. */
function randomStrings(random: Random, most: number): JsonMap {
  const map: JsonMap = {};
  for (let count = random.int(0, most); count > 0; count--)
    set(map, random.chance(0.5) ? random.pick(KEYS) : `key-${random.int(0, 50)}`, randomScalar(random));
  return map;
}

/** Sets an own property, whatever its name. */
function set(map: JsonMap, key: string, value: Json): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

function randomContainer(random: Random, name: string): JsonMap {
  const container: JsonMap = { name };
  if (random.chance(0.8)) container.image = random.pick(['a/b:1', 'docker.io/x@sha256:abc', 'img']);
  if (random.chance(0.3)) container.args = list(random, 4, () => randomScalar(random));
  if (random.chance(0.3))
    container.env = list(random, 3, (index) => ({ name: `VAR_${index}`, value: randomScalar(random) }));
  if (random.chance(0.4))
    container.ports = list(random, 2, (index) => ({
      containerPort: 80 + index,
      ...(random.chance(0.3) ? { name: 'http' } : {}),
    }));
  if (random.chance(0.2)) container.resources = random.pick<Json>([{}, null, { limits: { cpu: '1', memory: '1Gi' } }]);
  if (random.chance(0.1)) container.command = [['nested', ['deep']], {}, []];
  return container;
}

function list(random: Random, most: number, make: (index: number) => Json): Json[] {
  return Array.from({ length: random.int(0, most) }, (_, index) => make(index));
}

/** A pod template with everything that can be awkward about it. */
function randomPod(random: Random): JsonMap {
  const pod: JsonMap = {};
  if (random.chance(0.85)) {
    const labels = randomStrings(random, 3);
    const shared = random.chance(0.3) ? labels : randomStrings(random, 4);
    pod.metadata = random.pick<Json>([
      { labels, annotations: shared },
      { labels },
      { annotations: null, labels },
      {},
      null,
      { labels: {}, annotations: {} },
    ]);
  }
  const spec: JsonMap = {};
  if (random.chance(0.2)) spec.initContainers = list(random, 2, (index) => randomContainer(random, `init-${index}`));
  spec.containers = Array.from({ length: random.int(1, 3) }, (_, index) => randomContainer(random, `app-${index}`));
  if (random.chance(0.3)) spec.volumes = list(random, 3, (index) => ({ name: `v${index}`, emptyDir: {} }));
  if (random.chance(0.2)) set(spec, random.pick(KEYS), randomScalar(random));
  pod.spec = spec;
  return pod;
}

/** A manifest that holds a pod template. */
export function randomManifest(random: Random): JsonMap {
  const pod = randomPod(random);
  const metadata: JsonMap = {
    name: `app-${random.int(0, 9)}`,
    ...(random.chance(0.4) ? { labels: randomStrings(random, 3) } : {}),
  };
  if (random.chance(0.1)) return { apiVersion: 'v1', kind: 'Pod', ...pod };
  const spec: JsonMap = {};
  if (random.chance(0.5)) spec.replicas = random.int(0, 3);
  const labels = (pod.metadata as JsonMap | null | undefined)?.labels as Json;
  if (labels && random.chance(0.5)) spec.selector = { matchLabels: structuredClone(labels) };
  spec.template = pod;
  if (random.chance(0.2)) spec.strategy = { type: 'Recreate' };
  const manifest: JsonMap = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec };
  if (random.chance(0.1))
    return {
      apiVersion: 'v1',
      kind: 'List',
      items: [manifest, { kind: 'Service' }, { ...structuredClone(manifest), metadata: { name: 'second' } }],
    };
  return manifest;
}

/** A changed copy: entries and items added, taken away, replaced and moved, at a few places. */
export function randomChange(random: Random, value: Json): Json {
  const copy = structuredCopy(value);
  const places = collections(copy);
  for (let count = random.int(1, 4); count > 0; count--) changeOne(random, random.pick(places));
  return copy;
}

/** A copy with whole entries and items added, each of them new, to collections that are not empty. */
export function randomAddition(random: Random, value: Json): Json {
  const copy = structuredCopy(value);
  const places = collections(copy).filter((place) => Object.keys(place).length > 0);
  for (let count = random.int(1, 5); count > 0 && places.length > 0; count--)
    addOne(random, random.pick(places), `new-${count}`);
  return copy;
}

function addOne(random: Random, place: Json[] | JsonMap, name: string): void {
  const added = random.chance(0.5) ? randomContainer(random, name) : `${name} text`;
  if (Array.isArray(place)) place.splice(random.int(0, place.length), 0, added);
  else insertKey(random, place, name, added);
}

function insertKey(random: Random, map: JsonMap, key: string, value: Json): void {
  const entries = Object.entries(map);
  entries.splice(random.int(0, entries.length), 0, [key, value]);
  for (const old of Object.keys(map)) delete map[old];
  for (const [name, kept] of entries) set(map, name, kept);
}

function changeOne(random: Random, place: Json[] | JsonMap): void {
  const action = random.next();
  const fresh = (): Json =>
    random.chance(0.4)
      ? randomContainer(random, `n${random.int(0, 9)}`)
      : random.chance(0.2)
        ? random.pick<Json>([{}, [], null])
        : randomScalar(random);
  if (Array.isArray(place)) {
    const at = random.int(0, Math.max(0, place.length - 1));
    if (action < 0.35 || place.length === 0) place.splice(random.int(0, place.length), 0, fresh());
    else if (action < 0.55) place.splice(at, 1);
    else if (action < 0.8) place.splice(random.int(0, place.length - 1), 0, ...place.splice(at, 1));
    else place[at] = fresh();
    return;
  }
  const keys = Object.keys(place);
  if (action < 0.4 || keys.length === 0) insertKey(random, place, random.pick(KEYS), fresh());
  else if (action < 0.65) delete place[random.pick(keys)];
  else set(place, random.pick(keys), fresh());
}

function structuredCopy(value: Json): Json {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (typeof value !== 'object' || value === null) return value;
  const copy: JsonMap = {};
  for (const [key, inner] of Object.entries(value)) set(copy, key, structuredCopy(inner));
  return copy;
}

function collections(value: Json): (Json[] | JsonMap)[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(collections)];
}
