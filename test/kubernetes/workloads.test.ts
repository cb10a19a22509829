// Where pods are found, in which kinds, whose they are, and what is said of those that cannot be read.
import { describe, expect, test } from 'vitest';
import { InjectError } from '../../src/errors.ts';
import { formatPath } from '../../src/kubernetes/finding.ts';
import { findWorkloads, parseWorkloadRow, type RowOptions, type Workload } from '../../src/kubernetes/workloads.ts';
import { frozen } from './recorded.ts';

const COMPAT: RowOptions = { compat: true };
const spec = { containers: [{ name: 'app', image: 'app:1' }] };
const template = { metadata: { labels: { app: 'x' } }, spec };

/** An object with `value` at a dotted path. */
function object(apiVersion: string | undefined, kind: string, at: string, value: unknown): Record<string, unknown> {
  const head = { ...(apiVersion === undefined ? {} : { apiVersion }), kind, metadata: { name: 'x', namespace: 'y' } };
  if (at === '.') return { ...head, ...(value as object), metadata: head.metadata };
  const steps = at.split('.').reverse();
  const body = steps.reduce<unknown>((inner, step) => (step === '[]' ? [inner] : { [step]: inner }), value);
  return { ...head, ...(body as object) };
}

function paths(value: unknown, options?: RowOptions): string[] {
  return findWorkloads(frozen(value), options).map(
    (found) => `${formatPath(found.metadataPath)} ${formatPath(found.specPath)}`,
  );
}

const errors = (found: Workload | undefined) =>
  found?.findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);

describe('the kinds of Kubernetes, at every group that had them', () => {
  const ofTemplate = 'spec.template.metadata spec.template.spec';
  test.each<readonly [string | undefined, string]>([
    ...['apps/v1', 'apps/v1beta1', 'apps/v1beta2', 'extensions/v1beta1', 'v1', undefined].map(
      (version) => [version, 'Deployment'] as const,
    ),
    ...['apps/v1', 'extensions/v1beta1'].map((version) => [version, 'DaemonSet'] as const),
    ...['apps/v1', 'extensions/v1beta1'].map((version) => [version, 'ReplicaSet'] as const),
    ['apps/v1', 'StatefulSet'],
    ['v1', 'ReplicationController'],
    ...['batch/v1', 'extensions/v1beta1'].map((version) => [version, 'Job'] as const),
    ...['apps.openshift.io/v1', 'v1'].map((version) => [version, 'DeploymentConfig'] as const),
  ])('%s %s', (apiVersion, kind) => {
    expect(paths(object(apiVersion, kind, 'spec.template', template))).toEqual([ofTemplate]);
    expect(paths(object(apiVersion, kind, 'spec.template', template), COMPAT)).toEqual([ofTemplate]);
  });

  test('Pod and PodTemplate', () => {
    expect(paths(object('v1', 'Pod', '.', template))).toEqual(['metadata spec']);
    expect(paths(object('v1', 'PodTemplate', 'template', template))).toEqual(['template.metadata template.spec']);
    expect(paths(object('v1', 'PodTemplate', 'template', template), COMPAT)).toEqual([]);
  });

  test.each(['batch/v1', 'batch/v1beta1', 'batch/v2alpha1', undefined])(
    'CronJob %s: the metadata is the pod template’s, or in compat mode the job’s',
    (apiVersion) => {
      const cronJob = object(apiVersion, 'CronJob', 'spec.jobTemplate.spec.template', template);
      expect(paths(cronJob)).toEqual(['spec.jobTemplate.spec.template.metadata spec.jobTemplate.spec.template.spec']);
      expect(paths(cronJob, COMPAT)).toEqual(['spec.jobTemplate.metadata spec.jobTemplate.spec.template.spec']);
    },
  );

  test.each([
    ['example.com/v1', 'Deployment'],
    ['example.com/v1', 'List'],
    ['apps/v1', 'DeploymentList'],
    ['v1', 'Service'],
    ['apps/v1', 'deployment'],
  ])('%s %s is none of them', (apiVersion, kind) => {
    expect(paths(object(apiVersion, kind, 'spec.template', template))).toEqual([]);
  });

  test('in compat mode the kind name decides alone', () => {
    const job = object('batch.volcano.sh/v1alpha1', 'Job', 'spec.template', template);
    expect(paths(job, COMPAT)).toEqual(['spec.template.metadata spec.template.spec']);
    expect(paths(job)).toEqual([]);
  });
});

