// A bulk conversion: a tree of 2,000 hand-written files, in place, looked at with git; run again; interrupted.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLI, podsplice } from '../built.ts';

const FILES = 2000;
// What injection must replace: a probe of the application, and an annotation for Prometheus.
const REPLACED = [/^-\s+path: \/ready$/, /^-\s+port: 8080$/, /^-\s+prometheus\.io\/port: "8080"$/];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podsplice-bulk-'));
  for (let index = 0; index < FILES; index++) {
    const below = join(folder, `team-${index % 20}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, `app-${index}.yaml`), index % 4 === 3 ? service(index) : deployment(index));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const service = (index: number): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: app-${index}}   # no pod here\nspec: {ports: [{port: 80}]}\n`;

function deployment(index: number): string {
  const pad = index % 2 === 0 ? '' : '  ';
  const probe = `\n        ${pad}readinessProbe:\n        ${pad}  httpGet:\n        ${pad}    path: /ready\n        ${pad}    port: 8080`;
  return `# app ${index}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
spec:
  selector:
    matchLabels: {app: app-${index}}
  template:
    metadata:
      labels:
        app: app-${index}   # and nothing else
      annotations:
        prometheus.io/port: "8080"
    spec:
      containers:
      ${pad}- name: app
        ${pad}image: "example.com/app:${index}"${index % 3 === 0 ? probe : ''}
`;
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, maxBuffer: 1 << 30 }).toString();
}

test('2,000 files in place: git shows deletions only where injection must replace, and a second run changes nothing', () => {
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'before');
  expect(podsplice(['inject', '-f', folder, '-R', '--in-place', '--report', 'none']).status).toBe(0);
  const changed = git('diff', '--numstat').trim().split('\n');
  expect(changed.length).toBe((FILES * 3) / 4);
  const deleted = git('diff', '-U0')
    .split('\n')
    .filter((line) => /^-(?!--)/.test(line));
  expect(deleted.filter((line) => !REPLACED.some((pattern) => pattern.test(line)))).toEqual([]);
  git('add', '.');
  expect(podsplice(['inject', '-f', folder, '-R', '--in-place', '--report', 'none']).status).toBe(0);
  expect(git('diff', '--numstat')).toBe('');
});

test('an interrupted run leaves no half file and no stray one', async () => {
  for (const delay of [600, 1500, 3000]) {
    const run = spawn(process.execPath, [CLI, 'inject', '-f', folder, '-R', '--in-place', '--report', 'none'], {
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => run.on('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, delay));
    run.kill('SIGINT');
    await ended;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.includes('.podsplice-'))).toEqual([]);
    for (const name of names.filter((each) => each.endsWith('.yaml'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      const isWhole = text.includes('istio-proxy') ? text.includes('name: istio-ca-crl') : /app-?\s?\d/.test(text);
      expect(isWhole, name).toBe(true);
    }
  }
});
