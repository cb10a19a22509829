// The ideas behind the speed, held by counts: how often texts are read token by token, templates compiled, files opened.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { injectText } from '../../src/inject.ts';
import { loadConfig } from '../../src/istio/config/load.ts';
import { memory } from '../../src/memory.ts';
import { podsplice } from '../built.ts';

const SAMPLE = readFileSync(new URL('../../examples/bookinfo/bookinfo.yaml', import.meta.url), 'utf8');

test('a document without a workload is never parsed', async () => {
  const services = SAMPLE.split(/^---\n/m).filter((text) => !text.includes('kind: Deployment'));
  const config = loadConfig({});
  expect(await parsesOf(services.join('---\n'), config)).toBe(0);
});

test('of many workloads of one pattern few are read token by token, and a template is compiled once', async () => {
  const config = loadConfig({});
  const deployment = SAMPLE.split(/^---\n/m).find((text) => text.includes('name: reviews-v1')) as string;
  const many = Array.from({ length: 50 }, (_, copy) => deployment.replaceAll('reviews', `reviews-${copy}`));
  const before = memory.counts.compilations;
  expect(await parsesOf(many.join('---\n'), config)).toBeLessThanOrEqual(6);
  expect(memory.counts.compilations - before).toBe(1);
});

test('the help that the build made is the one that the program makes', () => {
  const { stdout } = podsplice(['help'], '');
  expect(stdout).toContain('Commands:');
  expect(podsplice(['--help'], '').stdout).toBe(stdout);
});

test('a command opens its bundle, the code cache, and what was named', () => {
  expect(opened(['--version'])).toEqual([]);
  expect(opened(['--help'])).toEqual(['help.txt']);
  expect(opened(['releases'])).toEqual(['podsplice.cache', 'podsplice.js']);
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-'));
  try {
    const path = join(folder, 'sample.yaml');
    writeFileSync(path, SAMPLE);
    expect(opened(['inject', '-f', path])).toEqual(['podsplice.cache', 'podsplice.js', 'sample.yaml']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function parsesOf(text: string, config: ReturnType<typeof loadConfig>): Promise<number> {
  const before = memory.counts.parses;
  await injectText(text, config);
  return memory.counts.parses - before;
}

/** The names of the files that a run reads, cli.js itself left out. */
function opened(args: readonly string[]): string[] {
  const spy =
    'const fs=require("fs"),names=[],read=fs.readFileSync,open=fs.openSync;' +
    'const note=(name)=>typeof name==="string"&&names.push(require("path").basename(name));' +
    'fs.readFileSync=(name,...rest)=>(note(name),read(name,...rest));fs.openSync=(name,...rest)=>(note(name),open(name,...rest));' +
    'require("module").syncBuiltinESMExports();process.on("exit",()=>process.stderr.write("\\nopened "+JSON.stringify(names)));';
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-spy-'));
  try {
    const file = join(folder, 'spy.cjs');
    writeFileSync(file, spy);
    const { stderr } = podsplice([...args], '', { env: { NODE_OPTIONS: `--require ${file}` } });
    const names = [...new Set(JSON.parse(/opened (\[.*\])$/.exec(stderr)?.[1] ?? '[]') as string[])];
    return names.filter((name) => !/^(?:cli\.js|package\.json|en(?:_US)?\.json)$/.test(name)).sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
