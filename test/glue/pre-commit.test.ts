// The real pre-commit over a repository of manifests: the hooks as podsplice's own file defines them, and as it is installed.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseValue } from '../../src/yaml/parse.ts';
import { podsplice } from '../built.ts';
import { findProgram, podspliceOnPath, titled } from './programs.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const EXAMPLE = join(ROOT, 'examples/pre-commit');
const WEB = 'k8s/web.yaml';
const preCommit = await findProgram('pre-commit');
const { env: base } = podspliceOnPath();
const env = {
  ...base,
  PRE_COMMIT_HOME: mkdtempSync(join(tmpdir(), 'podsplice-pre-commit-home-')),
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly types_or: readonly string[];
}

const hooks = parseValue(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];

describe.skipIf(preCommit === undefined)(titled('pre-commit', preCommit), () => {
  test('podsplice-check fails on a workload without its sidecar, podsplice-fix writes it in, and then both pass', () => {
    const folder = repository();
    // the hooks' own definitions, run from PATH: no installation
    const local = hooks.map(({ id, entry, types_or }) => ({
      id,
      name: id,
      entry,
      types_or,
      language: 'system',
      files: '^k8s/',
      args: ['--istio-version', '1.26'],
    }));
    writeFileSync(
      join(folder, '.pre-commit-config.yaml'),
      JSON.stringify({ repos: [{ repo: 'local', hooks: local }] }),
    );
    const before = readFileSync(join(folder, WEB), 'utf8');
    const check = run(folder, 'podsplice-check');
    expect(check.status).toBe(1);
    expect(check.stdout).toContain(`${WEB}: injection would change this file`);
    expect(readFileSync(join(folder, WEB), 'utf8')).toBe(before);
    const fix = run(folder, 'podsplice-fix');
    expect(fix.stdout).toContain('files were modified by this hook');
    expect(readFileSync(join(folder, WEB), 'utf8')).toBe(
      podsplice(['inject', '-', '--istio-version', '1.26'], before).stdout,
    );
    expect(run(folder, 'podsplice-fix').status).toBe(0);
    expect(run(folder, 'podsplice-check').status).toBe(0);
  });

  test.skipIf(!process.env.PODSPLICE_INSTALL)(
    'builds and runs the hook of this repository with npm (skipped: takes minutes; PODSPLICE_INSTALL=1 runs it)',
    () => {
      const folder = repository();
      const config = readFileSync(join(EXAMPLE, '.pre-commit-config.yaml'), 'utf8');
      const source = clone();
      writeFileSync(
        join(folder, '.pre-commit-config.yaml'),
        config.replace(/repo: \S+/, `repo: ${source.folder}`).replace(/rev: \S+/, `rev: ${source.revision}`),
      );
      const check = run(folder, 'podsplice-check');
      expect(check.stdout + check.stderr).toContain(`${WEB}: injection would change this file`);
      expect(check.status).toBe(1);
    },
    300_000,
  );
});

test('the example names hooks that there are', () => {
  const { repos } = parseValue(readFileSync(join(EXAMPLE, '.pre-commit-config.yaml'), 'utf8')) as {
    repos: { hooks: { id: string }[] }[];
  };
  expect(hooks.map(({ id }) => id)).toEqual(['podsplice-check', 'podsplice-fix']);
  for (const { id } of repos.flatMap((repo) => repo.hooks)) expect(hooks.map((hook) => hook.id)).toContain(id);
});

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-repository-'));
  cpSync(EXAMPLE, folder, { recursive: true });
  git(folder, 'init', '--quiet');
  git(folder, 'add', '.');
  return folder;
}

/** This repository's last commit, where pre-commit may clone it. */
function clone(): { folder: string; revision: string } {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-clone-'));
  git(ROOT, 'clone', '--quiet', ROOT, folder);
  return { folder, revision: git(folder, 'rev-parse', 'HEAD').stdout.trim() };
}

function git(cwd: string, ...args: string[]): SpawnSyncReturns<string> {
  const result = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result;
}

function run(folder: string, hook: string): SpawnSyncReturns<string> {
  return spawnSync(preCommit as string, ['run', hook, '--all-files'], { cwd: folder, env, encoding: 'utf8' });
}
