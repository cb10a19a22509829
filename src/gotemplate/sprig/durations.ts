// Knows Go's durations: how they are read, written and rounded. A duration is a count of nanoseconds, as a bigint.
import { quote } from './layouts.ts';

/** Nanoseconds in each unit. */
export const SECOND: bigint = 1_000_000_000n;

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

const LIMIT = 2n ** 63n;
const PART = /^(\d*)(?:(\.)(\d*))?([^.\d]*)/;

/** time.ParseDuration; a string is what is wrong, in Go's words. */
export function parseDuration(text: string): bigint | string {
  const invalid = `time: invalid duration ${quote(text)}`;
  const isNegative = text.startsWith('-');
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return 0n;
  if (rest === '') return invalid;
  let total = 0n;
  while (rest !== '') {
    const [part, whole = '', , fraction = '', unit = ''] = PART.exec(rest)!;
    if (whole === '' && fraction === '') return invalid;
    if (BigInt(whole || 0) > LIMIT) return invalid;
    if (unit === '') return `time: missing unit in duration ${quote(text)}`;
    const size = Object.hasOwn(UNITS, unit) ? UNITS[unit]! : undefined;
    if (size === undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    total += BigInt(whole || 0) * size + fractionOf(fraction, size);
    if (total > LIMIT) return invalid;
    rest = rest.slice(part.length);
  }
  if (isNegative) return BigInt.asIntN(64, -total);
  return total === LIMIT ? invalid : total;
}

function fractionOf(fraction: string, size: bigint): bigint {
  const digits = fraction.slice(0, 18);
  if (digits === '' || Number(digits) === 0) return 0n;
  return BigInt(Math.trunc(Number(digits) * (Number(size) / 10 ** digits.length)));
}

/** time.Duration's String: `1h2m3.5s` */
export function durationText(duration: bigint): string {
  const sign = duration < 0n ? '-' : '';
  const size = duration < 0n ? -duration : duration;
  if (size === 0n) return '0s';
  if (size < SECOND) return sign + small(size);
  const minutes = size / (60n * SECOND);
  const seconds = `${withFraction(size % (60n * SECOND), 9)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return `${sign}${hours === 0n ? '' : `${hours}h`}${minutes % 60n}m${seconds}`;
}

function small(size: bigint): string {
  if (size < 1000n) return `${size}ns`;
  return size < 1_000_000n ? `${withFraction(size, 3)}\u00b5s` : `${withFraction(size, 6)}ms`;
}

function withFraction(value: bigint, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const fraction = (value % scale).toString().padStart(digits, '0').replace(/0+$/, '');
  return `${value / scale}${fraction && `.${fraction}`}`;
}

/** time.Duration's Round: to a multiple, a half away from zero. */
export function roundDuration(duration: bigint, to: bigint): bigint {
  if (to <= 0n) return duration;
  const rest = duration % to;
  const size = rest < 0n ? -rest : rest;
  const isUp = size * 2n >= to;
  const rounded = duration - rest + (isUp ? (duration < 0n ? -to : to) : 0n);
  if (rounded > LIMIT - 1n) return LIMIT - 1n;
  return rounded < -LIMIT ? -LIMIT : rounded;
}
