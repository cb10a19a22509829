// Knows the options that name manifests, and runs a pipeline over each of them. Does not know what the pipeline does.
import type { Argv } from 'yargs';
import type { ConfigWarning } from '../configuration.ts';
import { InjectError } from '../errors.ts';
import {
  createReport,
  formatReport,
  hasFailed,
  type Loudness,
  type Report,
  reportAsJson,
  tellWorkloads,
} from '../report.ts';
import { parseWorkloadRow, type RewriteContext } from '../rewrite.ts';
import { type InputArguments, listInputsFrom, withInputOptions } from './input-options.ts';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { type Progress, startProgress } from './progress.ts';
import { withSingleValues } from './single-value.ts';

const GROUP = 'Manifests:';

const OPTIONS = withSingleValues({
  workload: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Another kind that holds pods: group/Kind=path.to.template',
    group: GROUP,
  },
  'strip-server-fields': {
    type: 'boolean',
    default: false,
    describe: 'Remove what the API server wrote: status, managedFields, uid …',
    group: GROUP,
  },
  'keep-going': {
    type: 'boolean',
    default: false,
    describe: 'Write the good manifests though others are bad',
    group: GROUP,
  },
  strict: {
    type: 'boolean',
    default: false,
    describe: 'A workload skipped without being asked to is an error',
    group: GROUP,
  },
  report: {
    choices: ['text', 'json', 'none'],
    default: 'text',
    describe: 'What to say on standard error',
    group: GROUP,
  },
  quiet: {
    alias: 'q',
    type: 'boolean',
    default: false,
    describe: 'Only warnings and errors on standard error',
    group: GROUP,
  },
});

/** The parsed options of this group. */
export interface ManifestArguments extends InputArguments {
  readonly workload?: readonly string[] | undefined;
  readonly stripServerFields: boolean;
  readonly keepGoing: boolean;
  readonly strict: boolean;
  readonly report: 'text' | 'json' | 'none';
  readonly quiet: boolean;
  readonly stream?: boolean | undefined;
}

/** Adds the manifests' options and the positional arguments to a command. */
export function withManifestOptions<T>(command: Argv<T>): Argv<T & ManifestArguments> {
  return withInputOptions(command).options(OPTIONS) as unknown as Argv<T & ManifestArguments>;
}

/** What a pipeline is told by the command line. */
export type PipelineContext = Omit<RewriteContext, 'compat' | 'namespace'>;

/** A pipeline as the command line sees it: one input's chunks in, its new text out, the report filled. */
export type Pipeline = (input: Input, context: PipelineContext) => AsyncIterable<string>;

/** Runs the pipeline over every manifest that the options name, and delivers all or nothing. Gives the report. */
export async function runOverManifests(
  options: ManifestArguments,
  output: Output,
  pipeline: Pipeline,
  warnings: readonly ConfigWarning[] = [],
  begin: (inputs: readonly Input[]) => void = () => {},
): Promise<Report> {
  const report = createReport();
  report.warnings.push(
    ...warnings.map((warning) => ({
      severity: 'warning' as const,
      code: 'config',
      ...warning,
    })),
  );
  const { inputs, failures } = await listInputsFrom(options);
  report.failures.push(...failures);
  const progress = startProgress(inputs, report, process.stderr, options.quiet);
  begin(progress.inputs);
  for (const input of progress.inputs) {
    await runOver(input, options, report, output, pipeline, progress);
    tellAsItGoes(report, options, progress);
  }
  progress.end();
  if (options.strict) refuseUnaskedSkips(report);
  report.failures.push(...(await output.finish(!hasFailed(report) || options.keepGoing, options.keepGoing)));
  return report;
}

/** Prints the report in the form that was asked for; what went wrong is always said. */
export function printReport(report: Report, options: ManifestArguments): void {
  if (options.report === 'json') process.stderr.write(reportAsJson(report));
  else process.stderr.write(formatReport(report, loudnessOf(options)));
}

function loudnessOf({ report, quiet }: ManifestArguments): Loudness {
  if (report === 'none') return 'errors';
  return quiet ? 'warnings' : 'all';
}

/** Says after a report with failures that the output was dropped. */
export function printDropped(report: Report, { report: form, keepGoing }: ManifestArguments): void {
  if (hasFailed(report) && !keepGoing && form === 'text')
    process.stderr.write('nothing was written (--keep-going writes the good manifests)\n');
}

async function runOver(
  input: Input,
  options: ManifestArguments,
  report: Report,
  output: Output,
  pipeline: Pipeline,
  progress: Progress,
): Promise<void> {
  const extraWorkloads = options.workload?.map(parseWorkloadRow);
  const before = { failures: report.failures.length, workloads: report.workloads.length, refused: report.told.refused };
  try {
    output.begin(input);
    for await (const text of pipeline(input, {
      file: input.name,
      report,
      extraWorkloads,
      stripServerFields: options.stripServerFields,
    })) {
      await output.write(text);
      progress.tell();
      tellAsItGoes(report, options, progress);
    }
  } catch (error) {
    if (!(error instanceof InjectError) || error.code === 'usage') throw error;
    report.failures.push(error.at(input.name));
  }
  progress.passed(input);
  const isGood =
    report.failures.length === before.failures &&
    report.told.refused === before.refused &&
    report.workloads.slice(before.workloads).every(({ result }) => result !== 'refused');
  output.end(isGood);
}

/** With --stream nothing is kept that would grow with the input; a report in JSON is one value, and waits. */
function tellAsItGoes(report: Report, options: ManifestArguments, progress: Progress): void {
  if (!options.stream || options.report === 'json' || report.workloads.length === 0) return;
  if (options.strict) refuseUnaskedSkips(report);
  const lines = tellWorkloads(report, loudnessOf(options));
  if (lines === '') return;
  progress.end();
  process.stderr.write(lines);
}

function refuseUnaskedSkips(report: Report): void {
  report.workloads.forEach((entry, index) => {
    if (entry.result === 'skipped' && !entry.asked)
      report.workloads[index] = {
        ...entry,
        result: 'refused',
        detail: `${entry.detail} (--strict)`,
      };
  });
}
