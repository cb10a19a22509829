// Knows the Go types of a pod as data: kinds, names, fields in Go's order, JSON names. Does not know any value.

import { STRUCTS } from './pod-structs.ts';

/** A Go type; its `name` is as `%T` prints it (`v1.PodSpec`). `reads` marks the few types that read their JSON themselves. */
export interface PodType {
  readonly kind: 'bool' | 'int32' | 'int64' | 'string' | 'slice' | 'map' | 'struct' | 'pointer';
  readonly name?: string;
  readonly elem?: PodType;
  readonly key?: PodType;
  readonly fields?: readonly PodField[];
  readonly reads?: 'quantity' | 'intOrString' | 'time' | 'anything';
}

/** A field of a struct. An embedded one has no JSON name: its fields are the struct's. */
export interface PodField {
  readonly name: string;
  readonly json?: string;
  readonly type: PodType;
  readonly omitempty?: boolean;
  readonly embedded?: boolean;
}

const BOOL: PodType = { kind: 'bool' };
const INT32: PodType = { kind: 'int32' };
const INT64: PodType = { kind: 'int64' };
const STRING: PodType = { kind: 'string' };

const QUANTITY: PodType = { kind: 'struct', name: 'resource.Quantity', fields: [], reads: 'quantity' };

const NAMED: ReadonlyMap<string, PodType> = new Map([
  ['bool', BOOL],
  ['int32', INT32],
  ['int64', INT64],
  ['string', STRING],
  ['types.UID', { kind: 'string', name: 'types.UID' }],
  ['resource.Quantity', QUANTITY],
  [
    'ResourceList',
    { kind: 'map', name: 'v1.ResourceList', key: { kind: 'string', name: 'v1.ResourceName' }, elem: QUANTITY },
  ],
  ['Time', { kind: 'struct', name: 'v1.Time', fields: [], reads: 'time' }],
  ['FieldsV1', { kind: 'struct', name: 'v1.FieldsV1', fields: [], reads: 'anything' }],
  [
    'intstr.IntOrString',
    {
      kind: 'struct',
      name: 'intstr.IntOrString',
      fields: [
        { name: 'Type', type: { kind: 'int64', name: 'intstr.Type' } },
        { name: 'IntVal', type: INT32 },
        { name: 'StrVal', type: STRING },
      ],
      reads: 'intOrString',
    },
  ],
] satisfies [string, PodType][]);

const NEWEST = 99;
const built = new Map<string, PodType>();

/** The methods that Go gives an ObjectMeta to read itself with, and the fields they return. */
export const OBJECT_META_GETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  ['Name', 'GenerateName', 'Namespace', 'SelfLink', 'UID', 'ResourceVersion', 'Generation', 'CreationTimestamp']
    .concat([
      'DeletionTimestamp',
      'DeletionGracePeriodSeconds',
      'Labels',
      'Annotations',
      'Finalizers',
      'OwnerReferences',
      'ManagedFields',
    ])
    .map((field) => [`Get${field}`, field]),
);

/** The type written so (`PodSpec`, `[]Container`, `map[string]string`), as Kubernetes 0.`minor` has it; without it, with every field that ever was. */
export function podTypeOf(text: string, minor: number = NEWEST): PodType {
  const key = `${text}@${minor}`;
  const known = built.get(key);
  if (known) return known;
  const type = build(text, minor);
  built.set(key, type);
  return type;
}

/** A type as Go prints it: `[]v1.Container`, `*int64`. */
export function printType(type: PodType): string {
  if (type.name !== undefined) return type.name;
  if (type.kind === 'pointer') return `*${printType(type.elem!)}`;
  if (type.kind === 'slice') return `[]${printType(type.elem!)}`;
  return type.kind === 'map' ? `map[${printType(type.key!)}]${printType(type.elem!)}` : type.kind;
}

function build(text: string, minor: number): PodType {
  if (text.startsWith('*')) return { kind: 'pointer', elem: podTypeOf(text.slice(1), minor) };
  if (text.startsWith('[]')) return { kind: 'slice', elem: podTypeOf(text.slice(2), minor) };
  if (text === 'map[string]string') return { kind: 'map', key: STRING, elem: STRING };
  const named = NAMED.get(text);
  if (named) return named;
  const fields = STRUCTS[text];
  if (fields === undefined) return { kind: 'string', name: `v1.${text}` };
  return { kind: 'struct', name: `v1.${text}`, fields: readFields(fields, minor) };
}

function readFields(text: string, minor: number): PodField[] {
  const fields = text.trim().split(/,\s+/).map(readField);
  const isThere = ({ since, until }: Versioned) => minor === NEWEST || (minor >= since && minor <= until);
  const kept = fields.filter(isThere);
  // A field that changed its form is there twice, one after the other; the union of all releases takes the later.
  return kept
    .filter((field, i) => kept[i + 1]?.json !== field.json || !field.json)
    .map((field) => toField(field, minor));
}

interface Versioned {
  readonly name: string;
  readonly json: string | undefined;
  readonly type: string;
  readonly isOptional: boolean;
  readonly since: number;
  readonly until: number;
}

function readField(text: string): Versioned {
  if (text.startsWith('...'))
    return { name: text.slice(3), json: undefined, type: text.slice(3), isOptional: false, since: 0, until: NEWEST };
  const [, name = '', json, optional, type = '', since = 0, until = NEWEST] =
    /^(\w+)(?:=(\w+))?(\?)? (\S+)(?: @([\d.]+))?(?: <=([\d.]+))?$/.exec(text) ?? [];
  const ownJson = json ?? name.charAt(0).toLowerCase() + name.slice(1);
  return { name, json: ownJson, type, isOptional: optional !== undefined, since: Number(since), until: Number(until) };
}

function toField({ name, json, type, isOptional }: Versioned, minor: number): PodField {
  const field = { name, type: podTypeOf(type, minor) };
  if (json === undefined) return { ...field, embedded: true };
  return isOptional ? { ...field, json, omitempty: true } : { ...field, json };
}
