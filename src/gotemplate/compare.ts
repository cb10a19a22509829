// Knows Go's equality and order as templates see them (eq, lt …), and reflect.DeepEqual. Does not know truth.
import { panic } from './functions.ts';
import { isInt, isSameType, isUint, typeName } from './gotype.ts';
import { charge } from './meter.ts';
import { goPrint, noFlags, printArgument } from './print.ts';
import { compareText, isSameText } from './text.ts';
import {
  type Complex,
  elemType,
  entriesOf,
  entry,
  type Integer,
  isNil,
  itemsOf,
  keysOf,
  narrow,
  sizeOf,
  structFields,
  Typed,
  typed,
  typeOf,
} from './values.ts';

type Basic = 'bool' | 'int' | 'uint' | 'float' | 'complex' | 'string' | undefined;

function basicKind(value: unknown): Basic {
  const kind = typeOf(value)?.kind;
  if (kind === undefined) return undefined;
  if (kind === 'bool' || kind === 'string') return kind;
  if (isInt(kind)) return 'int';
  if (isUint(kind)) return 'uint';
  if (kind === 'float64' || kind === 'float32') return 'float';
  return kind === 'complex128' || kind === 'complex64' ? 'complex' : undefined;
}

function under(value: unknown): unknown {
  if (typeof value === 'bigint') return narrow(value);
  return value instanceof Typed ? value.value : value;
}

/** Whether the first value equals any of the others, as `eq` says it. */
export function equalsAny(value: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) panic('missing argument for comparison');
  return others.some((other) => equals(value, other));
}

function equals(a: unknown, b: unknown): boolean {
  const kindA = basicKind(a);
  const kindB = basicKind(b);
  if (kindA === kindB) return kindA === undefined ? equalOther(a, b) : equalBasic(kindA, a, b);
  if (areIntegers(kindA, kindB)) return under(a) === under(b);
  const typeA = typeOf(a);
  const typeB = typeOf(b);
  if (typeA === undefined || typeB === undefined) return false;
  return panic(`incompatible types for comparison: ${typeName(typeA)} and ${typeName(typeB)}`);
}

function areIntegers(a: Basic, b: Basic): boolean {
  return (a === 'int' && b === 'uint') || (a === 'uint' && b === 'int');
}

function equalBasic(kind: Basic, a: unknown, b: unknown): boolean {
  if (kind === 'string') return isSameText(under(a) as string, under(b) as string);
  if (kind !== 'complex') return under(a) === under(b);
  const [x, y] = [under(a) as Complex, under(b) as Complex];
  return x.real === y.real && x.imaginary === y.imaginary;
}

function equalOther(a: unknown, b: unknown): boolean {
  const typeA = typeOf(a);
  const typeB = typeOf(b);
  if (typeA && typeB && typeA.kind !== typeB.kind) {
    panic(`non-comparable types ${asText(a)}: ${typeName(typeA)}, ${typeName(typeB)}: ${goPrint(b)}`);
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b);
  if (['map', 'slice', 'func'].includes(typeB!.kind)) panic(`non-comparable type ${asText(b)}: ${typeName(typeB!)}`);
  return isSameType(typeA!, typeB!) && (under(a) === under(b) || (typeA!.kind === 'struct' && deepEqual(a, b)));
}

function asText(value: unknown): string {
  return printArgument(noFlags(), value, 's');
}

/** Whether the first value is less than the second, as `lt` says it. */
export function isLess(a: unknown, b: unknown): boolean {
  const kindA = basicKind(a) ?? panic(BAD);
  const kindB = basicKind(b) ?? panic(BAD);
  if (kindA !== kindB && !areIntegers(kindA, kindB)) {
    panic(`incompatible types for comparison: ${typeName(typeOf(a)!)} and ${typeName(typeOf(b)!)}`);
  }
  if (kindA === 'bool' || kindA === 'complex') panic(BAD);
  if (kindA === 'string') return compareText(under(a) as string, under(b) as string) < 0;
  return (under(a) as Integer) < (under(b) as Integer);
}

const BAD = 'invalid type for comparison';

/** reflect.DeepEqual */
export function deepEqual(a: unknown, b: unknown): boolean {
  charge(1);
  const typeA = typeOf(a);
  const typeB = typeOf(b);
  if (typeA === undefined || typeB === undefined) return typeA === typeB;
  if (!isSameType(typeA, typeB)) return false;
  switch (typeA.kind) {
    case 'slice':
    case 'array':
      return isTypedNil(a) === isTypedNil(b) && equalItems(a, b);
    case 'map':
      return isTypedNil(a) === isTypedNil(b) && equalEntries(a, b);
    case 'struct':
      return equalFields(a as Typed, b as Typed);
    case 'pointer':
      return equalPointers(a as Typed, b as Typed);
    case 'func':
      return false;
    default:
      return equalBasic(basicKind(a), a, b);
  }
}

function isTypedNil(value: unknown): boolean {
  return value instanceof Typed && value.value === null;
}

function equalItems(a: unknown, b: unknown): boolean {
  const itemsA = itemsOf(a)!;
  const itemsB = itemsOf(b)!;
  if (itemsA.length !== itemsB.length) return false;
  if (itemsA === itemsB) return true;
  const elem = elemType(a);
  return itemsA.every((item, at) => deepEqual(typed(item, elem), typed(itemsB[at], elem)));
}

function equalEntries(a: unknown, b: unknown): boolean {
  const [entriesA, entriesB] = [entriesOf(a)!, entriesOf(b)!];
  if (entriesA === entriesB) return true;
  if (sizeOf(entriesA) !== sizeOf(entriesB)) return false;
  const elem = elemType(a);
  return keysOf(entriesA).every((key) => {
    const other = entry(entriesB, key);
    return other !== undefined && deepEqual(typed(entry(entriesA, key), elem), typed(other, elem));
  });
}

function equalFields(a: Typed, b: Typed): boolean {
  if (a.value === b.value) return true;
  const others = structFields(b);
  return structFields(a).every(({ value }, at) => deepEqual(value, others[at]!.value));
}

function equalPointers(a: Typed, b: Typed): boolean {
  if (a.value === null || b.value === null) return a.value === b.value;
  return a.value === b.value || deepEqual(typed(a.value, a.type.elem!), typed(b.value, b.type.elem!));
}
