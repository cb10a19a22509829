// Knows how to find the pods in an object: where they are, whose they are, and whether they can be read. Does not know any text or product.

import { type Finding, formatPath, type Path } from './finding.ts';
import { spelledPath } from './fold-names.ts';
import { getOwn, isMap, type JsonMap } from './json.ts';
import { type ObjectMeta, type Owner, type Pod, typeOf } from './objects.ts';
import { describeKind, readOwner, readPod } from './read-pod.ts';
import { findRow, isList, type Place, type RowOptions, type Step, type WorkloadRow } from './workload-rows.ts';

export { mayHoldWorkload } from './may-hold-workload.ts';
export type { Container, ObjectMeta, Owner, Pod } from './objects.ts';
export { seemToHoldPods } from './pod-like.ts';
export { parseWorkloadRow, type RowOptions, type WorkloadRow } from './workload-rows.ts';

/** A pod in a document, whose it is, and the paths (from the document's value) of the object, the pod's metadata and its spec. */
export interface Workload {
  readonly owner: Owner;
  readonly pod: Pod;
  readonly path: Path;
  readonly metadataPath: Path;
  readonly specPath: Path;
  readonly findings: readonly Finding[];
  /** Of a CronJob: the metadata of its job template, which the reference takes for the pod's. */
  readonly job?: { readonly metadata: ObjectMeta; readonly path: Path };
}

/** All pods in a document's value, in the document's order. One that cannot be read comes with a finding that is an error. */
export function findWorkloads(value: unknown, options: RowOptions = {}): Workload[] {
  return collect(value, [], options);
}

function collect(value: unknown, path: Path, options: RowOptions): Workload[] {
  if (!isMap(value)) return [];
  const { apiVersion, kind } = typeOf(value);
  if (isList(apiVersion, kind, options)) return collectItems(value, path, options);
  const row = findRow(apiVersion, kind, options);
  if (!row) return [];
  const source = { object: value, owner: readOwner(value, options.compat), path, row, options };
  return row.places.flatMap((place) => readPlace(source, place));
}

function collectItems(list: JsonMap, path: Path, options: RowOptions): Workload[] {
  const items = getOwn(list, 'items');
  if (Array.isArray(items)) return items.flatMap((item, index) => collect(item, [...path, 'items', index], options));
  if (items === null || items === undefined) return [];
  const problem = `the items of a List are ${describeKind(items)}, not a list`;
  return [refuse({ owner: readOwner(list), path }, [...path, 'items'], problem)];
}

function readPlace(source: Source, { at, text, metadata, spec }: Place): Workload[] {
  const { object, owner, row, path } = source;
  const holders = expand(object, at, []);
  if (row.required && holders.length === 0) return [refuse(source, path, `${owner.kind} has no ${text}`)];
  return withPods(object, holders, spec)
    .map((holder) =>
      readWorkload(source, asSpelled(source, [...holder, ...metadata]), asSpelled(source, [...holder, ...spec])),
    )
    .filter((workload) => workload !== undefined);
}

// Of many, those without a pod are something else, unless none has one.
function withPods(object: JsonMap, holders: readonly Path[], spec: readonly string[]): readonly Path[] {
  if (holders.length < 2) return holders;
  const filled = holders.filter((holder) => {
    const { map, wrong } = follow(object, [...holder, ...spec]);
    return map !== undefined || wrong !== undefined;
  });
  return filled.length > 0 ? filled : holders;
}

// The reference knows fields in any letter case.
function asSpelled({ object, options }: Source, path: Path): Path {
  return options.compat ? spelledPath(object, path) : path;
}

// Keys are followed also where nothing is; wildcards only into what is there.
function expand(value: unknown, steps: readonly Step[], path: Path): Path[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [path];
  if (typeof step === 'string') return expand(isMap(value) ? getOwn(value, step) : undefined, rest, [...path, step]);
  if (step.every === 'item')
    return Array.isArray(value) ? value.flatMap((item, index) => expand(item, rest, [...path, index])) : [];
  return isMap(value) ? Object.keys(value).flatMap((key) => expand(value[key], rest, [...path, key])) : [];
}

