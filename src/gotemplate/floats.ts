// Knows how Go writes and reads floating-point numbers and integers (package strconv), exactly. Does not know printf's flags.

/** The verbs of strconv.FormatFloat. */
export type FloatVerb = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

interface Decimal {
  /** Significant digits, no leading zeros; empty for zero. */
  readonly digits: string;
  /** Where the point is: 0.digits * 10^point. */
  readonly point: number;
}

/** strconv.FormatFloat; precision -1 is the shortest text that reads back as the same number. */
export function formatFloat(value: number, verb: FloatVerb, precision: number, bits: 32 | 64 = 64): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return sign === '' ? '+Inf' : '-Inf';
  if (verb === 'b') return sign + binary(size, bits);
  if (verb === 'x' || verb === 'X') return sign + hexadecimal(size, verb, precision, bits);
  return sign + decimal(size, verb, precision, bits);
}

function decimal(size: number, verb: 'e' | 'E' | 'f' | 'g' | 'G', precision: number, bits: 32 | 64): string {
  const isShortest = precision < 0;
  const digits = isShortest ? shortest(size, bits) : rounded(exact(size), verb, precision);
  const wanted = isShortest ? shortestPrecision(digits, verb) : precision;
  if (verb === 'f') return fixed(digits, wanted);
  if (verb === 'e' || verb === 'E') return exponential(digits, wanted, verb);
  return general(digits, wanted, verb, isShortest);
}

function shortest(size: number, bits: 32 | 64): Decimal {
  const [mantissa, exponent] = (bits === 32 ? shortest32(size) : size.toExponential()).split('e');
  return trimmed(mantissa!.replace('.', ''), Number(exponent) + 1);
}

function shortest32(size: number): string {
  for (let precision = 0; precision < 9; precision++) {
    const text = size.toExponential(precision);
    if (Math.fround(Number(text)) === size) return text;
  }
  return size.toExponential();
}

function trimmed(digits: string, point: number): Decimal {
  const significant = digits.replace(/0+$/, '');
  return significant === '' ? { digits: '', point: 0 } : { digits: significant, point };
}

function shortestPrecision({ digits, point }: Decimal, verb: string): number {
  if (verb === 'f') return Math.max(digits.length - point, 0);
  return verb === 'g' || verb === 'G' ? digits.length : Math.max(digits.length - 1, 0);
}

const view = new DataView(new ArrayBuffer(8));

function split(size: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, size);
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n) & 0x7ff;
  const fraction = bits & 0xfffffffffffffn;
  return exponent === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function exact(size: number): Decimal {
  if (size === 0) return { digits: '', point: 0 };
  const { mantissa, exponent } = split(size);
  if (exponent >= 0) return wholeDecimal(mantissa << BigInt(exponent), 0);
  return wholeDecimal(mantissa * 5n ** BigInt(-exponent), -exponent);
}

function wholeDecimal(value: bigint, fractionDigits: number): Decimal {
  const text = value.toString();
  return trimmed(text, text.length - fractionDigits);
}

function rounded(number: Decimal, verb: string, precision: number): Decimal {
  if (verb === 'f') return roundTo(number, number.point + precision);
  return roundTo(number, verb === 'e' || verb === 'E' ? precision + 1 : precision || 1);
}

/** Round to that many digits; a tie goes to the even digit. */
function roundTo(number: Decimal, count: number): Decimal {
  const { digits, point } = number;
  if (count < 0) return { digits: '', point: 0 };
  if (count >= digits.length) return number;
  if (!shouldRoundUp(digits, count)) return trimmed(digits.slice(0, count), point);
  const up = (BigInt(`0${digits.slice(0, count)}`) + 1n).toString();
  return trimmed(up, point + (up.length - count));
}

function shouldRoundUp(digits: string, count: number): boolean {
  const next = digits[count]!;
  if (next !== '5' || count + 1 < digits.length) return next >= '5';
  return count > 0 && Number(digits[count - 1]) % 2 === 1;
}

