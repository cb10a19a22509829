// Knows Kubernetes' quantities (`500m`, `1Gi`, `1e3`): their grammar, their value, exactly, and the text that the API gives them.

/** A quantity: `unscaled` times ten to the `exponent`, and the family of its suffix. `text`: it is written so already. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly family: Family;
  readonly text?: string;
}

type Family = 'decimal' | 'exponent' | 'binary';

interface Written {
  readonly isNegative: boolean;
  readonly whole: string;
  readonly fraction: string;
  readonly suffix: string;
  readonly hasDigits: boolean;
}

interface Suffix {
  readonly family: Family;
  readonly power: number;
}

const WRONG_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const WRONG_NUMBER = 'unable to parse numeric part of quantity';
const WRONG_SUFFIX = "unable to parse quantity's suffix";

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_SUFFIXES = invert(DECIMAL);
const BINARY_SUFFIXES = invert(BINARY);

const NANO = -9;
const MAX = 2n ** 63n - 1n;
const EXACT_DIGITS = 18;

/** The quantity that a text means; undefined where it means none. */
export function parseQuantity(text: string): Quantity | undefined {
  const quantity = read(text);
  return typeof quantity === 'string' ? undefined : quantity;
}

/** Why a text is no quantity, in the words of Kubernetes; undefined where it is one. */
export function quantityProblem(text: string): string | undefined {
  const quantity = read(text);
  return typeof quantity === 'string' ? quantity : undefined;
}

/** The text that the API gives a quantity (`1024Mi` is `1Gi`, `0.5` is `500m`); undefined where the text is none. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parseQuantity(text);
  return quantity && formatQuantity(quantity);
}

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = scale(a, exponent) - scale(b, exponent);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** How many whole CPUs a quantity needs: `1500m` needs 2. Undefined where the text is no quantity. */
export function ceilCores(text: string): number | undefined {
  const quantity = parseQuantity(text);
  if (!quantity) return undefined;
  const { unscaled, exponent } = quantity;
  if (exponent >= 0) return Number(unscaled) * 10 ** exponent;
  const unit = 10n ** BigInt(-exponent);
  return Number(unscaled / unit) + (unscaled > 0n && unscaled % unit !== 0n ? 1 : 0);
}

// The canonical text.
function formatQuantity(quantity: Quantity): string {
  if (quantity.text !== undefined) return quantity.text;
  if (quantity.unscaled === 0n) return '0';
  const whole = quantity.family === 'binary' ? wholeOf(quantity) : undefined;
  return whole !== undefined && (whole >= 1024n || whole <= -1024n) ? formatBinary(whole) : formatDecimal(quantity);
}

function read(text: string): Quantity | string {
  if (text === '') return WRONG_FORM;
  if (text === '0') return { unscaled: 0n, exponent: 0, family: 'decimal', text };
  const written = split(text);
  if (!written) return WRONG_FORM;
  const suffix = readSuffix(written.suffix);
  if (!suffix) return WRONG_SUFFIX;
  return readShort(text, written, suffix) ?? readLong(written, suffix);
}

// Leading zeros of the whole part do not count; a text of zeros alone (or of a sign alone) is zero.
function split(text: string): Written | undefined {
  const match = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/.exec(text);
  if (!match) return undefined;
  const [, sign, zeros = '', digits = '', fraction = '', suffix = ''] = match;
  const hasDigits = zeros + digits + fraction !== '';
  return { isNegative: sign === '-', whole: digits || '0', fraction, suffix, hasDigits };
}

function readSuffix(text: string): Suffix | undefined {
  const decimal = DECIMAL[text];
  if (decimal !== undefined) return { family: 'decimal', power: decimal };
  const binary = BINARY[text];
  if (binary !== undefined) return { family: 'binary', power: binary };
  if (!/^[eE][+-]?[0-9]+$/.test(text)) return undefined;
  const power = BigInt(text.slice(1).replace('+', ''));
  return BigInt.asIntN(64, power) === power
    ? { family: 'exponent', power: Number(BigInt.asIntN(32, power)) }
    : undefined;
}

