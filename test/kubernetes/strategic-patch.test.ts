// Strategic merge patches: merged as Kubernetes merges them, they give the pod that was meant.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { strategicMerge } from '../../src/kubernetes/strategic-merge.ts';
import { strategicPatch } from '../../src/kubernetes/strategic-patch.ts';

const pod = (spec: object) => ({ metadata: {}, spec });

test('nothing changed, nothing to patch', () => {
  expect(strategicPatch(pod({ a: [1] }), pod({ a: [1] }))).toBeUndefined();
});

test('a list that merges by key names every item in order, and only what changed of each', () => {
  const before = pod({
    containers: [{ name: 'app', image: 'a', livenessProbe: { tcpSocket: { port: 1 }, periodSeconds: 3 } }],
  });
  const after = pod({
    containers: [
      { name: 'proxy', image: 'p' },
      { name: 'app', image: 'a', livenessProbe: { httpGet: { port: 2 }, periodSeconds: 3 } },
    ],
  });
  const patch = strategicPatch(before, after);
  expect(patch).toEqual({
    spec: {
      containers: [
        { name: 'proxy', image: 'p' },
        { name: 'app', livenessProbe: { tcpSocket: null, httpGet: { port: 2 } } },
      ],
    },
  });
  expect(strategicMerge(before, patch)).toEqual(after);
});

test('an item that is gone is deleted, a list that merges by no key is replaced', () => {
  const before = pod({ volumes: [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'app', args: ['x', 'y'] }] });
  const after = pod({ volumes: [{ name: 'b' }], containers: [{ name: 'app', args: ['y'] }] });
  const patch = strategicPatch(before, after);
  expect(patch).toEqual({
    spec: { volumes: [{ name: 'b' }, { name: 'a', $patch: 'delete' }], containers: [{ name: 'app', args: ['y'] }] },
  });
  expect(strategicMerge(before, patch)).toEqual(after);
});

test('ports are replaced whole: kustomize knows them by number and protocol, Kubernetes by number', () => {
  const ports = [
    { containerPort: 53, protocol: 'TCP' },
    { containerPort: 53, protocol: 'UDP' },
  ];
  const [before, after] = [[ports[0]], ports].map((list) => pod({ containers: [{ name: 'dns', ports: list }] }));
  const patch = strategicPatch(before, after);
  expect(patch).toEqual({ spec: { containers: [{ name: 'dns', ports: [{ $patch: 'replace' }, ...ports] }] } });
  expect(strategicMerge(before, patch)).toEqual(after);
});

test('without keys it is a merge patch: lists whole', () => {
  const before = { spec: { a: 1, b: 2, list: [{ name: 'x' }] } };
  expect(strategicPatch(before, { spec: { a: 1, list: [{ name: 'x' }, { name: 'y' }] } }, () => undefined)).toEqual({
    spec: { b: null, list: [{ name: 'x' }, { name: 'y' }] },
  });
});

test('property: merged into the one pod, it gives the other, order included', () => {
  const env = fc.uniqueArray(fc.record({ name: fc.constantFrom('A', 'B', 'C'), value: fc.constantFrom('1', '2') }), {
    selector: ({ name }) => name,
  });
  const container = fc.record(
    { name: fc.constantFrom('app', 'proxy', 'other'), image: fc.constantFrom('x', 'y'), env, tty: fc.boolean() },
    { requiredKeys: ['name', 'env'] },
  );
  const containers = fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1 });
  const any = containers.map((list) => pod({ containers: list }));
  fc.assert(
    fc.property(any, any, (before, after) => {
      expect(strategicMerge(before, strategicPatch(before, after))).toEqual(after);
    }),
  );
});
