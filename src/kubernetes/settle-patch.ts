// Knows what becomes of a value of a merge patch that the original has nothing to merge with: its nulls and markers go.

import { isMap, type JsonMap, setOwn } from './json.ts';
import { isMarker, PATCH } from './merge-markers.ts';
import { emptyValueIn } from './merge-rules.ts';

/** How thoroughly a value is cleaned. */
export interface Settling {
  /** A null in a map is left out; otherwise it is an entry with an empty value. */
  readonly dropNulls: boolean;
  /** What carries `$patch` is left out; otherwise it stays, without it. */
  readonly obeyMarkers: boolean;
}

/** As the patch has it: a new item of a list, or a list that replaces another whole. */
export const RAW: Settling = { dropNulls: false, obeyMarkers: false };

type List = readonly unknown[];

/** The value (of a pod, at this path) without nulls and markers. Undefined: it is left out. */
export function settle(value: unknown, path: string, settling: Settling): unknown {
  if (Array.isArray(value)) return settleList(value, path, settling);
  if (!isMap(value)) return value;
  if (settling.obeyMarkers && Object.hasOwn(value, PATCH)) return undefined;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const settled = isMarker(key) ? undefined : settleEntry(value[key], path, key, settling);
    if (settled !== undefined) setOwn(result, key, settled);
  }
  return isSame(value, result) ? value : result;
}

function settleEntry(value: unknown, path: string, key: string, settling: Settling): unknown {
  if (value !== null) return settle(value, below(path, key), settling);
  return settling.dropNulls ? undefined : emptyValueIn(path);
}

function settleList(list: List, path: string, settling: Settling): List {
  const settled = list
    .map((item) => (item === null ? '' : settle(item, path, settling)))
    .filter((item) => item !== undefined);
  return isSameList(settled, list) ? list : settled;
}

/** The path of an entry of the map at this path. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Have both maps the same entries, by identity? */
export function isSame(a: JsonMap, b: JsonMap): boolean {
  const keys = Object.keys(b);
  return keys.length === Object.keys(a).length && keys.every((key) => Object.hasOwn(a, key) && a[key] === b[key]);
}

/** Have both lists the same items, by identity? */
export function isSameList(a: List, b: List): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
