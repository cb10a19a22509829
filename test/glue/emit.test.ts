// --emit: patches instead of manifests. Whoever applies them gets the manifest that inject writes; every form, over everything at hand.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import { emitPatches, type Patch, type PatchForm } from '../../src/emit.ts';
import { injectText } from '../../src/inject.ts';
import type { InjectionConfig } from '../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../src/istio/config/load.ts';
import type { Path } from '../../src/kubernetes/finding.ts';
import { strategicMerge } from '../../src/kubernetes/strategic-merge.ts';
import { findWorkloads } from '../../src/kubernetes/workloads.ts';
import { componentFiles, componentText, printPatch } from '../../src/patch-files.ts';
import { createReport, hasFailed } from '../../src/report.ts';
import { splitText } from '../../src/yaml/documents.ts';
import { parseValue } from '../../src/yaml/parse.ts';
import { podsplice } from '../built.ts';
import { manifestsAt, valuesIn } from '../manifests.ts';

const BASE = new URL('../../examples/kustomize/base/', import.meta.url).pathname;
const WEB = join(BASE, 'web.yaml');
const ROLLOUT = join(BASE, 'rollout.yaml');
const RELEASE = '--istio-version=1.26';

describe('every manifest at hand', () => {
  for (const version of ['1.13.1', '1.30.3']) {
    test(`JSON patches, applied by another implementation, give what inject writes (${version})`, async () => {
      for (const { name, text, config } of manifestsAt(version)) {
        const { report, text: injected } = await injectText(text, config);
        if (hasFailed(report)) continue;
        const objects = objectsOf(text);
        for (const patch of await patchesOf(text, config, 'json-patch')) {
          const operations = (patch.kind === 'json' ? structuredClone(patch.operations) : []) as Operation[];
          for (const failure of applyPatch(objects.get(keyOf(patch.target)), operations))
            expect(failure, name).toBeNull();
        }
        expect([...objects], name).toEqual([...objectsOf(injected)]);
      }
    });

    test(`strategic merge patches give the pod that inject writes, in its order (${version})`, async () => {
      for (const { name, text, config } of manifestsAt(version)) {
        const { report, text: injected } = await injectText(text, config);
        if (hasFailed(report)) continue;
        const [before, after] = [podsOf(text), podsOf(injected)];
        for (const patch of await patchesOf(text, config, 'strategic-patch')) {
          const found = before.get(keyOf(patch.target));
          if (patch.kind === 'merge' && found) found.pod = strategicMerge(found.pod, podAt(patch.patch, found));
        }
        for (const [key, { pod }] of before) expect(pod, `${name}: ${key}`).toEqual(after.get(key)?.pod);
      }
    });
  }
});

test('a patch is read back as it was meant: every text that YAML could take for something else is in quotes', async () => {
  const [patch] = await patchesOf(readFileSync(WEB, 'utf8'), loadConfig({ version: '1.26' }), 'strategic-patch');
  expect(parseValue(printPatch(patch as Patch))).toEqual(patch?.kind === 'merge' ? patch.patch : undefined);
});