function fixed({ digits, point }: Decimal, precision: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (precision <= 0) return whole;
  const fraction = '0'.repeat(Math.max(-point, 0)).slice(0, precision) + digits.slice(Math.max(point, 0));
  return `${whole}.${fraction.padEnd(precision, '0').slice(0, precision)}`;
}

function exponential({ digits, point }: Decimal, precision: number, verb: string): string {
  const exponent = digits === '' ? 0 : point - 1;
  const fraction = digits.slice(1).padEnd(precision, '0').slice(0, precision);
  const mark = exponent < 0 ? '-' : '+';
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits[0] ?? '0'}${precision > 0 ? `.${fraction}` : ''}${verb}${mark}${power}`;
}

function general(number: Decimal, precision: number, verb: 'g' | 'G', isShortest: boolean): string {
  const { digits, point } = number;
  const wanted = precision || 1;
  const limit = wanted > digits.length && digits.length >= point ? digits.length : wanted;
  const exponent = point - 1;
  if (exponent < -4 || exponent >= (isShortest ? 6 : limit)) {
    return exponential(number, Math.min(wanted, digits.length) - 1, verb === 'g' ? 'e' : 'E');
  }
  return fixed(number, Math.max(digits.length - point, 0));
}

function binary(size: number, bits: 32 | 64): string {
  const { mantissa, exponent } = bits === 64 ? split(size) : split32(size);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

function split32(size: number): { mantissa: bigint; exponent: number } {
  view.setFloat32(0, size);
  const bits = view.getUint32(0);
  const exponent = bits >>> 23;
  const fraction = BigInt(bits & 0x7fffff);
  return exponent === 0
    ? { mantissa: fraction, exponent: -149 }
    : { mantissa: fraction | 0x800000n, exponent: exponent - 150 };
}

function hexadecimal(size: number, verb: 'x' | 'X', precision: number, bits: 32 | 64): string {
  const { fraction, lead, exponent } = hexParts(size, precision);
  const digits = precision < 0 ? fraction.replace(/0+$/, '') : fraction.slice(0, precision).padEnd(precision, '0');
  const power = `p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const text = `0x${lead}${digits === '' ? '' : `.${digits}`}${power}`;
  return verb === 'X' ? text.toUpperCase() : bits === 32 || bits === 64 ? text : '';
}

function hexParts(size: number, precision: number): { lead: string; fraction: string; exponent: number } {
  if (size === 0) return { lead: '0', fraction: '', exponent: 0 };
  let { mantissa, exponent } = split(size);
  for (; mantissa < 1n << 52n; mantissa <<= 1n) exponent--;
  if (precision >= 0 && precision < 13) mantissa = roundHex(mantissa, precision);
  if (mantissa >= 1n << 53n) {
    mantissa >>= 1n;
    exponent++;
  }
  const hex = mantissa.toString(16).padStart(14, '0');
  return { lead: hex[0]!, fraction: hex.slice(1), exponent: exponent + 52 };
}

function roundHex(mantissa: bigint, precision: number): bigint {
  const shift = BigInt((13 - precision) * 4);
  const half = 1n << (shift - 1n);
  const rest = mantissa & ((1n << shift) - 1n);
  const kept = mantissa >> shift;
  const up = rest > half || (rest === half && (kept & 1n) === 1n);
  return (kept + (up ? 1n : 0n)) << shift;
}

/** What went wrong while reading a number, as strconv says it. */
export type NumberProblem = 'invalid syntax' | 'value out of range';

const FLOAT =
  /^[+-]?(?:0[xX](?:[0-9a-fA-F_]*)(?:\.[0-9a-fA-F_]*)?[pP][+-]?[0-9][0-9_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?)$/;

/** strconv.ParseFloat(text, 64) */
export function parseFloat64(text: string): number | NumberProblem {
  const special = /^([+-]?)(inf|infinity)$/i.exec(text);
  if (special) return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!FLOAT.test(text) || !hasDigits(text)) return 'invalid syntax';
  if (text.includes('_') && !areUnderscoresRight(text)) return 'invalid syntax';
  const bare = text.replaceAll('_', '');
  const value = /^[+-]?0[xX]/.test(bare) ? parseHexFloat(bare) : Number(bare);
  return Number.isFinite(value) ? value : 'value out of range';
}

