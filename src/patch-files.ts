// Knows how patches are written: as YAML documents, and as a kustomize component in files or in one text. Does not know what made them.
import type { Patch } from './emit.ts';
import { type BlockStyle, printNested } from './yaml/print.ts';

/** A file of a component, by its path in the component's folder. */
export interface ComponentFile {
  readonly path: string;
  readonly text: string;
}

/** A patch as a YAML document: a merge patch as it is, JSON operations beside the target they are for. */
export function printPatch(patch: Patch): string {
  return printYaml(patch.kind === 'json' ? { target: patch.target, patch: patch.operations } : patch.patch);
}

/** A component with a file for each patch. */
export function componentFiles(patches: readonly Patch[]): ComponentFile[] {
  const paths = patchPaths(patches);
  const entries = patches.map((patch, index) => ({
    path: paths[index],
    ...targetOf(patch),
  }));
  const files = patches.map((patch, index) => ({
    path: paths[index] as string,
    text: patchBody(patch),
  }));
  return [
    {
      path: 'kustomization.yaml',
      text: printYaml({ ...COMPONENT, patches: entries }),
    },
    ...files,
  ];
}

/** The same component as one text, its patches inline. */
export function componentText(patches: readonly Patch[]): string {
  return printYaml({
    ...COMPONENT,
    patches: patches.map((patch) => ({
      ...targetOf(patch),
      patch: patchBody(patch),
    })),
  });
}

const COMPONENT = {
  apiVersion: 'kustomize.config.k8s.io/v1alpha1',
  kind: 'Component',
} as const;

/** A merge patch names its object itself; JSON operations need to be told. */
function targetOf(patch: Patch): object {
  return patch.kind === 'json' ? { target: patch.target } : {};
}

function patchBody(patch: Patch): string {
  return printYaml(patch.kind === 'json' ? patch.operations : patch.patch);
}

/** `patches/deployment-shop-web.yaml`, with a number where two objects would have the same. */
function patchPaths(patches: readonly Patch[]): string[] {
  const taken = new Set<string>();
  return patches.map(({ target: { kind, namespace, name } }) => {
    const stem = [kind, namespace, name]
      .filter(Boolean)
      .join('-')
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-');
    let path = `patches/${stem}.yaml`;
    for (let count = 2; taken.has(path); count += 1) path = `patches/${stem}-${count}.yaml`;
    taken.add(path);
    return path;
  });
}

const STYLE: BlockStyle = { step: 2, offset: 2, gap: 2, quote: '"', hasLiterals: true };

function printYaml(value: object): string {
  return printNested(value, 0, STYLE)
    .map((line) => `${line}\n`)
    .join('');
}
