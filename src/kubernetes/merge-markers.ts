// Knows the markers that a strategic merge patch may carry ($patch and its like), their form, and how a bad one is refused.

import { InjectError } from '../errors.ts';
import { getOwn, isMap, type JsonMap, kindOf, printGo } from './json.ts';

/** `$patch: replace`, `delete` or `merge`: what to do instead of merging this map or item. */
export const PATCH = '$patch';
/** `$retainKeys: [...]`: all other keys of the original go. */
export const RETAIN = '$retainKeys';
/** `$setElementOrder/list: [...]`: the order of the merged list. */
export const ORDER = '$setElementOrder';
/** `$deleteFromPrimitiveList/list: [...]`: scalars to take out of the list. */
export const DELETE = '$deleteFromPrimitiveList';

/** Is it the key of a marker, not of a field? */
export function isMarker(key: string): boolean {
  return key.startsWith('$') && (key === PATCH || key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETE));
}

/** The list that a marker is about: `x` of `$setElementOrder/x`. */
export function listNamed(key: string, marker: string): string {
  if (key[marker.length] === '/') return key.slice(marker.length + 1);
  throw refuseMerge(`invalid patch format of ${marker === ORDER ? 'setElementOrder' : 'primitive'} list`);
}

/** A patch that cannot be merged, in the reference's words. */
export function refuseMerge(message: string): InjectError {
  return new InjectError('template', message);
}

type List = readonly unknown[];

/** The order that `$setElementOrder/name` asks for and the changes that go with it; refused where they do not fit each other. */
export function checkOrder(
  patch: JsonMap,
  name: string,
  original: unknown,
  key: string | undefined,
): { order: List; changes: List | undefined } {
  const order = asList(patch[`${ORDER}/${name}`]);
  if (original !== undefined) asList(original);
  const changes = Object.hasOwn(patch, name) ? asList(patch[name]) : undefined;
  if (changes && order.length > 0 && !isInOrder(changes, order, key)) {
    throw refuseMerge(
      `The order in patch list:\n${printGo(changes)}\n doesn't match ${ORDER} list:\n${printGo(order)}\n`,
    );
  }
  return { order, changes };
}

const GO_TYPES = {
  null: '%!s(<nil>)',
  bool: 'bool',
  number: 'float64',
  string: 'string',
  array: '[]interface {}',
  object: 'map[string]interface {}',
} as const;

function asList(value: unknown): List {
  if (Array.isArray(value)) return value;
  throw refuseMerge(`expected a []interface {}, but received a ${GO_TYPES[kindOf(value)]}`);
}

// The changes, but for deletions, are a subsequence of the order.
function isInOrder(changes: List, order: List, key: string | undefined): boolean {
  const keyOf = (item: unknown) => (key === undefined || !isMap(item) ? item : getOwn(item, key));
  let next = 0;
  for (const change of changes) {
    if (isMap(change) && Object.hasOwn(change, PATCH)) continue;
    while (next < order.length && keyOf(order[next]) !== keyOf(change)) next++;
    if (next++ >= order.length) return false;
  }
  return true;
}
