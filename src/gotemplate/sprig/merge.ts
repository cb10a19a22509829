// Knows how dictionaries are merged as Go's mergo merges them: deeply, in place, with or without overwriting. Does not know text.
import { charge, ITEM_COST } from '../meter.ts';
import { type Dictionary, entriesOf, entry, isTrue, itemsOf, keysOf, newDictionary, putEntry } from '../values.ts';

/** Merge the source into the target, and give the target back; null is a nil map. */
export function merge(target: Dictionary | null, source: Dictionary | null, overwrites: boolean): Dictionary | null {
  if (source === null) return target;
  const into = target ?? newDictionary();
  mergeEntries(into, source, overwrites);
  return into;
}

function mergeEntries(into: Dictionary, from: Dictionary, overwrites: boolean): void {
  for (const key of keysOf(from) as string[]) {
    charge(ITEM_COST);
    mergeEntry(into, key, entry(from, key), overwrites);
  }
}

function mergeEntry(into: Dictionary, key: string, value: unknown, overwrites: boolean): void {
  const present = entry(into, key);
  if (value === null) {
    if (overwrites) putEntry(into, key, null);
    return;
  }
  const [below, from] = [entriesOf(present), entriesOf(value)];
  if (below !== undefined && from !== undefined) mergeEntries(below, from, overwrites);
  const isList = itemsOf(value) !== undefined;
  if (isList && overwrites) putEntry(into, key, value);
  const isKept = isTrue(present) && (isList || (below !== undefined && from !== undefined));
  if (!isKept && (overwrites || !isTrue(present))) putEntry(into, key, value);
}
