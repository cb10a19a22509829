// The whole pipeline of `podsplice fn` on one screen: a KRM function's ResourceList in, the same text with its items injected out.
// What there is to say goes into `results`. Does not know who runs it (kustomize, kpt), nor a rule of injection.

import { type ConfigSources, configure, type Interception } from './configuration.ts';
import { InjectError } from './errors.ts';
import { type FunctionSettings, readFunctionConfig } from './function-config.ts';
import { injectWorkload } from './inject.ts';
import { formatPath, type Path } from './kubernetes/finding.ts';
import { getOwn, isMap, type JsonMap } from './kubernetes/json.ts';
import { findWorkloads, type Owner, type RowOptions, seemToHoldPods, type Workload } from './kubernetes/workloads.ts';
import { createReport, hasFailed, type Report } from './report.ts';
import { documentPath, type Rewriting, rewriteDocument } from './rewrite.ts';
import { uninjectWorkload } from './uninject.ts';
import { splitText, type YamlDocument } from './yaml/documents.ts';
import { applyEdits } from './yaml/edits.ts';
import { parseDocument } from './yaml/parse.ts';
import { revise } from './yaml/revise.ts';

/** What a run of the function gave: the ResourceList to write, and what made it fail, if anything did. */
export interface FunctionRun {
  readonly text: string;
  readonly report: Report;
  readonly error?: InjectError | undefined;
}

/** One entry of `results`, as the functions' specification has it. */
interface Result {
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly resourceRef?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly field?: { readonly path: string };
  readonly file?: { readonly path: string; readonly index?: number };
}

/** Runs the function over a ResourceList; `base` and `interception` are what the command line says, under what the functionConfig says. */
export function runFunction(input: string, base: ConfigSources, interception?: Interception): FunctionRun {
  const documents = splitText(input);
  const wrapper = readWrapper(documents);
  const run = runOverItems(wrapper, base, interception);
  const texts = documents.map(({ index, text }) => (index === wrapper.document.index ? run.text : text));
  return { ...run, text: texts.join('') };
}

interface Wrapper {
  readonly document: YamlDocument;
  readonly list: JsonMap;
}

function readWrapper(documents: readonly YamlDocument[]): Wrapper {
  for (const document of documents) {
    const list = parseDocument(document.text).value;
    if (list === undefined || list === null) continue;
    if (isMap(list) && getOwn(list, 'kind') === 'ResourceList' && GROUP.test(String(getOwn(list, 'apiVersion'))))
      return { document, list };
    break;
  }
  throw new InjectError('input', 'standard input is no ResourceList of config.kubernetes.io/v1', {
    hint: 'podsplice fn is run by kustomize or kpt; plain manifests are for podsplice inject.',
  });
}

const GROUP = /^config\.kubernetes\.io\/v1/;

function runOverItems({ document, list }: Wrapper, base: ConfigSources, interception?: Interception): FunctionRun {
  const report = createReport();
  try {
    const { text, results } = rewriteItems(
      { document, list },
      readFunctionConfig(getOwn(list, 'functionConfig'), base, interception),
      report,
    );
    const error = hasFailed(report) ? new InjectError('workload', 'not every item could be injected') : undefined;
    return { text: withResults(text, results), report, error };
  } catch (error) {
    if (!(error instanceof InjectError)) throw error;
    const result: Result = {
      message: error.message,
      severity: 'error',
      field: { path: 'functionConfig' },
    };
    return { text: withResults(document.text, [result]), report, error };
  }
}

function rewriteItems(
  { document, list }: Wrapper,
  settings: FunctionSettings,
  report: Report,
): { text: string; results: Result[] } {
  const config = configure(settings.sources, settings.interception);
  report.warnings.push(
    ...config.warnings.map((warning) => ({ severity: 'warning' as const, code: 'config', ...warning })),
  );
  const results: Result[] = [];
  const rewrite = (workload: Workload): Rewriting => {
    const rewriting = refuseSkip(
      settings.isUninject ? uninjectWorkload(workload) : injectWorkload(workload, config),
      settings,
    );
    results.push(...resultsOf(workload, rewriting, list));
    return rewriting;
  };
  const { compat, namespace } = config;
  const { extraWorkloads } = settings;
  const text = rewriteDocument(document, rewrite, {
    file: '<stdin>',
    report,
    compat,
    namespace,
    extraWorkloads,
    find: findInItems,
  });
  const unknown = unknownItems(list, settings);
  const refused = unknown.filter(({ severity }) => severity === 'error');
  report.failures.push(
    ...refused.map(
      ({ message, resourceRef: { kind, name } = { kind: '', name: '' } }) =>
        new InjectError('workload', `${kind}/${name}: ${message}`),
    ),
  );
  return { text, results: [...results, ...unknown] };
}

