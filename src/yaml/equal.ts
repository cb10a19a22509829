// Knows when two plain JSON values mean the same. The order of a map's keys does not count, that of a list does.

/** Whether two values are equal; a property that is undefined is one that is not there. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Number.isNaN(a) && Number.isNaN(b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  if (Array.isArray(b)) return false;
  return isEqualMap(a as Record<string, unknown>, b as Record<string, unknown>);
}

function isEqualMap(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let more = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    if (!Object.hasOwn(b, key) || !isEqual(a[key], b[key])) return false;
    more++;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) more--;
  return more === 0;
}
