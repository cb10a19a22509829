// podsplice check and podsplice diff: would injection change these manifests, and how.
import type { CommandModule, Options } from 'yargs';
import { check } from '../check.ts';
import { githubAnnotations, hasFailed, type Report } from '../report.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { wantsColour } from './colour.ts';
import { type ConfigArguments, loadConfigFrom, withConfigOptions } from './config-options.ts';
import { EXIT, type ExitCode, startComparing } from './exit.ts';
import type { Input } from './inputs.ts';
import {
  type ManifestArguments,
  type PipelineContext,
  printReport,
  runOverManifests,
  withManifestOptions,
} from './manifest-options.ts';
import type { Output } from './outputs.ts';
import { writeToStdout } from './outputs.ts';
import { withSingleValues } from './single-value.ts';

const FORMAT = {
  choices: ['text', 'github'],
  default: 'text',
  describe: 'How findings are printed: text, or GitHub Actions annotations',
  group: 'Output:',
} as const satisfies Options;

const COLOR = {
  choices: ['auto', 'always', 'never'],
  default: 'auto',
  describe: 'Colours; auto is: on a terminal, and NO_COLOR is not set',
  group: 'Output:',
} as const satisfies Options;

type Arguments = ConfigArguments & ManifestArguments;

/** `podsplice check`: exit 0 nothing would change, 1 something would, 2 any error. */
export const checkCommand: CommandModule<object, Arguments & { format: string }> = {
  command: 'check [files..]',
  describe: 'Say whether injection would change the manifests (exit 0: no, 1: yes, 2: error)',
  builder: (command) =>
    withConfigOptions(withManifestOptions(command))
      .options(withSingleValues({ format: FORMAT }))
      .example('$0 check -f k8s -R', 'in CI: fails when somebody forgot to inject')
      .example('$0 check -f k8s -R --format github', 'the same, as annotations of a pull request'),
  handler: async (options) => {
    const { report, changed } = await compare(
      options,
      async ({ name }) => `${name}: injection would change this file\n`,
    );
    if (options.format === 'github') await writeToStdout(githubAnnotations(report, changed));
    printReport(report, options);
  },
};

/** `podsplice diff`: the same, shown as a unified diff; exit codes as kubectl diff has them. */
export const diffCommand: CommandModule<object, Arguments & { color: string }> = {
  command: 'diff [files..]',
  describe: 'Show what injection would change (exit 0: nothing, 1: something, 2: error)',
  builder: (command) =>
    withConfigOptions(withManifestOptions(command))
      .options(withSingleValues({ color: COLOR }))
      .example('$0 diff -f bookinfo.yaml', 'what the sidecar adds, line by line'),
  handler: async (options) => {
    const isColoured = wantsColour(options.color);
    const show = async ({ name, before, after }: Changed): Promise<string> =>
      unifiedDiff(name, before, after, { isColoured });
    const { report } = await compare(options, show);
    printReport(report, options);
  },
};

interface Changed {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

async function compare(
  options: Arguments & { format?: string },
  show: (changed: Changed) => Promise<string>,
): Promise<{ report: Report; changed: readonly string[] }> {
  startComparing();
  const config = loadConfigFrom(options);
  const changed: string[] = [];
  const compareOne = async (input: Input, context: PipelineContext): Promise<void> => {
    const comparison = await check(input.open(), config, context);
    if (comparison.before === comparison.after) return;
    changed.push(input.name);
    if (options.format !== 'github') await writeToStdout(await show({ name: input.name, ...comparison }));
  };
  const report = await runOverManifests(
    options,
    NOWHERE,
    (input, context) => withoutText(compareOne(input, context)),
    config.warnings,
  );
  process.exitCode = codeOf(report, changed.length);
  return { report, changed };
}

/** A pipeline that only looks has no text to write. */
async function* withoutText(done: Promise<void>): AsyncGenerator<string> {
  await done;
  yield '';
}

function codeOf(report: Report, changed: number): ExitCode {
  if (hasFailed(report)) return EXIT.wrongUse;
  return changed > 0 ? EXIT.refused : EXIT.done;
}

const NOWHERE: Output = {
  begin: () => {},
  write: () => {},
  end: () => {},
  finish: async () => [],
};
