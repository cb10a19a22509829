// Runs `podsplice rules` and `podsplice trace` in this process. Knows how a line of a shell is split; does not know what is expected.
import { vi } from 'vitest';
import yargs from 'yargs';
import { rulesCommand } from '../../src/cli/rules-command.ts';
import { traceCommand } from '../../src/cli/trace-command.ts';

/** What a run printed, and its exit code. */
export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const PARSER = { 'populate--': true, 'camel-case-expansion': true, 'boolean-negation': false, 'parse-numbers': false };

/** Runs one line, without the program's name. Errors that a command throws are thrown. */
export async function runLine(line: string): Promise<Ran> {
  const [stdout, stderr] = [captured('stdout'), captured('stderr')];
  process.exitCode = 0;
  try {
    await yargs(wordsOf(line))
      .parserConfiguration(PARSER)
      .command(rulesCommand)
      .command(traceCommand)
      .strict()
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new Error(message);
      })
      .parseAsync();
    return { stdout: stdout(), stderr: stderr(), code: Number(process.exitCode) };
  } finally {
    process.exitCode = 0;
    vi.restoreAllMocks();
  }
}

function captured(name: 'stdout' | 'stderr'): () => string {
  const texts: string[] = [];
  vi.spyOn(process[name], 'write').mockImplementation((text) => {
    texts.push(String(text));
    return true;
  });
  return () => texts.join('');
}

/** The words of a line; '…' keeps blanks and asterisks. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}
