// The whole pipeline of `podsplice inject --emit json-patch|strategic-patch` on one screen: chunks of a manifest in, a patch per
// object out. A patch is the difference between the manifest and what injection writes, so it holds no rule of its own.
import { InjectError } from './errors.ts';
import { type InjectOptions, injectWorkload } from './inject.ts';
import type { InjectionConfig } from './istio/config/injection-config.ts';
import type { Path } from './kubernetes/finding.ts';
import { getOwn, isMap, type JsonMap } from './kubernetes/json.ts';
import { jsonPatch, type Operation } from './kubernetes/json-patch.ts';
import { mergeKeyAt } from './kubernetes/strategic-merge.ts';
import { strategicPatch } from './kubernetes/strategic-patch.ts';
import { findWorkloads, type Workload } from './kubernetes/workloads.ts';
import { createReport } from './report.ts';
import { type Chunks, type RewriteContext, rewriteDocument } from './rewrite.ts';
import { splitDocuments, type YamlDocument } from './yaml/documents.ts';
import { locate, type ParsedDocument, parseDocument } from './yaml/parse.ts';

/** Which patches: RFC 6902; strategic merge; or, of each object, the kind that kustomize merges best. */
export type PatchForm = 'json-patch' | 'strategic-patch' | 'kustomize';

