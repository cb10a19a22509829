// Knows all commands and what they have in common. Each command's own module does the rest.
import { basename } from 'node:path';
import yargs, { type Argv } from 'yargs';
import { InjectError } from '../errors.ts';
import { readableByYargs, showDashes } from './arguments.ts';
import { checkCommand, diffCommand } from './check-command.ts';
import { configCommand } from './config-command.ts';
import { fnCommand } from './fn-command.ts';
import { injectCommand } from './inject-command.ts';
import { releasesCommand } from './releases-command.ts';
import { rulesCommand } from './rules-command.ts';
import { templateCommand } from './template-command.ts';
import { traceCommand } from './trace-command.ts';
import { uninjectCommand } from './uninject-command.ts';
import { usageWords } from './usage-words.ts';
import { version } from './version.generated.ts';

/** The command line, ready to be parsed. */
export function commandLine(args: readonly string[]): Argv {
  return yargs(readableByYargs(args))
    .detectLocale(false)
    .scriptName(nameOf(process.argv[1]))
    .exitProcess(false)
    .usage(
      '$0 COMMAND [OPTIONS]\n\nSplices an Istio sidecar into Kubernetes manifests, offline; every other byte stays as it was.',
    )
    .parserConfiguration({
      'populate--': true,
      'camel-case-expansion': true,
      'boolean-negation': false,
      'parse-numbers': false,
    })
    .middleware(showDashes, true)
    .command(injectCommand)
    .command(uninjectCommand)
    .command(checkCommand)
    .command(diffCommand)
    .command(fnCommand)
    .command(releasesCommand)
    .command(configCommand)
    .command(templateCommand)
    .command(rulesCommand)
    .command(traceCommand)
    .completion('completion', 'Print a shell completion script (podsplice completion >> ~/.bashrc)', complete)
    .example('$0 inject -f bookinfo.yaml | kubectl apply -f -', 'inject and apply')
    .demandCommand(1, 'Which command? (podsplice --help lists them)')
    .strict()
    .recommendCommands()
    .version(version)
    .alias('help', 'h')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      const hint = 'podsplice --help shows the commands, podsplice COMMAND --help their options.';
      throw new InjectError('usage', usageWords(message ?? error.message, args), { hint });
    });
}

/** Options where a dash was typed, once each; otherwise commands and choices, and where there are none the shell offers files. */
function complete(
  current: string,
  _: unknown,
  ask: (found: (error: Error | null, words?: string[]) => void) => void,
  done: (words: string[]) => void,
): void {
  const isFit = (word: string): boolean => (current.startsWith('-') ? !/^--.$/.test(word) : !word.startsWith('-'));
  ask((_error, words = []) => done(words.filter(isFit)));
}

/** kubectl runs a plugin by its file's name, and its users know it by kubectl's. */
function nameOf(program = ''): string {
  return basename(program).startsWith('kubectl-') ? 'kubectl podsplice' : 'podsplice';
}
