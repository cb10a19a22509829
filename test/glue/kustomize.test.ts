// The real kustomize and kubectl: patches that they apply, the component that they build, the function that kustomize runs.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { splitText } from '../../src/yaml/documents.ts';
import { parseValue } from '../../src/yaml/parse.ts';
import { podsplice } from '../built.ts';
import { findProgram, podspliceOnPath, titled } from './programs.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url).pathname;
const BOOKINFO = join(EXAMPLES, 'bookinfo/bookinfo.yaml');
const RELEASE = '--istio-version=1.26';
const NATIVE = ['--istio-version=1.28', '--native-sidecars=on'];

const [kustomize, kubectl] = await Promise.all([findProgram('kustomize'), findProgram('kubectl')]);
const { env } = podspliceOnPath();

describe.skipIf(kustomize === undefined)(titled('kustomize', kustomize), () => {
  test('builds the component of examples/kustomize to what inject writes', () => {
    const folder = exampleCopy();
    // the commands of the README
    const options = ['-k', 'base', RELEASE, '--emit', 'kustomize', '--output-dir', 'component/istio'];
    const withKustomize = { ...env, PATH: `${dirname(kustomize as string)}${delimiter}${env.PATH}` };
    expect(podsplice(['inject', ...options], '', { cwd: folder, env: withKustomize })).toMatchObject({ status: 0 });
    const base = succeed(kustomize as string, ['build', 'base'], folder);
    expect(objects(succeed(kustomize as string, ['build', 'component'], folder))).toEqual(
      objects(podsplice(['inject', '-', RELEASE], base).stdout),
    );
  });

  test('runs podsplice fn as the transformer of examples/kustomize', () => {
    const folder = exampleCopy();
    const built = objects(
      succeed(kustomize as string, ['build', '--enable-alpha-plugins', '--enable-exec', 'function'], folder),
    );
    expect(JSON.stringify(built)).toMatch(/proxyv2:1\.26.*--proxyLogLevel=debug/);
    const base = succeed(kustomize as string, ['build', 'base'], folder);
    const options = [
      RELEASE,
      '--set',
      'global.proxy.logLevel=debug',
      '--set',
      'meshConfig.accessLogFile=/dev/stdout',
      '--set',
      'global.proxy.resources.requests.cpu=50m',
    ];
    expect(built).toEqual(objects(podsplice(['inject', '-', ...options], base).stdout));
  });

  test('stops where the function fails, with its words', () => {
    const folder = exampleCopy();
    const patch =
      '- {op: add, path: /spec/template/metadata/annotations/traffic.sidecar.istio.io~1includeInboundPorts, value: http}';
    writeFileSync(
      join(folder, 'base/kustomization.yaml'),
      `resources: [web.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: '${patch.replaceAll("'", "''")}'\n`,
    );
    const run = spawnSync(kustomize as string, ['build', '--enable-alpha-plugins', '--enable-exec', 'function'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('includeInboundPorts');
  });

  test.each([
    ['a first injection', [], [RELEASE]],
    ['an upgrade', [RELEASE], ['--istio-version=1.27']],
    ['a sidecar that becomes a native one', [RELEASE], NATIVE],
  ])('applies the patches of %s', (_, earlier, options) => {
    const before =
      earlier.length === 0 ? readFileSync(BOOKINFO, 'utf8') : podsplice(['inject', BOOKINFO, ...earlier]).stdout;
    const after = podsplice(['inject', '-', ...options], before).stdout;
    expect(byName(buildWithComponent(before, options))).toEqual(byName(after));
  });
});

test.skipIf(kustomize === undefined)('kustomize keeps two ports of one number apart', () => {
  const ports = '[{containerPort: 53, protocol: UDP}, {containerPort: 53}]';
  const before = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: dns}\nspec: {template: {spec: {containers: [{name: dns, image: dns, ports: ${ports}}]}}}\n`;
  expect(byName(buildWithComponent(before, [RELEASE]))).toEqual(
    byName(podsplice(['inject', '-', RELEASE], before).stdout),
  );
});

describe.skipIf(kubectl === undefined)(titled('kubectl', kubectl), () => {
  test.each([
    ['a first injection', [], [RELEASE]],
    ['an upgrade', [RELEASE], ['--istio-version=1.27']],
    ['a sidecar that becomes a native one', [RELEASE], NATIVE],
  ])('applies the strategic and the JSON patches of %s', (_, earlier, options) => {
    const web = join(EXAMPLES, 'kustomize/base/web.yaml');
    const folder = mkdtempSync(join(tmpdir(), 'podsplice-kubectl-'));
    const before = earlier.length === 0 ? readFileSync(web, 'utf8') : podsplice(['inject', web, ...earlier]).stdout;
    writeFileSync(join(folder, 'before.yaml'), before);
    const after = objects(podsplice(['inject', '-', ...options], before).stdout);
    const patch = (type: string, text: string): string => {
      writeFileSync(join(folder, 'patch.yaml'), text);
      return succeed(
        kubectl as string,
        ['patch', '--local', '-f', 'before.yaml', `--type=${type}`, '--patch-file=patch.yaml', '-o', 'yaml'],
        folder,
      );
    };
    const strategic = podsplice(['inject', '-', ...options, '--emit', 'strategic-patch'], before).stdout;
    expect(objects(patch('strategic', strategic))).toEqual(after);
    const json = parseValue(podsplice(['inject', '-', ...options, '--emit', 'json-patch'], before).stdout) as {
      patch: unknown;
    };
    expect(objects(patch('json', JSON.stringify(json.patch)))).toEqual(after);
  });

  test('finds podsplice as a plugin', () => {
    const run = spawnSync(kubectl as string, ['podsplice', 'inject', '-f', BOOKINFO, RELEASE, '--quiet'], {
      env,
      encoding: 'utf8',
    });
    expect(run.status).toBe(0);
    expect(run.stdout).toBe(podsplice(['inject', BOOKINFO, RELEASE]).stdout);
    expect(succeed(kubectl as string, ['plugin', 'list'])).toContain('kubectl-podsplice');
  });

  test('builds the kustomization of -k where there is no kustomize', () => {
    const folder = exampleCopy();
    const withoutKustomize = { ...env, PATH: `${dirname(kubectl as string)}:/usr/bin:/bin` };
    const run = podsplice(['inject', '-k', 'base', RELEASE], '', { cwd: folder, env: withoutKustomize });
    expect(run.stdout).toBe(
      podsplice(['inject', '-', RELEASE], succeed(kubectl as string, ['kustomize', 'base'], folder)).stdout,
    );
  });
});

/** What kustomize makes of a manifest and the component that is emitted for it. */
function buildWithComponent(before: string, options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-kustomize-'));
  const component = podsplice(['inject', '-', ...options, '--emit', 'kustomize'], before).stdout;
  mkdirSync(join(folder, 'component'));
  writeFileSync(join(folder, 'before.yaml'), before);
  writeFileSync(join(folder, 'component/kustomization.yaml'), component);
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [before.yaml]\ncomponents: [component]\n');
  return succeed(kustomize as string, ['build', folder]);
}

function exampleCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-kustomize-'));
  cpSync(join(EXAMPLES, 'kustomize'), folder, { recursive: true });
  return folder;
}

function succeed(program: string, args: readonly string[], cwd?: string): string {
  const run = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${run.error ?? run.stderr}`);
  return run.stdout;
}

function objects(text: string): unknown[] {
  return splitText(text)
    .map((document) => parseValue(document.text))
    .filter((value) => value !== null && value !== undefined);
}

function byName(text: string): Map<string, unknown> {
  return new Map(
    (objects(text) as { kind: string; metadata: { name: string } }[]).map((object) => [
      `${object.kind}/${object.metadata.name}`,
      object,
    ]),
  );
}
