// Knows Go's values over JavaScript's: which Go type each has, how plain JSON looks through a Go type, fields, lengths and items.
// Does not know printing, comparison or templates.
//
//   string -> string (bytes as Go has them: text.ts)   boolean -> bool   number -> float64   null -> nil   undefined -> no value
//   array -> []interface {}   plain object, Map -> map[string]interface {} (own keys)   function -> func   Typed -> every other Go value
import {
  ANY,
  BOOL,
  DICT,
  FLOAT64,
  FUNC,
  type GoField,
  type GoType,
  INT,
  isInt,
  isUint,
  LIST,
  STRING,
} from './gotype.ts';

/** A value of a Go type that JavaScript has no own value for. Made by `typed`; `value` is the plain value underneath. */
export class Typed {
  readonly type: GoType;
  readonly value: unknown;

  constructor(type: GoType, value: unknown) {
    this.type = type;
    this.value = value;
  }
}

/** Integers are numbers while JavaScript has them exactly, bigints beyond. */
export type Integer = number | bigint;

/** A map's entries: a plain object's own properties, or a Map's. */
export type Dictionary = Readonly<Record<string, unknown>> | ReadonlyMap<unknown, unknown>;

/** Plain JSON seen through a Go type; what is absent is the type's zero value. Nested parts are viewed as they are reached. */
export function typed(value: unknown, type: GoType): unknown {
  if (value instanceof Typed) return type.kind === 'pointer' ? pointTo(value, type) : value;
  switch (type.kind) {
    case 'interface':
    case 'value':
      return value === undefined ? null : value;
    case 'string':
    case 'bool':
    case 'float64':
      return scalar(value, type);
    case 'slice':
    case 'map':
      return collection(value, type);
    case 'struct':
      return new Typed(type, (type.read === undefined ? value : type.read(value)) ?? EMPTY);
    case 'pointer':
      return new Typed(type, (type.read === undefined ? value : type.read(value)) ?? null);
    case 'array':
    case 'func':
      return new Typed(type, value ?? null);
    case 'float32':
      return new Typed(type, Math.fround(Number(value ?? 0)));
    default:
      return new Typed(type, toInteger(type, value));
  }
}

const EMPTY: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null));

function pointTo(value: Typed, type: GoType): Typed {
  return value.type.kind === 'pointer' ? value : new Typed(type, value.value);
}

const ZERO = { string: '', bool: false, float64: 0 } as const;

function scalar(value: unknown, type: GoType): unknown {
  const kind = type.kind as keyof typeof ZERO;
  const read = type.read === undefined ? value : type.read(value);
  const plain = read ?? ZERO[kind];
  return type.name === undefined && type.methods === undefined ? plain : new Typed(type, plain);
}

function collection(value: unknown, type: GoType): unknown {
  if (value === undefined || value === null) return new Typed(type, null);
  if (typeof value === 'string' && type.elem!.kind === 'uint8')
    return new Typed(type, [...Buffer.from(value, 'base64')]);
  return isOwnShape(type) ? value : new Typed(type, value);
}

function isOwnShape(type: GoType): boolean {
  if (type.name !== undefined || type.elem!.kind !== 'interface') return false;
  return type.kind === 'slice' || (type.key!.kind === 'string' && type.key!.name === undefined);
}

function toInteger(type: GoType, value: unknown): unknown {
  const read = type.read === undefined ? value : type.read(value);
  if (read === undefined || read === null) return 0;
  if (typeof read === 'bigint') return narrow(read);
  return read;
}

/** An integer in its one form: a number while that is exact. */
export function narrow(value: bigint): Integer {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

const small: readonly Typed[] = Array.from({ length: 257 }, (_, n) => new Typed(INT, n));

/** A Go int. */
export function int(value: Integer): Typed {
  const known = typeof value === 'number' ? small[value] : undefined;
  return known ?? new Typed(INT, typeof value === 'bigint' ? narrow(value) : value);
}

/** Whether the value is a dictionary as JSON or `dict` makes it. */
export function isPlainMap(value: unknown): value is Dictionary {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Typed);
}

/** The Go type of a value; undefined for nil and for what is not there. */
export function typeOf(value: unknown): GoType | undefined {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'number':
      return FLOAT64;
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'function':
      return FUNC;
    case 'object':
      return value === null ? undefined : objectType(value);
    default:
      return undefined;
  }
}

function objectType(value: object): GoType {
  if (value instanceof Typed) return value.type;
  return Array.isArray(value) ? LIST : DICT;
}

/** The plain value under a view. */
export function plain(value: unknown): unknown {
  return value instanceof Typed ? value.value : value;
}

/** Whether the value is nil: no value, nil, or a nil map, slice or pointer. */
export function isNil(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return value instanceof Typed && value.value === null;
}

/** What a pointer points to, pointers followed to their end; a nil pointer itself. */
export function indirect(value: unknown): unknown {
  let at = value;
  while (at instanceof Typed && at.type.kind === 'pointer' && at.value !== null) at = typed(at.value, at.type.elem!);
  return at;
}

/** The value at the end of a way through fields. */
export function follow(struct: Typed, path: readonly GoField[]): unknown {
  let at: unknown = struct;
  for (const field of path) at = ownField(indirect(at) as Typed, field);
  return at;
}

