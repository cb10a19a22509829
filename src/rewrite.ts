// Knows how a manifest's workloads are found, handed to a command, and written back as edits. Does not know what the
// command makes of a workload, nor where chunks come from and go to.
import { InjectError } from './errors.ts';
import type { Finding } from './kubernetes/finding.ts';
import { neverLeftOut } from './kubernetes/never-left-out.ts';
import { serverFields } from './kubernetes/server-fields.ts';
import { mergeKeyAt } from './kubernetes/strategic-merge.ts';
import {
  findWorkloads,
  mayHoldWorkload,
  type ObjectMeta,
  type Pod,
  seemToHoldPods,
  type Workload,
  type WorkloadRow,
} from './kubernetes/workloads.ts';
import type { Report, ReportedFinding, WorkloadEntry, WorkloadResult } from './report.ts';
import { splitDocuments, type YamlDocument } from './yaml/documents.ts';
import { applyEdits } from './yaml/edits.ts';
import { isEqual } from './yaml/equal.ts';
import { locate, type ParsedDocument, type Path, parseDocument } from './yaml/parse.ts';
import { revise, type Target } from './yaml/revise.ts';

export { parseWorkloadRow, type WorkloadRow } from './kubernetes/workloads.ts';
export { splitDocuments, type YamlDocument } from './yaml/documents.ts';

/** Chunks of text or bytes: what a file, a pipe or a test gives. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** What a command made of a workload: the pod as it shall be (absent: as it is), and what to say about it. */
export interface Rewriting {
  readonly result: WorkloadResult;
  readonly detail: string;
  readonly asked?: boolean | undefined;
  readonly pod?: Pod | undefined;
  /** The metadata that the job template of a CronJob shall have (absent: as it is). */
  readonly job?: ObjectMeta | undefined;
  readonly findings: readonly Finding[];
}

/**
 * What a pipeline needs beside the chunks. `compat`: documents and kinds are read as istioctl reads them. `find`: where the
 * workloads of a document's value are, for documents that wrap manifests in a way of their own.
 */
export interface RewriteContext {
  readonly file: string;
  readonly report: Report;
  readonly compat: boolean;
  readonly namespace?: string | undefined;
  readonly extraWorkloads?: readonly WorkloadRow[] | undefined;
  /** Also remove what the API server wrote (status, managedFields, uid …). */
  readonly stripServerFields?: boolean | undefined;
  readonly find?: typeof findWorkloads | undefined;
  /** Whether the document could hold a workload, where the caller has asked its text already. */
  readonly mayHold?: boolean | undefined;
}

/** Chunks of a manifest in, a string per document out: what no workload's change touches is the input's text. */
export async function* rewriteManifest(
  chunks: Chunks,
  rewrite: (workload: Workload) => Rewriting,
  context: RewriteContext,
): AsyncGenerator<string> {
  for await (const document of splitDocuments(chunks)) yield rewriteDocument(document, rewrite, context);
}

/** One document's text after its workloads were rewritten. What cannot be read is reported as a failure and kept. */
export function rewriteDocument(
  document: YamlDocument,
  rewrite: (workload: Workload) => Rewriting,
  context: RewriteContext,
): string {
  if (HAS_CONTENT.test(document.text)) context.report.documents += 1;
  const isLookedAt = context.compat || (context.mayHold ?? mayHoldWorkload(document.text, context.extraWorkloads));
  try {
    const text = isLookedAt ? rewriteWorkloads(document, rewrite, context) : document.text;
    return context.stripServerFields ? withoutServerFields(text) : text;
  } catch (error) {
    if (!(error instanceof InjectError)) throw error;
    context.report.failures.push(aboutTemplate(error, document.text).at(context.file, document.line - 1));
    return document.text;
  }
}

/** What breaks over `{{` is most often no broken YAML, but the template of some. */
function aboutTemplate(error: InjectError, text: string): InjectError {
  if (error.code !== 'yaml' || !TEMPLATE_ACTION.test(text)) return error;
  const hint = 'This is a template, not a manifest: render it first (helm template CHART | podsplice inject -f -).';
  return new InjectError('yaml', error.message, { where: error.where, hint, cause: error.cause });
}

