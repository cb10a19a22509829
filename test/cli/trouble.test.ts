// What the system may refuse: a full disk, links that lead nowhere, folders without permission, names that would steer a terminal.
// Over the built binary.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLI, podsplice, type Run } from '../built.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: nginx\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podsplice-test-'));
  writeFileSync(join(folder, 'x.yaml'), POD);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Run => podsplice(args, '', { cwd: folder });
const link = (target: string, name: string): void => symlinkSync(target, join(folder, name));

const FULL = '/dev/full';
describe.skipIf(!existsSync(FULL))('a full disk', () => {
  const intoFull = (...args: string[]) =>
    spawnSync('sh', ['-c', `exec "$@" > ${FULL}`, 'sh', process.execPath, CLI, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });

  test.each<[number, string[]]>([
    [1, ['inject', 'x.yaml']],
    [1, ['inject', 'x.yaml', '--stream']],
    [1, ['config']],
    [1, ['inject', '--help']],
    [1, ['--version']],
    [2, ['check', 'x.yaml']],
    [2, ['diff', 'x.yaml']],
  ])('behind standard output: exit code %i of %j', (code, args) => {
    const { status, stderr } = intoFull(...args);
    expect(status).toBe(code);
    expect(stderr).toContain('podsplice: standard output cannot be written: no space is left on the device\n');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('behind --output', () => {
    const { status, stderr } = run('inject', 'x.yaml', '-o', FULL);
    expect(status).toBe(1);
    expect(stderr).toContain(`\n${FULL}: cannot be written: no space is left on the device\n`);
    expect(stderr).toContain('nothing was written');
  });
});

describe('outputs that cannot be made', () => {
  test('a folder that is a file', () => {
    const { status, stderr } = run('inject', 'x.yaml', '--output-dir', 'x.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('x.yaml: cannot be made: a file of this name is in the way\n');
    expect(readFileSync(join(folder, 'x.yaml'), 'utf8')).toBe(POD);
  });

  test('one of several files: all are told, none is written, but with --keep-going', () => {
    mkdirSync(join(folder, 'k8s'));
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml']) writeFileSync(join(folder, 'k8s', name), POD);
    mkdirSync(join(folder, 'out/b.yaml'), { recursive: true });
    const { status, stderr } = run('inject', '-f', 'k8s', '--output-dir', 'out');
    expect(status).toBe(1);
    expect(stderr).toMatch(/\n\S+out\/b\.yaml: is a directory\n.*1 failure\nnothing was written/);
    expect(readdirSync(join(folder, 'out'))).toEqual(['b.yaml']);
    expect(run('inject', '-f', 'k8s', '--output-dir', 'out', '--keep-going').status).toBe(1);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a.yaml', 'b.yaml', 'c.yaml']);
  });

  test('a file and a link to it, both in place', () => {
    link('x.yaml', 'link.yaml');
    expect(run('inject', '-w', 'link.yaml', 'x.yaml').status).toBe(0);
    expect(readFileSync(join(folder, 'x.yaml'), 'utf8').match(/name: istio-proxy/g)).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['link.yaml', 'x.yaml']);
  });
});

/** Only root may become nobody, and nobody may not see every checkout. */
const asNobody = (cwd: string, ...args: string[]) =>
  spawnSync('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, CLI, ...args], { cwd, encoding: 'utf8' });

describe('inputs that cannot be read', () => {
  test('links in a circle and to nowhere are told beside what can be read; the locks of Emacs are no manifests', () => {
    link('b.yaml', 'a.yaml');
    link('a.yaml', 'b.yaml');
    link('nowhere', 'c.yaml');
    link('somebody@host', '.#x.yaml');
    const { status, stderr } = run('inject', '-f', '.');
    expect(status).toBe(1);
    expect(stderr).toContain('x.yaml: Pod/web: injected (istio 1.30.3)\n');
    expect(stderr).toContain(
      'a.yaml: cannot be read: its links lead in a circle\n' +
        'b.yaml: cannot be read: its links lead in a circle\n' +
        'c.yaml: cannot be read: no such file or directory\n' +
        '1 document, 1 workload: 1 injected, 3 failures\n',
    );
    expect(run('inject', '-f', 'a.yaml').stderr).toMatch(/^a\.yaml: cannot be read: its links lead in a circle\n/);
  });

  test.skipIf(asNobody(tmpdir(), '--version').status !== 0)(
    'a folder without permission does not hide the others',
    () => {
      mkdirSync(join(folder, 'secret'), { mode: 0o700 });
      writeFileSync(join(folder, 'secret/y.yaml'), POD);
      spawnSync('chmod', ['755', folder]);
      const { status, stderr } = asNobody(folder, 'inject', '-R', '-f', '.');
      expect(status).toBe(1);
      expect(stderr).toContain('x.yaml: Pod/web: injected (istio 1.30.3)\nsecret: cannot be read: permission denied\n');
      expect(asNobody(folder, 'inject', '-w', 'x.yaml').stderr).toContain(
        '\nx.yaml: cannot be written: permission denied\n',
      );
      expect(asNobody(folder, 'check', 'secret/y.yaml').status).toBe(2);
    },
  );
});

test('no name steers the terminal', () => {
  writeFileSync(join(folder, 'e\u001b[31m\n.yaml'), POD.replace('{name: web}', '{name: "\\e[2J\\n::error::"}'));
  const { stderr } = run('inject', '-f', '.');
  expect(stderr).toContain('e\ufffd[31m\ufffd.yaml: Pod/\ufffd[2J\ufffd::error::: injected');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
  expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
});
