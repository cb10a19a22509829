// Knows sprig's functions on dictionaries; `set`, `unset` and `merge` change theirs in place. Go's order of keys is none: ours is sorted.
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, BOOL, DICT, type GoType, LIST, STRING, STRINGS, typeName } from '../gotype.ts';
import { sortedKeys } from '../print.ts';
import {
  type Dictionary,
  dropEntry,
  entriesOf,
  entry,
  isTrue,
  keysOf,
  newDictionary,
  putEntry,
  Typed,
  typeOf,
} from '../values.ts';
import { deepCopy } from './copy.ts';
import { merge } from './merge.ts';
import { asString } from './strings.ts';

const on = (params: readonly GoType[], result: GoType | 'any', call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});
const more = (declaration: DeclaredFunction): DeclaredFunction => ({ ...declaration, variadic: true });

/** A dictionary as it comes: null is a nil map. */
type Given = Dictionary | null;

const mergeInto = (overwrites: boolean): DeclaredFunction =>
  more(
    on([DICT, DICT], 'any', (target: Given, ...sources: readonly Given[]) => {
      let merged = target;
      for (const source of sources) merged = merge(merged, source, overwrites);
      return merged ?? new Typed(DICT, null);
    }),
  );

/** sprig's functions on dictionaries. */
export const DICT_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  dict: more(on([ANY], DICT, dict)),
  get: on([DICT, STRING], 'any', get),
  set: on([DICT, STRING, ANY], DICT, set),
  unset: on([DICT, STRING], DICT, unset),
  hasKey: on([DICT, STRING], BOOL, (from: Given, key: string) => find(from, key) !== undefined),
  pluck: more(on([STRING, DICT], LIST, pluck)),
  keys: more(on([DICT], STRINGS, (...dicts: readonly Given[]) => dicts.flatMap((each) => keys(each)))),
  values: on([DICT], LIST, (from: Given) => keys(from).map((key) => find(from, key))),
  pick: more(
    on([DICT, STRING], DICT, (from: Given, ...wanted: readonly string[]) =>
      copyWhere(from, (key) => wanted.includes(key)),
    ),
  ),
  omit: more(
    on([DICT, STRING], DICT, (from: Given, ...left: readonly string[]) =>
      copyWhere(from, (key) => !left.includes(key)),
    ),
  ),
  merge: mergeInto(false),
  mustMerge: mergeInto(false),
  mergeOverwrite: mergeInto(true),
  mustMergeOverwrite: mergeInto(true),
  deepCopy: on([ANY], 'any', deepCopy),
  mustDeepCopy: on([ANY], 'any', deepCopy),
  dig: more(on([ANY], 'any', dig)),
  default: more(on([ANY, ANY], 'any', (fallback: unknown, given: unknown) => (isTrue(given) ? given : fallback))),
  empty: on([ANY], BOOL, (value: unknown) => !isTrue(value)),
  coalesce: more(on([ANY], 'any', (...values: readonly unknown[]) => values.find((value) => isTrue(value)) ?? null)),
  all: more(on([ANY], BOOL, (...values: readonly unknown[]) => values.every((value) => isTrue(value)))),
  any: more(on([ANY], BOOL, (...values: readonly unknown[]) => values.some((value) => isTrue(value)))),
  ternary: on([ANY, ANY, BOOL], 'any', (yes: unknown, no: unknown, test: boolean) => (test ? yes : no)),
};

function find(from: Given, key: string): unknown {
  return from === null ? undefined : entry(from, key);
}

function keys(from: Given): string[] {
  return from === null ? [] : (sortedKeys(from) as string[]);
}

function get(from: Given, key: string): unknown {
  const value = find(from, key);
  return value === undefined ? '' : value;
}

function dict(...parts: readonly unknown[]): Dictionary {
  const made = newDictionary();
  for (let at = 0; at < parts.length; at += 2) {
    putEntry(made, asString(parts[at]), at + 1 < parts.length ? parts[at + 1] : '');
  }
  return made;
}

function set(into: Given, key: string, value: unknown): Given {
  if (into === null) return panic('assignment to entry in nil map');
  putEntry(into, key, value ?? null);
  return into;
}

function unset(from: Given, key: string): Given {
  if (from !== null) dropEntry(from, key);
  return from;
}

function pluck(key: string, ...dicts: readonly Given[]): unknown[] {
  return dicts.map((each) => find(each, key)).filter((value) => value !== undefined);
}

function copyWhere(from: Given, isWanted: (key: string) => boolean): Dictionary {
  const copy = newDictionary();
  if (from === null) return copy;
  for (const key of keysOf(from) as string[]) if (isWanted(key)) putEntry(copy, key, entry(from, key));
  return copy;
}

function dig(...path: readonly unknown[]): unknown {
  if (path.length < 3) panic('dig needs at least three arguments');
  const names = path.slice(0, -2);
  const fallback = path.at(-2);
  let at = asDictionary(path.at(-1));
  for (const name of names) if (typeof name !== 'string') notA(name, 'string');
  for (const [depth, name] of names.entries()) {
    const value = find(at, name as string);
    if (value === undefined) return fallback;
    if (depth === names.length - 1) return value;
    at = asDictionary(value);
  }
  return fallback;
}

function asDictionary(value: unknown): Given {
  const entries = entriesOf(value);
  const type = typeOf(value);
  return entries !== undefined && type !== undefined && typeName(type) === typeName(DICT)
    ? entries
    : notA(value, 'map[string]interface {}');
}

function notA(value: unknown, wanted: string): never {
  const type = typeOf(value);
  const actual = type === undefined ? 'nil' : typeName(type);
  return panic(`interface conversion: interface {} is ${actual}, not ${wanted}`);
}
