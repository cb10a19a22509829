// Each file of golden/ is one command line and all that it prints. UPDATE_GOLDEN=1 writes the files anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runLine } from './command-line.ts';

const FOLDER = new URL('golden/', import.meta.url);
const files = readdirSync(FOLDER);

it.each(files)('%s', async (name) => {
  expect(name).toMatch(/^[a-z0-9-]+\.txt$/);
  const file = new URL(name, FOLDER);
  const [line = ''] = readFileSync(file, 'utf8').split('\n');
  expect(line).toMatch(/^\$ podsplice (rules|trace) /);
  const { stdout, stderr, code } = await runLine(line.replace('$ podsplice ', ''));
  const text = [
    line,
    '',
    stdout,
    ...(stderr === '' ? [] : [`stderr:\n${stderr}`]),
    ...(code === 0 ? [] : [`exit code: ${code}\n`]),
  ].join('\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
});
