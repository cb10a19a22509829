// Knows how one layer of values lies over another. Does not know whose values they are.
import { isMap, type JsonMap, setOwn } from '../../kubernetes/json.ts';

/** Layers laid over each other, the last on top: maps merge key by key, lists and scalars are replaced, null stays null. */
export function mergeValues(...layers: readonly JsonMap[]): JsonMap {
  return layers.reduce<JsonMap>((below, above) => mergeTwo(below, above), {});
}

function mergeTwo(below: JsonMap, above: JsonMap): JsonMap {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setOwn(merged, key, isMap(old) && isMap(value) ? mergeTwo(old, value) : value);
  }
  return merged;
}
