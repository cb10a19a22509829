// Knows how two JSON values differ, as RFC 6902 operations that pair list items by who they are. Does not know what a pod is.

import { isDeepStrictEqual } from 'node:util';
import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap } from './json.ts';

/** One operation of RFC 6902. */
export type Operation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move'; readonly from: string; readonly path: string };

/** What tells a list item from its neighbours, or undefined where nothing does. */
export type Identify = (path: Path, item: unknown) => string | undefined;

/** The operations that make `after` of `before`. Items of a list with one identity are one item that changed, moved or stayed. */
export function jsonPatch(before: unknown, after: unknown, identify: Identify = () => undefined): readonly Operation[] {
  return diff(before, after, [], identify);
}

function diff(before: unknown, after: unknown, path: Path, identify: Identify): Operation[] {
  if (isMap(before) && isMap(after)) return diffMaps(before, after, path, identify);
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path, identify);
  return isDeepStrictEqual(before, after) ? [] : [{ op: 'replace', path: pointer(path), value: after }];
}

function diffMaps(before: JsonMap, after: JsonMap, path: Path, identify: Identify): Operation[] {
  const gone = Object.keys(before).filter((key) => getOwn(after, key) === undefined);
  const removals = gone.map((key): Operation => ({ op: 'remove', path: pointer([...path, key]) }));
  const changes = Object.keys(after).flatMap((key): Operation[] => {
    const [old, value] = [getOwn(before, key), after[key]];
    if (value === undefined) return [];
    if (old === undefined) return [{ op: 'add', path: pointer([...path, key]), value }];
    return diff(old, value, [...path, key], identify);
  });
  return [...removals, ...changes];
}

/** Removals go first, from the end; then the list is put right from its start, so that an index is final once it is written. */
function diffLists(before: readonly unknown[], after: readonly unknown[], path: Path, identify: Identify): Operation[] {
  const [old, wanted] = identities(before, after, path, identify);
  const kept = new Set(wanted);
  const gone = [...old.keys()].filter((index) => !kept.has(old[index] as string)).reverse();
  const operations = gone.map((index): Operation => ({ op: 'remove', path: pointer([...path, index]) }));
  const now = old.filter((id) => kept.has(id));
  for (const [index, id] of wanted.entries()) {
    const found = now.indexOf(id, index);
    if (found < 0) {
      operations.push({ op: 'add', path: pointer([...path, index === now.length ? '-' : index]), value: after[index] });
      now.splice(index, 0, id);
      continue;
    }
    if (found > index) {
      operations.push({ op: 'move', from: pointer([...path, found]), path: pointer([...path, index]) });
      now.splice(index, 0, ...now.splice(found, 1));
    }
    operations.push(...diff(before[old.indexOf(id)], after[index], [...path, index], identify));
  }
  return operations;
}

/** Each item by its own identity if all have one that is unique, else by what it is; the n-th of equal items pairs with the n-th. */
function identities(
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
  identify: Identify,
): [string[], string[]] {
  const named = [before, after].map((list) => list.map((item) => identify(path, item)));
  const isUsable = named.every((ids) => ids.every((id) => id !== undefined) && new Set(ids).size === ids.length);
  return isUsable ? (named as [string[], string[]]) : [byContent(before), byContent(after)];
}

function byContent(list: readonly unknown[]): string[] {
  const seen = new Map<string, number>();
  return list.map((item) => {
    const text = JSON.stringify(item) ?? '';
    const count = seen.get(text) ?? 0;
    seen.set(text, count + 1);
    return `${count} ${text}`;
  });
}

/** A path as a JSON pointer (RFC 6901). */
function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
