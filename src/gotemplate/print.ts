// Knows how Go's package fmt writes values: %v of every kind, and every other verb with its flags. Does not know format strings.
import { type FloatVerb, formatFloat } from './floats.ts';
import { BYTES, bareType, type GoMethod, type GoType, INT, isUint, STRING, typeName } from './gotype.ts';
import { charge, ITEM_COST, LimitReached } from './meter.ts';
import { canBackquote, quote, quoteRune } from './quote.ts';
import { characters, runeCount, runeText, sortTexts, toBytes } from './text.ts';
import { isPrint } from './unicode.ts';
import {
  type Complex,
  type Dictionary,
  elemType,
  entriesOf,
  entry,
  type Integer,
  itemsOf,
  keysOf,
  keyType,
  structFields,
  Typed,
  typed,
  typeOf,
} from './values.ts';

/** The flags of one verb. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  plusV: boolean;
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
  /** While a bad verb is told of, methods are not called. */
  erroring: boolean;
}

/** No flag set. */
export function noFlags(): Flags {
  return {
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
    width: undefined,
    precision: undefined,
    erroring: false,
  };
}

/** The value as %v writes it. */
export function goPrint(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1e6 && !Object.is(value, -0)) {
    return String(value);
  }
  if (value instanceof Typed && value.type === INT) return String(value.value);
  return printArgument(noFlags(), value, 'v');
}

/** fmt.Sprint: a space between two values that are both no strings. */
export function goPrintAll(values: readonly unknown[]): string {
  let text = '';
  let wasString = true;
  for (const value of values) {
    const isString = typeOf(value)?.kind === 'string';
    text += (isString || wasString ? '' : ' ') + goPrint(value);
    wasString = isString;
  }
  return text;
}

/** One value by one verb. */
export function printArgument(flags: Flags, value: unknown, verb: string): string {
  const type = typeOf(value);
  if (type === undefined) return printNil(flags, verb);
  if (verb === 'T') return pad(flags, truncated(flags, typeName(type)));
  if (verb === 'p') return printPointer(flags, value as object, 'p');
  return printByMethod(flags, value, verb) ?? printValue(flags, value, verb, 0);
}

function printNil(flags: Flags, verb: string): string {
  return verb === 'T' || verb === 'v' ? pad(flags, '<nil>') : `%!${verb}(<nil>)`;
}

function badVerb(flags: Flags, value: unknown, verb: string): string {
  const erroring = { ...flags, erroring: true };
  return `%!${verb}(${typeName(typeOf(value)!)}=${printArgument(erroring, value, 'v')})`;
}

function printByMethod(flags: Flags, value: unknown, verb: string): string | undefined {
  if (flags.erroring) return undefined;
  if (verb === 'w') return badVerb(flags, value, verb);
  if (!(value instanceof Typed)) return undefined;
  if (flags.sharpV) {
    const method = printMethod(value.type, 'GoString');
    return method && callPrint(value, method, 'GoString', verb, (text) => pad(flags, truncated(flags, text)));
  }
  if (!'vsxXq'.includes(verb)) return undefined;
  const name = printMethod(value.type, 'Error') ? 'Error' : 'String';
  const method = printMethod(value.type, name);
  return method && callPrint(value, method, name, verb, (text) => printString(flags, text, value, verb));
}

/** The method that fmt would call: of the bare type only those without a pointer receiver. */
export function printMethod(type: GoType, name: 'Error' | 'String' | 'GoString'): GoMethod | undefined {
  const methods = type.methods ?? (type.kind === 'pointer' ? bareType(type).methods : undefined);
  if (methods === undefined || !Object.hasOwn(methods, name)) return undefined;
  const method = methods[name]!;
  if ((method.params?.length ?? 0) > 0) return undefined;
  return method.pointer && type.kind !== 'pointer' ? undefined : method;
}

/** A method that panics is told of in the text; on a nil pointer it is taken for nil. */
function callPrint(
  value: Typed,
  method: GoMethod,
  name: string,
  verb: string,
  write: (text: string) => string,
): string {
  const isNilPointer = value.value === null && value.type.kind === 'pointer';
  if (isNilPointer && !method.pointer) return '<nil>';
  try {
    return write(String((method.call as (receiver: unknown) => unknown)(value.value)));
  } catch (error) {
    if (error instanceof LimitReached || error instanceof RangeError) throw error;
    return isNilPointer ? '<nil>' : `%!${verb}(PANIC=${name} method: ${(error as Error).message})`;
  }
}

