// Knows sprig's arithmetic: 64-bit integers that wrap around, floats by way of decimals, rounding.

import { parseInteger } from '../floats.ts';
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, FLOAT64, type GoType, INT, INT64, STRING } from '../gotype.ts';
import { goPrint } from '../print.ts';
import { narrow } from '../values.ts';
import { toFloat64, toInt, toInt64 } from './cast.ts';
import { type Decimal, fromNumber, product, quotient, sum, toNumber } from './decimal.ts';

const of = (params: readonly GoType[], result: GoType, call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});
const more = (declaration: DeclaredFunction): DeclaredFunction => ({ ...declaration, variadic: true });

const integers = (call: (a: bigint, b: bigint) => bigint): DeclaredFunction =>
  of([ANY, ANY], INT64, (a: unknown, b: unknown) => wrapped(call(toInt64(a), toInt64(b))));

const folded = (call: (a: bigint, b: bigint) => bigint): DeclaredFunction =>
  more(of([ANY, ANY], INT64, (a: unknown, ...others: readonly unknown[]) => wrapped(fold(toInt64(a), others, call))));

const floats = (call: (a: number, b: number) => number): DeclaredFunction =>
  more(
    of([ANY, ANY], FLOAT64, (a: unknown, ...others: readonly unknown[]) =>
      others.reduce<number>((so, other) => call(so, toFloat64(other)), toFloat64(a)),
    ),
  );

const decimals = (call: (a: Decimal, b: Decimal) => Decimal): DeclaredFunction =>
  more(of([ANY, ANY], FLOAT64, (a: unknown, ...others: readonly unknown[]) => calculate(a, others, call)));

const max = folded((a, b) => pick(a < b, b, a));

/** sprig's arithmetic. */
export const MATH_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  add: more(of([ANY], INT64, (...values: readonly unknown[]) => wrapped(fold(0n, values, (a, b) => a + b)))),
  add1: of([ANY], INT64, (value: unknown) => wrapped(toInt64(value) + 1n)),
  sub: integers((a, b) => a - b),
  div: integers((a, b) => a / divisor(b)),
  mod: integers((a, b) => a % divisor(b)),
  mul: folded((a, b) => BigInt.asIntN(64, a * b)),
  max,
  biggest: max,
  min: folded((a, b) => pick(b < a, b, a)),
  maxf: floats(maximum),
  minf: floats(minimum),
  add1f: of([ANY], FLOAT64, (value: unknown) => calculate(value, [1], sum)),
  addf: more(of([ANY], FLOAT64, (...values: readonly unknown[]) => calculate(0, values, sum))),
  subf: decimals((a, b) => sum(a, { ...b, digits: -b.digits })),
  mulf: decimals(product),
  divf: decimals(quotient),
  floor: of([ANY], FLOAT64, (value: unknown) => Math.floor(toFloat64(value))),
  ceil: of([ANY], FLOAT64, (value: unknown) => Math.ceil(toFloat64(value))),
  round: more(of([ANY, INT, FLOAT64], FLOAT64, round)),
  int: of([ANY], INT, toInt),
  int64: of([ANY], INT64, toInt),
  float64: of([ANY], FLOAT64, toFloat64),
  atoi: of([STRING], INT, atoi),
  toDecimal: of([ANY], INT64, toDecimal),
};

function pick(test: boolean, yes: bigint, no: bigint): bigint {
  return test ? yes : no;
}

function wrapped(value: bigint): number | bigint {
  return narrow(BigInt.asIntN(64, value));
}

function fold(start: bigint, values: readonly unknown[], call: (a: bigint, b: bigint) => bigint): bigint {
  return values.reduce<bigint>((so, value) => call(so, toInt64(value)), start);
}

function divisor(value: bigint): bigint {
  return value === 0n ? panic('runtime error: integer divide by zero') : value;
}

function maximum(a: number, b: number): number {
  return a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : Math.max(a, b);
}

function minimum(a: number, b: number): number {
  return a === Number.NEGATIVE_INFINITY || b === Number.NEGATIVE_INFINITY ? Number.NEGATIVE_INFINITY : Math.min(a, b);
}

function calculate(a: unknown, others: readonly unknown[], call: (a: Decimal, b: Decimal) => Decimal): number {
  const start = fromNumber(toFloat64(a));
  return toNumber(others.reduce<Decimal>((so, other) => call(so, fromNumber(toFloat64(other))), start));
}

function round(value: unknown, places: number, roundOn = 0.5): number {
  const power = pow10(places);
  const digits = power * toFloat64(value);
  const fraction = digits - Math.trunc(digits);
  return (fraction >= roundOn ? Math.ceil(digits) : Math.floor(digits)) / power;
}

/** math.Pow(10, n): JavaScript's own may be off by one bit. */
function pow10(places: number): number {
  if (places > 308) return Number.POSITIVE_INFINITY;
  return places < -323 ? 0 : Number(`1e${places}`);
}

function atoi(text: string): number | bigint {
  const parsed = parseInteger(text, 10, true);
  if (typeof parsed === 'bigint') return narrow(parsed);
  if (parsed === 'invalid syntax') return 0;
  return narrow(text.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n);
}

/** The text of a number, read as octal. */
function toDecimal(value: unknown): number | bigint {
  const parsed = parseInteger(goPrint(value), 8, true);
  return typeof parsed === 'bigint' ? narrow(parsed) : 0;
}
