// Knows exact decimal arithmetic as Go's shopspring/decimal has it: enough to add, multiply and divide floats by their shortest digits.
import { panic } from '../functions.ts';

/** digits * 10^exponent */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** The decimal with the fewest digits that reads back as that float. */
export function fromNumber(value: number): Decimal {
  if (!Number.isFinite(value)) panic(`Cannot create a Decimal from ${infiniteName(value)}`);
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const fraction = mantissa.split('.')[1] ?? '';
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(power) - fraction.length };
}

function infiniteName(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** The float nearest to the decimal. */
export function toNumber({ digits, exponent }: Decimal): number {
  return digits === 0n ? 0 : Number(`${digits}e${exponent}`);
}

/** a + b */
export function sum(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: scaled(a, exponent) + scaled(b, exponent), exponent };
}

function scaled({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

/** a * b */
export function product(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

const PLACES = 16;

/** a / b, rounded to 16 places, a half away from zero. */
export function quotient(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) panic('decimal division by 0');
  const shift = a.exponent - b.exponent + PLACES;
  const above = shift > 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const below = shift < 0 ? b.digits * 10n ** BigInt(-shift) : b.digits;
  const whole = above / below;
  const rest = size(above % below) * 2n;
  if (rest < size(below)) return { digits: whole, exponent: -PLACES };
  return { digits: above < 0n === below < 0n ? whole + 1n : whole - 1n, exponent: -PLACES };
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}