interface Source {
  readonly object: JsonMap;
  readonly owner: Owner;
  readonly path: Path;
  readonly row: WorkloadRow;
  readonly options: RowOptions;
}

function readWorkload(source: Source, toMetadata: Path, toSpec: Path): Workload | undefined {
  const { object, owner, path, row } = source;
  const spec = follow(object, toSpec);
  if (!row.required && !namesContainers(spec.map)) return undefined;
  const metadata = follow(object, toMetadata);
  const problem = spec.wrong ?? metadata.wrong ?? missing(source, spec);
  if (problem !== undefined) {
    const { reached } = spec.wrong === undefined && metadata.wrong !== undefined ? metadata : spec;
    return refuse(source, [...path, ...reached], `${owner.kind} cannot be read: ${problem}`);
  }
  const { pod, findings } = readPod(metadata.map ?? {}, spec.map ?? {}, source.options.compat);
  const paths = { path, metadataPath: [...path, ...toMetadata], specPath: [...path, ...toSpec] };
  const job = jobOf(source, toMetadata);
  return { owner, pod, ...paths, ...(job && { job }), findings: [...findings, ...remarks(source, spec.map)] };
}

const OF_JOB = ['spec', 'jobTemplate', 'metadata'];

function jobOf({ object, owner, path, options }: Source, toMetadata: Path): Workload['job'] {
  const isCronJob = owner.kind === 'CronJob' && toMetadata.join('.') === 'spec.jobTemplate.spec.template.metadata';
  const { map } = isCronJob && !options.compat ? follow(object, OF_JOB) : {};
  return map && { metadata: readPod(map, {}).pod.metadata, path: [...path, ...OF_JOB] };
}

interface Followed {
  readonly map?: JsonMap;
  /** The way that could be gone; where it is not all the way, what stopped it. */
  readonly reached: Path;
  readonly wrong?: string;
}

function follow(object: JsonMap, path: Path): Followed {
  let value: unknown = object;
  for (const [index, step] of path.entries()) {
    value = Array.isArray(value) ? value[step as number] : getOwn(value as JsonMap, step as string);
    const reached = path.slice(0, index + 1);
    if (value === null || value === undefined) return { reached };
    const isLast = index === path.length - 1;
    const fits = isMap(value) || (Array.isArray(value) && typeof path[index + 1] === 'number');
    if (!fits || (isLast && !isMap(value)))
      return { reached, wrong: `${formatPath(reached)} is ${describeKind(value)}, not a map` };
  }
  return { map: value as JsonMap, reached: path };
}

// The reference takes an absent template for an empty one, but for the two kinds that have a pointer to it.
const POINTS_TO_TEMPLATE = ['ReplicationController', 'DeploymentConfig'];

function missing({ owner, options }: Source, { map, reached }: Followed): string | undefined {
  if (map) return undefined;
  if (!options.compat) return `it has no ${formatPath(reached)}`;
  const isRequired = POINTS_TO_TEMPLATE.includes(owner.kind) && reached.length <= 2;
  return isRequired ? 'spec.template is required value' : undefined;
}

// What other kinds call a pod template may be a part of one; a pod it is when it names containers.
function namesContainers(spec: JsonMap | undefined): boolean {
  const containers = spec && getOwn(spec, 'containers');
  return containers !== null && containers !== undefined && !(Array.isArray(containers) && containers.length === 0);
}

function remarks({ owner, options }: Source, spec: JsonMap | undefined): Finding[] {
  if (options.compat || namesContainers(spec)) return [];
  return [{ severity: 'warning', code: 'workload', path: ['spec'], message: `this ${owner.kind} names no containers` }];
}

function refuse({ owner, path }: Pick<Source, 'owner' | 'path'>, at: Path, message: string): Workload {
  const finding: Finding = { severity: 'error', code: 'workload', path: ['spec'], message };
  const nowhere = { path, metadataPath: at, specPath: at };
  return { owner, pod: { metadata: {}, spec: {} }, ...nowhere, findings: [finding] };
}
