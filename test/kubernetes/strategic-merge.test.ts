// Strategic merge against Kubernetes' own answers, against the rules one by one, and its laws.
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InjectError } from '../../src/errors.ts';
import { LIST_RULES } from '../../src/kubernetes/merge-rules.ts';
import { type MergeOptions, mergeKeyAt, strategicMerge } from '../../src/kubernetes/strategic-merge.ts';
import { frozen, recorded, withoutZeros } from './recorded.ts';

interface Case {
  readonly kubernetes: '0.35' | '0.24' | '0.23';
  readonly original: unknown;
  readonly patch: unknown;
  readonly result?: unknown;
  readonly error?: string;
}

const OPTIONS: Record<Case['kubernetes'], MergeOptions> = {
  '0.35': {},
  '0.24': { nestedMarkers: 'kept' },
  '0.23': { nestedMarkers: 'kept', nestedNulls: 'kept' },
};

test.each(recorded<Case>('strategic-merge').map((each, index) => [index + 1, each] as const))(
  'as Kubernetes answers: line %i',
  (_, { kubernetes, original, patch, result, error }) => {
    const merge = () => strategicMerge(frozen(original), frozen(patch), OPTIONS[kubernetes]);
    if (error !== undefined) expect(merge).toThrow(new InjectError('template', error));
    else expect(withoutZeros(merge())).toEqual(result);
  },
);

const named = (...names: string[]) => names.map((name) => ({ name }));
const spec = (fields: Record<string, unknown>) => ({ metadata: {}, spec: fields });

describe('the order of a merged list', () => {
  test.each([
    ['new items go before the rest', ['v1'], ['e', 'd'], ['e', 'd', 'v1']],
    ['what both have keeps its neighbours', ['s1', 's2'], ['n1', 's2'], ['n1', 's1', 's2']],
    ['an item moves to its place in the patch', ['mine', 'data'], ['envoy', 'data'], ['envoy', 'mine', 'data']],
    ['the patch decides between its own', ['c', 'd'], ['d', 'c', 'new'], ['d', 'c', 'new']],
    ['an empty patch changes nothing', ['c', 'd'], [], ['c', 'd']],
    ['an empty list takes the patch', [], ['c', 'd'], ['c', 'd']],
  ])('%s', (_, original, patch, result) => {
    const merged = strategicMerge(spec({ volumes: named(...original) }), spec({ volumes: named(...patch) }));
    expect(merged.spec).toEqual({ volumes: named(...result) });
  });

  test('scalars of a set: each once', () => {
    const merged = strategicMerge({ metadata: { finalizers: ['f1'] } }, { metadata: { finalizers: ['f2', 'f1'] } });
    expect(merged.metadata.finalizers).toEqual(['f2', 'f1']);
  });
});

describe('one rule at a time', () => {
  test.each<[string, unknown, unknown, unknown]>([
    [
      'a list without a rule is replaced',
      { containers: [{ name: 'a', args: ['1', '2'] }] },
      { containers: [{ name: 'a', args: ['3'] }] },
      { containers: [{ name: 'a', args: ['3'] }] },
    ],
    [
      'ports merge by containerPort',
      { containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP' }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'x' }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 80, protocol: 'UDP', name: 'x' }] }] },
    ],
    [
      'two volume sources can meet',
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: { path: '/' }, emptyDir: {} }] },
    ],
    [
      'null deletes',
      { initContainers: named('a'), hostNetwork: true },
      { initContainers: null },
      { hostNetwork: true },
    ],
    ['null of nothing is nothing', { hostNetwork: true }, { dnsPolicy: null }, { hostNetwork: true }],
    [
      '$patch: delete takes an item out',
      { volumes: named('a', 'b') },
      { volumes: [{ name: 'a', $patch: 'delete' }] },
      { volumes: named('b') },
    ],
    [
      '$patch: replace replaces a list',
      { volumes: named('a', 'b') },
      { volumes: [{ $patch: 'replace' }, { name: 'c' }] },
      { volumes: named('c') },
    ],
    [
      '$patch: replace replaces a map',
      { securityContext: { runAsUser: 1 } },
      { securityContext: { $patch: 'replace', fsGroup: 2 } },
      { securityContext: { fsGroup: 2 } },
    ],
    [
      '$patch: delete empties a map',
      { securityContext: { runAsUser: 1 } },
      { securityContext: { $patch: 'delete' } },
      { securityContext: {} },
    ],
    [
      '$retainKeys keeps what it lists',
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      { volumes: [{ name: 'v', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] },
      { volumes: [{ name: 'v', emptyDir: {} }] },
    ],
    [
      '$setElementOrder orders',
      { containers: named('a', 'b', 'c') },
      { '$setElementOrder/containers': named('c', 'a') },
      { containers: named('b', 'c', 'a') },
    ],
    [
      'a null in the original is not there',
      { volumes: null, nodeSelector: null },
      { volumes: named('a'), nodeSelector: { a: 'b' } },
      { volumes: named('a'), nodeSelector: { a: 'b' } },
    ],
    [
      'an unknown field is kept, and merges like a map',
      { future: { a: 1 }, other: [1] },
      { future: { b: 2 }, other: [2] },
      { future: { a: 1, b: 2 }, other: [2] },
    ],
    [
      'keys that JavaScript knows are keys',
      JSON.parse('{"nodeSelector":{"__proto__":"a","x":"y"}}'),
      JSON.parse('{"nodeSelector":{"__proto__":"b","constructor":"c"}}'),
      JSON.parse('{"nodeSelector":{"__proto__":"b","x":"y","constructor":"c"}}'),
    ],
  ])('%s', (_, original, patch, result) => {
    const merged = strategicMerge({ spec: frozen(original) }, { spec: frozen(patch) });
    expect(JSON.stringify(merged)).toBe(JSON.stringify({ spec: result }));
  });

  test('a nested null that the original has nothing of: dropped now, empty in old releases', () => {
    const patch = { metadata: { labels: { q: null } } };
    expect(strategicMerge({ metadata: {} }, patch)).toEqual({ metadata: { labels: {} } });
    expect(strategicMerge({ metadata: {} }, patch, { nestedNulls: 'kept' })).toEqual({
      metadata: { labels: { q: '' } },
    });
  });

  test('a null limit of a new container is a zero', () => {
    const patch = spec({ containers: [{ name: 'b', image: null, resources: { limits: { cpu: null } } }] });
    const merged = strategicMerge(spec({ containers: named('a') }), patch);
    expect(merged.spec.containers).toEqual([{ name: 'b', resources: { limits: { cpu: '0' } } }, { name: 'a' }]);
  });
});

