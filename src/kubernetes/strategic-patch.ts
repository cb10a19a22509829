// Knows how two objects differ, as a strategic merge patch that kubectl and kustomize both apply to the same end. The inverse of
// strategic-merge.ts. Does not know whose the objects are.

import { isDeepStrictEqual } from 'node:util';
import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap, setOwn } from './json.ts';
import { mergeKeyAt } from './strategic-merge.ts';

/** The key by which the list at a path merges; undefined where it is replaced whole. */
export type KeyAt = (path: Path) => string | undefined;

/** The patch that makes `after` of `before`; undefined where nothing changes. With no keys at all it is a merge patch (RFC 7386). */
export function strategicPatch(before: unknown, after: unknown, keyAt: KeyAt = mergeKeyAt): unknown {
  return patchValue(before, after, [], keyAt);
}

function patchValue(before: unknown, after: unknown, path: Path, keyAt: KeyAt): unknown {
  if (isMap(before) && isMap(after)) return patchMap(before, after, path, keyAt);
  if (isDeepStrictEqual(before, after)) return undefined;
  const key = keyAt(path);
  if (key === undefined || !Array.isArray(before) || !Array.isArray(after)) return after;
  const [old, wanted] = [keyed(before, key), keyed(after, key)];
  return old && wanted ? patchKeyed(old, wanted, key, path, keyAt) : [{ $patch: 'replace' }, ...after];
}

// By these keys and one more kustomize knows an item, Kubernetes by these alone; a list that is replaced whole they read alike.
const HALF_KEYS = new Set(['containerPort', 'topologyKey']);

function patchMap(before: JsonMap, after: JsonMap, path: Path, keyAt: KeyAt): JsonMap | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (getOwn(after, key) === undefined) setOwn(patch, key, null);
  for (const key of Object.keys(after)) {
    const value = patchValue(getOwn(before, key), after[key], [...path, key], keyAt);
    if (value !== undefined) setOwn(patch, key, value);
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** Every item is named, changed or not: both appliers put what a patch names into the patch's order. */
function patchKeyed(
  before: ReadonlyMap<unknown, JsonMap>,
  after: ReadonlyMap<unknown, JsonMap>,
  key: string,
  path: Path,
  keyAt: KeyAt,
): JsonMap[] {
  const items = [...after].map(([id, item]) => {
    const old = before.get(id);
    return old === undefined ? item : { [key]: id, ...patchMap(old, item, path, keyAt) };
  });
  const gone = [...before.keys()].filter((id) => !after.has(id)).map((id) => ({ [key]: id, $patch: 'delete' }));
  return [...items, ...gone];
}

/** The items by their merge key; undefined where they have none, not one each, or one that is not the same to all. */
function keyed(list: readonly unknown[], key: string): ReadonlyMap<unknown, JsonMap> | undefined {
  if (HALF_KEYS.has(key) || !list.every(isMap)) return undefined;
  const items = new Map(list.map((item) => [getOwn(item, key), item]));
  return items.size === list.length && !items.has(undefined) ? items : undefined;
}
