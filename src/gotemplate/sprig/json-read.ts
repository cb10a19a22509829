// Knows how Go's encoding/json reads a value into interface {}, and what it says when it cannot.
import { charge } from '../meter.ts';
import { quote } from '../quote.ts';
import { toBytes } from '../text.ts';

/** The value, null where there is none, and what was wrong, in Go's words. */
export interface ReadJSON {
  readonly value: unknown;
  readonly problem?: string;
}

/** json.Unmarshal into an interface {} */
export function readJSON(text: string): ReadJSON {
  charge(text.length);
  const problem = MAYBE_DEEP.test(text) ? findProblem(text) : undefined;
  if (problem !== undefined) return { value: null, problem };
  try {
    return finished(text, JSON.parse(text));
  } catch {
    return { value: null, problem: findProblem(text) ?? 'unexpected end of JSON input' };
  }
}

const MAYBE_DEEP = /(?:[[{][^[{]*){10001}/;
const MAYBE_SPECIAL = /\\u[dD][89a-fA-F]|[\ud800-\udfff]|[eE]\+?\d{3}|\d{300}/u;

/** What JSON.parse has otherwise: numbers beyond float64, and halves of surrogate pairs. */
function finished(text: string, value: unknown): ReadJSON {
  if (!MAYBE_SPECIAL.test(text)) return { value };
  const repaired = repair(value);
  const numbers = text.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  const number = numbers.find((each) => !Number.isFinite(Number(each)));
  if (number === undefined) return { value: repaired };
  return { value: repaired, problem: `json: cannot unmarshal number ${number} into Go value of type float64` };
}

function repair(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(repair);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [repair(key) as string, repair(item)]));
}

type Expected = 'value' | 'first item' | 'first key' | 'key' | 'end of value';

interface Scan {
  readonly bytes: Uint8Array;
  at: number;
  /** What is open: an object waiting for `:`, an object, an array. */
  readonly open: ('{:' | '{' | '[')[];
}

const MAX_DEPTH = 10000;
const SPACE = [32, 9, 10, 13];

class Problem extends Error {}

/** What encoding/json says of a text that is not JSON. */
function findProblem(text: string): string | undefined {
  const scan: Scan = { bytes: toBytes(text), at: 0, open: [] };
  try {
    scanAll(scan);
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

const TAKES_SPACE = /^(looking|after (object|array|top)|in string literal)/;

function refuse(scan: Scan, context: string): never {
  const byte = scan.bytes[scan.at];
  // At its end Go's scanner reads one more space, which some places do not take.
  if (byte === undefined && TAKES_SPACE.test(context)) throw new Problem('unexpected end of JSON input');
  throw new Problem(`invalid character ${quotedByte(byte ?? 32)} ${context}`);
}

function quotedByte(byte: number): string {
  const letter = String.fromCharCode(byte);
  if (letter === "'") return "'\\''";
  return letter === '"' ? "'\"'" : `'${quote(letter).slice(1, -1)}'`;
}

function letterAt(scan: Scan): string {
  while (SPACE.includes(scan.bytes[scan.at] ?? -1)) scan.at++;
  return current(scan);
}

function current(scan: Scan): string {
  const byte = scan.bytes[scan.at];
  return byte === undefined ? '' : String.fromCharCode(byte);
}

function scanAll(scan: Scan): void {
  let expected: Expected = 'value';
  for (;;) {
    expected = scanOne(scan, expected);
    if (expected === 'end of value' && scan.open.length === 0) break;
  }
  if (letterAt(scan) !== '') refuse(scan, 'after top-level value');
}

function scanOne(scan: Scan, expected: Expected): Expected {
  const letter = letterAt(scan);
  switch (expected) {
    case 'first item':
      return letter === ']' ? close(scan) : scanValue(scan, letter);
    case 'value':
      return scanValue(scan, letter);
    case 'first key':
      return letter === '}' ? close(scan) : scanKey(scan, letter);
    case 'key':
      return scanKey(scan, letter);
    case 'end of value':
      return afterValue(scan, letter);
  }
}

function close(scan: Scan): Expected {
  scan.open.pop();
  scan.at++;
  return 'end of value';
}

function scanKey(scan: Scan, letter: string): Expected {
  if (letter !== '"') refuse(scan, 'looking for beginning of object key string');
  scanString(scan);
  return 'end of value';
}

function afterValue(scan: Scan, letter: string): Expected {
  const open = scan.open.at(-1)!;
  if (open === '{:') {
    if (letter !== ':') refuse(scan, 'after object key');
    scan.open[scan.open.length - 1] = '{';
    scan.at++;
    return 'value';
  }
  if (letter === (open === '[' ? ']' : '}')) return close(scan);
  if (letter !== ',') refuse(scan, open === '[' ? 'after array element' : 'after object key:value pair');
  scan.at++;
  if (open === '[') return 'value';
  scan.open[scan.open.length - 1] = '{:';
  return 'key';
}

function scanValue(scan: Scan, letter: string): Expected {
  if (letter === '{' || letter === '[') return openIn(scan, letter);
  if (letter === '"') scanString(scan);
  else if (letter === '-' || /[0-9]/.test(letter)) scanNumber(scan);
  else if (letter !== '' && 'tfn'.includes(letter)) scanWord(scan, letter);
  else refuse(scan, 'looking for beginning of value');
  return 'end of value';
}

function openIn(scan: Scan, letter: '{' | '['): Expected {
  scan.open.push(letter === '{' ? '{:' : '[');
  if (scan.open.length > MAX_DEPTH) refuse(scan, 'exceeded max depth');
  scan.at++;
  return letter === '{' ? 'first key' : 'first item';
}

const WORDS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

function scanWord(scan: Scan, letter: string): void {
  const word = WORDS[letter]!;
  for (const [at, expected] of [...word].entries()) {
    if (at > 0 && current(scan) !== expected) refuse(scan, `in literal ${word} (expecting '${expected}')`);
    scan.at++;
  }
}

function scanString(scan: Scan): void {
  scan.at++;
  for (;;) {
    const letter = current(scan);
    if (letter === '"') break;
    if (letter < ' ') refuse(scan, 'in string literal');
    scan.at++;
    if (letter === '\\') scanEscape(scan);
  }
  scan.at++;
}

function scanEscape(scan: Scan): void {
  const letter = current(scan);
  if (letter === '' || !'bfnrt\\/"u'.includes(letter)) refuse(scan, 'in string escape code');
  scan.at++;
  if (letter !== 'u') return;
  for (let digits = 0; digits < 4; digits++) {
    if (!/[0-9a-fA-F]/.test(current(scan))) refuse(scan, 'in \\u hexadecimal character escape');
    scan.at++;
  }
}

function scanNumber(scan: Scan): void {
  if (current(scan) === '-') {
    scan.at++;
    if (!/[0-9]/.test(current(scan))) refuse(scan, 'in numeric literal');
  }
  if (current(scan) === '0') scan.at++;
  else scanDigits(scan);
  if (current(scan) === '.') {
    scan.at++;
    if (!/[0-9]/.test(current(scan))) refuse(scan, 'after decimal point in numeric literal');
    scanDigits(scan);
  }
  if (/[eE]/.test(current(scan))) {
    scan.at++;
    if (/[+-]/.test(current(scan))) scan.at++;
    if (!/[0-9]/.test(current(scan))) refuse(scan, 'in exponent of numeric literal');
    scanDigits(scan);
  }
}

function scanDigits(scan: Scan): void {
  while (/[0-9]/.test(current(scan))) scan.at++;
}
