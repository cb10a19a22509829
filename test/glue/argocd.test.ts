// examples/argocd as Argo CD runs it: the plugin's command, in the application's folder, with the environment it gives.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { splitText } from '../../src/yaml/documents.ts';
import { parseValue } from '../../src/yaml/parse.ts';
import { podspliceOnPath } from './programs.ts';

const EXAMPLE = new URL('../../examples/argocd/', import.meta.url).pathname;
const { env } = podspliceOnPath();

interface Plugin {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly version: string;
    readonly generate: { readonly command: string[]; readonly args: string[] };
  };
}

const plugin = parseValue(readFileSync(join(EXAMPLE, 'plugin.yaml'), 'utf8')) as Plugin;

function generate(folder: string, more: NodeJS.ProcessEnv = {}) {
  const [program = '', ...args] = [...plugin.spec.generate.command, ...plugin.spec.generate.args];
  const given = { ...env, ARGOCD_APP_NAME: 'cart', ARGOCD_APP_NAMESPACE: 'shop', ...more };
  return spawnSync(program, args, { cwd: folder, env: given, encoding: 'utf8' });
}

function copyOfApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-argocd-'));
  cpSync(join(EXAMPLE, 'app'), folder, { recursive: true });
  return folder;
}

test('generate prints the stream that Argo CD applies, in the namespace of the application', () => {
  const { stdout, stderr, status } = generate(copyOfApp());
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(splitText(stdout).map(({ text }) => (parseValue(text) as { kind: string }).kind)).toEqual([
    'Deployment',
    'Service',
  ]);
  expect(stdout).toMatch(/proxyv2:1\.26/);
  expect(stdout).toContain('namespaces/shop/deployments/cart');
});

test("the application's parameter and the plugin's environment choose the release", () => {
  expect(generate(copyOfApp(), { PARAM_ISTIO_VERSION: '1.27' }).stdout).toMatch(/proxyv2:1\.27/);
  expect(generate(copyOfApp(), { ARGOCD_ENV_ISTIO_VERSION: '1.24' }).stdout).toMatch(/proxyv2:1\.24/);
});

test('a manifest that cannot be injected is an error with its words, and nothing is printed', () => {
  const folder = copyOfApp();
  writeFileSync(join(folder, 'bad.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: none}\n');
  const { stdout, stderr, status } = generate(folder);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('bad.yaml');
});

test('the application of the example asks for the plugin by its name and version', () => {
  const application = parseValue(readFileSync(join(EXAMPLE, 'application.yaml'), 'utf8')) as {
    spec: { source: { plugin: { name: string } } };
  };
  expect(application.spec.source.plugin.name).toBe(`${plugin.metadata.name}-${plugin.spec.version}`);
});