test.each([
  ['argoproj.io/v1alpha1', 'Rollout', 'spec.template'],
  ['apps.kruise.io/v1alpha1', 'CloneSet', 'spec.template'],
  ['apps.kruise.io/v1beta1', 'StatefulSet', 'spec.template'],
  ['apps.kruise.io/v1alpha1', 'DaemonSet', 'spec.template'],
  ['apps.kruise.io/v1alpha1', 'UnitedDeployment', 'spec.template.advancedStatefulSetTemplate.spec.template'],
  ['serving.knative.dev/v1', 'Service', 'spec.template'],
  ['batch.volcano.sh/v1alpha1', 'Job', 'spec.tasks.[].template'],
  ['kubeflow.org/v1', 'PyTorchJob', 'spec.pytorchReplicaSpecs.Worker.template'],
  ['jobset.x-k8s.io/v1alpha2', 'JobSet', 'spec.replicatedJobs.[].template.spec.template'],
  ['leaderworkerset.x-k8s.io/v1', 'LeaderWorkerSet', 'spec.leaderWorkerTemplate.workerTemplate'],
  ['ray.io/v1', 'RayCluster', 'spec.workerGroupSpecs.[].template'],
  ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec.driver.template'],
  ['keda.sh/v1alpha1', 'ScaledJob', 'spec.jobTargetRef.template'],
  ['agones.dev/v1', 'Fleet', 'spec.template.spec.template'],
])('%s %s keeps its pods at %s', (apiVersion, kind, at) => {
  const path = at.replaceAll('.[]', '[0]');
  expect(paths(object(apiVersion, kind, at, template))).toEqual([`${path}.metadata ${path}.spec`]);
  expect(paths(object(apiVersion, kind, at, { spec: { nodeSelector: {} } }))).toEqual([]);
  expect(paths(object(apiVersion, kind, at, template), COMPAT).length).toBeLessThanOrEqual(1);
});

test('several pods in one object, in order', () => {
  const job = object('kubeflow.org/v1', 'TFJob', 'spec.tfReplicaSpecs', { Chief: { template }, Worker: { template } });
  expect(findWorkloads(job).map((found) => formatPath(found.specPath))).toEqual([
    'spec.tfReplicaSpecs.Chief.template.spec',
    'spec.tfReplicaSpecs.Worker.template.spec',
  ]);
});

test('Lists are entered, also Lists in Lists; other items are passed', () => {
  const deployment = object('apps/v1', 'Deployment', 'spec.template', template);
  const inner = { apiVersion: 'v1', kind: 'List', items: [object('v1', 'Service', 'spec', {}), deployment] };
  const found = findWorkloads({ kind: 'List', items: [deployment, null, inner, { kind: 'List' }] });
  expect(found.map(({ path }) => formatPath(path))).toEqual(['items[0]', 'items[2].items[1]']);
  expect(found.map(({ specPath }) => formatPath(specPath))).toEqual([
    'items[0].spec.template.spec',
    'items[2].items[1].spec.template.spec',
  ]);
  expect(errors(findWorkloads({ kind: 'List', items: {} })[0])).toEqual(['the items of a List are a map, not a list']);
});

test.each([[null], [undefined], ['x'], [[]], [{}], [{ kind: 5 }]])('%j holds none', (value) => {
  expect(findWorkloads(value)).toEqual([]);
});

