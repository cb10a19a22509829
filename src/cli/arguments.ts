// Knows what people write on a command line that yargs reads in another way: `-` as a name, a value behind its letter (`-fx.yaml`),
// `help` and `version` as words. Does not know what the options mean.

// No argument can hold this character, so nothing a user writes is taken for it.
const DASH = '\0-';

// Letters of options that take a value, and of those that take none; -f may be all of a word, or its beginning.
const WITH_VALUE = 'fkonrjic';
const WITHOUT_VALUE = 'Rwqh';

/** The arguments as yargs shall read them; what stands behind `--` is left alone. */
export function readableByYargs(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const words = args.slice(0, end).flatMap(readWord);
  return [...asOptions(words), ...args.slice(end)];
}

function readWord(word: string): string[] {
  if (word === '-') return [DASH];
  const [, letters = '', letter = '', value = ''] = CLUSTER.exec(word) ?? [];
  if (letter === '') return [word];
  return [...[...letters].map((each) => `-${each}`), `-${letter}=${value === '-' ? DASH : value}`];
}

/** `-Rf=dir`, `-fdir`: letters without a value, one that takes one, its value. */
const CLUSTER = new RegExp(`^-([${WITHOUT_VALUE}]*)([${WITH_VALUE}])=?([^]+)$`);

/** `help inject` and `version`, as other programs have them. */
function asOptions(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  if (first === 'help') return [...rest, '--help'];
  return first === 'version' && rest.length === 0 ? ['--version'] : words;
}

/** The parsed arguments with every `-` again: a middleware, changing them in place. */
export function showDashes(parsed: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parsed)) {
    if (value === DASH) parsed[name] = '-';
    else if (Array.isArray(value)) parsed[name] = value.map((item) => (item === DASH ? '-' : item));
  }
}
