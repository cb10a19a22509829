// Knows Kubernetes' strategic merge of a pod: maps entry by entry, lists by the rules of merge-rules.ts, and the markers a patch may carry.
// Never changes what it is given: what stays the same is shared.

import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap, kindOf, printGo, setOwn } from './json.ts';
import { checkOrder, DELETE, isMarker, listNamed, ORDER, PATCH, RETAIN, refuseMerge } from './merge-markers.ts';
import { orderMerged } from './merge-order.ts';
import { emptyValueIn, LIST_RULES, type ListRule } from './merge-rules.ts';
import { below, isSame, isSameList, RAW, type Settling, settle } from './settle-patch.ts';

/** What changed in the merge from one Kubernetes release to the next. */
export interface MergeOptions {
  /** Nulls inside what the original has nothing of: left out (Kubernetes from 0.24 on), or kept as empty values. */
  readonly nestedNulls?: 'dropped' | 'kept';
  /** `$patch` inside what the original has nothing of: what carries it is left out (from 0.28 on), or kept without it. */
  readonly nestedMarkers?: 'obeyed' | 'kept';
}

type List = readonly unknown[];

/** The original with the patch merged in; both are pods, `{metadata, spec}`. What cannot be merged is an InjectError in the reference's words. */
export function strategicMerge<T>(original: T, patch: unknown, options: MergeOptions = {}): T {
  if (patch === null || patch === undefined) return original;
  if (!isMap(patch)) throw refuseMerge('invalid JSON document');
  const context = { dropNulls: options.nestedNulls !== 'kept', obeyMarkers: options.nestedMarkers !== 'kept' };
  return mergeMap(isMap(original) ? original : {}, patch, '', context) as T;
}

/** The key by which the items of the list at this path of a pod merge, if they merge by one. */
export function mergeKeyAt(path: Path): string | undefined {
  return LIST_RULES.get(path.filter((step) => typeof step === 'string').join('.'))?.key;
}

function mergeMap(original: JsonMap, patch: JsonMap, path: string, context: Settling): JsonMap {
  if (Object.hasOwn(patch, PATCH)) return obeyMapMarker(patch, path);
  const result = Object.hasOwn(patch, RETAIN) ? retainKeys(original, patch) : { ...original };
  for (const key of Object.keys(patch)) {
    if (key === RETAIN || Object.hasOwn(patch, `${ORDER}/${key}`)) continue;
    if (key.startsWith(DELETE)) deleteScalars(result, listNamed(key, DELETE), patch[key]);
    else if (key.startsWith(ORDER)) mergeInOrder(result, listNamed(key, ORDER), patch, path, context);
    else mergeEntry(result, key, patch[key], below(path, key), context);
  }
  return isSame(original, result) ? original : result;
}

function obeyMapMarker(patch: JsonMap, path: string): JsonMap {
  if (patch[PATCH] === 'delete') return {};
  if (patch[PATCH] === 'replace') return settle(patch, path, RAW) as JsonMap;
  throw badMarker(patch);
}

function retainKeys(original: JsonMap, patch: JsonMap): Record<string, unknown> {
  const listed = patch[RETAIN];
  if (!Array.isArray(listed)) throw refuseMerge('invalid patch format of retainKeys');
  const keep = new Set(listed);
  const isStray = (key: string) => patch[key] !== null && !isMarker(key) && !keep.has(key);
  if (Object.keys(patch).some(isStray)) throw refuseMerge('invalid patch format of retainKeys');
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(original)) if (keep.has(key)) setOwn(result, key, original[key]);
  return result;
}

function mergeEntry(
  result: Record<string, unknown>,
  key: string,
  patch: unknown,
  path: string,
  context: Settling,
): void {
  if (patch === null || patch === undefined) {
    delete result[key];
    return;
  }
  const original = getOwn(result, key);
  const isMergeable = kindOf(original) === kindOf(patch) && !isAsGoodAsAbsent(original, path);
  const merged = isMergeable ? mergeValue(original, patch, path, context) : settle(patch, path, context);
  if (merged === undefined) delete result[key];
  else setOwn(result, key, merged);
}

// The reference's original has been through Go's types, which leave out empty lists and maps (an empty struct stays).
function isAsGoodAsAbsent(original: unknown, path: string): boolean {
  if (Array.isArray(original)) return original.length === 0 && path !== 'spec.containers';
  return isMap(original) && emptyValueIn(path) !== undefined && Object.keys(original).length === 0;
}

function mergeValue(original: unknown, patch: unknown, path: string, context: Settling): unknown {
  if (isMap(original)) return mergeMap(original, patch as JsonMap, path, context);
  if (!Array.isArray(original)) return patch;
  const rule = LIST_RULES.get(path);
  return rule ? mergeList(original, patch as List, rule, path, context) : settle(patch, path, RAW);
}

