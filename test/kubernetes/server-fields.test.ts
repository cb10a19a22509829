// What the API server wrote into an object.
import { expect, test } from 'vitest';
import { formatPath } from '../../src/kubernetes/finding.ts';
import { serverFields } from '../../src/kubernetes/server-fields.ts';

const served = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'a',
    uid: 'u',
    creationTimestamp: null,
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', mine: 'x' },
  },
  status: {},
};
const FIELDS = [
  'status',
  'metadata.uid',
  'metadata.creationTimestamp',
  'metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]',
];

test('of an object', () => {
  expect(serverFields(served).map(({ path }) => formatPath(path))).toEqual(FIELDS);
});

test('what has nothing else in it goes as a whole', () => {
  const bare = { kind: 'Pod', metadata: { uid: 'u', annotations: { 'deployment.kubernetes.io/revision': '1' } } };
  const { name, uid } = served.metadata;
  const named = { ...bare, metadata: { ...bare.metadata, name, uid } };
  const own = { ...bare, metadata: { name, annotations: {} } };
  const paths = [bare, named, own].map((object) => serverFields(object).map(({ path }) => formatPath(path)));
  expect(paths).toEqual([['metadata'], ['metadata.uid', 'metadata.annotations'], []]);
});

test('of the items of a List, and of the List', () => {
  const list = { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: [served] };
  expect(serverFields(list).map(({ path }) => formatPath(path))).toEqual([
    'metadata',
    ...FIELDS.map((field) => `items[0].${field}`),
  ]);
});

test.each([[null], [[]], [{ status: 1 }], [{ kind: 'Service', metadata: null }]])('nothing in %j', (value) => {
  expect(serverFields(value)).toEqual([]);
});
