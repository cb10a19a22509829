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
  return OF_OBJECT.filter((at) => isThere(object, at)).map((at) => ({ path: [...path, ...at], value: undefined }));
}

function isThere(object: JsonMap, path: Path): boolean {
  let value: unknown = object;
  for (const step of path) {
    if (!isMap(value) || !Object.hasOwn(value, step as string)) return false;
    value = value[step as string];
  }
  return true;
}
