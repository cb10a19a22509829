// What npm would publish: the programs under their names, the library with its types, the hooks and the examples.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { podsplice } from '../built.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const EXAMPLES = join(ROOT, 'examples');
const WEB = join(EXAMPLES, 'kustomize/base/web.yaml');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: Record<string, string>;
  exports: Record<string, Record<string, string> | string>;
};

function packedFiles(): string[] {
  const run = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' });
  const [packed] = Object.values(JSON.parse(run.stdout) as Record<string, { files: { path: string }[] }>);
  return packed?.files.map(({ path }) => path) ?? [];
}

test('holds every program, entry, type, template, hook and example that is promised', () => {
  const files = packedFiles();
  const entries = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry),
  );
  const promised = [
    ...Object.values(manifest.bin),
    ...entries,
    'templates/releases.yaml',
    '.pre-commit-hooks.yaml',
    'LICENSE',
  ];
  for (const path of promised) expect(files).toContain(path.replace(/^\.\//, ''));
  for (const name of readdirSync(EXAMPLES)) expect(files).toContain(`examples/${name}/README.md`);
  expect(files.filter((path) => /^(src|test|node_modules)\//.test(path))).toEqual([]);
});

test('its types stand on their own: they ask for no package that a user would not have', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const asked = packedFiles()
    .filter((path) => path.endsWith('.d.ts'))
    .flatMap((path) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?:from |import\()'([^.'][^']*)'/g)])
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:'));
  const missing = asked.filter(
    (name) => !Object.keys(dependencies).some((known) => `${name}/`.startsWith(`${known}/`)),
  );
  expect(missing).toEqual([]);
});

test('a strict program in TypeScript can use all of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-types-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/podsplice'));
  symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--types', 'node', '--outDir', '.'];
  const run = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, '--exactOptionalPropertyTypes', 'program.ts'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(run.stdout).toBe('');
  const { stdout, stderr } = spawnSync(process.execPath, ['program.js'], { cwd: folder, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'Fleet injected 1 true\nconfig\n', stderr: '' });
});

const PROGRAM = `
import { createReport, hasFailed, inject, InjectError, loadConfig, parseWorkloadRow, reportAsJson, uninjectText } from 'podsplice';
import type { ConfigSources, InjectionConfig, Report, WorkloadEntry } from 'podsplice';

const sources: ConfigSources = { version: '1.26', values: { name: 'values', text: 'global: {proxy: {logLevel: debug}}' } };
const config: InjectionConfig = loadConfig(sources);
const report: Report = createReport();
const fleet = 'apiVersion: example.com/v1\\nkind: Fleet\\nspec: {pod: {spec: {containers: [{name: a, image: b}]}}}\\n';
let text = '';
const extraWorkloads = [parseWorkloadRow('example.com/Fleet=spec.pod')];
for await (const document of inject([fleet], config, { report, extraWorkloads })) text += document;
const entry: WorkloadEntry | undefined = report.workloads[0];
const { version } = JSON.parse(reportAsJson(report)) as { version: number };
const back = await uninjectText(text, { extraWorkloads });
console.log(entry?.kind, entry?.result, version, back.text === fleet && !hasFailed(back.report));
try {
  loadConfig({ meshConfig: { name: 'mesh', text: '[]' } });
} catch (error) {
  if (error instanceof InjectError) console.log(error.code);
}
loadConfig();
`;

test('podsplice and kubectl-podsplice are programs', () => {
  expect(Object.keys(manifest.bin).sort()).toEqual(['kubectl-podsplice', 'podsplice']);
  for (const path of Object.values(manifest.bin)) {
    const { stdout, status } = spawnSync(join(ROOT, path), ['--version'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  }
});

test('examples/library is a whole injector in 30 lines', () => {
  const program = join(EXAMPLES, 'library/inject.mjs');
  expect(readFileSync(program, 'utf8').split('\n').length).toBeLessThanOrEqual(31);
  const run = runInstalled(program, ['1.26'], readFileSync(WEB, 'utf8'));
  const expected = podsplice(['inject', WEB, '--istio-version', '1.26', '--set', 'global.proxy.logLevel=debug']);
  expect(run).toMatchObject({ status: 0, stdout: expected.stdout });
  expect(run.stderr).toContain('stdin: Deployment/web: injected');
  expect(runInstalled(program, ['0.1'], '').status).toBe(2);
  expect(
    runInstalled(
      program,
      ['1.26'],
      'kind: Deployment\napiVersion: apps/v1\nspec: {template: {spec: {containers: none}}}\n',
    ),
  ).toMatchObject({ status: 1, stdout: '' });
});

/** Runs a program in a folder that has podsplice in its node_modules. */
function runInstalled(program: string, args: readonly string[], input: string) {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-library-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/podsplice'));
  symlinkSync(program, join(folder, 'program.mjs'));
  return spawnSync(process.execPath, ['--preserve-symlinks-main', join(folder, 'program.mjs'), ...args], {
    input,
    encoding: 'utf8',
  });
}
