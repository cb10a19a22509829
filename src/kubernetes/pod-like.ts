// Knows what looks like a pod in an object whose kind is not known, so that it is not passed over in silence. Does not read pods.

import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap } from './json.ts';
import { type Owner, typeOf } from './objects.ts';
import { readOwner } from './read-pod.ts';
import { findRow, groupOf, isList, type RowOptions } from './workload-rows.ts';

/** An object of a kind that is not known, and the path in the document of what looks like a pod's spec in it. */
export interface Suspect {
  readonly owner: Owner;
  readonly path: Path;
}

// Kinds that have containers, but make no pod of them.
const NO_PODS = new Set([
  'apps.kruise.io/SidecarSet',
  'apps.kruise.io/ImagePullJob',
  'apiextensions.k8s.io/CustomResourceDefinition',
]);

// Kinds that make pods of something else than a pod template.
const OTHER_SHAPES: readonly (readonly [groupAndKind: string, path: Path])[] = [
  ['tekton.dev/Task', ['spec', 'steps']],
  ['tekton.dev/ClusterTask', ['spec', 'steps']],
  ['tekton.dev/TaskRun', ['spec', 'taskSpec', 'steps']],
  ['tekton.dev/Pipeline', ['spec', 'tasks', 0, 'taskSpec', 'steps']],
  ['tekton.dev/PipelineRun', ['spec', 'pipelineSpec', 'tasks', 0, 'taskSpec', 'steps']],
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
  const own = OTHER_SHAPES.find(([row, at]) => row === name && follow(value, at) !== undefined)?.[1];
  const found = own ?? (findRow(apiVersion, kind, options) ? undefined : searchMap(value, [], false, DEPTH));
  return found ? [{ owner: readOwner(value), path: [...path, ...found] }] : [];
}

function suspectItems(items: unknown, path: Path, options: RowOptions): Suspect[] {
  return Array.isArray(items) ? items.flatMap((item, index) => suspects(item, [...path, 'items', index], options)) : [];
}

function follow(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step === 'number') return Array.isArray(at) ? at[step] : undefined;
    return isMap(at) ? getOwn(at, step) : undefined;
  }, value);
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
