// Knows whether standard output wants colours.

/** `always` and `never` as they say; `auto` is: a terminal, unless NO_COLOR is set; FORCE_COLOR forces. */
export function wantsColour(choice: string): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (process.env.NO_COLOR) return false;
  return Boolean(process.env.FORCE_COLOR) || Boolean(process.stdout.isTTY);
}
