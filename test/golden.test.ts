// One harness for all goldens. A folder test/golden/NAME shows what its name says: `input.yaml` (or .json) goes through the built
// command line (`args.txt`, otherwise `inject`), and must give `expected.yaml` byte for byte, `report.txt` on standard error, and
// the exit code that follows from them. UPDATE_GOLDENS=1 writes what came out; read the diff before you commit it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI } from './built.ts';

const GOLDEN = new URL('golden/', import.meta.url).pathname;
const KNOWN =
  /^(input\.(yaml|yml|json)|expected\.(yaml|json|txt)|report\.txt|args\.txt|exit\.txt|values\.yaml|mesh\.yaml|config\.yaml|operator\.yaml)$/;
const isUpdate = Boolean(process.env.UPDATE_GOLDENS);

const names = readdirSync(GOLDEN).sort();

test('every file below test/golden has a use', () => {
  const stray = names.flatMap((name) =>
    readdirSync(join(GOLDEN, name))
      .filter((file) => !KNOWN.test(file))
      .map((file) => `${name}/${file}`),
  );
  expect(stray).toEqual([]);
});

test.each(names)('%s', (name) => {
  const folder = join(GOLDEN, name);
  const { stdout, stderr, status } = run(folder);
  check(folder, expectedName(folder), stdout.toString());
  check(folder, 'report.txt', stderr.toString());
  check(folder, 'exit.txt', status === 0 ? '' : `${status}\n`);
});

function run(folder: string) {
  const args = existsSync(join(folder, 'args.txt'))
    ? readFileSync(join(folder, 'args.txt'), 'utf8').trim().split(/\s+/)
    : ['inject'];
  const input = readdirSync(folder).find((file) => file.startsWith('input.')) as string;
  const end = args.indexOf('--');
  const named = end < 0 ? [...args, '-f', input] : [...args.slice(0, end), '-f', input, ...args.slice(end)];
  return spawnSync(process.execPath, [CLI, ...named], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
}

function expectedName(folder: string): string {
  const found = readdirSync(folder).find((file) => file.startsWith('expected.'));
  if (found) return found;
  return existsSync(join(folder, 'input.json')) ? 'expected.json' : 'expected.yaml';
}

/** A file that is not there expects nothing. */
function check(folder: string, file: string, actual: string): void {
  const path = join(folder, file);
  if (isUpdate && actual === '') rmSync(path, { force: true });
  else if (isUpdate) writeFileSync(path, actual);
  expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}
