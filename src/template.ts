// The pipeline of `podsplice template`: what the templates render for each workload of a manifest before any merge, or what they see.
import type { InjectionConfig } from './istio/config/injection-config.ts';
import { previewData, previewOverlays } from './istio/preview-overlays.ts';
import { findWorkloads, mayHoldWorkload, type Workload } from './kubernetes/workloads.ts';
import type { Chunks } from './rewrite.ts';
import { splitDocuments } from './yaml/documents.ts';
import { parseDocument } from './yaml/parse.ts';

/** The overlays of a manifest's workloads as they are rendered, a YAML document each under a comment that names it. */
export async function* renderTemplates(chunks: Chunks, config: InjectionConfig): AsyncGenerator<string> {
  let separator = '';
  for await (const workload of workloadsOf(chunks, config)) {
    for (const { template, text } of previewOverlays(workload, config)) {
      yield `${separator}# ${nameOf(workload)}: template ${template}\n${text.endsWith('\n') ? text : `${text}\n`}`;
      separator = '---\n';
    }
  }
}

/** What the templates see for each workload of a manifest, a JSON document each. */
export async function* showTemplateData(chunks: Chunks, config: InjectionConfig): AsyncGenerator<string> {
  for await (const workload of workloadsOf(chunks, config))
    yield `${JSON.stringify(previewData(workload, config), null, 2)}\n`;
}

async function* workloadsOf(chunks: Chunks, { compat }: InjectionConfig): AsyncGenerator<Workload> {
  for await (const { text } of splitDocuments(chunks)) {
    if (mayHoldWorkload(text)) yield* findWorkloads(parseDocument(text).value, { compat });
  }
}

function nameOf({ owner: { kind, metadata } }: Workload): string {
  return `${kind}/${metadata.name ?? metadata.generateName ?? ''}`;
}
