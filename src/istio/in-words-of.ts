// Knows when two spellings of a pod's part mean the same. Does not know which part it is.
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import { canonicalQuantity } from '../kubernetes/quantities.ts';
import { mergeKeyAt } from '../kubernetes/strategic-merge.ts';

/** A value in the words of another one wherever both mean the same: in its order of keys, its `1000m` instead of Go's `1`. */
export function inWordsOf(current: unknown, wanted: unknown, path: readonly string[]): unknown {
  if (isMap(current) && isMap(wanted)) return mapInWordsOf(current, wanted, path);
  if (Array.isArray(current) && Array.isArray(wanted)) {
    const key = mergeKeyAt(path);
    return wanted.map((item, index) => inWordsOf(partner(current, item, index, key), item, path));
  }
  return isSameQuantity(current, wanted, path) ? current : wanted;
}

function mapInWordsOf(current: JsonMap, wanted: JsonMap, path: readonly string[]): JsonMap {
  const wantedKeys = Object.keys(wanted).filter((key) => !isNothing(key, wanted[key]));
  const kept = Object.keys(current).filter((key) => wantedKeys.includes(key));
  const keys = [...kept, ...wantedKeys.filter((key) => !Object.hasOwn(current, key))];
  return Object.fromEntries(keys.map((key) => [key, inWordsOf(current[key], wanted[key], [...path, key])]));
}

function partner(current: readonly unknown[], item: unknown, index: number, key: string | undefined): unknown {
  if (key === undefined || !isMap(item)) return current[index];
  return current.find((each) => isMap(each) && each[key] === item[key]);
}

/** A value without what somebody wrote into it and Go leaves out when it writes the same (`typed`): empty fields, zeros. */
export function withoutZeros(value: unknown, written: unknown, typed: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value) && Array.isArray(written) && Array.isArray(typed)) {
    const key = mergeKeyAt(path);
    return sameOr(
      value,
      value.map((item, i) => withoutZeros(item, partner(written, item, i, key), partner(typed, item, i, key), path)),
    );
  }
  return isMap(value) && isMap(written) && isMap(typed) ? mapWithoutZeros(value, written, typed, path) : value;
}

function mapWithoutZeros(value: JsonMap, written: JsonMap, typed: JsonMap, path: readonly string[]): JsonMap {
  const isLeftOut = (key: string): boolean => !Object.hasOwn(typed, key) || isNothing(key, typed[key]);
  const isZero = (key: string): boolean =>
    Object.hasOwn(written, key) && isLeftOut(key) && isSame(value[key], written[key]);
  const keys = Object.keys(value);
  const kept = keys.filter((key) => !isZero(key));
  const after = kept.map((key) => withoutZeros(value[key], written[key], typed[key], [...path, key]));
  const isUnchanged = kept.length === keys.length && after.every((entry, index) => entry === value[kept[index] ?? '']);
  return isUnchanged ? value : Object.fromEntries(kept.map((key, index) => [key, after[index]]));
}

function sameOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** What Go writes of a container where its manifest has nothing. */
function isNothing(key: string, value: unknown): boolean {
  return value === null || (key === 'resources' && isMap(value) && Object.keys(value).length === 0);
}

function isSameQuantity(a: unknown, b: unknown, path: readonly string[]): boolean {
  if ((typeof a !== 'string' && typeof a !== 'number') || !path.some((step) => QUANTITIES.has(step))) return false;
  return canonicalQuantity(String(a).trim()) === canonicalQuantity(String(b).trim());
}

const QUANTITIES = new Set(['limits', 'requests', 'divisor', 'sizeLimit']);
