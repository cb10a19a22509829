// Knows how sprig makes a number of anything: what cannot be one is 0.
import { type NumberProblem, parseFloat64, parseInteger } from '../floats.ts';
import { FLOAT64 } from '../gotype.ts';
import { type Integer, indirect, integerOf, narrow, Typed, typeOf } from '../values.ts';

const MIN = -(2n ** 63n);

/** cast.ToInt64 */
export function toInt64(given: unknown): bigint {
  const value = indirect(given);
  const integer = builtIn(value) ? integerOf(value) : undefined;
  if (integer !== undefined) return BigInt.asIntN(64, BigInt(integer));
  if (isFloat32(value)) return truncated(value.value as number);
  switch (typeof value) {
    case 'number':
      return truncated(value);
    case 'string':
      return numberOr0(parseInteger(withoutZeroDecimals(value), 0, true));
    case 'boolean':
      return value ? 1n : 0n;
    default:
      return 0n;
  }
}

/** cast.ToInt, as a number where that is exact. */
export function toInt(value: unknown): Integer {
  return narrow(toInt64(value));
}

/** cast.ToFloat64 */
export function toFloat64(given: unknown): number {
  const value = indirect(given);
  const integer = builtIn(value) ? integerOf(value) : undefined;
  if (integer !== undefined) return Number(integer);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (isFloat32(value)) return value.value as number;
  const parsed = typeof value === 'string' ? parseFloat64(value) : 0;
  return typeof parsed === 'number' ? parsed : 0;
}

function isFloat32(value: unknown): value is Typed {
  return value instanceof Typed && value.type.kind === 'float32' && value.type.name === undefined;
}

const NAMED_INTEGERS = ['time.Month', 'time.Weekday'];

function builtIn(value: unknown): boolean {
  const { name } = typeOf(value) ?? FLOAT64;
  return name === undefined || NAMED_INTEGERS.includes(name);
}

function truncated(value: number): bigint {
  const isInside = value >= -(2 ** 63) && value < 2 ** 63;
  return isInside ? BigInt(Math.trunc(value)) : MIN;
}

function numberOr0(parsed: bigint | NumberProblem): bigint {
  return typeof parsed === 'bigint' ? parsed : 0n;
}

/** `3.00` is `3`, but `3.` stays as it is: the last point that only zeros and points follow, a zero at least. */
function withoutZeroDecimals(text: string): string {
  const tail = /[.0]*$/.exec(text)![0];
  const zero = tail.lastIndexOf('0');
  const point = zero < 0 ? -1 : tail.lastIndexOf('.', zero);
  return point < 0 ? text : text.slice(0, text.length - tail.length + point);
}
