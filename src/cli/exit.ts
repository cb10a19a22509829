// Knows how a failure is printed and which exit code it has. Does not know what failed.
import { formatError, InjectError } from '../errors.ts';
import { systemWords } from './system-words.ts';

/** 0 is success; under `check` and `diff` 1 means "something would change", and every error is 2. */
export const EXIT = { done: 0, refused: 1, wrongUse: 2 } as const;

/** One of the codes above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

let isComparing = false;

/** From now on every failure has the code 2: under `check` and `diff` 1 is an answer. */
export function startComparing(): void {
  isComparing = true;
}

/** The exit code for a thrown failure. */
export function exitCodeOf(error: unknown): ExitCode {
  const isWrongUse =
    error instanceof InjectError && (error.code === 'usage' || error.code === 'config' || error.code === 'template');
  return isComparing || isWrongUse ? EXIT.wrongUse : EXIT.refused;
}

/** A reader that went away (`| head`) is no failure of ours; a full disk is one, whatever the command makes of its work. */
export function watchStandardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const failure = new InjectError('input', `standard output cannot be written: ${systemWords(error)}`);
    if (!failures.includes(failure.message)) printError(failure);
    failures.push(failure.message);
    process.once('exit', () => {
      process.exitCode = exitCodeOf(failure);
    });
  });
  // Where nothing can be said, the exit code still tells.
  process.stderr.on('error', () => {});
}

const failures: string[] = [];

/** Prints a failure on standard error: expected ones without a stack, others with one and a word on where to report. */
export function printError(error: unknown): void {
  if (error instanceof InjectError) process.stderr.write(`podsplice: ${formatError(error)}\n`);
  else
    process.stderr.write(
      `podsplice: this is a bug in podsplice, please report it: ${(error as Error)?.stack ?? error}\n`,
    );
}
