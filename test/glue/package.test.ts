// What npm would publish: the programs under their names, the library with its types, the hooks and the examples.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
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
