// Knows how a Go program finds the fields of a pod: by their names, else by those in another letter case. Reads no values.

import type { Path } from './finding.ts';
import { isMap, type JsonMap, setOwn } from './json.ts';
import { fieldsOf } from './json-fields.ts';
import { type PodType, podTypeOf } from './pod-types.ts';

/** A value of the named type with every field under its own name; the very same value when all are. */
export function foldNames<T>(value: T, typeName: string): T {
  return fold(value, podTypeOf(typeName)) as T;
}

/** The path as the object spells it: a key that is not there stands for one in another letter case. */
export function spelledPath(object: unknown, path: Path): Path {
  let value = object;
  return path.map((step) => {
    const key = isMap(value) ? spelled(value, String(step)) : step;
    value = (value as JsonMap | undefined | null)?.[key];
    return typeof step === 'number' ? step : key;
  });
}

function spelled(map: JsonMap, name: string): string {
  if (Object.hasOwn(map, name)) return name;
  return Object.keys(map).findLast((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

function fold(value: unknown, type: PodType): unknown {
  if (type.kind === 'pointer') return fold(value, type.elem!);
  if (type.kind === 'slice' && Array.isArray(value)) return foldItems(value, type.elem!);
  return type.kind === 'struct' && type.reads === undefined && isMap(value) ? foldFields(value, type) : value;
}

function foldItems(list: readonly unknown[], elem: PodType): readonly unknown[] {
  const items = list.map((item) => fold(item, elem));
  return items.every((item, index) => item === list[index]) ? list : items;
}

// Of several spellings the field's own counts, unless it is null: nulls set nothing.
function foldFields(map: JsonMap, type: PodType): JsonMap {
  const { exact, folded } = fieldsOf(type);
  const result: Record<string, unknown> = {};
  let isSame = true;
  for (const [key, value] of Object.entries(map)) {
    const field = exact.get(key) ?? folded.get(key.toLowerCase());
    const name = field?.json ?? key;
    const kept = field ? fold(value, field.type) : value;
    isSame &&= name === key && kept === value;
    if (name === key ? value !== null || !Object.hasOwn(result, name) : (map[name] ?? null) === null)
      setOwn(result, name, kept);
  }
  return isSame ? map : result;
}
