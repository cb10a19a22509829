// Knows the option that says how many threads may work. Does not know what they do.
import type { Argv, Options } from 'yargs';
import { InjectError } from '../errors.ts';
import { withSingleValues } from './single-value.ts';

const OPTION: Options = {
  alias: 'j',
  type: 'number',
  describe: 'How many threads work where there is much to do (default: 1)',
  group: 'Manifests:',
};

/** The parsed option. */
export interface JobsArguments {
  readonly jobs?: number | undefined;
}

/** Adds the option to a command. */
export function withJobsOption<T>(command: Argv<T>): Argv<T & JobsArguments> {
  return command.options(withSingleValues({ jobs: OPTION })) as unknown as Argv<T & JobsArguments>;
}

const MOST = 64;

/** The number of threads. One unless asked for: each warms up and remembers for itself, which costs more than two cores give back. */
export function jobsFrom({ jobs }: JobsArguments): number {
  if (jobs === undefined) return 1;
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > MOST)
    throw new InjectError('usage', `--jobs takes a whole number from 1 to ${MOST}`);
  return jobs;
}
