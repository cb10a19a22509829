// Knows text/template's own functions. What makes `and`, `or` and `call` special lies where calls are evaluated.
import { equalsAny, isLess } from './compare.ts';
import { type DeclaredFunction, declared, GoError, type GoFunction, panic } from './functions.ts';
import {
  ANY,
  BOOL,
  bareType,
  type GoType,
  INT,
  isAssignable,
  isInt,
  isNilable,
  isUint,
  STRING,
  typeName,
  VALUE,
} from './gotype.ts';
import { goPrint, goPrintAll, printMethod } from './print.ts';
import { goFormat } from './printf.ts';
import { capacityOf, itemOf, lengthOf, subslice } from './slices.ts';
import { characters, runeOf, toBytes } from './text.ts';
import { isPrint } from './unicode.ts';
import {
  elemType,
  entriesOf,
  entry,
  indirect,
  integerOf,
  isTrue,
  keyType,
  plain,
  sizeOf,
  Typed,
  typed,
  typeOf,
  zeroOf,
} from './values.ts';

const compared = (call: (a: unknown, b: unknown) => boolean): DeclaredFunction => ({
  params: [VALUE, VALUE],
  result: BOOL,
  call,
});
const written = (call: (...values: unknown[]) => string): DeclaredFunction => ({
  params: [ANY],
  variadic: true,
  result: STRING,
  call,
});

/** Each built-in function by name. */
export const BUILTINS: Readonly<Record<string, DeclaredFunction>> = {
  and: { params: [VALUE, VALUE], variadic: true, result: 'any', call: unreachable },
  or: { params: [VALUE, VALUE], variadic: true, result: 'any', call: unreachable },
  call: { params: [VALUE, VALUE], variadic: true, result: 'any', call: unreachable },
  not: { params: [VALUE], result: BOOL, call: (value: unknown) => !isTrue(value) },
  len: { params: [VALUE], result: INT, call: length },
  index: { params: [VALUE, VALUE], variadic: true, result: 'any', call: index },
  slice: { params: [VALUE, VALUE], variadic: true, result: 'any', call: slice },
  print: written((...values) => goPrintAll(values)),
  println: written((...values) => `${values.map(goPrint).join(' ')}\n`),
  printf: {
    params: [STRING, ANY],
    variadic: true,
    result: STRING,
    call: (format: string, ...values: unknown[]) => goFormat(format, values),
  },
  html: written((...values) => escapeHTML(printed(values))),
  js: written((...values) => escapeJS(printed(values))),
  urlquery: written((...values) => escapeQuery(printed(values))),
  eq: {
    params: [VALUE, VALUE],
    variadic: true,
    result: BOOL,
    call: (value: unknown, ...others: unknown[]) => equalsAny(value, others),
  },
  ne: compared((a, b) => !equalsAny(a, [b])),
  lt: compared(isLess),
  le: compared((a, b) => isLess(a, b) || equalsAny(a, [b])),
  gt: compared((a, b) => !(isLess(a, b) || equalsAny(a, [b]))),
  ge: compared((a, b) => !isLess(a, b)),
};

function unreachable(): never {
  throw new GoError('unreachable');
}

function length(given: unknown): number {
  const value = indirect(given);
  if (value === undefined) return panic('reflect: call of reflect.Value.Type on zero Value');
  const type = typeOf(value);
  if (type === undefined || (type.kind === 'pointer' && plain(value) === null)) return panic('len of nil pointer');
  if (type.kind === 'map') return sizeOf(entriesOf(value)!);
  if (type.kind === 'slice' || type.kind === 'array' || type.kind === 'string') return lengthOf(value);
  return panic(`len of type ${typeName(type)}`);
}

function index(value: unknown, ...keys: readonly unknown[]): unknown {
  if (value === undefined || value === null) panic('index of untyped nil');
  return keys.reduce(indexOnce, value);
}

function indexOnce(given: unknown, key: unknown): unknown {
  const value = indirect(given);
  const type = typeOf(value);
  if (type === undefined || (type.kind === 'pointer' && plain(value) === null)) return panic('index of nil pointer');
  if (type.kind === 'map') return indexMap(value, key);
  if (type.kind !== 'slice' && type.kind !== 'array' && type.kind !== 'string') {
    panic(`can't index item of type ${typeName(type)}`);
  }
  const at = sliceIndex(key, lengthOf(value));
  if (at === lengthOf(value)) panic(`reflect: ${type.kind === 'string' ? 'string' : type.kind} index out of range`);
  return itemOf(value, at);
}

