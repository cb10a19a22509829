// Knows how a protobuf message is read from lenient YAML or JSON and how it is printed as canonical JSON. Does not know what any field means.
import { compareCodePoints, isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { goJson } from '../go-json.ts';
import { parseDuration, printDuration } from './duration.ts';
import { enumNamed, type Field, fieldsAt, isAlive, type ProtoType, type Scalar } from './mesh-types.ts';
import type { Problem } from './problems.ts';

/** What one reading is told (the minor release: 13 for 1.13) and what it collects. */
export interface Reading {
  readonly minor: number;
  readonly problems: Problem[];
  readonly unknown: Unknown[];
}

/** A field that its message does not have in that release. */
export interface Unknown {
  readonly path: Path;
  readonly message: string;
}

/** A fresh reading at a minor release. */
export function startReading(minor: number): Reading {
  return { minor, problems: [], unknown: [] };
}

/**
 * A message out of a plain value: names in JSON's or protobuf's spelling, numbers quoted or not, enums by name or number, durations in
 * Go's syntax, null as nothing. Gives plain JSON in protobuf's JSON names; what was given as zero is kept (it empties a default).
 */
export function readMessage(name: string, value: unknown, reading: Reading, path: Path = []): JsonMap {
  if (!isMap(value)) return refuse(reading, path, `must be a map, not ${describe(value)}`, {});
  const result: Record<string, unknown> = {};
  const fields = fieldsAt(name, reading.minor);
  for (const field of fields) {
    const key = givenKey(value, field);
    if (key === undefined) continue;
    for (const other of fields) if (field.oneof !== undefined && other.oneof === field.oneof) delete result[other.json];
    result[field.json] = readValue(field.type, value[key], reading, [...path, key]);
  }
  const known = new Set(fields.flatMap((field) => [field.json, field.proto]));
  for (const key of Object.keys(value))
    if (!known.has(key)) reading.unknown.push({ path: [...path, key], message: name });
  return result;
}

function givenKey(value: JsonMap, field: Field): string | undefined {
  return [field.json, field.proto].find((key) => Object.hasOwn(value, key) && value[key] !== null);
}

function readValue(type: ProtoType, value: unknown, reading: Reading, path: Path): unknown {
  switch (type.kind) {
    case 'scalar':
    case 'wrapper':
      return readScalar(type.scalar, value, reading, path);
    case 'duration':
      return readDuration(value, reading, path);
    case 'struct':
      return isMap(value) ? value : refuse(reading, path, `must be a map, not ${describe(value)}`, {});
    case 'enum':
      return readEnum(type.name, value, reading, path);
    case 'message':
      return readMessage(type.name, value ?? {}, reading, path);
    case 'list':
      return readList(type.of, value, reading, path);
    case 'map':
      return readMap(type.of, value, reading, path);
  }
}

function readList(of: ProtoType, value: unknown, reading: Reading, path: Path): unknown {
  if (!Array.isArray(value)) return refuse(reading, path, `must be a list, not ${describe(value)}`, []);
  return value.map((item: unknown, index) => readValue(of, item ?? zeroOf(of), reading, [...path, index]));
}

function readMap(of: ProtoType, value: unknown, reading: Reading, path: Path): unknown {
  if (!isMap(value)) return refuse(reading, path, `must be a map, not ${describe(value)}`, {});
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, readValue(of, item ?? zeroOf(of), reading, [...path, key])]),
  );
}

function zeroOf(type: ProtoType): unknown {
  if (type.kind === 'scalar' || type.kind === 'wrapper') return zeros[type.scalar];
  return type.kind === 'duration' ? '0s' : type.kind === 'enum' ? 0 : type.kind === 'list' ? [] : {};
}

const zeros: Readonly<Record<Scalar, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  uint32: 0,
  int64: '0',
  double: 0,
};

