// argv to an exit code. Loads no more of the program than is asked for.
import type { Argv } from 'yargs';
import { memory } from '../memory.ts';
import { exitCodeOf, printError, watchStandardOutput } from './exit.ts';

/** Runs one command line to its exit code (`process.exitCode`). */
export async function main(args: readonly string[]): Promise<void> {
  // For tests: with nothing remembered the output must be the same.
  if (process.env.PODSPLICE_PLAIN) memory.isOn = false;
  watchStandardOutput();
  try {
    const { commandLine } = await import('./command-line.ts');
    await withoutReadyHelp(commandLine(args)).parseAsync();
  } catch (error) {
    printError(error);
    process.exitCode = exitCodeOf(error);
  }
}

/** The life of a worker thread. */
export async function work(): Promise<void> {
  (await import('./worker.ts')).work();
}

interface Usage {
  cacheHelpMessage: () => void;
}

/** Before each command yargs makes its help ready, should it fail: that takes as long as the command, and our failures show no help. */
function withoutReadyHelp(parser: Argv): Argv {
  const internal = parser as Argv & { getInternalMethods?: () => { getUsageInstance?: () => Usage } };
  const usage = internal.getInternalMethods?.().getUsageInstance?.();
  if (usage) usage.cacheHelpMessage = () => {};
  return parser;
}
