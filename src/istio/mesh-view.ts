// Knows how a template sees the mesh's messages: the tables of config/mesh-types.ts as the Go types that protoc makes of them, with
// their getters. Does not know the rest of the data.
import type { GoField, GoMethod, GoType } from '../gotemplate/index.ts';
import { parseDuration, printGoDuration } from './config/duration.ts';
import { enumNamed, type Field, fieldsAt, messageNamed, type ProtoType, type Scalar } from './config/mesh-types.ts';

/** The Go type of a pointer to a message at a minor release: `*v1alpha1.ProxyConfig`. */
export function messagePointer(message: string, minor: number): GoType {
  const key = `${message} ${minor}`;
  const known = pointers.get(key);
  if (known) return known;
  const struct = structOf(message, minor);
  const pointer: GoType = { kind: 'pointer', elem: struct };
  pointers.set(key, pointer);
  messages.set(struct, message);
  return pointer;
}

const pointers = new Map<string, GoType>();
const messages = new WeakMap<GoType, string>();

/** The message that a Go type stands for; undefined for any other type. */
export function messageOf(type: GoType): string | undefined {
  return messages.get(type.kind === 'pointer' ? (type.elem ?? type) : type);
}

// Messages contain each other: fields and methods are made when somebody asks for them.
function structOf(message: string, minor: number): GoType {
  const { goType } = messageNamed(message);
  let fields: readonly GoField[] | undefined;
  let methods: Readonly<Record<string, GoMethod>> | undefined;
  return {
    kind: 'struct',
    name: goType,
    get fields() {
      fields ??= fieldsAt(message, minor)
        .filter((field) => field.oneof === undefined)
        .map((field) => ({ name: field.go, json: field.json, type: goTypeOf(field.type, minor), omitempty: true }));
      return fields;
    },
    get methods() {
      methods ??= Object.fromEntries(fieldsAt(message, minor).map((field) => [`Get${field.go}`, getter(field, minor)]));
      return methods;
    },
  };
}

/** Getters may be called on nil, and give the zero value then. */
function getter(field: Field, minor: number): GoMethod {
  const call = (message: Readonly<Record<string, unknown>> | null): unknown => message?.[field.json];
  return { result: goTypeOf(field.type, minor), pointer: true, call };
}

function goTypeOf(type: ProtoType, minor: number): GoType {
  switch (type.kind) {
    case 'scalar':
      return SCALARS[type.scalar];
    case 'wrapper':
      return WRAPPERS[type.scalar];
    case 'duration':
      return DURATION;
    case 'struct':
      return { kind: 'map', key: SCALARS.string, elem: { kind: 'interface' } };
    case 'enum':
      return enumType(type.name);
    case 'message':
      return messagePointer(type.name, minor);
    case 'list':
      return { kind: 'slice', elem: goTypeOf(type.of, minor) };
    case 'map':
      return { kind: 'map', key: SCALARS.string, elem: goTypeOf(type.of, minor) };
  }
}

const SCALARS: Readonly<Record<Scalar, GoType>> = {
  string: { kind: 'string' },
  bool: { kind: 'bool' },
  int32: { kind: 'int32' },
  uint32: { kind: 'uint32' },
  int64: { kind: 'int64', read: (json) => (json === undefined ? undefined : BigInt(json as string)) },
  double: { kind: 'float64' },
};

const WRAPPERS: Readonly<Record<Scalar, GoType>> = {
  string: wrapper('StringValue', SCALARS.string),
  bool: wrapper('BoolValue', SCALARS.bool),
  int32: wrapper('Int32Value', SCALARS.int32),
  uint32: wrapper('UInt32Value', SCALARS.uint32),
  int64: wrapper('Int64Value', SCALARS.int64),
  double: wrapper('DoubleValue', SCALARS.double),
};

// The plain value is the bare scalar; a method on a pointer is called with it.
function wrapper(name: string, of: GoType): GoType {
  const value = (held: unknown): unknown => (isHeld(held) ? held.Value : held);
  const struct: GoType = {
    kind: 'struct',
    name: `wrapperspb.${name}`,
    fields: [{ name: 'Value', type: of }],
    read: (json) => (json === undefined || json === null ? undefined : { Value: json }),
    methods: {
      GetValue: { result: of, pointer: true, call: value },
      String: { result: SCALARS.string, pointer: true, call: (held: unknown) => `value:${value(held)}` },
    },
  };
  return { kind: 'pointer', elem: struct };
}

function isHeld(value: unknown): value is { readonly Value: unknown } {
  return typeof value === 'object' && value !== null && 'Value' in value;
}

const DURATION: GoType = {
  kind: 'pointer',
  elem: {
    kind: 'struct',
    name: 'durationpb.Duration',
    fields: [
      { name: 'Seconds', type: SCALARS.int64 },
      { name: 'Nanos', type: SCALARS.int32 },
    ],
    read: (json) => (typeof json === 'string' ? secondsOf(json) : undefined),
    methods: {
      GetSeconds: { result: SCALARS.int64, pointer: true, call: (json: unknown) => secondsOf(json).Seconds },
      GetNanos: { result: SCALARS.int32, pointer: true, call: (json: unknown) => secondsOf(json).Nanos },
    },
  },
};

function secondsOf(json: unknown): { readonly Seconds: string; readonly Nanos: number } {
  const nanos = typeof json === 'string' ? (parseDuration(json) ?? 0n) : 0n;
  return { Seconds: String(nanos / 1_000_000_000n), Nanos: Number(nanos % 1_000_000_000n) };
}

/** A duration of a message as Go prints it (`1m30s`); undefined when there is none. */
export function durationText(duration: unknown): string | undefined {
  const nanos = typeof duration === 'string' ? parseDuration(duration) : undefined;
  return nanos === undefined ? undefined : printGoDuration(nanos);
}

function enumType(name: string): GoType {
  const { goType, values } = enumNamed(name);
  const numberOf = (json: unknown): unknown =>
    typeof json === 'string' ? values.find((value) => value.name === json)?.number : json;
  const nameOf = (number: unknown): string => values.find((value) => value.number === number)?.name ?? String(number);
  return {
    kind: 'int32',
    name: goType,
    read: numberOf,
    methods: { String: { result: SCALARS.string, call: nameOf } },
  };
}
