// Knows how a value is copied deeply. Does not know which functions do.
import { panic } from '../functions.ts';
import type { GoType } from '../gotype.ts';
import { charge } from '../meter.ts';
import { exactly } from '../slices.ts';
import { entriesOf, entry, itemsOf, keysOf, newDictionary, plain, putEntry, Typed, zeroOf } from '../values.ts';

/** A copy that shares no list and no dictionary with the value. */
export function deepCopy(value: unknown): unknown {
  if (value === null || value === undefined) return panic('reflect: call of reflect.Value.Type on zero Value');
  return copied(value);
}

function copied(value: unknown): unknown {
  charge(1);
  if (value instanceof Typed) return copiedTyped(value);
  const items = itemsOf(value);
  return items === undefined ? copiedMap(value) : exactly(items.map(copied));
}

function copiedTyped({ type, value }: Typed): Typed {
  const struct = type.kind === 'pointer' ? type.elem! : type;
  const isStruct = struct.kind === 'struct' && value !== null && struct.name !== 'time.Time';
  return new Typed(type, isStruct ? copiedFields(struct, copied(value)) : copied(value));
}

/** Fields that other packages cannot see are not copied. */
function copiedFields(struct: GoType, holder: unknown): unknown {
  const hidden = (struct.fields ?? []).filter(({ name }) => /^[a-z_]/.test(name));
  for (const { name, json, type } of hidden) (holder as Record<string, unknown>)[json ?? name] = plain(zeroOf(type));
  return holder;
}

function copiedMap(value: unknown): unknown {
  const entries = typeof value === 'object' && value !== null ? entriesOf(value) : undefined;
  if (entries === undefined) return value;
  const copy = newDictionary();
  for (const key of keysOf(entries) as string[]) putEntry(copy, key, copied(entry(entries, key)));
  return copy;
}