describe('a pod as read', () => {
  const found = (metadata: unknown, podSpec: unknown = spec) =>
    findWorkloads(frozen(object('apps/v1', 'Deployment', 'spec.template', { metadata, spec: podSpec })))[0]!;

  test('owner and pod', () => {
    const { owner, pod, path } = found({ labels: { app: 'x' } });
    expect(owner).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x', namespace: 'y' } });
    expect(pod).toEqual({ metadata: { labels: { app: 'x' } }, spec });
    expect(path).toEqual([]);
  });

  test('no metadata is empty metadata, at the path where it would be', () => {
    for (const { pod, metadataPath, findings } of [found(undefined), found(null)]) {
      expect(pod.metadata).toEqual({});
      expect(metadataPath).toEqual(['spec', 'template', 'metadata']);
      expect(findings).toEqual([]);
    }
  });

  test('annotations and labels that are no text are read as text, with a warning', () => {
    const { pod, findings } = found({
      annotations: { a: true, b: 5, c: 1.1, d: 1e20, e: null },
      labels: { v: false },
      creationTimestamp: null,
    });
    expect(pod.metadata).toEqual({
      annotations: { a: 'true', b: '5', c: '1.1', d: '1e+20', e: '' },
      labels: { v: 'false' },
      creationTimestamp: null,
    });
    expect(findings).toHaveLength(5);
    expect(findings[0]).toEqual({
      severity: 'warning',
      code: 'not-text',
      path: ['metadata', 'annotations', 'a'],
      message: 'the annotation a is the boolean true, not text: the API server would refuse it; it was read as "true"',
      hint: 'write it in quotes: "true"',
    });
  });

  test('an env value that is no text stays, with a warning', () => {
    const podSpec = { containers: [{ name: 'a', env: [{ name: 'PORT', value: 80 }] }] };
    const { pod, findings } = found({}, podSpec);
    expect(pod.spec).toEqual(podSpec);
    expect(findings.map(({ path, message }) => [path, message])).toEqual([
      [
        ['spec', 'containers', 0, 'env', 0, 'value'],
        'spec.containers[0].env[0].value is the number 80, not text: the API server would refuse it; it was left as it is',
      ],
    ]);
  });

  test('in compat mode fields are known in any letter case; of two spellings the field’s own counts', () => {
    const value = {
      kind: 'Deployment',
      Metadata: { Name: 'x' },
      spec: {
        Template: {
          METADATA: { Labels: { App: 'x' } },
          Spec: {
            containers: [
              { NAME: 'a', Image: 'old', image: 'new' },
              { name: 'b', image: null, Image: 'b:1' },
            ],
          },
        },
      },
    };
    const [found] = findWorkloads(frozen(value), COMPAT);
    expect(found?.owner.metadata.name).toBe('x');
    expect(found?.pod).toEqual({
      metadata: { labels: { App: 'x' } },
      spec: {
        containers: [
          { name: 'a', image: 'new' },
          { name: 'b', image: 'b:1' },
        ],
      },
    });
    expect(paths(value, COMPAT)).toEqual(['spec.Template.METADATA spec.Template.Spec']);
    expect(errors(findWorkloads(frozen(value))[0])).toHaveLength(1);
  });

  test('in compat mode it becomes text, as the reference writes it', () => {
    const podSpec = { containers: [{ name: 'a', args: [true], env: [{ name: 'PORT', value: 80 }] }] };
    const [found] = findWorkloads(frozen(object('v1', 'Pod', '.', { spec: podSpec })), COMPAT);
    expect(found?.pod.spec).toEqual({
      containers: [{ name: 'a', args: ['true'], env: [{ name: 'PORT', value: '80' }] }],
    });
    expect(found?.findings[1]?.message).toMatch(/; it was read as "80"$/);
  });

  test('the spec is shared, not copied', () => {
    const deployment = object('apps/v1', 'Deployment', 'spec.template', template);
    expect(findWorkloads(deployment)[0]?.pod.spec).toBe(spec);
  });
});

