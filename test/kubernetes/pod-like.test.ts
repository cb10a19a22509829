// What looks like a pod in kinds that are not known.
import { expect, test } from 'vitest';
import { seemToHoldPods } from '../../src/kubernetes/workloads.ts';

const spec = { containers: [{ name: 'a', image: 'b' }] };
const at = (value: unknown) => seemToHoldPods(value)[0]?.path.join('.');

test.each<[string, unknown, string | undefined]>([
  ['a template', { apiVersion: 'example.com/v1', kind: 'Fleet', spec: { template: { spec } } }, 'spec.template.spec'],
  ['a spec of its own', { apiVersion: 'example.com/v1', kind: 'Runner', spec }, 'spec'],
  [
    'a list of templates',
    { apiVersion: 'example.com/v1', kind: 'Fleet', spec: { groups: [{}, { pod: spec }] } },
    'spec.groups.1.pod',
  ],
  [
    'a known kind of a wrong group',
    { apiVersion: 'app/v1', kind: 'Deployment', spec: { template: { spec } } },
    'spec.template.spec',
  ],
  ['a typed list', { apiVersion: 'v1', kind: 'PodList', items: [{ spec }] }, 'items.0.spec'],
  [
    'an item of a List',
    { kind: 'List', items: [{ kind: 'Service' }, { kind: 'Runner', apiVersion: 'a.b/v1', spec }] },
    'items.1.spec',
  ],
  ['steps', { apiVersion: 'tekton.dev/v1', kind: 'Task', spec: { steps: [{ name: 'a', image: 'b' }] } }, 'spec.steps'],
  ['a known kind', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } }, undefined],
  ['no kind', { spec }, undefined],
  ['containers without images', { kind: 'Policy', spec: { containers: [{ name: 'a' }] } }, undefined],
  ['containers above any spec', { kind: 'Policy', ...spec }, undefined],
  ['a sidecar set', { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', spec }, undefined],
  ['no object', null, undefined],
])('%s', (_, value, path) => {
  expect(at(value)).toBe(path);
});

test('the owner is the object, not the List', () => {
  const runner = { apiVersion: 'a.b/v1', kind: 'Runner', metadata: { name: 'r' }, spec };
  expect(seemToHoldPods({ kind: 'List', items: [runner] })[0]?.owner).toEqual({
    apiVersion: 'a.b/v1',
    kind: 'Runner',
    metadata: { name: 'r' },
  });
});
