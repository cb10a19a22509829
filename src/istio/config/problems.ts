// Knows a problem with a configuration value: where in the value, and what. Does not know what is right.
import type { Path } from '../../yaml/parse.ts';

/** Something wrong at a path of a value. */
export interface Problem {
  readonly path: Path;
  /** The end of a sentence that begins with the path: `must be a number, not "x"`. */
  readonly message: string;
}

/** A problem as a sentence, its path in words: `tracing.sampling must be a number, not "x"`. */
export function sentenceOf({ path, message }: Problem): string {
  return `${path.length === 0 ? 'it' : wordsOf(path)} ${message}`;
}

/** A path in words: `extensionProviders[0].name`. */
export function wordsOf(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`)).join('');
}