function hasDigits(text: string): boolean {
  return /^[+-]?(?:0[xX][_.]*[0-9a-fA-F]|(?!0[xX])[_.]*[0-9])/.test(text);
}

function parseHexFloat(text: string): number {
  const parts = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/.exec(text)!;
  const [, sign, whole, fraction, power] = parts;
  const mantissa = BigInt(`0x0${whole}${fraction}`);
  const size = scaled(mantissa, Number(power) - 4 * fraction!.length);
  return sign === '-' ? -size : size;
}

/** mantissa * 2^power, rounded once. */
function scaled(mantissa: bigint, power: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  const top = bits + power;
  if (top > 1025) return Number.POSITIVE_INFINITY;
  if (top < -1100) return 0;
  const keep = Math.min(53, top + 1074);
  const drop = bits - keep;
  if (drop <= 0) return Number(mantissa) * 2 ** power;
  return keep < 0 ? 0 : Number(roundShift(mantissa, drop)) * 2 ** Math.max(power + drop, -1074);
}

function roundShift(mantissa: bigint, drop: number): bigint {
  const shift = BigInt(drop);
  const rest = mantissa & ((1n << shift) - 1n);
  const half = 1n << (shift - 1n);
  const kept = mantissa >> shift;
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
}

/** Whether underscores stand only between digits, or after a base's prefix. */
function areUnderscoresRight(text: string): boolean {
  const bare = text.replace(/^[+-]/, '');
  const isHex = /^0[xX]/.test(bare);
  const digits = bare.replace(/^0[bBoOxX]/, '0');
  const digit = isHex ? '[0-9a-fA-F]' : '[0-9]';
  return !new RegExp(`^_|_$|__|[^_]_(?!${digit})`).test(digits) && !new RegExp(`(?<!${digit}|_)_`).test(digits);
}

const PREFIXES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

/** strconv.ParseInt, or ParseUint when `signed` is false; base 0 reads prefixes and underscores. */
export function parseInteger(text: string, base: number, signed: boolean, bits = 64): bigint | NumberProblem {
  const sign = signed && /^[+-]/.test(text) ? text[0] : '';
  const parsed = parseDigits(text.slice(sign!.length), base);
  if (typeof parsed === 'string') return parsed;
  const value = sign === '-' ? -parsed : parsed;
  const [low, high] = signed
    ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n]
    : [0n, (1n << BigInt(bits)) - 1n];
  return value < low || value > high ? 'value out of range' : value;
}

function parseDigits(text: string, base: number): bigint | NumberProblem {
  const [digits, radix] = base === 0 ? readPrefix(text) : [text, base];
  const bare = base === 0 ? digits.replaceAll('_', '') : digits;
  const isRight = (bare !== '' || (base === 0 && radix === 8 && text !== '')) && isInBase(bare, radix);
  if (!isRight || (text.includes('_') && !areUnderscoresRight(text))) return 'invalid syntax';
  return toBigInt(bare, radix);
}

function readPrefix(text: string): [string, number] {
  if (!text.startsWith('0')) return [text, 10];
  const letter = text[1]?.toLowerCase() ?? '';
  const radix = text.length >= 3 && Object.hasOwn(PREFIXES, letter) ? PREFIXES[letter]! : 0;
  return radix ? [text.slice(2), radix] : [text.slice(1), 8];
}

function isInBase(digits: string, radix: number): boolean {
  return [...digits].every((digit) => /[0-9a-zA-Z]/.test(digit) && Number.parseInt(digit, 36) < radix);
}

function toBigInt(digits: string, radix: number): bigint {
  if (radix === 10) return BigInt(digits || 0);
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : '0b';
  return BigInt(`${prefix}${digits || 0}`);
}