function indexMap(map: unknown, key: unknown): unknown {
  const at = prepareArgument(key, keyType(map));
  const found = entry(entriesOf(map)!, plain(at));
  return found === undefined ? zeroOf(elemType(map)) : typed(found, elemType(map));
}

function sliceIndex(value: unknown, limit: number): number {
  const at = integerOf(value);
  if (at === undefined) {
    const type = typeOf(value);
    panic(`cannot index slice/array with ${type ? `type ${typeName(type)}` : 'nil'}`);
  }
  if (at < 0 || at > limit) panic(`index out of range: ${at}`);
  return Number(at);
}

/** A value as an argument of a type where no template tells it: integers of any size are converted. */
function prepareArgument(value: unknown, type: GoType): unknown {
  const from = typeOf(value);
  if (from === undefined) {
    return isNilable(type) ? zeroOf(type) : panic(`value is nil; should be of type ${typeName(type)}`);
  }
  if (isAssignable(from, type)) return value;
  const areIntegers = (isInt(from.kind) || isUint(from.kind)) && (isInt(type.kind) || isUint(type.kind));
  if (areIntegers) return typed(plain(value), type);
  return panic(`value has type ${typeName(from)}; should be ${typeName(type)}`);
}

function slice(given: unknown, ...bounds: readonly unknown[]): unknown {
  if (given === undefined || given === null) panic('slice of untyped nil');
  const value = indirect(given);
  const type = typeOf(value)!;
  if (type.kind === 'pointer') panic('slice of nil pointer');
  if (bounds.length > 3) panic(`too many slice indexes: ${bounds.length}`);
  const [start, end, limit] = sliceBounds(value, type, bounds);
  return subslice(value, start, end, limit);
}

function sliceBounds(value: unknown, type: GoType, bounds: readonly unknown[]): [number, number, number | undefined] {
  const isString = type.kind === 'string';
  if (isString && bounds.length === 3) panic('cannot 3-index slice a string');
  if (!isString && type.kind !== 'slice') panic(`can't slice item of type ${typeName(type)}`);
  const capacity = isString ? lengthOf(value) : capacityOf(value);
  const at = bounds.map((bound) => sliceIndex(bound, capacity));
  const [start = 0, end = lengthOf(value), limit] = at;
  if (start > end) panic(`invalid slice index: ${start} > ${end}`);
  if (limit !== undefined && end > limit) panic(`invalid slice index: ${end} > ${limit}`);
  return [start, end, limit];
}

/** `call`: a function among the data, with its arguments. */
export function callValue(name: string, fn: unknown, args: readonly unknown[]): unknown {
  if (fn === undefined || fn === null) panic('call of nil');
  if (typeof fn !== 'function') panic(`non-function ${name} of type ${typeName(typeOf(fn)!)}`);
  const { call } = declared(fn as GoFunction);
  return (call as (...values: unknown[]) => unknown)(...args.map((arg) => prepareArgument(arg, ANY)));
}

/** A value as the end of a pipeline writes it: pointers followed, a String method found on the way. */
export function printable(value: unknown): unknown {
  if (value === undefined) return '<no value>';
  if (!(value instanceof Typed)) return value;
  const type = bareType(value.type);
  const isShown = type.kind === 'struct' || value.type.kind === 'pointer';
  if (!isShown || value.value === null) return value;
  const pointer: GoType = value.type.kind === 'pointer' ? value.type : { kind: 'pointer', elem: type };
  const hasText = printMethod(pointer, 'Error') ?? printMethod(pointer, 'String');
  return hasText ? new Typed(pointer, value.value) : indirect(value);
}

function printed(values: readonly unknown[]): string {
  if (values.length === 1 && typeof values[0] === 'string') return values[0];
  return goPrintAll(values.map((value) => printable(value === null ? undefined : value)));
}

const HTML: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

function escapeHTML(text: string): string {
  return text.replace(/["'&<>\0]/g, (letter) => HTML[letter]!);
}

function escapeJS(text: string): string {
  return characters(text).map(escapeJSRune).join('');
}

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
};

function escapeJSRune(rune: string): string {
  if (Object.hasOwn(JS, rune)) return JS[rune]!;
  if (rune >= ' ' && (rune <= '\x7f' || isPrint(rune))) return rune;
  const code = runeOf(rune);
  return code === 0xfffd ? rune : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** url.QueryEscape */
function escapeQuery(text: string): string {
  const bytes = toBytes(text);
  return Array.from(bytes, (byte) => escapeByte(byte)).join('');
}

function escapeByte(byte: number): string {
  const letter = String.fromCharCode(byte);
  if (/[A-Za-z0-9._~-]/.test(letter)) return letter;
  return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
