// check --format github: annotations on the lines of a pull request, and the exit code of any other format.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { githubAnnotations, type Report } from '../../src/report.ts';
import { podsplice } from '../built.ts';

const GOOD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers: [{name: a, image: a}]\n';
const BAD = GOOD.replace(
  '  name: a\n',
  '  name: a\n  annotations:\n    traffic.sidecar.istio.io/includeInboundPorts: http\n',
);

function check(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-github-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return podsplice(['check', '--format', 'github', '--quiet', ...Object.keys(files)], '', { cwd: folder });
}

test('a file that injection would change is an error on its first line', () => {
  const { stdout, status } = check({ 'a.yaml': GOOD, 'b.yaml': 'kind: Service\n' });
  expect(stdout).toBe('::error file=a.yaml,line=1,col=1,title=podsplice::injection would change this file\n');
  expect(status).toBe(1);
});

test('a finding is an error on its own line, and the exit code is that of the other formats', () => {
  const { stdout, status } = check({ 'bad.yaml': BAD });
  expect(stdout).toMatch(/^::error file=bad\.yaml,line=6,col=\d+,title=podsplice::.*includeInboundPorts/m);
  expect(status).toBe(2);
});

test('a file that cannot be read as YAML is an error where it breaks', () => {
  const { stdout, status } = check({ 'broken.yaml': `${GOOD}  volumes: [\n` });
  expect(stdout).toMatch(/^::error file=broken\.yaml,line=[78],col=\d+,title=podsplice::/m);
  expect(status).toBe(2);
});

test('what --strict refuses is an error at the workload, with the reason', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-github-'));
  const host = GOOD.replace('spec:\n', 'spec:\n  hostNetwork: true\n');
  writeFileSync(join(folder, 'a.yaml'), `kind: Service\n---\n${host}`);
  const { stdout, status } = podsplice(['check', '--format', 'github', '--strict', 'a.yaml'], '', { cwd: folder });
  expect(stdout).toBe('::error file=a.yaml,line=3,col=1,title=podsplice::Pod/a: host networking is on (--strict)\n');
  expect(status).toBe(2);
});

test('nothing to say, nothing said', () => {
  expect(check({ 'service.yaml': 'apiVersion: v1\nkind: Service\n' })).toMatchObject({ stdout: '', status: 0 });
});

test('what a workflow command gives a meaning to is escaped', () => {
  const finding = {
    severity: 'warning',
    code: 'x',
    message: '100%\nof it',
    where: { file: 'a,b:c.yaml', line: 2, column: 3 },
  } as const;
  const workload = {
    file: 'a',
    line: 1,
    apiVersion: '',
    kind: '',
    name: '',
    namespace: undefined,
    result: 'skipped',
    detail: '',
    findings: [finding],
  } as const;
  const report: Report = { workloads: [workload], failures: [], warnings: [], documents: 1, told: {} };
  expect(githubAnnotations(report, [])).toBe(
    '::warning file=a%2Cb%3Ac.yaml,line=2,col=3,title=podsplice::100%25%0Aof it\n',
  );
});
