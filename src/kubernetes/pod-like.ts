// Knows what looks like a pod in an object whose kind is not known, so that it is not passed over in silence. Does not read pods.

import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap } from './json.ts';
import { type Owner, typeOf } from './objects.ts';
import { readOwner } from './read-pod.ts';
import { findRow, groupOf, isList, isWorkloadRow, type RowOptions } from './workload-rows.ts';

/** An object that seems to hold a pod, the path in the document of what looks like its spec, and why it is none of the workloads. */
export interface Suspect {
  readonly owner: Owner;
  readonly path: Path;
  readonly why: string;
}

// A step of a path that stands for the first item which has the rest.
const ANY = -1;

// Kinds that have containers, but make no pod of them: policies about pods, values of a chart, patches.
const NO_PODS = new Set([
  'apps.kruise.io/SidecarSet',
  'apps.kruise.io/ImagePullJob',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'kyverno.io/ClusterPolicy',
  'kyverno.io/Policy',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'kustomize.toolkit.fluxcd.io/Kustomization',
  'helm.crossplane.io/Release',
  'argoproj.io/Application',
  'argoproj.io/ApplicationSet',
]);

// Kinds that make pods of something else than a pod template.
const OTHER_SHAPES: readonly (readonly [groupAndKind: string, path: Path])[] = [
  ['tekton.dev/Task', ['spec', 'steps']],
  ['tekton.dev/ClusterTask', ['spec', 'steps']],
  ['tekton.dev/TaskRun', ['spec', 'taskSpec', 'steps']],
  ['tekton.dev/Pipeline', ['spec', 'tasks', ANY, 'taskSpec', 'steps']],
  ['tekton.dev/Pipeline', ['spec', 'finally', ANY, 'taskSpec', 'steps']],
  ['tekton.dev/PipelineRun', ['spec', 'pipelineSpec', 'tasks', ANY, 'taskSpec', 'steps']],
  ['tekton.dev/PipelineRun', ['spec', 'pipelineSpec', 'finally', ANY, 'taskSpec', 'steps']],
  ['argoproj.io/Workflow', ['spec', 'templates']],
  ['argoproj.io/WorkflowTemplate', ['spec', 'templates']],
  ['argoproj.io/ClusterWorkflowTemplate', ['spec', 'templates']],
  ['argoproj.io/CronWorkflow', ['spec', 'workflowSpec', 'templates']],
  ['sparkoperator.k8s.io/SparkApplication', ['spec', 'driver']],
  ['sparkoperator.k8s.io/ScheduledSparkApplication', ['spec', 'template', 'driver']],
  ['flink.apache.org/FlinkDeployment', ['spec', 'jobManager']],
];

/** The groups whose kind of this name makes pods of something else than a pod template. */
export function groupsOfOtherShape(kind: string): string[] {
  return OTHER_SHAPES.filter(([name]) => name.endsWith(`/${kind}`)).map(([name]) => name.slice(0, name.indexOf('/')));
}

/** The objects in the document that are of no known kind and yet seem to hold a pod. */
export function seemToHoldPods(value: unknown, options: RowOptions = {}): Suspect[] {
  return suspects(value, [], options);
}

function suspects(value: unknown, path: Path, options: RowOptions): Suspect[] {
  if (!isMap(value)) return [];
  const { apiVersion, kind } = typeOf(value);
  if (isList(apiVersion, kind, options)) return suspectItems(getOwn(value, 'items'), path, options);
  const name = `${groupOf(apiVersion)}/${kind}`;
  if (kind === '' || NO_PODS.has(name)) return [];
  const isKnown = findRow(apiVersion, kind, options) !== undefined;
  const found = searchMap(value, [], false, DEPTH);
  const own = isKnown && found ? undefined : ownShape(name, value);
  if (own) return [suspect(value, path, own, 'its pods are made of PATH, which is no pod template')];
  if (isKnown || found === undefined) return [];
  return [suspect(value, path, found, `the kind is not known, though PATH looks like a pod${remedyFor(name, found)}`)];
}

function ownShape(name: string, object: JsonMap): Path | undefined {
  for (const [row, at] of OTHER_SHAPES) {
    const found = row === name ? follow(object, at, []) : undefined;
    if (found) return found;
  }
  return undefined;
}

function suspect(object: JsonMap, above: Path, found: Path, why: string): Suspect {
  const path = [...above, ...found];
  return { owner: readOwner(object), path, why: why.replace('PATH', path.join('.')) };
}

function remedyFor(name: string, path: Path): string {
  if (/^(template\.openshift\.io)?\/Template$/.test(name)) return ' (inject what oc process makes of it)';
  const row = rowFor(name, path);
  return row === undefined ? '' : ` (--workload '${row}' injects it)`;
}

/** The row that would name this place, where one can: a pod's spec is called `spec` there, below the object's own. */
function rowFor(name: string, path: Path): string | undefined {
  const holder = path.slice(0, -1);
  if (path.at(-1) !== 'spec' || path[0] !== 'spec') return undefined;
  const place = holder.map((step) => (typeof step === 'number' ? '[*]' : `.${step}`)).join('');
  const row = `${name.replace(/^\//, '')}=${place.replace(/^\./, '') || '.'}`;
  return isWorkloadRow(row) ? row : undefined;
}

function suspectItems(items: unknown, path: Path, options: RowOptions): Suspect[] {
  return Array.isArray(items) ? items.flatMap((item, index) => suspects(item, [...path, 'items', index], options)) : [];
}

// The way to what is there, with the place of every item.
function follow(value: unknown, path: Path, gone: Path): Path | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? undefined : gone;
  if (typeof step !== 'number') return isMap(value) ? follow(getOwn(value, step), rest, [...gone, step]) : undefined;
  if (!Array.isArray(value)) return undefined;
  for (const [index, item] of value.entries()) {
    const found = follow(item, rest, [...gone, index]);
    if (found) return found;
  }
  return undefined;
}

const DEPTH = 12;

// The first map, below a `spec`, with a list of containers that have a name and an image.
function searchMap(map: JsonMap, path: Path, isBelowSpec: boolean, depth: number): Path | undefined {
  if (isBelowSpec && areContainers(getOwn(map, 'containers'))) return path;
  for (const key of Object.keys(map)) {
    const found = search(map[key], [...path, key], isBelowSpec || key === 'spec', depth - 1);
    if (found) return found;
  }
  return undefined;
}

function search(value: unknown, path: Path, isBelowSpec: boolean, depth: number): Path | undefined {
  if (depth === 0) return undefined;
  if (isMap(value)) return searchMap(value, path, isBelowSpec, depth);
  if (!Array.isArray(value)) return undefined;
  for (const [index, item] of value.entries()) {
    const found = typeof item === 'object' ? search(item, [...path, index], isBelowSpec, depth - 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

function areContainers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isContainer);
}

function isContainer(value: unknown): boolean {
  return isMap(value) && typeof getOwn(value, 'name') === 'string' && typeof getOwn(value, 'image') === 'string';
}
