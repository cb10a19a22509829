// Knows what an object, its metadata and a pod are, as plain JSON. Does not know which kinds there are.

import { getOwn, type JsonMap } from './json.ts';

/** An object's metadata: names, labels and annotations are text. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** A pod's spec, with whatever fields it has. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly JsonMap[];
  readonly [key: string]: unknown;
}

/** A container of a pod. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly [key: string]: unknown;
}

/** A pod: the metadata and the spec of a Pod or of a pod template. */
export interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
}

/** The object that a pod is in. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The apiVersion and kind of an object, '' where it names none. */
export function typeOf(value: JsonMap): { apiVersion: string; kind: string } {
  const apiVersion = getOwn(value, 'apiVersion');
  const kind = getOwn(value, 'kind');
  return { apiVersion: typeof apiVersion === 'string' ? apiVersion : '', kind: typeof kind === 'string' ? kind : '' };
}
