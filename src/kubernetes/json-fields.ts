// Knows which JSON names a Go struct of a pod reads, those of its embedded structs among them. Does not read values.

import type { PodType } from './pod-types.ts';

/** A field as JSON has it. */
export interface JsonField {
  readonly json: string;
  readonly type: PodType;
  /** The struct that has it, as Go's messages name it. */
  readonly owner: string;
  /** JavaScript's own type, where any value of that fits. */
  readonly plain: 'string' | 'boolean' | undefined;
  /** The embedded struct that has it. */
  readonly via?: string;
}

/** The fields by their JSON names, and by those in lower case: Go takes the first where there is one, else the second. */
export interface JsonFields {
  readonly exact: ReadonlyMap<string, JsonField>;
  readonly folded: ReadonlyMap<string, JsonField>;
}

const known = new WeakMap<PodType, JsonFields>();

/** The JSON fields of a struct type. */
export function fieldsOf(type: PodType): JsonFields {
  const found = known.get(type);
  if (found) return found;
  const list = listFields(type);
  const exact = new Map(list.map((field) => [field.json, field]));
  const folded = new Map(list.map((field) => [field.json.toLowerCase(), field]));
  const fields = { exact, folded };
  known.set(type, fields);
  return fields;
}

function listFields(type: PodType): JsonField[] {
  const owner = type.name!.slice(type.name!.indexOf('.') + 1);
  return type.fields!.flatMap(({ name, json, type: fieldType, embedded }) => {
    if (embedded) return listFields(fieldType).map((field) => embed(field, owner, name));
    return json === undefined ? [] : [{ json, type: fieldType, owner, plain: plainType(fieldType) }];
  });
}

function embed(field: JsonField, owner: string, name: string): JsonField {
  return { ...field, owner, via: field.via ? `${name}.${field.via}` : name };
}

function plainType(type: PodType): 'string' | 'boolean' | undefined {
  if (type.kind === 'pointer') return plainType(type.elem!);
  if (type.kind === 'bool') return 'boolean';
  return type.kind === 'string' ? 'string' : undefined;
}
