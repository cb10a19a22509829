// Knows where each kind keeps its pods: one table, to which users add rows. Does not look into any object.

import { InjectError } from '../errors.ts';

/** A step of a path into an object: a key, or every item of a list, or every value of a map. */
export type Step = string | { readonly every: 'item' | 'value' };

/** Where a pod is: `at` leads to what holds its metadata and its spec, which are `metadata` and `spec` below it unless said otherwise. */
export interface Place {
  readonly text: string;
  readonly at: readonly Step[];
  readonly metadata: readonly string[];
  readonly spec: readonly string[];
}

/** A kind, by its name and the API groups that had it, and where its objects keep their pods. */
export interface WorkloadRow {
  readonly groups: readonly string[];
  readonly kind: string;
  readonly places: readonly Place[];
  /** The pod must be there; where it may be missing (`false`), an object without it is passed over. */
  readonly required: boolean;
}

/** Whose rules decide which kinds count: the reference's (by kind name alone) or ours; and the rows that users added. */
export interface RowOptions {
  readonly compat?: boolean;
  readonly extra?: readonly WorkloadRow[];
}

// The kinds of Kubernetes and OpenShift, at every group that ever had them ('' is the core group, and no apiVersion at all).
const OWN = [
  'apps extensions - | Deployment | spec.template',
  'apps extensions - | ReplicaSet | spec.template',
  'apps extensions - | DaemonSet | spec.template',
  'apps - | StatefulSet | spec.template',
  '- | ReplicationController | spec.template',
  'batch extensions - | Job | spec.template',
  'batch - | CronJob | spec.jobTemplate.spec.template',
  '- | Pod | .',
  '- | PodTemplate | template',
  'apps.openshift.io - | DeploymentConfig | spec.template',
];

// What the reference does otherwise: a CronJob's pod metadata is the job's. It passes a PodTemplate by.
const REFERENCE_CRON_JOB: WorkloadRow = {
  groups: ['batch'],
  kind: 'CronJob',
  places: [
    {
      text: 'spec.jobTemplate',
      at: ['spec', 'jobTemplate'],
      metadata: ['metadata'],
      spec: ['spec', 'template', 'spec'],
    },
  ],
  required: true,
};

// Kinds of others. Only places shaped like a pod are here, and only pods that name containers of their own are taken.
const OTHERS = [
  'argoproj.io | Rollout | spec.template',
  'argoproj.io | Experiment | spec.templates[*].template',
  'argoproj.io | AnalysisTemplate ClusterAnalysisTemplate AnalysisRun | spec.metrics[*].provider.job.spec.template',
  'apps.kruise.io | CloneSet StatefulSet DaemonSet BroadcastJob | spec.template',
  'apps.kruise.io | UnitedDeployment | spec.template.statefulSetTemplate.spec.template spec.template.advancedStatefulSetTemplate.spec.template' +
    ' spec.template.cloneSetTemplate.spec.template spec.template.deploymentTemplate.spec.template',
  'apps.kruise.io | AdvancedCronJob | spec.template.jobTemplate.spec.template spec.template.broadcastJobTemplate.spec.template',
  'game.kruise.io | GameServerSet | spec.gameServerTemplate',
  'apps.pingcap.com | StatefulSet | spec.template',
  'serving.knative.dev | Service Configuration | spec.template',
  'serving.knative.dev | Revision | .',
  'sources.knative.dev | ContainerSource | spec.template',
  'sinks.knative.dev | JobSink | spec.job.spec.template',
  'keda.sh | ScaledJob | spec.jobTargetRef.template',
  'jobset.x-k8s.io | JobSet | spec.replicatedJobs[*].template.spec.template',
  'leaderworkerset.x-k8s.io | LeaderWorkerSet | spec.leaderWorkerTemplate.leaderTemplate spec.leaderWorkerTemplate.workerTemplate',
  'agents.x-k8s.io extensions.agents.x-k8s.io | Sandbox SandboxTemplate | spec.podTemplate',
  'batch.volcano.sh flow.volcano.sh | Job JobTemplate | spec.tasks[*].template',
  'batch.volcano.sh | CronJob | spec.jobTemplate.spec.tasks[*].template',
  'kubeflow.org | PyTorchJob | spec.pytorchReplicaSpecs.*.template',
  'kubeflow.org | TFJob | spec.tfReplicaSpecs.*.template',
  'kubeflow.org | MPIJob | spec.mpiReplicaSpecs.*.template',
  'kubeflow.org | XGBoostJob | spec.xgbReplicaSpecs.*.template',
  'kubeflow.org | PaddleJob | spec.paddleReplicaSpecs.*.template',
  'kubeflow.org | MXJob | spec.mxReplicaSpecs.*.template',
  'kubeflow.org | JAXJob | spec.jaxReplicaSpecs.*.template',
  'trainer.kubeflow.org | TrainingRuntime ClusterTrainingRuntime | spec.template.spec.replicatedJobs[*].template.spec.template',
  'ray.io | RayCluster | spec.headGroupSpec.template spec.workerGroupSpecs[*].template',
  'ray.io | RayJob | spec.rayClusterSpec.headGroupSpec.template spec.rayClusterSpec.workerGroupSpecs[*].template spec.submitterPodTemplate',
  'ray.io | RayService | spec.rayClusterConfig.headGroupSpec.template spec.rayClusterConfig.workerGroupSpecs[*].template',
  'sparkoperator.k8s.io | SparkApplication | spec.driver.template spec.executor.template',
  'sparkoperator.k8s.io | ScheduledSparkApplication | spec.template.driver.template spec.template.executor.template',
  'spark.apache.org | SparkApplication | spec.driverSpec.podTemplateSpec spec.executorSpec.podTemplateSpec',
  'agones.dev | GameServer | spec.template',
  'agones.dev | Fleet GameServerSet | spec.template.spec.template',
  'actions.github.com | AutoscalingRunnerSet EphemeralRunnerSet EphemeralRunner | spec.template',
  'machinelearning.seldon.io | SeldonDeployment | spec.predictors[*].componentSpecs[*]',
];

