// Knows how a container looks after Go has read it and written it again: known fields only, in Go's order, empty ones left
// out, numbers where text belongs as text. Does not know what the fields mean.
import { isMap, scalarText } from '../kubernetes/json.ts';
import { type PodField, type PodType, podTypeOf } from '../kubernetes/pod-types.ts';
import { canonicalQuantity } from '../kubernetes/quantities.ts';
import type { Container } from '../kubernetes/workloads.ts';
import { kubernetesMinorOf } from './behaviours.ts';
import type { InjectionConfig } from './config/injection-config.ts';

/** A container as a release's injector notes it. */
export function typedContainer(container: Container, { version }: InjectionConfig): Container {
  return writeGo(container, podTypeOf('Container', kubernetesMinorOf(version))) as Container;
}

/** A value of a struct's type (`HTTPGetAction`), with the fields that any release knows. */
export function typedValue(value: unknown, type: string): Readonly<Record<string, unknown>> {
  return writeGo(value, podTypeOf(type)) as Readonly<Record<string, unknown>>;
}

function writeGo(value: unknown, type: PodType): unknown {
  if (type.reads !== undefined) return READERS[type.reads](value);
  switch (type.kind) {
    case 'pointer':
      return isNothing(value) ? null : writeGo(value, type.elem!);
    case 'struct':
      return Object.fromEntries(writeFields(isMap(value) ? value : {}, type));
    case 'map':
      return isMap(value) ? writeMap(value, type.elem!) : null;
    case 'slice':
      return Array.isArray(value) ? value.map((item) => writeGo(item, type.elem!)) : null;
    case 'string':
      return isNothing(value) ? '' : isScalar(value) ? scalarText(value) : value;
    case 'bool':
      return value ?? false;
    default:
      return value ?? 0;
  }
}

const READERS: Readonly<Record<NonNullable<PodType['reads']>, (value: unknown) => unknown>> = {
  quantity: (value) => {
    const text = isNothing(value) ? '0' : String(value).trim();
    return canonicalQuantity(text) ?? text;
  },
  intOrString: (value) => value ?? 0,
  time: (value) => value ?? null,
  anything: (value) => value ?? null,
};

function writeFields(map: Readonly<Record<string, unknown>>, type: PodType): [string, unknown][] {
  return (type.fields ?? []).flatMap((field) => {
    if (field.embedded) return writeFields(map, field.type);
    const value = writeGo(readField(map, field), field.type);
    return field.omitempty && isEmptyGo(value, field.type)
      ? []
      : [[field.json ?? field.name, value] as [string, unknown]];
  });
}

// Go takes a key in any letter case, and prefers the exact one.
function readField(map: Readonly<Record<string, unknown>>, { json, name }: PodField): unknown {
  const key = json ?? name;
  if (Object.hasOwn(map, key)) return map[key];
  const alike = Object.keys(map).findLast((each) => each.toLowerCase() === key.toLowerCase());
  return alike === undefined ? undefined : map[alike];
}

function writeMap(map: Readonly<Record<string, unknown>>, elem: PodType): unknown {
  const keys = Object.keys(map).sort();
  return Object.fromEntries(keys.map((key) => [key, writeGo(map[key], elem)]));
}

function isEmptyGo(value: unknown, { kind }: PodType): boolean {
  if (kind === 'struct') return false;
  if (kind === 'pointer') return value === null;
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === null || value === '' || value === 0 || value === false;
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isScalar(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}