/** The object that a patch is for. */
interface PatchTarget {
  readonly group?: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What injection changes in one object. */
export type Patch =
  | {
      readonly kind: 'json';
      readonly target: PatchTarget;
      readonly operations: readonly Operation[];
    }
  | {
      readonly kind: 'merge';
      readonly target: PatchTarget;
      readonly patch: JsonMap;
    };

/** A patch for every object of a manifest that injection changes; what happened to each workload is added to the report. */
export async function* emitPatches(
  chunks: Chunks,
  config: InjectionConfig,
  form: PatchForm,
  options: InjectOptions = {},
): AsyncGenerator<Patch> {
  const { compat, namespace } = config;
  const context = {
    file: '<input>',
    report: createReport(),
    ...options,
    compat,
    namespace,
  };
  for await (const document of splitDocuments(chunks)) {
    const after = rewriteDocument(document, (workload) => injectWorkload(workload, config), context);
    if (after !== document.text) yield* patchesOf(document, parseDocument(after).value, form, context);
  }
}

/** An object that injection changed, and the places of its pods, relative to it. */
interface Change {
  readonly target: PatchTarget;
  readonly before: unknown;
  readonly after: unknown;
  readonly pods: readonly {
    readonly metadataPath: Path;
    readonly specPath: Path;
  }[];
}

function patchesOf(document: YamlDocument, after: unknown, form: PatchForm, context: RewriteContext): Patch[] {
  const parsed = parseDocument(document.text);
  const workloads = findWorkloads(parsed.value, {
    compat: context.compat,
    extra: context.extraWorkloads ?? [],
  });
  const objects = new Map(workloads.map((workload) => [JSON.stringify(workload.path), workload]));
  return [...objects.values()].flatMap((workload): Patch[] => {
    const target = targetOf(workload);
    if (target === undefined) return refuse(document, parsed, workload, context);
    const pods = workloads
      .filter(({ path }) => path.length === workload.path.length && isBelow(path, workload.path))
      .map(relativePaths);
    return patchOf(
      {
        target,
        before: at(parsed.value, workload.path),
        after: at(after, workload.path),
        pods,
      },
      form,
    );
  });
}

/** Undefined where there is no name to know the object by. */
function targetOf({ owner }: Workload): PatchTarget | undefined {
  const { name, namespace } = owner.metadata;
  const [version = '', group] = owner.apiVersion.split('/').reverse();
  if (!name || !version) return undefined;
  return {
    ...(group ? { group } : {}),
    version,
    kind: owner.kind,
    name,
    ...(namespace ? { namespace } : {}),
  };
}

function refuse(
  document: YamlDocument,
  parsed: ParsedDocument,
  workload: Workload,
  { file, report }: RewriteContext,
): [] {
  const where = locate(parsed, workload.path);
  const message = `${workload.owner.kind} has no name or no apiVersion, so no patch can be for it`;
  report.failures.push(new InjectError('workload', message, { where }).at(file, document.line - 1));
  return [];
}

function relativePaths({ path, metadataPath, specPath }: Workload): Change['pods'][number] {
  return {
    metadataPath: metadataPath.slice(path.length),
    specPath: specPath.slice(path.length),
  };
}

function patchOf(change: Change, form: PatchForm): Patch[] {
  const { target, before, after, pods } = change;
  const isKnown = hasKnownSchema(target);
  const keyAt = (path: Path): string | undefined => mergeKeyIn(pods, path);
  const mustBeJson = form === 'kustomize' && (!isKnown || hasTwinPorts(before) || hasTwinPorts(after));
  if (form === 'json-patch' || mustBeJson) {
    const operations = jsonPatch(before, after, (path, item) => identityOf(item, keyAt(path)));
    return operations.length > 0 ? [{ kind: 'json', target, operations }] : [];
  }
  const patch = strategicPatch(before, after, isKnown ? keyAt : () => undefined);
  return patch === undefined
    ? []
    : [
        {
          kind: 'merge',
          target,
          patch: withIdentity(target, patch as JsonMap),
        },
      ];
}

/** The kinds whose lists kubectl and kustomize know how to merge; of others both replace a list whole. */
function hasKnownSchema({ group = '', version, kind }: PatchTarget): boolean {
  return SCHEMAS[`${group}/${version}`]?.includes(kind) ?? false;
}

const SCHEMAS: Readonly<Record<string, readonly string[]>> = {
  '/v1': ['Pod', 'PodTemplate', 'ReplicationController'],
  'apps/v1': ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'],
  'batch/v1': ['Job', 'CronJob'],
};

/** Two ports of one number, told apart by a protocol that is not always there: kustomize's merge drops one of them. */
function hasTwinPorts(value: unknown): boolean {
  if (Array.isArray(value)) return isTwin(value) || value.some(hasTwinPorts);
  return isMap(value) && Object.values(value).some(hasTwinPorts);
}

function isTwin(list: readonly unknown[]): boolean {
  const ports = list.filter((item): item is JsonMap => isMap(item) && getOwn(item, 'containerPort') !== undefined);
  const numbers = new Set(ports.map((port) => getOwn(port, 'containerPort')));
  return numbers.size < ports.length && ports.some((port) => getOwn(port, 'protocol') === undefined);
}

/** The merge key of the list at a path of the object: that of the pod's list, seen from the pod. */
function mergeKeyIn(pods: Change['pods'], path: Path): string | undefined {
  for (const { specPath, metadataPath } of pods) {
    if (isBelow(path, specPath)) return mergeKeyAt(['spec', ...path.slice(specPath.length)]);
    if (isBelow(path, metadataPath)) return mergeKeyAt(['metadata', ...path.slice(metadataPath.length)]);
  }
  return undefined;
}

function identityOf(item: unknown, key: string | undefined): string | undefined {
  const value = key !== undefined && isMap(item) ? getOwn(item, key) : undefined;
  return value === undefined ? undefined : String(value);
}

/** What a patch must say of the object to find it, then what it changes. */
function withIdentity({ group, version, kind, name, namespace }: PatchTarget, patch: JsonMap): JsonMap {
  const { metadata, ...rest } = patch;
  const identity = { name, ...(namespace === undefined ? {} : { namespace }) };
  return {
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    metadata: { ...identity, ...(isMap(metadata) ? metadata : {}) },
    ...rest,
  };
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((found: unknown, step) => (found as Record<string | number, unknown> | undefined)?.[step], value);
}

function isBelow(path: Path, above: Path): boolean {
  return above.every((step, index) => path[index] === step);
}