describe('inject --emit', () => {
  test('json-patch: a document per object with its target and its operations', () => {
    const { stdout, status } = podsplice(['inject', WEB, ROLLOUT, RELEASE, '--emit', 'json-patch']);
    expect(status).toBe(0);
    const documents = splitText(stdout).map(({ text }) => parseValue(text) as { target: object; patch: Operation[] });
    expect(documents.map(({ target }) => target)).toEqual([
      { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web' },
      { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout', name: 'cart' },
    ]);
    const added = documents[0]?.patch.find(({ path }) => path === '/spec/template/spec/containers/0');
    expect(added).toMatchObject({ op: 'add', value: { name: 'istio-proxy' } });
  });

  test('strategic-patch: a patch per object that names it, lists in the order that must come out', () => {
    const { stdout } = podsplice(['inject', WEB, RELEASE, '--emit', 'strategic-patch']);
    expect(parseValue(stdout)).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'istio-proxy' }, { name: 'web' }],
            initContainers: [{ name: 'assets' }, { name: 'istio-init' }],
          },
        },
      },
    });
  });

  test('kustomize: a component with a patch per workload, in a folder or as one text', () => {
    const folder = mkdtempSync(join(tmpdir(), 'podsplice-emit-'));
    const { status } = podsplice(['inject', '-f', BASE, RELEASE, '--emit', 'kustomize', '--output-dir', folder]);
    expect(status).toBe(0);
    expect(readdirSync(join(folder, 'patches')).sort()).toEqual(['deployment-web.yaml', 'rollout-cart.yaml']);
    const component = parseValue(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
    expect(component).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [
        {
          path: 'patches/rollout-cart.yaml',
          target: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout', name: 'cart' },
        },
        { path: 'patches/deployment-web.yaml' },
      ],
    });
    const { stdout } = podsplice(['inject', '-f', BASE, RELEASE, '--emit', 'kustomize']);
    const inline = parseValue(stdout) as { patches: { patch: string }[] };
    expect(inline.patches.map(({ patch }) => patch)).toEqual([
      readFileSync(join(folder, 'patches/rollout-cart.yaml'), 'utf8'),
      readFileSync(join(folder, 'patches/deployment-web.yaml'), 'utf8'),
    ]);
  });

  test('an injected manifest needs no patch; one of another release needs what changed', () => {
    const injected = podsplice(['inject', WEB, RELEASE]).stdout;
    expect(podsplice(['inject', '-', RELEASE, '--emit', 'json-patch'], injected).stdout).toBe('');
    const upgrade = podsplice(['inject', '-', '--istio-version=1.27', '--emit', 'json-patch'], injected).stdout;
    const [document] = splitText(upgrade).map(({ text }) => parseValue(text) as { patch: Operation[] });
    expect(document?.patch.map(({ path }) => path)).toContain('/spec/template/spec/containers/0/image');
  });

  test('with --output-dir only what has patches has a file, and it is YAML', () => {
    const folder = mkdtempSync(join(tmpdir(), 'podsplice-emit-'));
    writeFileSync(
      join(folder, 'pod.json'),
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      }),
    );
    writeFileSync(join(folder, 'service.yaml'), 'apiVersion: v1\nkind: Service\n');
    expect(
      podsplice(['inject', '-f', folder, '--emit', 'strategic-patch', '--output-dir', join(folder, 'out')]).status,
    ).toBe(0);
    expect(readdirSync(join(folder, 'out'))).toEqual(['pod.yaml']);
  });

  test('what has no name cannot have a patch, and --in-place has no sense', () => {
    const nameless =
      'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\nspec: {containers: [{name: a, image: a}]}\n';
    const { status, stdout, stderr } = podsplice(['inject', '-', '--emit', 'json-patch'], nameless);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('<stdin>:1:1: Pod has no name');
    expect(podsplice(['inject', WEB, '--emit', 'kustomize', '-w']).status).toBe(2);
  });
});

test('two objects that would share a file do not', () => {
  const target = { version: 'v1', kind: 'Pod', name: 'a' };
  const patches: Patch[] = [
    { kind: 'merge', target, patch: {} },
    { kind: 'merge', target, patch: {} },
  ];
  expect(componentFiles(patches).map(({ path }) => path)).toEqual([
    'kustomization.yaml',
    'patches/pod-a.yaml',
    'patches/pod-a-2.yaml',
  ]);
  expect(parseValue(componentText([]))).toMatchObject({ patches: [] });
});

async function patchesOf(text: string, config: InjectionConfig, form: PatchForm): Promise<Patch[]> {
  const patches: Patch[] = [];
  for await (const patch of emitPatches([text], config, form, { report: createReport() })) patches.push(patch);
  return patches;
}

function keyOf({ group, version, kind, namespace, name }: Patch['target']): string {
  return `${group ? `${group}/` : ''}${version}/${kind}/${namespace ?? ''}/${name}`;
}

/** The objects that hold workloads, by what a patch knows them by; without a name no patch can be for them. */
function objectsOf(text: string): Map<string, unknown> {
  return new Map(workloadsOf(text).map(({ value, path, key }) => [key, at(value, path)]));
}

interface FoundPod {
  readonly toMetadata: Path;
  readonly toSpec: Path;
  pod: unknown;
}

/** The pods of Kubernetes' own kinds, as they stand in the text; and where they are in their objects. */
function podsOf(text: string): Map<string, FoundPod> {
  const workloads = workloadsOf(text).filter(({ key }) => /^(v1|apps\/v1|batch\/v1)\//.test(key));
  return new Map(
    workloads.map(({ key, value, path, metadataPath, specPath }) => {
      const places = { toMetadata: metadataPath.slice(path.length), toSpec: specPath.slice(path.length) };
      return [key, { ...places, pod: podAt(at(value, path), places) }];
    }),
  );
}

function podAt(object: unknown, { toMetadata, toSpec }: Omit<FoundPod, 'pod'>): unknown {
  const [metadata, spec] = [at(object, toMetadata), at(object, toSpec)];
  return { ...(metadata ? { metadata } : {}), ...(spec ? { spec } : {}) };
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((found: unknown, step) => (found as Record<string, unknown> | null | undefined)?.[step], value);
}

function workloadsOf(text: string) {
  return valuesIn(text).flatMap((value) =>
    findWorkloads(value)
      .filter(({ owner }) => owner.metadata.name)
      .map((workload) => {
        const { apiVersion, kind, metadata } = workload.owner;
        return { ...workload, value, key: `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}` };
      }),
  );
}