function readScalar(scalar: Scalar, value: unknown, reading: Reading, path: Path): unknown {
  if (scalar === 'string') {
    const hint = typeof value === 'number' || typeof value === 'boolean' ? ' (write it in quotes)' : '';
    return typeof value === 'string' ? value : refuse(reading, path, `must be text, not ${describe(value)}${hint}`, '');
  }
  if (scalar === 'bool') {
    const hint = value === 'true' || value === 'false' ? ' (write it without quotes)' : '';
    return typeof value === 'boolean'
      ? value
      : refuse(reading, path, `must be true or false, not ${describe(value)}${hint}`, false);
  }
  return readNumber(scalar, value, reading, path);
}

function readNumber(scalar: Exclude<Scalar, 'string' | 'bool'>, value: unknown, reading: Reading, path: Path): unknown {
  const isNumeric = typeof value === 'string' && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value);
  const number = isNumeric ? Number(value) : value;
  if (scalar === 'double') {
    if (typeof number === 'number' || ['NaN', 'Infinity', '-Infinity'].includes(String(value))) return number;
    return refuse(reading, path, `must be a number, not ${describe(value)}`, 0);
  }
  const [low, high] = ranges[scalar];
  if (typeof number !== 'number') return refuse(reading, path, `must be a whole number, not ${describe(value)}`, 0);
  if (!Number.isInteger(number)) return refuse(reading, path, `must be a whole number, not ${number}`, 0);
  if (number < low || number > high) return refuse(reading, path, `must be ${low} to ${high}, not ${number}`, 0);
  return scalar === 'int64' ? BigInt(isNumeric && /^-?\d+$/.test(value) ? value : number).toString() : number;
}

const ranges = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
} as const;

function readDuration(value: unknown, reading: Reading, path: Path): unknown {
  const nanos = typeof value === 'string' ? parseDuration(value) : undefined;
  if (nanos !== undefined) return printDuration(nanos);
  return refuse(reading, path, `must be a duration such as 45s or 1m30s, not ${describe(value)}`, '0s');
}

function readEnum(name: string, value: unknown, reading: Reading, path: Path): unknown {
  const values = enumNamed(name).values.filter((item) => isAlive(item, reading.minor));
  const known = values.find((item) => item.name === value || item.number === value);
  if (known) return known.name;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const names = values.map((item) => item.name).join(', ');
  return refuse(reading, path, `must be one of ${names}, not ${describe(value)}`, 0);
}

function refuse<T>(reading: Reading, path: Path, message: string, instead: T): T {
  reading.problems.push({ path, message });
  return instead;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'a map'
    : typeof value === 'string'
      ? `"${value}"`
      : `the ${typeof value} ${value}`;
}

/** Canonical JSON of a message as Go prints it: fields in declaration order, zero values left out, map keys sorted, no spaces, `<>&` escaped. */
export function printMessage(name: string, value: JsonMap, minor: number): string {
  const given = fieldsAt(name, minor).filter((field) => isGiven(field, value[field.json]));
  return `{${given.map((field) => `"${field.json}":${printValue(field.type, value[field.json], minor)}`).join(',')}}`;
}

function isGiven(field: Field, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (field.oneof !== undefined) return true;
  if (field.type.kind === 'scalar') return value !== zeros[field.type.scalar];
  if (field.type.kind === 'enum') return value !== 0 && enumNamed(field.type.name).values[0]?.name !== value;
  if (field.type.kind === 'list') return Array.isArray(value) && value.length > 0;
  return field.type.kind !== 'map' || (isMap(value) && Object.keys(value).length > 0);
}

function printValue(type: ProtoType, value: unknown, minor: number): string {
  if (type.kind === 'message') return printMessage(type.name, isMap(value) ? value : {}, minor);
  if (type.kind === 'list') {
    return `[${(value as readonly unknown[]).map((item) => printValue(type.of, item, minor)).join(',')}]`;
  }
  if (type.kind === 'map') return printEntries(value as JsonMap, (item) => printValue(type.of, item, minor));
  return printJson(value);
}

function printJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (isMap(value)) return printEntries(value, printJson);
  return goJson(value);
}

function printEntries(value: JsonMap, print: (item: unknown) => string): string {
  const keys = Object.keys(value).sort(compareCodePoints);
  return `{${keys.map((key) => `${goJson(key)}:${print(value[key])}`).join(',')}}`;
}
