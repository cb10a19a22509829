// Knows what the API server writes into an object that a user did not: status, identity, bookkeeping. Does not know when to remove it.

import type { Path } from './finding.ts';
import { getOwn, isMap, type JsonMap } from './json.ts';
import { typeOf } from './objects.ts';
import { isList } from './workload-rows.ts';

/** An entry of the document that goes away. */
export interface Removal {
  readonly path: Path;
  readonly value: undefined;
}

const OF_OBJECT: readonly Path[] = [
  ['status'],
  ['metadata', 'managedFields'],
  ['metadata', 'uid'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'generation'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'deletionTimestamp'],
  ['metadata', 'deletionGracePeriodSeconds'],
  ['metadata', 'selfLink'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
  ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
];

/** The entries that the API server wrote into the document's object, or into the items of its List. */
export function serverFields(value: unknown): Removal[] {
  return collect(value, []);
}

function collect(value: unknown, path: Path): Removal[] {
  if (!isMap(value)) return [];
  const { apiVersion, kind } = typeOf(value);
  const items = getOwn(value, 'items');
  if (isList(apiVersion, kind) && Array.isArray(items)) {
    return [...own(value, path), ...items.flatMap((item, index) => collect(item, [...path, 'items', index]))];
  }
  return kind === '' ? [] : own(value, path);
}

function own(object: JsonMap, path: Path): Removal[] {
  const fields = OF_OBJECT.filter((at) => isThere(object, at));
  const gone = PARTS.reduce<readonly Path[]>((each, part) => asWhole(object, part, each), fields);
  return gone.map((at) => ({ path: [...path, ...at], value: undefined }));
}

const PARTS: readonly Path[] = [['metadata', 'annotations'], ['metadata']];

/** A part with nothing else in it goes as a whole. */
function asWhole(object: JsonMap, part: Path, fields: readonly Path[]): readonly Path[] {
  const isIn = (at: Path): boolean => at.length === part.length + 1 && part.every((step, index) => at[index] === step);
  const inside = fields.filter(isIn);
  const value = valueAt(object, part);
  const isAll = isMap(value) && inside.length > 0 && inside.length === Object.keys(value).length;
  return isAll ? [...fields.filter((at) => !isIn(at)), part] : fields;
}

function isThere(object: JsonMap, path: Path): boolean {
  const holder = valueAt(object, path.slice(0, -1));
  return isMap(holder) && Object.hasOwn(holder, path.at(-1) as string);
}

function valueAt(object: JsonMap, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (isMap(value) ? getOwn(value, step as string) : undefined), object);
}
