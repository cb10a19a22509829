// What looks like a pod in kinds that are not known.
import { expect, test } from 'vitest';
import { findWorkloads, parseWorkloadRow, seemToHoldPods } from '../../src/kubernetes/workloads.ts';

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
  [
    'steps of a later task',
    {
      apiVersion: 'tekton.dev/v1',
      kind: 'Pipeline',
      spec: { tasks: [{ taskRef: { name: 'a' } }, { taskSpec: { steps: [{ name: 'b', image: 'b' }] } }] },
    },
    'spec.tasks.1.taskSpec.steps',
  ],
  [
    'a Spark driver without a template',
    { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec: { driver: { cores: 1 } } },
    'spec.driver',
  ],
  [
    'a Spark driver with a template, which is injected',
    { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', spec: { driver: { template: { spec } } } },
    undefined,
  ],
  [
    'a policy about pods',
    {
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      spec: { rules: [{ mutate: { patchStrategicMerge: { spec } } }] },
    },
    undefined,
  ],
  [
    'values of a chart',
    { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', spec: { values: { sidecars: spec } } },
    undefined,
  ],
  ['a known kind', { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec } } }, undefined],
  ['no kind', { spec }, undefined],
  ['containers without images', { kind: 'Policy', spec: { containers: [{ name: 'a' }] } }, undefined],
  ['containers above any spec', { kind: 'Policy', ...spec }, undefined],
  ['a sidecar set', { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'SidecarSet', spec }, undefined],
  ['no object', null, undefined],
])('%s', (_, value, path) => {
  expect(at(value)).toBe(path);
});

test('the pods of an OpenShift Template have parameters in them until it is processed', () => {
  const template = { apiVersion: 'template.openshift.io/v1', kind: 'Template', objects: [{ spec }] };
  expect(seemToHoldPods(template)[0]?.why).toBe(
    'the kind is not known, though objects.0.spec looks like a pod (inject what oc process makes of it)',
  );
});

test('the owner is the object, not the List', () => {
  const runner = { apiVersion: 'a.b/v1', kind: 'Runner', metadata: { name: 'r' }, spec };
  expect(seemToHoldPods({ kind: 'List', items: [runner] })[0]?.owner).toEqual({
    apiVersion: 'a.b/v1',
    kind: 'Runner',
    metadata: { name: 'r' },
  });
});

test.each<[string, unknown, string | undefined]>([
  ['a template', { apiVersion: 'a.b/v1', kind: 'Fleet', spec: { template: { spec } } }, 'a.b/Fleet=spec.template'],
  [
    'one in a list',
    { apiVersion: 'a.b/v1', kind: 'Fleet', spec: { tasks: [{}, { template: { spec } }] } },
    'a.b/Fleet=spec.tasks[*].template',
  ],
  ['an object that is a pod', { apiVersion: 'a.b/v1', kind: 'Runner', spec }, 'a.b/Runner=.'],
  ['a spec by another name', { apiVersion: 'a.b/v1', kind: 'Model', spec: { predictor: spec } }, undefined],
  ['objects of others', { apiVersion: 'template.openshift.io/v1', kind: 'Template', objects: [{ spec }] }, undefined],
])('the row that would name %s', (_, value, row) => {
  const why = seemToHoldPods(value)[0]?.why ?? '';
  expect(/--workload '(.*)'/.exec(why)?.[1]).toBe(row);
  if (row !== undefined) expect(findWorkloads(value, { extra: [parseWorkloadRow(row)] })).toHaveLength(1);
});