function printValue(flags: Flags, value: unknown, verb: string, depth: number): string {
  charge(depth > 0 ? ITEM_COST : 1);
  const type = typeOf(value);
  if (type === undefined) return flags.sharpV ? 'interface {}(nil)' : '<nil>';
  const byMethod = depth > 0 ? printByMethod(flags, value, verb) : undefined;
  if (byMethod !== undefined) return byMethod;
  switch (type.kind) {
    case 'bool':
      return printBool(flags, value, verb);
    case 'string':
      return printString(flags, under(value) as string, value, verb);
    case 'float64':
    case 'float32':
      return printFloat(flags, under(value) as number, value, verb, type.kind === 'float32' ? 32 : 64);
    case 'complex64':
    case 'complex128':
      return printComplex(flags, under(value) as Complex, value, verb);
    case 'slice':
    case 'array':
      return printSlice(flags, value, verb, depth, type);
    case 'map':
      return printMap(flags, value, verb, depth);
    case 'struct':
      return printStruct(flags, value as Typed, verb, depth);
    case 'pointer':
      return printReference(flags, value as Typed, verb, depth);
    case 'func':
      return printPointer(flags, value as object, verb);
    default:
      return printInteger(flags, under(value) as Integer, value, verb);
  }
}

function under(value: unknown): unknown {
  return value instanceof Typed ? value.value : value;
}

/** Text in the flags' width. */
function pad(flags: Flags, text: string): string {
  const { width } = flags;
  if (width === undefined || width === 0) return text;
  const missing = width - runeCount(text);
  if (missing <= 0) return text;
  return flags.minus ? text + padding(flags, missing) : padding(flags, missing) + text;
}

function padding(flags: Flags, count: number): string {
  if (count <= 0) return '';
  charge(count);
  return (flags.zero && !flags.minus ? '0' : ' ').repeat(count);
}

function padWithSpaces(flags: Flags, text: string): string {
  return pad({ ...flags, zero: false }, text);
}

function truncated(flags: Flags, text: string): string {
  const { precision } = flags;
  if (precision === undefined || text.length <= precision) return text;
  return characters(text).slice(0, precision).join('');
}

function printBool(flags: Flags, value: unknown, verb: string): string {
  return verb === 't' || verb === 'v' ? pad(flags, String(under(value))) : badVerb(flags, value, verb);
}

function printString(flags: Flags, text: string, value: unknown, verb: string): string {
  switch (verb) {
    case 'v':
      return flags.sharpV ? quoted(flags, text) : pad(flags, truncated(flags, text));
    case 's':
      return pad(flags, truncated(flags, text));
    case 'x':
    case 'X':
      return hexBytes(flags, toBytes(text), verb);
    case 'q':
      return quoted(flags, text);
    default:
      return badVerb(flags, value, verb);
  }
}

function quoted(flags: Flags, text: string): string {
  const shown = truncated(flags, text);
  if (flags.sharp && canBackquote(shown)) return pad(flags, `\`${shown}\``);
  return pad(flags, quote(shown, flags.plus));
}

function hexBytes(flags: Flags, bytes: ArrayLike<number>, verb: 'x' | 'X'): string {
  const length = Math.min(bytes.length, flags.precision ?? bytes.length);
  if (length === 0) return padding(flags, flags.width ?? 0);
  const prefix = flags.sharp ? `0${verb}` : '';
  const pairs = Array.from({ length }, (_, at) => bytes[at]!.toString(16).padStart(2, '0'));
  const cased = verb === 'X' ? pairs.map((pair) => pair.toUpperCase()) : pairs;
  return pad(flags, flags.space ? cased.map((pair) => prefix + pair).join(' ') : prefix + cased.join(''));
}

function printInteger(flags: Flags, number: Integer, value: unknown, verb: string): string {
  const isUnsigned = isUint(typeOf(value)!.kind);
  switch (verb) {
    case 'v':
      return flags.sharpV && isUnsigned ? hexWord(flags, number) : integer(flags, number, 10, verb);
    case 'd':
      return integer(flags, number, 10, verb);
    case 'b':
      return integer(flags, number, 2, verb);
    case 'o':
    case 'O':
      return integer(flags, number, 8, verb);
    case 'x':
    case 'X':
      return integer(flags, number, 16, verb);
    case 'c':
      return pad(flags, runeText(rune(number)));
    case 'q':
      return pad(flags, quoteRune(rune(number), flags.plus));
    case 'U':
      return unicodePoint(flags, number);
    default:
      return badVerb(flags, value, verb);
  }
}

function hexWord(flags: Flags, number: Integer): string {
  return integer({ ...flags, sharp: true }, number, 16, 'v');
}

