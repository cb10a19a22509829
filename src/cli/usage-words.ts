// Knows how yargs says that a command line is wrong, and says it in fewer words and as the user wrote it. Does not know the options.

/** One sentence for what yargs found; `args` is what the user wrote. */
export function usageWords(message: string, args: readonly string[]): string {
  const [, unknown] = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message) ?? [];
  if (unknown !== undefined) return unknownWords(unknown.split(', '), args);
  const [, name] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (name !== undefined) return `${asOption(name)} needs a value`;
  const choices = [...message.matchAll(/Argument: (\S+), Given: (.+), Choices: (.+)/g)];
  if (choices.length > 0) return choices.map(([, ...parts]) => choiceWords(parts)).join('\n');
  const [, meant] = /^Did you mean (.+)\?$/.exec(message) ?? [];
  return meant === undefined ? message : `there is no command ${args[0]}; did you mean ${meant}?`;
}

/** yargs names an option twice, in both spellings, and a word as if it were an option. */
function unknownWords(names: readonly string[], args: readonly string[]): string {
  const written = names.filter((name) => isWritten(name, args));
  const shown = (written.length > 0 ? written : names).map((name) => (args.includes(name) ? name : asOption(name)));
  return `what is ${shown.join(', ')}? This command has no such ${shown[0]?.startsWith('-') ? 'option' : 'argument'}`;
}

function isWritten(name: string, args: readonly string[]): boolean {
  return args.some((arg) => arg === name || arg.replace(/^-+/, '').split('=')[0] === name);
}

function choiceWords([name = '', given = '', choices = '']: readonly string[]): string {
  const words = choices.replaceAll('"', '').split(', ');
  return `${asOption(name)} must be ${words.length > 1 ? `one of ${words.join(', ')}` : words[0]}, not ${given}`;
}

function asOption(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
