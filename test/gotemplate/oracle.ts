// Runs the real Go: builds test/gotemplate/oracle once into a temporary folder and asks it what it makes of cases.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A template, what it is given, and how. */
export interface Case {
  readonly template: string;
  readonly data?: unknown;
  /** Data of the oracle's own Go types (typed.ts). */
  readonly typed?: unknown;
  readonly missingkey?: 'zero' | 'error';
  /** Without sprig. */
  readonly bare?: boolean;
}

/** What came of it: a text or an error. */
export interface Answer {
  readonly output?: string;
  readonly error?: string;
}

const GO = process.env.GO ?? 'go';

/** Build the oracle; the result tells why it cannot be, or where it is. */
export function buildOracle(): { readonly path: string } | { readonly missing: string } {
  const source = fileURLToPath(new URL('oracle', import.meta.url));
  const path = join(mkdtempSync(join(tmpdir(), 'podsplice-oracle-')), 'oracle');
  try {
    execFileSync(GO, ['version'], { stdio: 'ignore' });
  } catch {
    return { missing: 'go is not on this machine' };
  }
  try {
    execFileSync(GO, ['build', '-o', path, '.'], { cwd: source, stdio: 'pipe', timeout: 110_000 });
    return { path };
  } catch (error) {
    return { missing: `the oracle cannot be built: ${String((error as { stderr?: Buffer }).stderr).slice(0, 300)}` };
  }
}

/** What Go makes of the cases; undefined where it crashed (a value that contains itself overflows its stack). */
export function askOracle(path: string, cases: readonly Case[]): (Answer | undefined)[] {
  const answers: (Answer | undefined)[] = [];
  while (answers.length < cases.length) {
    const left = cases.slice(answers.length);
    const input = `${left.map((each) => JSON.stringify(each)).join('\n')}\n`;
    const { stdout, status } = spawnSync(path, { input, maxBuffer: 1 << 30, env: { ...process.env, TZ: 'UTC' } });
    const lines = stdout.toString().split('\n').filter(Boolean);
    answers.push(...lines.map((line) => JSON.parse(line) as Answer));
    if (status !== 0) answers.push(undefined);
  }
  return answers;
}
