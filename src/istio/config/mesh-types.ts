// Knows what a protobuf message of the mesh looks like: its fields in order, their names in protobuf, JSON and Go, their types and the
// releases that have them. Plain data for three readers: parsing, printing (proto-json.ts) and the Go view in templates.
import { meshEnums, meshMessages } from './mesh-messages.ts';
import { proxyEnums, proxyMessages } from './proxy-messages.ts';

/** The scalar types that occur. int64 is text in JSON, as protobuf has it. */
export type Scalar = 'string' | 'bool' | 'int32' | 'uint32' | 'int64' | 'double';

/** A field's type; `wrapper` is a scalar that may be unset (in Go a pointer to a struct with the field Value). */
export type ProtoType =
  | { readonly kind: 'scalar' | 'wrapper'; readonly scalar: Scalar }
  | { readonly kind: 'duration' | 'struct' }
  | { readonly kind: 'enum' | 'message'; readonly name: string }
  | { readonly kind: 'list' | 'map'; readonly of: ProtoType };

/** One field. Its getter in Go is `Get` + `go`; fields with the same `oneof` exclude each other. */
export interface Field {
  /** Name in the .proto file, snake_case. */
  readonly proto: string;
  readonly json: string;
  readonly go: string;
  readonly type: ProtoType;
  /** Name of the oneof in Go, such as `Tracer`. */
  readonly oneof?: string;
  readonly since?: number;
  readonly until?: number;
}

/** A message: `goType` is what %T prints without the star, `v1alpha1.Tracing_Zipkin`. */
export interface Message {
  readonly name: string;
  readonly goType: string;
  readonly fields: readonly Field[];
}

/** An enum with its values; a value may be younger than its enum. */
export interface Enum {
  readonly name: string;
  readonly goType: string;
  readonly values: readonly EnumValue[];
}

/** One value of an enum. */
interface EnumValue {
  readonly name: string;
  readonly number: number;
  readonly since?: number;
}

/** The minor release of a version: 13 for `1.13.9`. */
export function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}

/** The message of that name (`MeshConfig`, `ProxyConfig`, `Tracing_Zipkin`, `v1alpha3.ClientTLSSettings` …), fields of all releases. */
export function messageNamed(name: string): Message {
  const known = messages.get(name);
  if (known) return known;
  const row = proxyMessages[name] ?? meshMessages[name];
  if (row === undefined) throw new Error(`no message is named ${name}`);
  const message = { name, goType: goTypeOf(name), fields: entriesOf(row).map(fieldOf) };
  messages.set(name, message);
  return message;
}

const messages = new Map<string, Message>();

/** The fields that a message has in a minor release (13 for 1.13). */
export function fieldsAt(name: string, minor: number): readonly Field[] {
  const key = `${name} ${minor}`;
  const known = fieldsByMinor.get(key);
  if (known) return known;
  const fields = messageNamed(name).fields.filter((field) => isAlive(field, minor));
  fieldsByMinor.set(key, fields);
  return fields;
}

const fieldsByMinor = new Map<string, readonly Field[]>();

/** Whether something with a life span is there in a minor release. */
export function isAlive(span: { readonly since?: number; readonly until?: number }, minor: number): boolean {
  return minor >= (span.since ?? 0) && minor <= (span.until ?? Number.POSITIVE_INFINITY);
}

/** The enum of that name. */
export function enumNamed(name: string): Enum {
  const row = proxyEnums[name] ?? meshEnums[name];
  if (row === undefined) throw new Error(`no enum is named ${name}`);
  return { name, goType: goTypeOf(name), values: entriesOf(row).map(enumValueOf) };
}

function entriesOf(row: string): string[] {
  return row === '' ? [] : row.split('; ');
}

function goTypeOf(name: string): string {
  return name.includes('.') ? name : `v1alpha1.${name}`;
}

function fieldOf(entry: string): Field {
  const [proto = '', type = '', ...marks] = entry.split(' ');
  const oneof = marks.find((mark) => mark.startsWith('@'))?.slice(1);
  return {
    proto,
    json: jsonName(proto),
    go: goName(proto),
    type: typeOf(type),
    ...(oneof === undefined ? {} : { oneof: goName(oneof) }),
    ...spanOf(marks),
  };
}

function enumValueOf(entry: string, index: number): EnumValue {
  const [text = '', ...marks] = entry.split(' ');
  const [name = '', number] = text.split('=');
  return { name, number: number === undefined ? index : Number(number), ...spanOf(marks) };
}

function spanOf(marks: readonly string[]): { since?: number; until?: number } {
  const since = marks.find((mark) => mark.startsWith('>='))?.slice(2);
  const until = marks.find((mark) => mark.startsWith('<='))?.slice(2);
  return { ...(since ? { since: Number(since) } : {}), ...(until ? { until: Number(until) } : {}) };
}

function typeOf(text: string): ProtoType {
  if (text.startsWith('[]')) return { kind: 'list', of: typeOf(text.slice(2)) };
  if (text.startsWith('{}')) return { kind: 'map', of: typeOf(text.slice(2)) };
  if (text.startsWith('?')) return { kind: 'wrapper', scalar: text.slice(1) as Scalar };
  if (text.startsWith('=')) return { kind: 'enum', name: text.slice(1) };
  if (text === 'duration' || text === 'struct') return { kind: text };
  return isScalar(text) ? { kind: 'scalar', scalar: text } : { kind: 'message', name: text };
}

const scalars: readonly string[] = ['string', 'bool', 'int32', 'uint32', 'int64', 'double'] satisfies Scalar[];

function isScalar(text: string): text is Scalar {
  return scalars.includes(text);
}

function jsonName(proto: string): string {
  return proto.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

// protoc-gen-go: an underscore before a lower-case letter goes and raises it; a lower-case letter after a digit is raised too.
function goName(proto: string): string {
  return proto
    .replace(/^_/, 'X')
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[a-z]/, (letter) => letter.toUpperCase())
    .replace(/(\d)([a-z])/g, (_, digit: string, letter: string) => digit + letter.toUpperCase());
}