function rune(number: Integer): number {
  return number >= 0 && number <= 0x10ffff ? Number(number) : 0xfffd;
}

function integer(flags: Flags, number: Integer, base: number, verb: string): string {
  const isNegative = number < 0;
  const digits = (isNegative ? -number : number).toString(base);
  const cased = verb === 'X' ? digits.toUpperCase() : digits;
  const { precision } = flags;
  if (precision === 0 && Number(number) === 0) return padding({ ...flags, zero: false }, flags.width ?? 0);
  const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const long = cased.padStart(precision ?? zeroPadded(flags, sign), '0');
  charge(long.length);
  return padWithSpaces(flags, sign + basePrefix(flags, base, verb, long) + long);
}

function zeroPadded(flags: Flags, sign: string): number {
  return flags.zero && !flags.minus ? (flags.width ?? 0) - sign.length : 0;
}

function basePrefix(flags: Flags, base: number, verb: string, digits: string): string {
  const octal = verb === 'O' ? '0o' : '';
  if (!flags.sharp) return octal;
  if (base === 2) return '0b';
  if (base === 16) return verb === 'X' ? '0X' : '0x';
  return base === 8 && !digits.startsWith('0') ? `${octal}0` : octal;
}

function unicodePoint(flags: Flags, number: Integer): string {
  const code = number < 0 ? BigInt.asUintN(64, BigInt(number)) : number;
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 0, 4), '0');
  const isShown = flags.sharp && code <= 0x10ffff && isPrint(runeText(Number(code)));
  return padWithSpaces(flags, `U+${digits}${isShown ? ` '${runeText(Number(code))}'` : ''}`);
}

function printFloat(flags: Flags, number: number, value: unknown, verb: string, bits: 32 | 64): string {
  if (verb === 'v') return float(flags, number, 'g', -1, bits);
  if ('bgGxX'.includes(verb)) return float(flags, number, verb as FloatVerb, -1, bits);
  if ('feE'.includes(verb)) return float(flags, number, verb as FloatVerb, 6, bits);
  return verb === 'F' ? float(flags, number, 'f', 6, bits) : badVerb(flags, value, verb);
}

function float(flags: Flags, number: number, verb: FloatVerb, usual: number, bits: 32 | 64): string {
  const precision = flags.precision ?? usual;
  charge(Math.max(precision, 0));
  const text = formatFloat(number, verb, precision, bits);
  const sign = /^[+-]/.test(text) ? text[0]! : '+';
  const size = text.replace(/^[+-]/, '');
  const shownSign = flags.space && sign === '+' && !flags.plus ? ' ' : sign;
  if (size === 'Inf' || size === 'NaN') return notFinite(flags, shownSign, size);
  const long = flags.sharp && verb !== 'b' ? withPoint(size, verb, precision) : size;
  if (!flags.plus && shownSign === '+') return pad(flags, long);
  const { width } = flags;
  const isZeroPadded = flags.zero && !flags.minus && width !== undefined && width > long.length + 1;
  return isZeroPadded ? shownSign + padding(flags, width - long.length - 1) + long : pad(flags, shownSign + long);
}

function notFinite(flags: Flags, sign: string, name: string): string {
  const isBare = name === 'NaN' ? !flags.space && !flags.plus : false;
  const isPlus = sign === '+' && !flags.plus && name === 'Inf';
  return padWithSpaces(flags, isBare ? name : isPlus ? `+${name}` : sign + name);
}

/** %#g keeps the decimal point and trailing zeros. */
function withPoint(size: string, verb: FloatVerb, precision: number): string {
  const isHex = verb === 'x' || verb === 'X';
  const at = size.search(isHex ? /[pP]/ : /[eE]/);
  const number = at < 0 ? size : size.slice(0, at);
  const tail = at < 0 ? '' : size.slice(at);
  const wanted = verb === 'g' || verb === 'G' || verb === 'x' ? (precision === -1 ? 6 : precision) : 0;
  const significant = number.replace(/\./, '').replace(/^[0]+/, '').length;
  const missing = wanted - significant - (number === '0' ? 1 : 0);
  return `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(Math.max(missing, 0))}${tail}`;
}

function printComplex(flags: Flags, number: Complex, value: unknown, verb: string): string {
  if (!'vbgGxXfFeE'.includes(verb)) return badVerb(flags, value, verb);
  const real = printFloat(flags, number.real, number.real, verb, 64);
  return `(${real}${printFloat({ ...flags, plus: true }, number.imaginary, number.imaginary, verb, 64)}i)`;
}

