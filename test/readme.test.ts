// The README tells the truth: every flag of every command, the tables that the code knows, and commands that run as they stand.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVIATIONS } from '../src/istio/deviations.ts';
import { LOST_FACTS } from '../src/istio/lost-facts.ts';
import { CLI, podsplice } from './built.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const PATH = join(ROOT, 'README.md');
const readme = readFileSync(PATH, 'utf8');
const COMMANDS = ['inject', 'uninject', 'check', 'diff', 'fn', 'releases', 'config', 'template', 'rules', 'trace'];

test.each(COMMANDS)('every flag of %s is in the README', (command) => {
  const help = podsplice([command, '--help']).stdout;
  const flags = [...help.matchAll(/^\s+(?:-\w, +)?(--[\w-]+)/gm)].map(([, flag]) => flag as string);
  expect(flags.length).toBeGreaterThan(1);
  const missing = flags.filter((flag) => flag !== '--help' && flag !== '--version' && !readme.includes(flag));
  expect(missing).toEqual([]);
});

describe('tables that the code knows (UPDATE_README=1 writes them)', () => {
  const table = (name: string, rows: readonly string[]): void => {
    test(name, () => {
      const section = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
      const written = rows.map((row) => `${row}\n`).join('');
      if (process.env.UPDATE_README)
        writeFileSync(
          PATH,
          readFileSync(PATH, 'utf8').replace(section, (_, head, foot) => head + written + foot),
        );
      expect(section.exec(readFileSync(PATH, 'utf8'))?.[0]).toBe(`<!-- ${name} -->\n${written}<!-- /${name} -->`);
    });
  };
  table('deviations', [
    '| here | because |',
    '|---|---|',
    ...DEVIATIONS.map(({ sentence, why }) => `| ${sentence} | ${why} |`),
  ]);
  table(
    'lost facts',
    Object.values(LOST_FACTS).map((sentence) => `- ${sentence}`),
  );
});

describe('the commands of the README run as they stand', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'podsplice-readme-'));
    const bookinfo = join(ROOT, 'examples/bookinfo/bookinfo.yaml');
    for (const name of ['bookinfo.yaml', 'app.yaml', 'reviews.yaml']) cpSync(bookinfo, join(folder, name));
    for (const name of ['k8s', 'manifests']) {
      mkdirSync(join(folder, name));
      cpSync(bookinfo, join(folder, name, 'bookinfo.yaml'));
    }
    mkdirSync(join(folder, 'bin'));
    symlinkSync(CLI, join(folder, 'bin/podsplice'));
    writeFileSync(join(folder, 'captured.yaml'), podsplice(['config', '--bundle', '--istio-version', '1.26']).stdout);
    // Stand-ins for programs that are not podsplice's: they read what they are given.
    stub('kubectl', 'case "$*" in *get*) podsplice config --bundle;; *) cat >/dev/null;; esac');
    stub('istioctl', 'podsplice config --bundle');
    stub('parallel', 'xargs -r podsplice inject --in-place');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const stub = (name: string, script: string): void => {
    const path = join(folder, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  };
  const lines = [...readme.matchAll(/^ {4}((?:\S.* )?podsplice .*)$/gm)].map(([, line]) => line as string);
  const commands = lines.filter((line) => !line.startsWith('npm ') && !line.startsWith('chunks'));

  test('there are some', () => expect(commands.length).toBeGreaterThan(10));

  test.each(commands)('%s', (command) => {
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    const run = spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, env, input: '' });
    const isComparing = /podsplice (check|diff)/.test(command);
    expect({ code: run.status, stderr: run.status === 0 ? '' : run.stderr.toString() }).toEqual(
      isComparing ? { code: expect.toBeOneOf([0, 1]), stderr: expect.anything() } : { code: 0, stderr: '' },
    );
  });
});
