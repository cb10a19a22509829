// The whole pipeline of `podsplice inject` on one screen: chunks of a manifest in, chunks of the injected manifest out.
import { newShapes, rewriteByShape, type Shapes } from './by-shape.ts';
import type { InjectionConfig } from './istio/config/injection-config.ts';
import { type Reason, reasons } from './istio/decide.ts';
import { injectPod, type Outcome } from './istio/inject-pod.ts';
import { spelledWords } from './istio/spelled-words.ts';
import { mayHoldWorkload, type Workload } from './kubernetes/workloads.ts';
import { createReport, type Report } from './report.ts';
import { type Chunks, type RewriteContext, type Rewriting, rewriteDocument } from './rewrite.ts';
import { splitDocuments, type YamlDocument } from './yaml/documents.ts';

/** What a caller may say beside the manifest and the configuration: the file's name in messages, the report to fill, more kinds … */
export type InjectOptions = Partial<Pick<RewriteContext, 'file' | 'report' | 'extraWorkloads' | 'stripServerFields'>>;

/** Injects every workload of a manifest, a string per document; what happened to each is added to the report. */
export async function* inject(
  chunks: Chunks,
  config: InjectionConfig,
  options: InjectOptions = {},
): AsyncGenerator<string> {
  const injectOne = injectorOf(config, options);
  for await (const document of splitDocuments(chunks)) yield injectOne(document);
}

/** Injects documents that were split already; their new texts joined. */
export function injectDocuments(
  documents: readonly YamlDocument[],
  config: InjectionConfig,
  options: InjectOptions = {},
): string {
  return documents.map(injectorOf(config, options)).join('');
}

function injectorOf(config: InjectionConfig, options: InjectOptions): (document: YamlDocument) => string {
  const { compat, namespace } = config;
  const context = { file: '<input>', report: createReport(), ...options, compat, namespace };
  const { file, report, extraWorkloads } = context;
  const rewrite = (workload: Workload): Rewriting => injectWorkload(workload, config);
  const plainly = (document: YamlDocument, into: Report): string =>
    rewriteDocument(document, rewrite, { ...context, report: into, mayHold: true });
  const passing = { ...context, mayHold: false };
  const shapes = shapesOf(config, options);
  return (document) =>
    compat || mayHoldWorkload(document.text, extraWorkloads)
      ? rewriteByShape(document, file, report, plainly, shapes)
      : rewriteDocument(document, rewrite, passing);
}

const shapesByConfig = new WeakMap<InjectionConfig, Map<string, Shapes>>();

/** What is known of shapes holds for a configuration and for what else decides about a document. */
function shapesOf(config: InjectionConfig, { stripServerFields, extraWorkloads }: InjectOptions): Shapes {
  const known = shapesByConfig.get(config) ?? new Map<string, Shapes>();
  shapesByConfig.set(config, known);
  const key = JSON.stringify([stripServerFields === true, extraWorkloads ?? []]);
  const shapes = known.get(key) ?? newShapes(spelledWords(config));
  known.set(key, shapes);
  return shapes;
}

/** Injects a whole manifest at once. Look at the report before the text: a refused workload is in the text as it came. */
export async function injectText(
  text: string,
  config: InjectionConfig,
  options: InjectOptions = {},
): Promise<{ readonly text: string; readonly report: Report }> {
  const report = options.report ?? createReport();
  const texts: string[] = [];
  for await (const document of inject([text], config, { ...options, report })) texts.push(document);
  return { text: texts.join(''), report };
}

/** One workload through the engine, in the words of the report. */
export function injectWorkload(workload: Workload, config: InjectionConfig): Rewriting {
  const outcome = injectPod(workload, config);
  const findings = [...workload.findings, ...outcome.findings];
  switch (outcome.kind) {
    case 'injected':
      return {
        ...resultOf(outcome, config.version),
        pod: outcome.pod,
        job: outcome.job,
        findings,
      };
    case 'skipped':
      return { ...skippedFor(outcome.reason), findings };
    case 'refused':
      return { result: 'refused', detail: 'see the errors below', findings };
  }
}

function skippedFor(reason: Reason): Pick<Rewriting, 'result' | 'detail' | 'asked'> {
  const { sentence, asked } = reasons[reason];
  return { result: 'skipped', detail: sentence, asked };
}

function resultOf(outcome: Outcome & { kind: 'injected' }, version: string): Pick<Rewriting, 'result' | 'detail'> {
  const { previous } = outcome;
  if (previous !== undefined && previous !== version) return { result: 'upgraded', detail: `${previous} → ${version}` };
  return { result: 'injected', detail: `istio ${version}` };
}