test.each<[string, unknown, unknown, string]>([
  [
    'an item without its key',
    { containers: named('a') },
    { containers: [{ image: 'x' }] },
    'map: map[image:x] does not contain declared merge key: name',
  ],
  [
    'a user item without its key',
    { imagePullSecrets: [{}] },
    { imagePullSecrets: named('a') },
    'map: map[] does not contain declared merge key: name',
  ],
  [
    'an unknown marker',
    { volumes: named('a') },
    { volumes: [{ name: 'a', $patch: 'move' }] },
    'unknown patch type: move in map: map[$patch:move name:a]',
  ],
  [
    'a list of lists',
    { volumes: named('a') },
    { volumes: [[]] },
    'list element types are not identical: [map[name:a] []]',
  ],
])('refuses %s', (_, original, patch, message) => {
  expect(() => strategicMerge({ spec: original }, { spec: patch })).toThrow(new InjectError('template', message));
});

test('a patch that is no map', () => {
  expect(() => strategicMerge({ spec: {} }, [])).toThrow(new InjectError('template', 'invalid JSON document'));
  expect(strategicMerge({ spec: {} }, null)).toEqual({ spec: {} });
});

test('merge keys are known by path', () => {
  expect(mergeKeyAt(['spec', 'containers'])).toBe('name');
  expect(mergeKeyAt(['spec', 'containers', 3, 'ports'])).toBe('containerPort');
  expect(mergeKeyAt(['spec', 'initContainers', 0, 'volumeMounts'])).toBe('mountPath');
  expect(mergeKeyAt(['spec', 'containers', 0, 'args'])).toBeUndefined();
  expect(mergeKeyAt(['metadata', 'finalizers'])).toBeUndefined();
  expect(mergeKeyAt([])).toBeUndefined();
});

const name = fc.constantFrom('a', 'b', 'c', 'd');
const env = fc.uniqueArray(fc.record({ name, value: name }), { selector: (each) => each.name, maxLength: 4 });
const container = fc.record(
  { name, image: name, env, args: fc.array(name, { maxLength: 2 }) },
  { requiredKeys: ['name'] },
);
const containers = fc.uniqueArray(container, { selector: (each) => each.name, maxLength: 4 });
const pod = fc.record({
  metadata: fc.record({ labels: fc.dictionary(name, name), finalizers: fc.uniqueArray(name) }, { requiredKeys: [] }),
  spec: fc.record({ containers, initContainers: containers, hostNetwork: fc.boolean() }, { requiredKeys: [] }),
});

test('law: merging twice is merging once', () => {
  fc.assert(
    fc.property(pod, pod, (original, patch) => {
      const once = strategicMerge(frozen(original), frozen(patch));
      expect(strategicMerge(frozen(once), patch)).toEqual(once);
    }),
  );
});

test('law: a pod merged with itself, or with nothing, is the same object', () => {
  fc.assert(
    fc.property(pod, (original) => {
      expect(strategicMerge(original, structuredClone(original))).toEqual(original);
      expect(strategicMerge(original, {})).toBe(original);
      expect(strategicMerge(original, { metadata: {}, spec: {} })).toBe(original);
    }),
  );
});

const TYPES = new URL('../../../shared/reference/kubernetes-types.json', import.meta.url);

test.skipIf(!existsSync(TYPES))('the table of rules is that of the Go types (skipped without ../shared)', () => {
  interface Row {
    readonly fields?: readonly { json?: string; type: string; ps?: string; pk?: string; inline?: boolean }[];
  }
  const types: Record<string, Row> = JSON.parse(readFileSync(TYPES, 'utf8')).types;
  const found = new Map<string, string | undefined>();
  const walk = (type: string, path: string) => {
    for (const field of types[type.replace(/^[*[\]]+/, '')]?.fields ?? []) {
      const below = field.inline ? path : [path, field.json].filter(Boolean).join('.');
      if (field.ps?.startsWith('merge') && field.type.startsWith('[]')) found.set(below, field.pk);
      walk(field.type, below);
    }
  };
  walk('meta.ObjectMeta', 'metadata');
  walk('core.PodSpec', 'spec');
  expect(new Map([...LIST_RULES].map(([path, rule]) => [path, rule.key]))).toEqual(found);
});
