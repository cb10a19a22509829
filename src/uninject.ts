// The whole pipeline of `podsplice uninject` on one screen: an injected manifest in, the manifest as it was before out.
import type { InjectOptions } from './inject.ts';
import { uninjectPod } from './istio/uninject-pod.ts';
import type { Workload } from './kubernetes/workloads.ts';
import { createReport, type Report } from './report.ts';
import { type Chunks, type Rewriting, rewriteManifest } from './rewrite.ts';

/** Takes the sidecar out of every workload of a manifest, a string per document; what happened is added to the report. */
export function uninject(chunks: Chunks, options: InjectOptions = {}): AsyncGenerator<string> {
  const context = {
    file: '<input>',
    report: createReport(),
    ...options,
    compat: false,
  };
  return rewriteManifest(chunks, uninjectWorkload, context);
}

/** Takes the sidecars out of a whole manifest at once. */
export async function uninjectText(
  text: string,
  options: InjectOptions = {},
): Promise<{ readonly text: string; readonly report: Report }> {
  const report = options.report ?? createReport();
  const texts: string[] = [];
  for await (const document of uninject([text], { ...options, report })) texts.push(document);
  return { text: texts.join(''), report };
}

/** One workload without its sidecar, in the words of the report. */
export function uninjectWorkload(workload: Workload): Rewriting {
  const restored = uninjectPod(workload);
  const findings = [...workload.findings, ...restored.findings];
  if (restored.previous === undefined) return { result: 'skipped', detail: 'not injected', asked: true, findings };
  return {
    result: 'uninjected',
    detail: `was istio ${restored.previous}`,
    pod: restored.pod,
    job: restored.job,
    findings,
  };
}
