// Knows what is done with a batch of documents, in this thread or in another, and how its report comes over. Does not know threads.

import type { InjectionConfig } from '../configuration.ts';
import { type ErrorCode, InjectError, type Where } from '../errors.ts';
import { injectDocuments } from '../inject.ts';
import { createReport, type Report, type WorkloadEntry } from '../report.ts';
import type { WorkloadRow } from '../rewrite.ts';
import type { Batch } from './pool.ts';

/** What every batch of a run is done with. */
export interface Job {
  readonly config: InjectionConfig;
  readonly extraWorkloads: readonly WorkloadRow[] | undefined;
  readonly stripServerFields: boolean;
}

/** A batch's new text, and its part of the report. */
export interface Done {
  readonly text: string;
  readonly documents: number;
  readonly workloads: readonly WorkloadEntry[];
  readonly failures: readonly PlainFailure[];
}

interface PlainFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: Where | undefined;
  readonly hint: string | undefined;
}

/** Injects the documents of a batch. */
export function workOn({ file, documents }: Batch, { config, extraWorkloads, stripServerFields }: Job): Done {
  const report = createReport();
  const text = injectDocuments(documents, config, { file, report, extraWorkloads, stripServerFields });
  const failures = report.failures.map(({ code, message, where, hint }) => ({ code, message, where, hint }));
  return { text, documents: report.documents, workloads: report.workloads, failures };
}

/** Adds a batch's part to the report. */
export function addTo(report: Report, { documents, workloads, failures }: Done): void {
  report.documents += documents;
  for (const entry of workloads) report.workloads.push(entry);
  for (const { code, message, ...details } of failures) report.failures.push(new InjectError(code, message, details));
}