function refuseSkip(rewriting: Rewriting, { isStrict }: FunctionSettings): Rewriting {
  if (!isStrict || rewriting.asked || rewriting.result !== 'skipped') return rewriting;
  return {
    ...rewriting,
    result: 'refused',
    detail: `${rewriting.detail} (strict)`,
  };
}

/** The workloads of the items, by their paths in the ResourceList. */
function findInItems(list: unknown, options: RowOptions = {}): Workload[] {
  return itemsOf(list).flatMap((item, index) =>
    findWorkloads(item, options).map(({ path, metadataPath, specPath, ...workload }) => {
      const below = (inItem: Path): Path => ['items', index, ...inItem];
      return {
        ...workload,
        path: below(path),
        metadataPath: below(metadataPath),
        specPath: below(specPath),
      };
    }),
  );
}

function itemsOf(list: unknown): readonly unknown[] {
  const items = isMap(list) ? getOwn(list, 'items') : undefined;
  return Array.isArray(items) ? items : [];
}

/** Findings with their fields; a workload that was passed over, with the reason. */
function resultsOf(workload: Workload, { result, detail, findings }: Rewriting, list: JsonMap): Result[] {
  const about = aboutItem(workload.owner, itemsOf(list)[Number(workload.path[1])]);
  const found = findings.map(({ severity, message, path }): Result => {
    const field = documentPath(workload, path).slice(workload.path.length);
    return { message, severity, ...about, field: { path: formatPath(field) } };
  });
  const isRefused = result === 'refused' && !findings.some(({ severity }) => severity === 'error');
  if (isRefused) return [{ message: detail, severity: 'error', ...about }, ...found];
  return result === 'skipped' ? [{ message: `skipped: ${detail}`, severity: 'info', ...about }, ...found] : found;
}

function unknownItems(list: JsonMap, { extraWorkloads, isStrict }: FunctionSettings): Result[] {
  return itemsOf(list).flatMap((item): Result[] => {
    const [unknown] = seemToHoldPods(item, { extra: extraWorkloads });
    if (unknown === undefined) return [];
    const message = `skipped: ${unknown.why.replace('--workload', 'workloads:')}`;
    return [
      {
        message,
        severity: isStrict ? 'error' : 'warning',
        ...aboutItem(unknown.owner, item),
        field: { path: formatPath(unknown.path) },
      },
    ];
  });
}

/** Which object a result is about, and which file that came from, as the item's annotations say. */
function aboutItem({ apiVersion, kind, metadata }: Owner, item: unknown): Pick<Result, 'resourceRef' | 'file'> {
  const { name = '', namespace } = metadata;
  const annotations = readAnnotations(item);
  const [path, index] = ['path', 'index'].map(
    (key) => annotations[`internal.config.kubernetes.io/${key}`] ?? annotations[`config.kubernetes.io/${key}`],
  );
  const resourceRef = {
    apiVersion,
    kind,
    name,
    ...(namespace ? { namespace } : {}),
  };
  const file = {
    path: String(path),
    ...(index === undefined ? {} : { index: Number(index) }),
  };
  return { resourceRef, ...(path === undefined ? {} : { file }) };
}

function readAnnotations(item: unknown): JsonMap {
  const metadata = isMap(item) ? getOwn(item, 'metadata') : undefined;
  const annotations = isMap(metadata) ? getOwn(metadata, 'annotations') : undefined;
  return isMap(annotations) ? annotations : {};
}

/** Results of an earlier function stay where there are none of ours. */
function withResults(text: string, results: readonly Result[]): string {
  if (results.length === 0) return text;
  const parsed = parseDocument(text);
  return applyEdits(text, revise(parsed, [{ path: ['results'], value: results }]));
}
