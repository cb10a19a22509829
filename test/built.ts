// Knows where the built command line is, and runs it for tests.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** The built command line; `npm test` builds it first. */
export const CLI: string = new URL('../dist/cli.js', import.meta.url).pathname;

/** What a run of the command line gave. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `podsplice ARGS` with the text on standard input. */
export function podsplice(args: readonly string[], input = '', options: SpawnSyncOptions = {}): Run {
  const env = { ...process.env, NO_COLOR: '1', ...options.env };
  const run = spawnSync(process.execPath, [CLI, ...args], { input, maxBuffer: 1 << 30, ...options, env });
  return { status: run.status, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
}
