// The built command line as a user meets it: inputs, outputs, exit codes, and what a failure looks like.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { podsplice, type Run } from '../built.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the front
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: nginx
`;
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\ndata: {a: b}\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podsplice-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const run = (...args: string[]): Run => podsplice(args, '', { cwd: folder });

const hasNoStack = (stderr: string): boolean => !/\n\s+at /.test(stderr) && !stderr.includes('bug in podsplice');

describe('inputs', () => {
  test('standard input is -', () => {
    const { stdout, stderr, status } = podsplice(['inject', '-f', '-'], DEPLOYMENT);
    expect(status).toBe(0);
    expect(stdout).toContain('name: istio-proxy');
    expect(stderr).toContain('<stdin>: Deployment/web: injected (istio 1.30.3)');
  });

  test('every -f and every positional argument counts, and files are joined by ---', () => {
    write('a.yaml', CONFIG_MAP.trimEnd());
    write('b.yaml', DEPLOYMENT);
    write('c.yaml', `---\n${CONFIG_MAP}`);
    const { stdout, stderr } = run('inject', '-f', 'a.yaml', '-f', 'b.yaml', 'c.yaml');
    expect(stdout.startsWith(`${CONFIG_MAP}---\napiVersion: apps/v1`)).toBe(true);
    expect(stdout.endsWith(`\n---\n${CONFIG_MAP}`)).toBe(true);
    expect(stderr).toContain('3 documents, 1 workload: 1 injected');
  });

  test('a folder gives its .yaml, .yml and .json files in order; -R goes down', () => {
    write('k8s/b.yml', DEPLOYMENT);
    write('k8s/a.yaml', CONFIG_MAP);
    write('k8s/README.md', 'not: yaml: at all');
    write(
      'k8s/deep/c.json',
      '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"},"spec":{"containers":[{"name":"c","image":"c"}]}}',
    );
    expect(run('inject', '-f', 'k8s').stderr).toContain('2 documents, 1 workload');
    expect(run('inject', '-f', 'k8s', '-R').stderr).toMatch(
      /b\.yml: Deployment\/web: injected[\s\S]*c\.json: Pod\/c: injected/,
    );
  });

  test('a quoted glob is expanded', () => {
    write('one.yaml', DEPLOYMENT);
    write('two.yaml', CONFIG_MAP);
    expect(run('inject', '-f', '*.yaml').stderr).toContain('2 documents, 1 workload');
  });

  test('the same file twice is read once', () => {
    write('one.yaml', DEPLOYMENT);
    expect(run('inject', 'one.yaml', '-f', 'one.yaml').stderr).toContain('1 document, 1 workload');
  });
});

describe('outputs', () => {
  test('-o FILE may be the input', () => {
    write('x.yaml', DEPLOYMENT);
    expect(run('inject', '-f', 'x.yaml', '-o', 'x.yaml').stdout).toBe('');
    expect(read('x.yaml')).toContain('istio-proxy');
    expect(read('x.yaml')).toContain('name: web # the front');
    expect(readdirSync(folder)).toEqual(['x.yaml']);
  });

  test('--in-place touches only what changed, keeps the mode, follows links', () => {
    write('real/web.yaml', DEPLOYMENT);
    chmodSync(join(folder, 'real/web.yaml'), 0o640);
    symlinkSync('real/web.yaml', join(folder, 'link.yaml'));
    const plain = write('plain.yaml', CONFIG_MAP);
    const before = statSync(plain);
    expect(run('inject', '-w', 'link.yaml', 'plain.yaml').status).toBe(0);
    expect(read('real/web.yaml')).toContain('istio-proxy');
    expect(statSync(join(folder, 'real/web.yaml')).mode & 0o777).toBe(0o640);
    expect(statSync(plain).ino).toBe(before.ino);
    expect(readdirSync(join(folder, 'real'))).toEqual(['web.yaml']);
  });

  test('--output-dir mirrors the tree, also files without a workload', () => {
    write('k8s/deep/web.yaml', DEPLOYMENT);
    write('k8s/plain.yaml', CONFIG_MAP);
    expect(run('inject', '-f', 'k8s', '-R', '--output-dir', 'out').status).toBe(0);
    expect(read('out/deep/web.yaml')).toContain('istio-proxy');
    expect(read('out/plain.yaml')).toBe(CONFIG_MAP);
  });

  test('--output-dir never writes outside, also not through a link', () => {
    mkdirSync(join(folder, 'out'));
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('../elsewhere', join(folder, 'out/deep'));
    write('k8s/deep/web.yaml', DEPLOYMENT);
    const { status, stderr } = run('inject', '-f', 'k8s', '-R', '--output-dir', 'out');
    expect(status).toBe(2);
    expect(stderr).toContain('would be written outside out');
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });

  test('--stream writes what the held output has', () => {
    write('x.yaml', `${CONFIG_MAP}---\n${DEPLOYMENT}`);
    expect(run('inject', '-f', 'x.yaml', '--stream').stdout).toBe(run('inject', '-f', 'x.yaml').stdout);
  });

  test.each([[], ['--strict'], ['--quiet'], ['--report', 'json'], ['--report', 'none']])(
    '--stream tells as it goes what is told at the end: %j',
    (...more) => {
      const host = DEPLOYMENT.replace('      containers:', '      hostNetwork: true\n$&');
      const warned = DEPLOYMENT.replace(
        'labels: {app: web}\n',
        '$&      annotations: {sidecar.istio.io/inject: true}\n',
      );
      write('x.yaml', `${DEPLOYMENT}---\n${host}---\n${warned}`);
      write('y.yaml', `${host}---\n${DEPLOYMENT}`);
      const args = ['inject', '-f', 'x.yaml', '-f', 'y.yaml', ...more];
      const [held, streamed] = [run(...args), run(...args, '--stream')];
      const withoutLast = (text: string): string => text.replace(/^nothing was written.*\n/m, '');
      expect(streamed.status).toBe(held.status);
      expect(streamed.stderr).toBe(withoutLast(held.stderr));
    },
  );

  test('--stream of one manifest', () => {
    write('x.yaml', `${DEPLOYMENT}---\n${DEPLOYMENT}`);
    expect(run('inject', '-f', 'x.yaml', '--stream').stderr).toContain('2 documents, 2 workloads: 2 injected');
  });

  test('a reader that goes away is no failure', () => {
    write('x.yaml', `${DEPLOYMENT}---\n`.repeat(300));
    const cli = new URL('../../dist/cli.js', import.meta.url).pathname;
    const command = `"${process.execPath}" "${cli}" inject -f x.yaml --report none | head -c 10`;
    const piped = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], { cwd: folder });
    expect(piped.stdout.toString()).toBe('apiVersion');
    expect(piped.stderr.toString()).toBe('');
  });
});

describe('failures: one clear message, the exit code, nothing half-written', () => {
  const refused = (name: string, text: string, message: RegExp, status = 1): void => {
    test(name, () => {
      write('good.yaml', DEPLOYMENT);
      write('bad.yaml', text);
      const result = run('inject', '-f', 'good.yaml', '-f', 'bad.yaml');
      expect(result.stderr).toMatch(message);
      expect(result.stdout).toBe('');
      expect(result.status).toBe(status);
      expect(hasNoStack(result.stderr)).toBe(true);
    });
  };
  refused('a tab as indentation', DEPLOYMENT.replace('  template:', '\ttemplate:'), /bad\.yaml:7:\d+: .*tab/i);
  refused('a bad indent', DEPLOYMENT.replace('    spec:', '   spec:'), /bad\.yaml:\d+:\d+: /);
  refused(
    'a duplicate key',
    DEPLOYMENT.replace('        image: nginx', '        image: nginx\n        image: other'),
    /bad\.yaml:14:9: .*image/,
  );
  refused('an unclosed flow', DEPLOYMENT.replace('{app: web}\n    spec', '{app: web\n    spec'), /bad\.yaml:\d+:\d+: /);
  refused(
    "a chart's template",
    DEPLOYMENT.replace('name: web # the front', 'name: {{ include "web.fullname" . }}'),
    /bad\.yaml:4:\d+: [\s\S]*render it first \(helm template CHART \| podsplice inject -f -\)/,
  );
  refused('a binary file', 'kind: Deployment\u0000\u0001', /bad\.yaml.*binary|NUL/i);
  refused(
    'an annotation with a bad value',
    DEPLOYMENT.replace(
      'labels: {app: web}',
      'labels: {app: web}\n      annotations: {sidecar.istio.io/interceptionMode: MAGIC}',
    ),
    /bad\.yaml:10:\d+: .*sidecar\.istio\.io\/interceptionMode/,
  );

  const wrongUse = (name: string, args: string[], message: RegExp, status = 2): void => {
    test(name, () => {
      write('good.yaml', DEPLOYMENT);
      write('broken.yaml', 'global: [1');
      write('wrong.yaml', 'global: {proxy: {privileged: maybe}}');
      const result = run('inject', '-f', 'good.yaml', ...args);
      expect(result.stderr).toMatch(message);
      expect(result.stdout).toBe('');
      expect(result.status).toBe(status);
      expect(hasNoStack(result.stderr)).toBe(true);
    });
  };
  wrongUse('no such file', ['-f', 'nosuch.yaml'], /nosuch\.yaml: no such file/, 1);
  wrongUse('an empty folder', ['-f', '.', '-f', '/proc/self/fdinfo'], /no \.yaml, \.yml or \.json/, 1);
  wrongUse('an unknown release lists the known', ['--istio-version', '1.99'], /1\.99[\s\S]*1\.13[\s\S]*1\.30/);
  wrongUse('an unknown option', ['--nosuch'], /nosuch/);
  wrongUse('a broken values file', ['--valuesFile', 'broken.yaml'], /broken\.yaml:1:\d+/);
  wrongUse('a value of a wrong type', ['--valuesFile', 'wrong.yaml'], /wrong\.yaml[\s\S]*global\.proxy\.privileged/);
  wrongUse('no such values file', ['--valuesFile', 'nosuch.yaml'], /nosuch\.yaml: cannot be read: no such file/);

  test('no manifest at all', () => {
    const { status, stderr } = run('inject');
    expect(status).toBe(2);
    expect(stderr).toContain('nothing to read');
  });

  test('all bad files are told at once, and --keep-going writes the good ones', () => {
    write('good.yaml', DEPLOYMENT);
    write('bad1.yaml', 'kind: Deployment\na: [');
    write('bad2.yaml', 'kind: Deployment\n b: {');
    const all = run('inject', '-w', 'good.yaml', 'bad1.yaml', 'bad2.yaml');
    expect(all.status).toBe(1);
    expect(all.stderr).toMatch(/bad1\.yaml:[\s\S]*bad2\.yaml:/);
    expect(read('good.yaml')).toBe(DEPLOYMENT);
    expect(run('inject', '-w', '--keep-going', 'good.yaml', 'bad1.yaml', 'bad2.yaml').status).toBe(1);
    expect(read('good.yaml')).toContain('istio-proxy');
    expect(read('bad1.yaml')).toBe('kind: Deployment\na: [');
  });

  test('an output that cannot be written leaves nothing', () => {
    write('x.yaml', DEPLOYMENT);
    const { status, stderr } = run('inject', '-f', 'x.yaml', '-o', 'nosuch/out.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('cannot be written');
    expect(existsSync(join(folder, 'nosuch'))).toBe(false);
  });
});

describe('check and diff', () => {
  test('exit codes: 0 nothing would change, 1 something would, 2 an error', () => {
    write('web.yaml', DEPLOYMENT);
    write('plain.yaml', CONFIG_MAP);
    write('bad.yaml', 'kind: Deployment\na: [');
    for (const command of ['check', 'diff']) {
      expect(run(command, 'plain.yaml').status).toBe(0);
      expect(run(command, 'web.yaml').status).toBe(1);
      expect(run(command, 'bad.yaml', 'web.yaml').status).toBe(2);
      expect(run(command, 'nosuch.yaml').status).toBe(2);
    }
    run('inject', '-w', 'web.yaml');
    const again = run('check', 'web.yaml');
    expect([again.status, again.stdout]).toEqual([0, '']);
    expect(again.stderr).toBe(
      'web.yaml: Deployment/web: unchanged (istio 1.30.3)\n1 document, 1 workload: 1 unchanged\n',
    );
    expect(run('diff', 'web.yaml').stdout).toBe('');
  });

  test('diff is a unified diff, coloured when asked', () => {
    write('web.yaml', DEPLOYMENT);
    const plain = run('diff', 'web.yaml').stdout;
    expect(plain).toMatch(/^--- a\/web\.yaml\n\+\+\+ b\/web\.yaml\n@@ /);
    expect(plain).toContain('+        image: registry.istio.io/release/proxyv2:1.30.3\n');
    expect(run('diff', '--color', 'always', 'web.yaml').stdout).toContain('\u001b[32m+');
  });

  test('template without a workload says so', () => {
    write('plain.yaml', CONFIG_MAP);
    const { stdout, stderr, status } = run('template', '-f', 'plain.yaml');
    expect([status, stdout, stderr]).toEqual([1, '', 'podsplice: no workload in these manifests\n']);
  });

  test('NO_COLOR and FORCE_COLOR are heard, and --color counts more', () => {
    write('web.yaml', DEPLOYMENT);
    const isColoured = (env: Record<string, string>, ...args: string[]): boolean =>
      podsplice(['diff', 'web.yaml', ...args], '', { cwd: folder, env }).stdout.includes('\u001b[');
    expect(isColoured({ NO_COLOR: '' })).toBe(false);
    expect(isColoured({ NO_COLOR: '', FORCE_COLOR: '1' })).toBe(true);
    expect(isColoured({ NO_COLOR: '', FORCE_COLOR: '0' })).toBe(false);
    expect(isColoured({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(isColoured({ NO_COLOR: '1' }, '--color', 'always')).toBe(true);
  });

  test('the report as JSON has the shape that the README tells', () => {
    write('web.yaml', DEPLOYMENT.replace('image: nginx', 'image: nginx\n        env: [{name: A, value: 5}]'));
    const { stderr, status } = run('inject', 'web.yaml', 'nosuch.yaml', '--report', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      version: 1,
      documents: 1,
      workloads: [
        {
          file: 'web.yaml',
          line: 1,
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'web',
          result: 'injected',
          detail: 'istio 1.30.3',
          findings: [
            {
              severity: 'warning',
              code: 'not-text',
              message: expect.any(String),
              hint: 'write it in quotes: "5"',
              where: { file: 'web.yaml', line: 14, column: 25, source: '        env: [{name: A, value: 5}]' },
            },
          ],
        },
      ],
      warnings: [],
      failures: [{ code: 'input', message: 'nosuch.yaml: no such file or directory' }],
    });
  });

  test('check --format github gives annotations', () => {
    write('web.yaml', DEPLOYMENT);
    expect(run('check', '--format', 'github', 'web.yaml').stdout).toMatch(
      /^::error file=web\.yaml,line=1,col=1,title=podsplice::/,
    );
  });
});