const TEMPLATE_ACTION = /\{\{-?\s*(?:[.$]|\/\*|(?:if|range|with|end|else|include|template|define|block|toYaml|tpl)\b)/;

const HAS_CONTENT = /^(?!---\s*(?:#|$)|\.\.\.|%)\s*[^\s#]/m;

function rewriteWorkloads(
  document: YamlDocument,
  rewrite: (workload: Workload) => Rewriting,
  context: RewriteContext,
): string {
  const parsed = parseDocument(document.text, { lastWins: context.compat === true });
  const workloads = (context.find ?? findWorkloads)(parsed.value, {
    compat: context.compat,
    extra: context.extraWorkloads ?? [],
  });
  reportUnknownPods(document, parsed, context);
  const targets = workloads.flatMap((found) => {
    const workload = withNamespace(found, context.namespace);
    const rewriting = rewrite(workload);
    const changes = rewriting.pod
      ? targetsOf(parsed, workload, { ...rewriting, pod: rewriting.pod }, context.compat)
      : [];
    const isAsBefore = rewriting.result === 'injected' && changes.every((target) => isAsItStands(parsed, target));
    const told: Rewriting = isAsBefore ? { ...rewriting, result: 'unchanged' } : rewriting;
    context.report.workloads.push(entryOf(document, parsed, workload, told, context));
    return changes;
  });
  if (targets.length === 0) return document.text;
  // All at once: one workload's alias may stand for what another one changes.
  return applyEdits(document.text, revise(parsed, targets, { identify: identityIn(workloads) }));
}

function isAsItStands({ value }: ParsedDocument, target: Target): boolean {
  const standing = target.path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : undefined),
    value,
  );
  return isEqual(standing, target.value);
}

function withoutServerFields(text: string): string {
  const parsed = parseDocument(text);
  return applyEdits(text, revise(parsed, serverFields(parsed.value)));
}

/** The namespace that `kubectl -n` would give an object that names none. */
function withNamespace(workload: Workload, namespace: string | undefined): Workload {
  if (namespace === undefined || workload.owner.metadata.namespace) return workload;
  return {
    ...workload,
    owner: {
      ...workload.owner,
      metadata: { ...workload.owner.metadata, namespace },
    },
  };
}

function targetsOf(
  parsed: ParsedDocument,
  workload: Workload,
  { pod, job }: { readonly pod: Pod; readonly job?: ObjectMeta | undefined },
  isCompat: boolean,
): readonly Target[] {
  return [
    ...(job && workload.job ? [{ path: workload.job.path, value: orAbsent(job) }] : []),
    ...(isCompat ? besidePod(parsed, workload) : []),
    // A pod template without metadata is how it was before somebody added some.
    {
      path: workload.metadataPath,
      value: orAbsent(pod.metadata),
      before: 'spec',
    },
    { path: workload.specPath, value: pod.spec },
  ];
}

function orAbsent(metadata: ObjectMeta): ObjectMeta | undefined {
  return Object.keys(metadata).length > 0 ? metadata : undefined;
}

/** Beside the pod, istioctl writes what its types never leave out. */
function besidePod(parsed: ParsedDocument, { path, owner }: Workload): ReturnType<typeof neverLeftOut> {
  const object = path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], parsed.value);
  return neverLeftOut(object as Record<string, unknown>, owner.kind).map((target) => ({
    ...target,
    path: [...path, ...target.path],
  }));
}

/** The identity of a list item of a pod: the value of Kubernetes' merge key for that list. */
function identityIn(workloads: readonly Workload[]): (path: Path, item: unknown) => string | undefined {
  const specs = new Set(workloads.map(({ specPath }) => specPath.join('\0')));
  const lengths = [...new Set(workloads.map(({ specPath }) => specPath.length))];
  return (path, item) => {
    if (typeof item !== 'object' || item === null) return undefined;
    const length = specs.size === 1 ? lengths[0] : lengths.find((each) => specs.has(path.slice(0, each).join('\0')));
    const key = length === undefined ? undefined : mergeKeyAt(['spec', ...path.slice(length)]);
    const value = key === undefined ? undefined : (item as Record<string, unknown>)[key];
    return value === undefined ? undefined : String(value);
  };
}

/** What looks like a pod in an object of an unknown kind is told, never passed over in silence. */
function reportUnknownPods(document: YamlDocument, parsed: ParsedDocument, context: RewriteContext): void {
  if (context.compat || context.find) return;
  for (const { owner, why } of seemToHoldPods(parsed.value, { extra: context.extraWorkloads ?? [] })) {
    const rewriting: Rewriting = { result: 'skipped', detail: why, findings: [] };
    context.report.workloads.push(entryOf(document, parsed, { owner, path: [] }, rewriting, context));
  }
}

function entryOf(
  document: YamlDocument,
  parsed: ParsedDocument,
  workload: Pick<Workload, 'owner' | 'path'> & Partial<Workload>,
  { result, detail, asked, findings }: Rewriting,
  { file }: RewriteContext,
): WorkloadEntry {
  const { apiVersion, kind, metadata } = workload.owner;
  const here = (finding: Finding): ReportedFinding => ({
    ...{
      severity: finding.severity,
      code: finding.code,
      message: finding.message,
      hint: finding.hint,
    },
    where: shifted(locate(parsed, documentPath(workload, finding.path)), file, document.line),
  });
  const line = shifted(locate(parsed, workload.path), file, document.line).line;
  const name = String(metadata.name ?? metadata.generateName ?? '');
  const { namespace } = metadata;
  return {
    file,
    line,
    apiVersion,
    kind,
    name,
    namespace,
    result,
    detail,
    asked,
    findings: findings.map(here),
  };
}

/** A finding's path, which starts at the pod, as a path of the document. */
export function documentPath(workload: Pick<Workload, 'path'> & Partial<Workload>, path: Path): Path {
  if (path[0] === 'metadata' && workload.metadataPath) return [...workload.metadataPath, ...path.slice(1)];
  if (path[0] === 'spec' && workload.specPath) return [...workload.specPath, ...path.slice(1)];
  return [...workload.path, ...path];
}

function shifted(where: ReturnType<typeof locate>, file: string, line: number): ReturnType<typeof locate> {
  return { ...where, file, line: where.line + line - 1 };
}
