// The whole pipeline of `podsplice inject` on one screen: chunks of a manifest in, chunks of the injected manifest out.
import type { InjectionConfig } from './istio/config/injection-config.ts';
import { type Reason, reasons } from './istio/decide.ts';
import { injectPod, type Outcome } from './istio/inject-pod.ts';
import type { Workload } from './kubernetes/workloads.ts';
import { createReport, type Report } from './report.ts';
import { type Chunks, type RewriteContext, type Rewriting, rewriteDocument, rewriteManifest } from './rewrite.ts';
import type { YamlDocument } from './yaml/documents.ts';

/** What a caller may say beside the manifest and the configuration: the file's name in messages, the report to fill, more kinds … */
export type InjectOptions = Partial<Pick<RewriteContext, 'file' | 'report' | 'extraWorkloads' | 'stripServerFields'>>;

/** Injects every workload of a manifest, a string per document; what happened to each is added to the report. */
export function inject(chunks: Chunks, config: InjectionConfig, options: InjectOptions = {}): AsyncGenerator<string> {
  const { compat, namespace } = config;
  const context = {
    file: '<input>',
    report: createReport(),
    ...options,
    compat,
    namespace,
  };
  return rewriteManifest(chunks, (workload) => injectWorkload(workload, config), context);
}

/** Injects documents that were split already; their new texts joined. */
export function injectDocuments(
  documents: readonly YamlDocument[],
  config: InjectionConfig,
  options: InjectOptions = {},
): string {
  const { compat, namespace } = config;
  const context = { file: '<input>', report: createReport(), ...options, compat, namespace };
  const rewrite = (workload: Workload): Rewriting => injectWorkload(workload, config);
  return documents.map((document) => rewriteDocument(document, rewrite, context)).join('');
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