describe('what cannot be read is refused', () => {
  const deployment = (body: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x' },
    ...body,
  });
  test.each([
    [{}, 'Deployment cannot be read: it has no spec'],
    [{ spec: {} }, 'Deployment cannot be read: it has no spec.template'],
    [{ spec: { template: {} } }, 'Deployment cannot be read: it has no spec.template.spec'],
    [{ spec: { template: [] } }, 'Deployment cannot be read: spec.template is a list, not a map'],
    [{ spec: { template: { spec: 'x' } } }, 'Deployment cannot be read: spec.template.spec is a string, not a map'],
    [
      { spec: { template: { metadata: [], spec } } },
      'Deployment cannot be read: spec.template.metadata is a list, not a map',
    ],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'spec.containers cannot be read: it is a map, and must be a list',
    ],
    [
      { spec: { template: { spec: { containers: [null] } } } },
      'spec.containers[0] cannot be read: it is null, and must be a map',
    ],
    [
      { spec: { template: { metadata: { labels: [] }, spec } } },
      'metadata.labels cannot be read: it is a list, and must be a map',
    ],
    [
      { spec: { template: { metadata: { labels: { a: {} } }, spec } } },
      'the label a cannot be read: it is a map, and must be a string',
    ],
    [
      { spec: { template: { spec: { containers: [{ name: 'a', ports: [{ containerPort: '80' }] }] } } } },
      'spec.containers[0].ports[0].containerPort cannot be read: it is a string, and must be a whole number',
    ],
  ])('%j', (body, message) => {
    const [found] = findWorkloads(frozen(deployment(body)));
    expect(errors(found)).toEqual([message]);
    expect(found?.pod).toEqual({ metadata: {}, spec: {} });
    expect(found?.findings[0]?.code).toBe('workload');
  });

  test('in compat mode an absent template is empty, but for the kinds that point to it', () => {
    expect(findWorkloads(deployment({}), COMPAT).map(({ pod, findings }) => [pod, findings])).toEqual([
      [{ metadata: {}, spec: {} }, []],
    ]);
    const controller = { kind: 'ReplicationController', spec: { replicas: 1 } };
    expect(errors(findWorkloads(controller, COMPAT)[0])).toEqual([
      'ReplicationController cannot be read: spec.template is required value',
    ]);
  });

  test('a pod without containers is remarked on', () => {
    const [found] = findWorkloads(deployment({ spec: { template: { spec: {} } } }));
    expect(found?.findings).toEqual([
      { severity: 'warning', code: 'workload', path: ['spec'], message: 'this Deployment names no containers' },
    ]);
  });
});

describe('rows that users add', () => {
  const extra = [
    parseWorkloadRow('example.com/Fleet=spec.groups[*].pods.*.template'),
    parseWorkloadRow('Widget=.'),
    parseWorkloadRow('apps/Deployment=.spec.other'),
  ];

  test('are found, before the rows of the table', () => {
    const fleet = object('example.com/v1', 'Fleet', 'spec.groups', [
      { pods: { a: { template } } },
      { pods: {} },
      { pods: { b: { template }, c: { template } } },
    ]);
    expect(findWorkloads(fleet, { extra }).map(({ specPath }) => formatPath(specPath))).toEqual([
      'spec.groups[0].pods.a.template.spec',
      'spec.groups[2].pods.b.template.spec',
      'spec.groups[2].pods.c.template.spec',
    ]);
    expect(paths(object('v1', 'Widget', '.', template), { extra })).toEqual(['metadata spec']);
    expect(paths(object('apps/v1', 'Deployment', 'spec.other', template), { extra })).toEqual([
      'spec.other.metadata spec.other.spec',
    ]);
  });

  test('an object that has no pod there is refused', () => {
    const [found] = findWorkloads(object('example.com/v1', 'Fleet', 'spec.groups', []), { extra });
    expect(errors(found)).toEqual(['Fleet has no spec.groups[*].pods.*.template']);
  });

  test.each(['', 'x', 'a/b/C=spec.template', 'a/=spec', 'a/B=', 'a/B=spec..x', 'a/B=spec[0]', '=spec'])(
    '%j is refused',
    (text) => {
      expect(() => parseWorkloadRow(text)).toThrow(InjectError);
      expect(() => parseWorkloadRow(text)).toThrow(/^cannot read the workload /);
    },
  );
});
