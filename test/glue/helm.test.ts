// The real Helm, 3 and 4: examples/helm-post-renderer renders its chart, and every document comes back in its place.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitText } from '../../src/yaml/documents.ts';
import { parseValue } from '../../src/yaml/parse.ts';
import { podsplice } from '../built.ts';
import { findProgram, podspliceOnPath, titled } from './programs.ts';

const EXAMPLE = new URL('../../examples/helm-post-renderer/', import.meta.url).pathname;
const [helm3, helm4] = await Promise.all([findProgram('helm3'), findProgram('helm4')]);
const { folder: home, env: base } = podspliceOnPath();
const env = {
  ...base,
  HELM_CACHE_HOME: join(home, 'cache'),
  HELM_CONFIG_HOME: join(home, 'config'),
  HELM_DATA_HOME: join(home, 'data'),
};
const RELEASE = '--istio-version=1.26';

describe.skipIf(helm3 === undefined)(titled('Helm 3', helm3), () => {
  const render = (...args: string[]) => run(helm3 as string, ['template', 'shop', 'chart', ...args]);

  test('runs the executable: what it rendered, with sidecars', () => {
    const rendered = render('--no-hooks');
    const injected = render('--no-hooks', '--post-renderer', './post-render', '--post-renderer-args', RELEASE);
    expect(injected.status).toBe(0);
    expect(values(injected.stdout)).toEqual(values(podsplice(['inject', '-', RELEASE], rendered.stdout).stdout));
    expect(injected.stdout).toContain('name: web # the only one');
    expect(sources(injected.stdout)).toEqual(sources(rendered.stdout));
  });

  test('fails where injection fails, with its words', () => {
    const { status, stderr } = render(
      '--post-renderer',
      './post-render',
      '--post-renderer-args',
      '--istio-version=0.1',
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain('0.1');
  });
});

describe.skipIf(helm4 === undefined)(titled('Helm 4', helm4), () => {
  const render = (...args: string[]) => run(helm4 as string, ['template', 'shop', 'chart', ...args]);

  test('runs the plugin: hooks too, and every document is filed under its own template', () => {
    const plugin = mkdtempSync(join(tmpdir(), 'podsplice-plugin-'));
    cpSync(EXAMPLE, plugin, { recursive: true });
    expect(run(helm4 as string, ['plugin', 'install', plugin])).toMatchObject({ status: 0 });
    const rendered = render();
    const injected = render('--post-renderer', 'podsplice', '--post-renderer-args', RELEASE);
    expect(injected).toMatchObject({ status: 0 });
    expect(sources(injected.stdout)).toEqual(sources(rendered.stdout));
    expect(injected.stdout).not.toContain('generated-by-postrender');
    const [before, after] = [rendered, injected].map(
      ({ stdout }) => new Map(values(stdout).map((value) => [keyOf(value), value])),
    );
    expect(after?.get('Job/shop-migrate')).toEqual(before?.get('Job/shop-migrate'));
    expect(after?.get('Service/shop-web')).toEqual(before?.get('Service/shop-web'));
    expect(JSON.stringify(after?.get('Deployment/shop-web'))).toMatch(/istio-proxy.*proxyv2:1\.26/);
  });
});

test('the annotation by which Helm 4 files a document comes back as it went', () => {
  const annotated = (name: string) =>
    `kind: Deployment\napiVersion: apps/v1\nmetadata:\n  name: ${name}\n  annotations:\n    postrenderer.helm.sh/postrender-filename: 'shop/templates/${name}.yaml'\nspec: {template: {spec: {containers: [{name: a, image: a}]}}}\n`;
  const input = ['a', 'b'].map(annotated).join('---\n');
  const { stdout } = podsplice(['inject', '-', RELEASE], input);
  expect(splitText(stdout)).toHaveLength(2);
  for (const name of ['a', 'b'])
    expect(stdout).toContain(`postrenderer.helm.sh/postrender-filename: 'shop/templates/${name}.yaml'\n`);
});

function run(helm: string, args: readonly string[]) {
  return spawnSync(helm, args, { cwd: EXAMPLE, env, encoding: 'utf8' });
}

function values(text: string): unknown[] {
  return splitText(text)
    .map((document) => parseValue(document.text))
    .filter((value) => value !== null && value !== undefined);
}

function keyOf(value: unknown): string {
  const { kind, metadata } = value as { kind: string; metadata: { name: string } };
  return `${kind}/${metadata.name}`;
}

/** The `# Source:` lines by which Helm says where a document is from. */
function sources(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('# Source:'));
}
