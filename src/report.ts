// Knows what happened to each workload and document, and how to say it as lines or as JSON. Does not know where it is printed.
import { formatError, type InjectError, printable, type Where } from './errors.ts';

/** Something to say about one place of a manifest. */
export interface ReportedFinding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly where?: Where | undefined;
}

/** What was done with a workload: the words are the report's, `detail` is the reason or the release. */
export type WorkloadResult = 'injected' | 'upgraded' | 'unchanged' | 'uninjected' | 'skipped' | 'refused';

/** One workload and what happened to it. `asked` tells that a skip was the user's own wish. */
export interface WorkloadEntry {
  readonly file: string;
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly result: WorkloadResult;
  readonly detail: string;
  readonly asked?: boolean | undefined;
  readonly findings: readonly ReportedFinding[];
}

/** All that one run has to tell. The pipelines add to it; the command line prints it and takes its exit code from it. */
export interface Report {
  readonly workloads: WorkloadEntry[];
  readonly failures: InjectError[];
  readonly warnings: ReportedFinding[];
  documents: number;
  /** How many workloads were told already, by what was done with them; they are no longer among `workloads`. */
  readonly told: Partial<Record<WorkloadResult, number>>;
}

/** An empty report. */
export function createReport(): Report {
  return { workloads: [], failures: [], warnings: [], documents: 0, told: {} };
}

/** Whether anything went wrong: a document that could not be read, or a workload that was refused. */
export function hasFailed(report: Report): boolean {
  return (
    report.failures.length > 0 || !!report.told.refused || report.workloads.some((entry) => entry.result === 'refused')
  );
}

/** How much of a report is said: all, only what somebody should look at, or only what went wrong. */
export type Loudness = 'all' | 'warnings' | 'errors';

/** The lines of the workloads so far, which the report then forgets: for a stream without end. */
export function tellWorkloads(report: Report, loudness: Loudness): string {
  const lines = report.workloads.filter((entry) => isSaid(entry, loudness)).flatMap(formatWorkload);
  for (const { result } of report.workloads) report.told[result] = (report.told[result] ?? 0) + 1;
  report.workloads.length = 0;
  return lines.map((line) => `${line}\n`).join('');
}

/** The report as lines for a person: a line per workload, its findings below it, the failures, and a last line of counts. */
export function formatReport(report: Report, loudness: Loudness = 'all'): string {
  const lines = [
    ...report.workloads.filter((entry) => isSaid(entry, loudness)).flatMap(formatWorkload),
    ...(loudness === 'errors' ? [] : report.warnings.map(formatFinding)),
    ...report.failures.map((failure) => formatError(failure)),
    ...(loudness === 'all' ? [formatCounts(report)] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function isSaid({ result, findings }: WorkloadEntry, loudness: Loudness): boolean {
  return loudness === 'all' || result === 'refused' || (loudness === 'warnings' && findings.length > 0);
}

/** `file: Kind/name: result (detail)`, then its findings, each with its place. */
function formatWorkload(entry: WorkloadEntry): string[] {
  const line = `${entry.file}: ${subject(entry)}: ${RESULTS[entry.result](entry.detail)}`;
  return [printable(line).replaceAll('\n', '\ufffd'), ...entry.findings.map(formatFinding)];
}

/** `Kind/name`, or `Kind/namespace/name`. */
function subject(entry: Pick<WorkloadEntry, 'kind' | 'name' | 'namespace'>): string {
  return [entry.kind, entry.namespace, entry.name].filter(Boolean).join('/');
}

/** `N documents, N workloads: N injected, …`; results that did not occur are left out. */
function formatCounts(report: Report): string {
  const all = countWorkloads(report);
  const results = (Object.keys(RESULTS) as WorkloadResult[]).filter((result) => all[result]);
  const counts = results.map((result) => `${all[result]} ${result}`);
  if (report.failures.length > 0) counts.push(plural(report.failures.length, 'failure'));
  const workloads = results.reduce((sum, result) => sum + (all[result] ?? 0), 0);
  const total = `${plural(report.documents, 'document')}, ${plural(workloads, 'workload')}`;
  return counts.length === 0 ? total : `${total}: ${counts.join(', ')}`;
}

function countWorkloads({ told, workloads }: Report): Report['told'] {
  const all = { ...told };
  for (const { result } of workloads) all[result] = (all[result] ?? 0) + 1;
  return all;
}

/** The report for machines; the version counts incompatible changes of this form. */
export function reportAsJson(report: Report): string {
  const failures = report.failures.map(({ code, message, where, hint }) => ({
    code,
    message,
    where,
    hint,
  }));
  const { documents, workloads, warnings } = report;
  return `${JSON.stringify({ version: 1, documents, workloads, warnings, failures }, null, 2)}\n`;
}

/** GitHub Actions' workflow commands: one for each file that would change, each finding and each failure. */
export function githubAnnotations(report: Report, changed: readonly string[]): string {
  const lines = [
    ...changed.map((file) =>
      annotation('error', 'injection would change this file', {
        file,
        line: 1,
        column: 1,
      }),
    ),
    ...report.workloads.flatMap(workloadAnnotations),
    ...report.failures.map(({ message, where }) => annotation('error', message, where)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Its findings; where it was refused without any (`--strict`), the reason. */
function workloadAnnotations(entry: WorkloadEntry): string[] {
  const { file, line, result, detail, findings } = entry;
  const found = findings.map(({ severity, message, where }) => annotation(severity, message, where));
  if (result !== 'refused' || findings.some(({ severity }) => severity === 'error')) return found;
  return [annotation('error', `${subject(entry)}: ${detail}`, { file, line, column: 1 }), ...found];
}

function annotation(level: 'error' | 'warning', message: string, where: Where | undefined): string {
  const place = where ? `file=${escapeProperty(where.file ?? '')},line=${where.line},col=${where.column},` : '';
  return `::${level} ${place}title=podsplice::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const RESULTS: Readonly<Record<WorkloadResult, (detail: string) => string>> = {
  injected: (detail) => `injected (${detail})`,
  upgraded: (detail) => `upgraded ${detail}`,
  unchanged: (detail) => `unchanged (${detail})`,
  uninjected: (detail) => `uninjected (${detail})`,
  skipped: (detail) => `skipped: ${detail}`,
  refused: (detail) => `refused: ${detail}`,
};

function formatFinding(finding: ReportedFinding): string {
  return formatError({
    ...finding,
    message: `${finding.severity}: ${finding.message}`,
  });
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
