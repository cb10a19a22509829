// Knows where the real programs are that podsplice is used with, and builds them where PODSPLICE_BUILD is set (minutes), once
// for a machine. Does not know what they are tested for.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { CLI } from '../built.ts';

const run = promisify(execFile);

/** The programs by the names that tests ask for. */
export type ProgramName = 'kustomize' | 'helm3' | 'helm4' | 'kubectl' | 'pre-commit';

interface Source {
  readonly file: string;
  /** What `FILE version` must print for the one on PATH to do. */
  readonly version: RegExp;
  readonly build: (folder: string) => Promise<unknown>;
}

const KUBECTL = `package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		os.Exit(1)
	}
}
`;

const SOURCES: Readonly<Record<ProgramName, Source>> = {
  kustomize: { file: 'kustomize', version: /v5\./, build: goInstall('sigs.k8s.io/kustomize/kustomize/v5@v5.7.1') },
  helm3: { file: 'helm', version: /v3\./, build: goInstall('helm.sh/helm/v3/cmd/helm@v3.19.0') },
  helm4: { file: 'helm', version: /v4\./, build: goInstall('helm.sh/helm/v4/cmd/helm@v4.1.0') },
  kubectl: { file: 'kubectl', version: /v1\./, build: buildKubectl },
  'pre-commit': { file: 'pre-commit', version: /\d/, build: installPreCommit },
};

/** The path of a program; undefined where it is not to be had here. */
export async function findProgram(name: ProgramName): Promise<string | undefined> {
  const { file, version, build } = SOURCES[name];
  const folder = join(process.env.PODSPLICE_TOOLS ?? join(tmpdir(), 'podsplice-tools'), name);
  const built = join(folder, 'bin', file);
  if (existsSync(built)) return built;
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, file))
    .find(existsSync);
  if (found !== undefined && version.test(await versionOf(name, found))) return found;
  if (!process.env.PODSPLICE_BUILD) return undefined;
  try {
    mkdirSync(folder, { recursive: true });
    await build(folder);
    return existsSync(built) ? built : undefined;
  } catch (error) {
    process.stderr.write(`${name} cannot be built here: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** A title that says why a group of tests is skipped. */
export function titled(title: string, program: string | undefined): string {
  return program === undefined ? `${title} (skipped: not here; PODSPLICE_BUILD=1 builds it)` : title;
}

/** A new folder with podsplice and kubectl-podsplice in it, and an environment that finds them there. */
export function podspliceOnPath(): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-bin-'));
  for (const name of ['podsplice', 'kubectl-podsplice']) symlinkSync(CLI, join(folder, name));
  return { folder, env: { ...process.env, NO_COLOR: '1', PATH: `${folder}${delimiter}${process.env.PATH}` } };
}

async function versionOf(name: ProgramName, file: string): Promise<string> {
  const args = { kubectl: ['version', '--client'], 'pre-commit': ['--version'] }[name as string] ?? ['version'];
  return run(file, args).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function goInstall(module: string): Source['build'] {
  return (folder) => run('go', ['install', module], { env: { ...process.env, GOBIN: join(folder, 'bin') } });
}

/** The kubectl of the k8s.io/kubectl module, which has no main package of its own. */
async function buildKubectl(folder: string): Promise<void> {
  const source = mkdtempSync(join(folder, 'source-'));
  writeFileSync(join(source, 'main.go'), KUBECTL);
  const go = (...args: string[]) => run('go', args, { cwd: source });
  await go('mod', 'init', 'kubectl');
  await go('get', 'k8s.io/kubectl@v0.34.0', 'k8s.io/component-base@v0.34.0');
  await go('mod', 'tidy');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  await go('build', '-o', join(folder, 'bin', 'kubectl'), '.');
  rmSync(source, { recursive: true });
}

async function installPreCommit(folder: string): Promise<void> {
  const environment = join(folder, 'venv');
  await run('python3', ['-m', 'venv', environment]);
  await run(join(environment, 'bin', 'pip'), ['install', '--quiet', 'pre-commit>=4,<5']);
  const link = join(folder, 'link');
  writeFileSync(link, `#!/bin/sh\nexec "${environment}/bin/pre-commit" "$@"\n`);
  chmodSync(link, 0o755);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  renameSync(link, join(folder, 'bin', 'pre-commit'));
}
