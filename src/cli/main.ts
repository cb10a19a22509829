// argv to an exit code. Loads no more of the program than is asked for.
import { memory } from '../memory.ts';
import { exitCodeOf, printError } from './exit.ts';
import { version } from './version.generated.ts';

/** Runs one command line to its exit code (`process.exitCode`). */
export async function main(args: readonly string[]): Promise<void> {
  // For tests: with nothing remembered the output must be the same.
  if (process.env.PODSPLICE_PLAIN) memory.isOn = false;
  process.stdout.on('error', endQuietlyOnEpipe);
  if (args.length === 1 && args[0] === '--version') {
    process.stdout.write(`${version}\n`);
    return;
  }
  try {
    const { commandLine } = await import('./command-line.ts');
    await commandLine(args).parseAsync();
  } catch (error) {
    printError(error);
    process.exitCode = exitCodeOf(error);
  }
}

/** The life of a worker thread. */
export async function work(): Promise<void> {
  (await import('./worker.ts')).work();
}

/** A reader that went away (`| head`) is no failure of ours. */
function endQuietlyOnEpipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
