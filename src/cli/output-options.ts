// Knows the options that say where manifests go. Does not know how they get there (outputs.ts).
import type { Argv } from 'yargs';
import { type Output, openOutput } from './outputs.ts';
import { withSingleValues } from './single-value.ts';

const GROUP = 'Output:';

const OPTIONS = withSingleValues({
  output: {
    alias: 'o',
    type: 'string',
    describe: 'A file, written beside and renamed (may be the input)',
    group: GROUP,
  },
  'output-dir': {
    type: 'string',
    describe: 'A folder that mirrors the inputs',
    group: GROUP,
  },
  'in-place': {
    alias: 'w',
    type: 'boolean',
    default: false,
    describe: 'Write each file back where it changed',
    group: GROUP,
  },
  stream: {
    type: 'boolean',
    default: false,
    describe: 'Write as it goes, in bounded memory; an error stops midway',
    group: GROUP,
  },
});

/** The parsed options of this group. */
export interface OutputArguments {
  readonly output?: string | undefined;
  readonly outputDir?: string | undefined;
  readonly inPlace: boolean;
  readonly stream: boolean;
}

/** Adds the output's options to a command. */
export function withOutputOptions<T>(command: Argv<T>): Argv<T & OutputArguments> {
  return command.options(OPTIONS) as unknown as Argv<T & OutputArguments>;
}

/** The output that the options ask for. */
export function openOutputFrom(options: OutputArguments): Output {
  return openOutput(options);
}