function printSlice(flags: Flags, value: unknown, verb: string, depth: number, type: GoType): string {
  const items = itemsOf(value)!;
  const elem = elemType(value);
  if (elem.kind === 'uint8' && (depth === 0 || 'sqxX'.includes(verb)))
    return printBytes(flags, value, items, verb, depth);
  const isNil = value instanceof Typed && value.value === null;
  if (flags.sharpV && isNil && type.kind === 'slice') return `${typeName(type)}(nil)`;
  const shown = Array.from(items, (item) => printValue(flags, typed(item, elem), verb, depth + 1));
  return flags.sharpV ? `${typeName(type)}{${shown.join(', ')}}` : `[${shown.join(' ')}]`;
}

function printBytes(flags: Flags, value: unknown, items: readonly unknown[], verb: string, depth: number): string {
  const bytes = Uint8Array.from(items as readonly number[]);
  if (verb === 's' || verb === 'q') return printString(flags, String.fromCharCode(...bytes), value, verb);
  if (verb === 'x' || verb === 'X') return hexBytes(flags, bytes, verb);
  const isNil = (value as Typed).value === null;
  if (flags.sharpV && (verb === 'v' || verb === 'd')) {
    const name = depth === 0 ? '[]byte' : typeName(BYTES);
    return isNil ? `${name}(nil)` : `${name}{${[...bytes].map((byte) => hexWord(flags, byte)).join(', ')}}`;
  }
  const shown = [...bytes].map((byte) => printInteger(flags, byte, new Typed(elemType(value), byte), verb));
  return `[${shown.join(' ')}]`;
}

function printMap(flags: Flags, value: unknown, verb: string, depth: number): string {
  const type = typeOf(value)!;
  const isNil = value instanceof Typed && value.value === null;
  if (flags.sharpV && isNil) return `${typeName(type)}(nil)`;
  const elem = elemType(value);
  const key = keyType(value);
  const dictionary = entriesOf(value)!;
  const shown = sortedKeys(dictionary, key).map((each) => {
    const name = printValue(flags, typed(each, key), verb, depth + 1);
    return `${name}:${printValue(flags, typed(entry(dictionary, each), elem), verb, depth + 1)}`;
  });
  return flags.sharpV ? `${typeName(type)}{${shown.join(', ')}}` : `map[${shown.join(' ')}]`;
}

/** A map's keys in the order in which Go prints and ranges over them. */
export function sortedKeys(dictionary: Dictionary, key: GoType = STRING): unknown[] {
  const keys = keysOf(dictionary);
  if (key.kind === 'string') return sortTexts(keys as string[]);
  // The keys of a plain object are texts, whatever they stand for.
  return keys.map((each) => (typeof each === 'string' ? Number(each) : each)).sort((a, b) => Number(a) - Number(b));
}

function printStruct(flags: Flags, value: Typed, verb: string, depth: number): string {
  const shown = structFields(value).map(({ field, value: each }) => {
    const text = printValue(flags, each, verb, depth + 1);
    return flags.plusV || flags.sharpV ? `${field.name}:${text}` : text;
  });
  return flags.sharpV ? `${typeName(value.type)}{${shown.join(', ')}}` : `{${shown.join(' ')}}`;
}

const REFERABLE = ['slice', 'array', 'struct', 'map'];

function printReference(flags: Flags, value: Typed, verb: string, depth: number): string {
  const isShown = depth === 0 && value.value !== null && REFERABLE.includes(value.type.elem!.kind);
  return isShown
    ? `&${printValue(flags, typed(value.value, value.type.elem!), verb, depth + 1)}`
    : printPointer(flags, value, verb);
}

// Addresses mean nothing; this one is as long as those of Go.
const ADDRESS = 0x2ab000012000;

function printPointer(flags: Flags, value: unknown, verb: string): string {
  const type = typeOf(value)!;
  if (!['map', 'slice', 'pointer', 'func'].includes(type.kind)) return badVerb(flags, value, verb);
  const address = value instanceof Typed && value.value === null ? 0 : ADDRESS;
  if (verb === 'p') return integer({ ...flags, sharp: !flags.sharp }, address, 16, 'v');
  if ('bodxX'.includes(verb)) return printInteger(flags, address, new Typed({ kind: 'uint' }, address), verb);
  if (verb !== 'v') return badVerb(flags, value, verb);
  if (flags.sharpV) return `(${typeName(type)})(${address === 0 ? 'nil' : hexWord(flags, address)})`;
  return address === 0 ? pad(flags, '<nil>') : integer({ ...flags, sharp: !flags.sharp }, address, 16, 'v');
}
