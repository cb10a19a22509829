// Knows the order in which a merged list comes out: what the patch names in the patch's order, the rest where it was.

type List = readonly unknown[];
type KeyOf = (item: unknown) => unknown;

/**
 * Orders `merged`: items whose key is in `order` come in that order, the others in the original's; where the two meet, an item of the
 * others goes first only if the original has both and has it first.
 */
export function orderMerged(merged: List, order: List, original: List, keyOf: KeyOf): unknown[] {
  const wanted = positions(order, keyOf);
  const before = positions(original, keyOf);
  const named = merged.filter((item) => wanted.has(keyOf(item)));
  const rest = merged.filter((item) => !wanted.has(keyOf(item)));
  return interleave(sortBy(rest, before, keyOf), sortBy(named, wanted, keyOf), before, keyOf);
}

function positions(list: List, keyOf: KeyOf): Map<unknown, number> {
  const found = new Map<unknown, number>();
  for (const [index, item] of list.entries()) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, index);
  }
  return found;
}

function sortBy(list: List, place: ReadonlyMap<unknown, number>, keyOf: KeyOf): unknown[] {
  const at = (item: unknown) => place.get(keyOf(item)) ?? 0;
  return [...list].sort((a, b) => at(a) - at(b));
}

function interleave(rest: List, named: List, before: ReadonlyMap<unknown, number>, keyOf: KeyOf): unknown[] {
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = before.get(keyOf(item)) ?? -1;
    while (next < rest.length && (before.get(keyOf(rest[next])) ?? limit) < limit) result.push(rest[next++]);
    result.push(item);
  }
  return [...result, ...rest.slice(next)];
}
