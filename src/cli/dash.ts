// Knows that `-` is a name like any other on a command line, which yargs takes for the start of an option. Does not know what it names.

// No argument can hold this character, so nothing a user writes is taken for it.
const DASH = '\0-';

/** The arguments with every `-` as a word that yargs lets pass. */
export function hideDashes(args: readonly string[]): string[] {
  return args.map((arg) => (arg === '-' ? DASH : arg));
}

/** The parsed arguments with every `-` again: a middleware, changing them in place. */
export function showDashes(parsed: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(parsed)) {
    if (value === DASH) parsed[name] = '-';
    else if (Array.isArray(value)) parsed[name] = value.map((item) => (item === DASH ? '-' : item));
  }
}
