// The command line as people type it who know kubectl and istioctl, and what is said where it is wrong. Over the built binary.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { podsplice, type Run } from '../built.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: nginx\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podsplice-test-'));
  for (const name of ['x.yaml', 'y.yaml', '-dash.yaml']) writeFileSync(join(folder, name), POD);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): Run => podsplice(args, POD, { cwd: folder });

describe('spellings that kubectl and istioctl take', () => {
  test.each([
    ['a value behind its letter', ['inject', '-fx.yaml'], 'x.yaml: Pod/web: injected'],
    ['letters together', ['inject', '-Rfx.yaml'], 'x.yaml: Pod/web: injected'],
    ['standard input behind its letter', ['inject', '-f-'], '<stdin>: Pod/web: injected'],
    ['an equals sign', ['inject', '-f=x.yaml', '--namespace=shop'], 'x.yaml: Pod/shop/web: injected'],
    ['names with commas between', ['inject', '-f', 'x.yaml,y.yaml'], '2 documents, 2 workloads: 2 injected'],
    ['names behind --', ['inject', '--', '-dash.yaml', 'x.yaml'], '2 documents, 2 workloads: 2 injected'],
    ['two spellings of one file', ['inject', 'x.yaml', './x.yaml'], '1 document, 1 workload: 1 injected'],
  ])('%s', (_, args, said) => {
    const { stderr, status } = run(...args);
    expect({ stderr, status }).toEqual({ stderr: expect.stringContaining(said), status: 0 });
  });

  test('a comma in the name of a file', () => {
    writeFileSync(join(folder, 'x.yaml,y.yaml'), POD);
    expect(run('inject', '-f', 'x.yaml,y.yaml').stderr).toContain('1 document, 1 workload');
  });

  test('help and version as words', () => {
    expect(run('help', 'inject').stdout).toBe(run('inject', '--help').stdout);
    expect(run('version').stdout).toBe(run('--version').stdout);
  });
});

describe('options of istioctl that say where a cluster is', () => {
  const FILES = ['--injectConfigFile', 'inject.yaml', '--valuesFile', 'values.yaml', '--meshConfigFile', 'mesh.yaml'];
  const CLUSTER = ['-i', 'istio-system', '--kubeconfig', 'k', '--context=c', '--webhookConfig', 'w'];

  test('say nothing where files stand for the cluster', () => {
    writeFileSync(join(folder, 'inject.yaml'), 'templates:\n  sidecar: "spec: {priority: 1}"\n');
    for (const name of ['values.yaml', 'mesh.yaml']) writeFileSync(join(folder, name), '{}\n');
    const { stdout, stderr, status } = run('kube-inject', '-f', 'x.yaml', ...FILES, ...CLUSTER);
    expect(status).toBe(0);
    expect(stderr).toBe('x.yaml: Pod/web: injected (istio 1.30.3)\n1 document, 1 workload: 1 injected\n');
    expect(stdout).toContain('priority: 1');
  });

  test('are warned of where istioctl would have asked', () => {
    const { stdout, stderr, status } = run('kube-inject', '-f', 'x.yaml', ...CLUSTER);
    expect(status).toBe(0);
    expect(stdout).toBe(run('inject', '-f', 'x.yaml').stdout);
    expect(stderr).toContain(
      'warning: --istioNamespace, --kubeconfig, --context, --webhookConfig: no cluster is ever asked, so this has no influence\n' +
        '  Capture the configuration of the cluster once, and give it with --config FILE.\n',
    );
  });
});

describe('wrong use: one sentence, exit code 2, nothing written', () => {
  test.each<[string, string[], string]>([
    ['an unknown option', ['inject', 'x.yaml', '--no-strict'], 'what is --no-strict? This command has no such option'],
    ['an unknown letter', ['inject', 'x.yaml', '-z'], 'what is -z? This command has no such option'],
    ['an unknown word', ['config', 'x.yaml'], 'what is x.yaml? This command has no such argument'],
    ['an unknown command', ['injekt', 'x.yaml'], 'there is no command injekt; did you mean inject?'],
    ['a missing value', ['inject', 'x.yaml', '-o'], '-o needs a value'],
    ['a missing choice', ['inject', 'x.yaml', '--compat'], '--compat needs a value'],
    ['a wrong choice', ['inject', 'x.yaml', '--compat', 'helm'], '--compat must be istioctl, not "helm"'],
    ['one of many', ['diff', 'x.yaml', '--color=no'], '--color must be one of auto, always, never, not "no"'],
    ['an output twice', ['inject', 'x.yaml', '-o', 'a', '-o', 'b'], '--output takes one value, and was given 2: a, b'],
    [
      'a release twice',
      ['check', 'x.yaml', '--istio-version', '1.26', '--istio-version', '1.27'],
      '--istio-version takes one value, and was given 2: 1.26, 1.27',
    ],
    [
      'rules of two ways',
      ['rules', 'x.yaml', '--format', 'nft', '--format', 'json'],
      '--format takes one value, and was given 2',
    ],
    [
      'no version of Kubernetes',
      ['inject', 'x.yaml', '--kubernetes-version', 'new'],
      '"new" is no version of Kubernetes',
    ],
    ['no limit', ['inject', 'x.yaml', '--template-limit', 'all'], 'the limit of a template must be a whole number'],
    ['an empty name', ['inject', '-f', ''], 'an empty file name\n  Is a variable of the shell unset?'],
    ['an empty output', ['inject', 'x.yaml', '--output-dir', ''], 'an empty name for the output'],
    [
      'standard input for two',
      ['inject', '-f', '-', '--valuesFile', '-'],
      'standard input can be read once only, and --valuesFile - and -f - both ask for it',
    ],
  ])('%s', (_, args, said) => {
    const before = readdirSync(folder);
    const input = args.includes('--valuesFile') ? '{}' : POD;
    const { stdout, stderr, status } = podsplice(args, input, { cwd: folder });
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(`podsplice: ${said}`);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'x.yaml'), 'utf8')).toBe(POD);
  });
});
