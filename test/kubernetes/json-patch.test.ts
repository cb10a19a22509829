// JSON patches, applied by another implementation: what was meant comes out, and list items keep who they are.
import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { expect, test } from 'vitest';
import type { Path } from '../../src/kubernetes/finding.ts';
import { jsonPatch } from '../../src/kubernetes/json-patch.ts';

const byName = (_: Path, item: unknown): string | undefined => (item as { name?: string } | null)?.name;
const named = (...names: string[]) => ({ containers: names.map((name) => ({ name })) });

test('an added item leaves its neighbours alone, wherever it goes', () => {
  expect(jsonPatch(named('app'), named('proxy', 'app'), byName)).toEqual([
    { op: 'add', path: '/containers/0', value: { name: 'proxy' } },
  ]);
  expect(jsonPatch(named('app'), named('app', 'proxy'), byName)).toEqual([
    { op: 'add', path: '/containers/-', value: { name: 'proxy' } },
  ]);
});

test('an item that moved and changed is moved and changed, not written anew', () => {
  const after = { containers: [{ name: 'proxy', image: 'new' }, { name: 'app' }] };
  expect(jsonPatch(named('app', 'proxy'), after, byName)).toEqual([
    { op: 'move', from: '/containers/1', path: '/containers/0' },
    { op: 'add', path: '/containers/0/image', value: 'new' },
  ]);
});

test('items without an identity, or with the same one twice, are paired by what they are', () => {
  expect(jsonPatch({ args: ['a', 'b', 'a'] }, { args: ['a', 'a'] }, byName)).toEqual([
    { op: 'remove', path: '/args/1' },
  ]);
  const twice = {
    ports: [
      { name: 'x', port: 1 },
      { name: 'x', port: 2 },
    ],
  };
  expect(jsonPatch(twice, { ports: [twice.ports[1]] }, byName)).toEqual([{ op: 'remove', path: '/ports/0' }]);
});

test('keys are escaped as JSON pointers are', () => {
  expect(jsonPatch({ a: {} }, { a: { 'istio.io/x~y': '1' } })).toEqual([
    { op: 'add', path: '/a/istio.io~1x~0y', value: '1' },
  ]);
});

test('a key __proto__ is a key like any other', () => {
  const after = JSON.parse('{"any":{"__proto__":false}}');
  const [operation, ...others] = jsonPatch({}, after);
  expect(others).toEqual([]);
  expect(JSON.stringify(operation)).toBe('{"op":"add","path":"/any","value":{"__proto__":false}}');
  expect(JSON.stringify(jsonPatch({ any: {} }, after))).toBe('[{"op":"add","path":"/any/__proto__","value":false}]');
});

test('property: applied to the one value, it gives the other', () => {
  const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), value: fc.nat(2) }, { requiredKeys: ['name'] });
  // The package that applies the patches here loses such a key; the test above shows that ours does not.
  const applicable = fc.jsonValue().filter((any) => !JSON.stringify(any).includes('"__proto__"'));
  const value = fc.record(
    { list: fc.array(item, { maxLength: 5 }), args: fc.array(fc.nat(3), { maxLength: 5 }), any: applicable },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(value, value, (before, after) => {
      const document = { root: structuredClone(before) };
      const patch = structuredClone(jsonPatch({ root: before }, { root: after }, byName)) as Operation[];
      expect(applyPatch(document, patch)).toEqual(patch.map(() => null));
      expect(document.root).toEqual(after);
    }),
  );
});