// Few digits: exact, and kept as written where that is canonical already.
function readShort(
  text: string,
  { isNegative, whole, fraction }: Written,
  { family, power }: Suffix,
): Quantity | undefined {
  const digits = whole + fraction;
  const isBinary = family === 'binary';
  if (isBinary ? fraction !== '' || whole.length > 14 - Math.trunc((power * 3) / 10) : digits.length > EXACT_DIGITS)
    return undefined;
  const exponent = isBinary ? 0 : power - fraction.length;
  if (exponent < NANO) return undefined;
  const value = BigInt(digits);
  const magnitude = isBinary ? value << BigInt(power) : value;
  if (magnitude > MAX) return undefined;
  const isCanonical = isBinary ? value % 8n !== 0n : exponent % 3 === 0 && !digits.endsWith('000') && digits[0] !== '0';
  const quantity = { unscaled: isNegative ? -magnitude : magnitude, exponent, family };
  return isCanonical ? { ...quantity, text } : quantity;
}

// Any number of digits: rounded up to whole nanos, binary ones no larger than fits 64 bits.
function readLong({ isNegative, whole, fraction, hasDigits }: Written, { family, power }: Suffix): Quantity | string {
  if (!hasDigits) return WRONG_NUMBER;
  const isBinary = family === 'binary';
  const digits = BigInt(whole + fraction);
  const exact = {
    unscaled: isBinary ? digits << BigInt(power) : digits,
    exponent: (isBinary ? 0 : power) - fraction.length,
  };
  const { unscaled, exponent } = roundUp(exact, NANO);
  const magnitude =
    isBinary && compareQuantities({ unscaled, exponent, family }, { unscaled: MAX, exponent: 0, family }) > 0
      ? { unscaled: MAX, exponent: 0 }
      : { unscaled, exponent };
  const isFraction =
    isBinary && magnitude.unscaled > 0n && magnitude.unscaled < 10n ** BigInt(Math.max(0, -magnitude.exponent));
  const signed = isNegative ? -magnitude.unscaled : magnitude.unscaled;
  return { unscaled: signed, exponent: magnitude.exponent, family: isFraction ? 'decimal' : family };
}

interface Scaled {
  readonly unscaled: bigint;
  readonly exponent: number;
}

function roundUp(value: Scaled, exponent: number): Scaled {
  if (value.exponent >= exponent || value.unscaled === 0n) return value;
  const drop = exponent - value.exponent;
  if (drop > value.unscaled.toString().length) return { unscaled: 1n, exponent };
  const unit = 10n ** BigInt(drop);
  return { unscaled: value.unscaled / unit + (value.unscaled % unit === 0n ? 0n : 1n), exponent };
}

function scale({ unscaled, exponent }: Scaled, to: number): bigint {
  return unscaled * 10n ** BigInt(exponent - to);
}

function wholeOf({ unscaled, exponent }: Quantity): bigint | undefined {
  if (exponent >= 0) return unscaled * 10n ** BigInt(exponent);
  const unit = 10n ** BigInt(-exponent);
  return unscaled % unit === 0n ? unscaled / unit : undefined;
}

function formatBinary(whole: bigint): string {
  let left = whole;
  let power = 0;
  for (; left % 1024n === 0n; power += 10) left /= 1024n;
  return `${left}${BINARY_SUFFIXES.get(power) ?? ''}`;
}

// As few digits as an exponent that is a multiple of three allows.
function formatDecimal({ unscaled, exponent, family }: Quantity): string {
  let left = unscaled;
  let power = exponent;
  for (; left % 10n === 0n; power++) left /= 10n;
  for (; power % 3 !== 0; power--) left *= 10n;
  const suffix = family === 'exponent' ? `e${power}` : (DECIMAL_SUFFIXES.get(power) ?? '');
  return `${left}${power === 0 ? '' : suffix}`;
}

function invert(table: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(table).map(([suffix, power]) => [power, suffix]));
}
