// Knows how a failure is printed and which exit code it has. Does not know what failed.
import { formatError, InjectError } from '../errors.ts';

/** 0 is success; under `check` and `diff` 1 means "something would change", and every error is 2. */
export const EXIT = { done: 0, refused: 1, wrongUse: 2 } as const;

/** One of the codes above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a thrown failure. */
export function exitCodeOf(error: unknown): ExitCode {
  const isWrongUse =
    error instanceof InjectError && (error.code === 'usage' || error.code === 'config' || error.code === 'template');
  return isWrongUse ? EXIT.wrongUse : EXIT.refused;
}

/** Prints a failure on standard error: expected ones without a stack, others with one and a word on where to report. */
export function printError(error: unknown): void {
  if (error instanceof InjectError) process.stderr.write(`podsplice: ${formatError(error)}\n`);
  else
    process.stderr.write(
      `podsplice: this is a bug in podsplice, please report it: ${(error as Error)?.stack ?? error}\n`,
    );
}