const ROWS = byKind([...readTable(OWN, true), ...readTable(OTHERS, false)]);
const REFERENCE_ROWS = byKind([
  ...readTable(OWN, true).filter((row) => row.kind !== 'PodTemplate'),
  REFERENCE_CRON_JOB,
]);

/** The row for an object of this apiVersion and kind, if any. */
export function findRow(apiVersion: string, kind: string, options: RowOptions = {}): WorkloadRow | undefined {
  const group = groupOf(apiVersion);
  const isOurs = (row: WorkloadRow) => row.kind === kind && row.groups.includes(group);
  const added = options.extra?.find(isOurs);
  if (added) return added;
  return options.compat ? REFERENCE_ROWS.get(kind)?.at(-1) : ROWS.get(kind)?.find(isOurs);
}

/** Is it `List`, whose items are objects of any kind? */
export function isList(apiVersion: string, kind: string, options: RowOptions = {}): boolean {
  return kind === 'List' && (options.compat === true || groupOf(apiVersion) === '');
}

/** The groups that have a row for this kind name; '' among them stands for the core group and for no apiVersion at all. */
export function groupsOf(kind: string, extra: readonly WorkloadRow[] = []): string[] {
  const added = extra.filter((row) => row.kind === kind);
  return kind === 'List' ? [''] : [...(ROWS.get(kind) ?? []), ...added].flatMap((row) => row.groups);
}

/** The group of an apiVersion: `apps` of `apps/v1`, '' of `v1` and of none. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

const GRAMMAR =
  'write GROUP/KIND=PATH, as in argoproj.io/Rollout=spec.template or example.com/Fleet=spec.tasks[*].template';

/** A row as users write it, `group/Kind=path`: the path leads to what has a `metadata` and a `spec`; `[*]` is every item, `.*` every value. */
export function parseWorkloadRow(text: string): WorkloadRow {
  const [, name = '', path = ''] = /^([^=]*)=(.*)$/.exec(text.trim()) ?? [];
  const parts = name.split('/').map((part) => part.trim());
  const [group, kind] = parts.length === 1 ? ['', parts[0]] : parts;
  if (parts.length > 2)
    throw refuseRow(text, `it names a version: a kind is known by its group alone (${parts[0]}/${parts.at(-1)})`);
  if (!kind || !/^[A-Za-z][A-Za-z0-9]*$/.test(kind)) throw refuseRow(text, 'it names no kind');
  if (!isPath(path.trim())) throw refuseRow(text, path.trim() ? `${path.trim()} is no path` : 'it has no path');
  return { groups: [group ?? ''], kind, places: [readPlace(path.trim())], required: true };
}

/** Whether a text is such a row. */
export function isWorkloadRow(text: string): boolean {
  try {
    return parseWorkloadRow(text) !== undefined;
  } catch {
    return false;
  }
}

function refuseRow(text: string, reason: string): InjectError {
  return new InjectError('usage', `cannot read the workload ${JSON.stringify(text)}: ${reason}`, { hint: GRAMMAR });
}

function isPath(text: string): boolean {
  return text === '.' || /^(?:\*|[\w$-]+)(?:\[\*\])*(?:\.(?:\*|[\w$-]+)(?:\[\*\])*)*$/.test(text.replace(/^\./, ''));
}

function readTable(table: readonly string[], required: boolean): WorkloadRow[] {
  return table.flatMap((line) => {
    const [groups = '', kinds = '', places = ''] = line.split(' | ');
    const read = { groups: readGroups(groups), places: places.split(' ').map(readPlace), required };
    return kinds.split(' ').map((kind) => ({ ...read, kind }));
  });
}

function byKind(rows: readonly WorkloadRow[]): ReadonlyMap<string, readonly WorkloadRow[]> {
  const found = new Map<string, WorkloadRow[]>();
  for (const row of rows) found.set(row.kind, [...(found.get(row.kind) ?? []), row]);
  return found;
}

function readGroups(text: string): string[] {
  return text.split(' ').map((group) => (group === '-' ? '' : group));
}

function readPlace(text: string): Place {
  const names = text
    .replace(/^\./, '')
    .replaceAll('[*]', '.[]')
    .split('.')
    .filter((name) => name !== '');
  return { text, at: names.map(readStep), metadata: ['metadata'], spec: ['spec'] };
}

function readStep(name: string): Step {
  if (name === '[]') return { every: 'item' };
  return name === '*' ? { every: 'value' } : name;
}
