// Knows what a number or rune literal of a template can be: int, uint, float, complex, as Go's untyped constants are.
import { type NumberProblem, parseFloat64, parseInteger } from './floats.ts';
import type { NumberNode } from './nodes.ts';
import { quote, unquoteCharacter } from './quote.ts';

type Parsed = Omit<NumberNode, 'kind' | 'at' | 'text'>;

/** Everything that the literal can be; a string is what is wrong with it, in Go's words. */
export function parseNumber(text: string, kind: 'rune' | 'complex' | 'number'): Parsed | string {
  if (kind === 'rune') return parseRune(text);
  if (kind === 'complex') return parseComplex(text);
  const imaginary = text.endsWith('i') ? parseFloat64(text.slice(0, -1)) : 'invalid syntax';
  if (typeof imaginary === 'number') return fromComplex(0, imaginary);
  return parseReal(text);
}

function parseRune(text: string): Parsed | string {
  const first = unquoteCharacter(text.slice(1), "'");
  if (first === undefined) return 'invalid syntax';
  if (first.rest !== "'") return `malformed character constant: ${text}`;
  const code = BigInt(first.code);
  return { integer: code, unsigned: code, float: first.code, complex: undefined };
}

function parseReal(text: string): Parsed | string {
  if (/^(?:0|[1-9]\d{0,14})$/.test(text)) {
    const whole = BigInt(text);
    return { integer: whole, unsigned: whole, float: Number(text), complex: undefined };
  }
  const signed = number(parseInteger(text, 0, true));
  const unsigned = number(parseInteger(text, 0, false)) ?? (signed === 0n ? 0n : undefined);
  if (signed !== undefined || unsigned !== undefined) {
    return { integer: signed, unsigned, float: Number(signed ?? unsigned), complex: undefined };
  }
  const float = parseFloat64(text);
  if (typeof float === 'string') return `illegal number syntax: ${quote(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`;
  return { integer: asInteger(float), unsigned: asUnsigned(float), float, complex: undefined };
}

function number(parsed: bigint | NumberProblem): bigint | undefined {
  return typeof parsed === 'bigint' ? parsed : undefined;
}

function asInteger(float: number): bigint | undefined {
  return Number.isInteger(float) && float >= -(2 ** 63) && float < 2 ** 63 ? BigInt(float) : undefined;
}

function asUnsigned(float: number): bigint | undefined {
  return Number.isInteger(float) && float >= 0 && float < 2 ** 64 ? BigInt(float) : undefined;
}

function fromComplex(real: number, imaginary: number): Parsed {
  const float = imaginary === 0 ? real : undefined;
  const isReal = float !== undefined;
  return {
    integer: isReal ? asInteger(float) : undefined,
    unsigned: isReal ? asUnsigned(float) : undefined,
    float,
    complex: { real, imaginary },
  };
}

const FLOAT_TOKEN =
  '(?:0[xX][0-9a-fA-F_]*(?:\\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|[0-9_]*(?:\\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?)';
// Each part takes all that it can, and gives nothing back: hence the lookaheads. An `i` may start `inf`.
const COMPLEX = new RegExp(`^(?=([+-]?i?${FLOAT_TOKEN}))\\1([+-])(?=([+-]?i?${FLOAT_TOKEN}))\\3i`);

/** As fmt.Sscan reads a complex number. */
function parseComplex(text: string): Parsed | string {
  const parts = COMPLEX.exec(text);
  if (parts === null) return 'syntax error scanning complex number';
  const [, real, sign, size] = parts as unknown as [string, string, string, string];
  const first = scanFloat(real);
  if (typeof first === 'string') return first;
  const second = scanFloat(sign + size);
  return typeof second === 'string' ? second : fromComplex(first, second);
}

function scanFloat(text: string): number | string {
  const isMixed = /p/.test(text) && !/[xX]/.test(text);
  const [mantissa, power] = isMixed ? text.split('p') : [text, undefined];
  const value = parseFloat64(mantissa!);
  if (typeof value === 'string') return `strconv.ParseFloat: parsing ${quote(text)}: ${value}`;
  if (power === undefined) return value;
  const exponent = parseInteger(power, 10, true);
  if (typeof exponent === 'string') return `strconv.Atoi: parsing ${quote(text)}: ${exponent}`;
  return value * 2 ** Number(exponent);
}