function mergeList(original: List, patch: List, rule: ListRule, path: string, context: Settling): List {
  if (original.length === 0 && patch.length === 0) return original;
  const kind = kindOfItems([...original, ...patch]);
  if (kind !== 'object') {
    if (rule.key !== undefined) throw refuseMerge(`expected a map, but received a ${kind}`);
    return orderMerged([...new Set([...original, ...patch])], patch, original, (item) => item);
  }
  const { key } = rule;
  if (key === undefined) throw refuseMerge('cannot merge lists without merge key for slice');
  const kept = obeyListMarkers(original as readonly JsonMap[], patch as readonly JsonMap[], key);
  const merged = mergeItems(kept.original, kept.patch, key, path, context);
  if (rule.isOptional) for (const item of merged) requireKey(item, key);
  const ordered = orderMerged(merged, kept.patch, kept.original, (item) => getOwn(item as JsonMap, key));
  return isSameList(ordered, original) ? original : ordered;
}

function kindOfItems(items: List): string {
  const [first, ...others] = items.map(kindOf);
  if (first === 'array') throw refuseMerge('lists of lists are not supported');
  if (others.some((kind) => kind !== first))
    throw refuseMerge(`list element types are not identical: ${printGo(items)}`);
  return first ?? 'null';
}

interface Lists {
  readonly original: readonly JsonMap[];
  readonly patch: readonly JsonMap[];
}

function obeyListMarkers(original: readonly JsonMap[], patch: readonly JsonMap[], key: string): Lists {
  if (!patch.some((item) => Object.hasOwn(item, PATCH))) return { original, patch };
  const plain = patch.filter((item) => !Object.hasOwn(item, PATCH));
  let left = original;
  for (const item of patch) {
    if (item[PATCH] === 'delete') left = without(left, key, requireKey(item, key));
    else if (item[PATCH] === 'merge') throw refuseMerge('merging lists cannot yet be specified in the patch');
    else if (Object.hasOwn(item, PATCH) && item[PATCH] !== 'replace') throw badMarker(item);
  }
  return patch.some((item) => item[PATCH] === 'replace')
    ? { original: plain, patch: [] }
    : { original: left, patch: plain };
}

function without(items: readonly JsonMap[], key: string, gone: unknown): JsonMap[] {
  return items.filter((item) => getOwn(item, key) !== gone);
}

function badMarker(patch: JsonMap): Error {
  return refuseMerge(`unknown patch type: ${printGo(patch[PATCH])} in map: ${printGo(patch)}`);
}

function mergeItems(
  original: readonly JsonMap[],
  patch: readonly JsonMap[],
  key: string,
  path: string,
  context: Settling,
): JsonMap[] {
  const merged = [...original];
  for (const item of patch) {
    const wanted = requireKey(item, key);
    const index = merged.findIndex((other) => getOwn(other, key) === wanted);
    const found = merged[index];
    if (found) merged[index] = mergeMap(found, item, path, context);
    else merged.push(settle(item, path, RAW) as JsonMap);
  }
  return merged;
}

function requireKey(item: JsonMap, key: string): unknown {
  const value = getOwn(item, key);
  if (value === undefined) throw refuseMerge(`map: ${printGo(item)} does not contain declared merge key: ${key}`);
  return value;
}

function deleteScalars(result: Record<string, unknown>, key: string, gone: unknown): void {
  if (gone === null) delete result[key];
  const list = getOwn(result, key);
  if (!Array.isArray(list) || !Array.isArray(gone)) return;
  setOwn(
    result,
    key,
    list.filter((item) => !gone.includes(item)),
  );
}

// `$setElementOrder/list` names the order of the result, the patch's own list only what changes in it.
function mergeInOrder(
  result: Record<string, unknown>,
  name: string,
  patch: JsonMap,
  path: string,
  context: Settling,
): void {
  const rule = LIST_RULES.get(below(path, name));
  const given = getOwn(result, name);
  const original = isAsGoodAsAbsent(given, below(path, name)) ? undefined : given;
  const { order, changes } = checkOrder(patch, name, original, rule?.key);
  if (original === undefined && changes === undefined) return;
  const before = (original ?? []) as List;
  const merged = changes
    ? mergeOrTake(original as List | undefined, changes, rule, below(path, name), context)
    : before;
  const keyOf = (item: unknown) => (rule?.key === undefined ? item : getOwn(item as JsonMap, rule.key));
  setOwn(result, name, orderMerged(merged, order, before, keyOf));
}

function mergeOrTake(
  original: List | undefined,
  changes: List,
  rule: ListRule | undefined,
  path: string,
  context: Settling,
): List {
  if (original === undefined) return settle(changes, path, { ...RAW, obeyMarkers: context.obeyMarkers }) as List;
  return rule ? mergeList(original, changes, rule, path, context) : changes;
}
