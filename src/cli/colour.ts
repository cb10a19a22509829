// Knows whether standard output wants colours.

/** `always` and `never` as they say; `auto` is: a terminal, unless NO_COLOR is set; FORCE_COLOR forces, and 0 in it forbids. */
export function wantsColour(choice: string): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (process.env.NO_COLOR) return false;
  const { FORCE_COLOR } = process.env;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : Boolean(process.stdout.isTTY);
}