function ownField(struct: Typed, field: GoField): unknown {
  const holder = struct.value as Readonly<Record<string, unknown>> | null;
  if (field.embedded && field.json === undefined) return typed(holder ?? EMPTY, field.type);
  const property = field.json === undefined || field.json === '-' ? field.name : field.json;
  return typed(holder !== null && Object.hasOwn(holder, property) ? holder[property] : undefined, field.type);
}

/** The fields of a struct in declaration order, each with its view. */
export function structFields(struct: Typed): { field: GoField; value: unknown }[] {
  return (struct.type.fields ?? []).map((field) => ({ field, value: ownField(struct, field) }));
}

/** The items of a slice or array as they lie there (each to be seen through `elemType`); undefined when it is neither. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!(value instanceof Typed)) return undefined;
  if (value.type.kind !== 'slice' && value.type.kind !== 'array') return undefined;
  return (value.value as readonly unknown[] | null) ?? [];
}

/** The type of the items of a slice or of the values of a map. */
export function elemType(value: unknown): GoType {
  return value instanceof Typed ? (value.type.elem ?? ANY) : ANY;
}

/** The dictionary under a map; undefined when the value is no map. */
export function entriesOf(value: unknown): Dictionary | undefined {
  if (isPlainMap(value)) return value;
  if (!(value instanceof Typed) || value.type.kind !== 'map') return undefined;
  return (value.value as Dictionary | null) ?? EMPTY;
}

/** The type of the keys of a map. */
export function keyType(value: unknown): GoType {
  return value instanceof Typed ? (value.type.key ?? STRING) : STRING;
}

/** An entry of a dictionary; undefined when there is none. */
export function entry(dictionary: Dictionary, key: unknown): unknown {
  if (dictionary instanceof Map) return dictionary.get(key);
  const name = key as string;
  return Object.hasOwn(dictionary, name) ? presence((dictionary as Record<string, unknown>)[name]) : undefined;
}

function presence(value: unknown): unknown {
  return value === undefined ? null : value;
}

/** The keys of a dictionary, in no order that means anything. */
export function keysOf(dictionary: Dictionary): unknown[] {
  return dictionary instanceof Map ? [...dictionary.keys()] : Object.keys(dictionary);
}

/** How many entries a dictionary has. */
export function sizeOf(dictionary: Dictionary): number {
  return dictionary instanceof Map ? dictionary.size : Object.keys(dictionary).length;
}

/** Put an entry into a dictionary, in place; no name reaches a prototype. */
export function putEntry(dictionary: Dictionary, key: string, value: unknown): void {
  if (dictionary instanceof Map) dictionary.set(key, value);
  else if (key !== '__proto__') (dictionary as Record<string, unknown>)[key] = value;
  else Object.defineProperty(dictionary, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Take an entry out of a dictionary, in place. */
export function dropEntry(dictionary: Dictionary, key: string): void {
  if (dictionary instanceof Map) dictionary.delete(key);
  else delete (dictionary as Record<string, unknown>)[key];
}

/** A new empty dictionary, which has no prototype. */
export function newDictionary(): Record<string, unknown> {
  return Object.create(null);
}

/** Truth as `if` has it: not the zero value, not empty; structs are always true. */
export function isTrue(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'boolean':
      return value;
    case 'bigint':
      return value !== 0n;
    case 'function':
      return true;
    case 'object':
      return value !== null && isTrueObject(value);
    default:
      return false;
  }
}

function isTrueObject(value: object): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (!(value instanceof Typed)) return sizeOf(value as Dictionary) > 0;
  return isTrueTyped(value);
}

function isTrueTyped(value: Typed): boolean {
  const kind = value.type.kind;
  if (kind === 'slice' || kind === 'array') return itemsOf(value)!.length > 0;
  if (kind === 'map') return sizeOf(entriesOf(value)!) > 0;
  if (kind === 'struct') return true;
  if (kind === 'pointer') return value.value !== null;
  if (kind === 'complex128' || kind === 'complex64') return isTrueComplex(value.value as Complex);
  return value.value !== 0 && value.value !== null && value.value !== '' && value.value !== false;
}

/** A complex number, under `complex128`. */
export interface Complex {
  readonly real: number;
  readonly imaginary: number;
}

function isTrueComplex({ real, imaginary }: Complex): boolean {
  return real !== 0 || imaginary !== 0;
}

/** What reflect calls the value's kind: `invalid`, `float64`, `slice`, `ptr`, … */
export function kindName(value: unknown): string {
  const type = typeOf(value);
  if (type === undefined) return 'invalid';
  return type.kind === 'pointer' ? 'ptr' : type.kind;
}

/** The integer under a value of an integer kind; undefined for every other value. */
export function integerOf(value: unknown): Integer | undefined {
  if (typeof value === 'bigint') return narrow(value);
  if (!(value instanceof Typed)) return undefined;
  return isInt(value.type.kind) || isUint(value.type.kind) ? (value.value as Integer) : undefined;
}

/** The zero value of a type. */
export function zeroOf(type: GoType): unknown {
  return typed(undefined, type);
}
