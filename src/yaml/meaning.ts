// Knows what a plain scalar means to Kubernetes: YAML 1.1 in the spellings of its Go reader. Does not know where it stands.

const BIG = 2n ** 64n;
const DOT = 0x2e;

const WORDS: ReadonlyMap<string, boolean | number | null> = new Map<string, boolean | number | null>([
  ...spelt(true, 'y Y yes Yes YES true True TRUE on On ON'),
  ...spelt(false, 'n N no No NO false False FALSE off Off OFF'),
  ...spelt(null, '~ null Null NULL'),
  ...spelt(Number.NaN, '.nan .NaN .NAN'),
  ...spelt(Number.POSITIVE_INFINITY, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...spelt(Number.NEGATIVE_INFINITY, '-.inf -.Inf -.INF'),
]);

// The characters that something other than a string can begin with.
const HINTS = new Uint8Array(128);
for (const character of '+-0123456789.yYnNtTfFoO~') HINTS[character.charCodeAt(0)] = 1;

/** What a plain scalar means. Dates, sexagesimals and `=` are strings; the empty scalar is null. */
export function plainMeaning(text: string): string | number | boolean | null {
  if (text === '') return null;
  const code = text.charCodeAt(0);
  if (code > 127 || HINTS[code] === 0) return text;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return code <= 0x39 ? (numberMeaning(text) ?? text) : text;
}

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[bB]([01]+)|0[xX]([0-9a-fA-F]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;
const LOOSE_UNDERSCORE = /^\._|__|_$/;

function numberMeaning(text: string): number | undefined {
  if (text.charCodeAt(0) === DOT && LOOSE_UNDERSCORE.test(text)) return undefined;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = INTEGER.exec(plain);
  const whole = integer ? integerMeaning(integer) : undefined;
  if (whole !== undefined) return whole;
  const number = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a text is written as an integer. */
export function isInteger(text: string): boolean {
  return INTEGER.test(text.replaceAll('_', ''));
}

function integerMeaning([, sign, ...digits]: RegExpExecArray): number | undefined {
  const size = wholeNumber(digits);
  if (size >= BIG || (sign === '-' && size > BIG / 2n)) return undefined;
  return sign === '-' ? -Number(size) : Number(size);
}

function wholeNumber([binary, hex, octal, oldOctal, decimal]: readonly (string | undefined)[]): number | bigint {
  const digits = decimal ?? `0${binary ? 'b' : hex ? 'x' : 'o'}${binary ?? hex ?? octal ?? oldOctal}`;
  return digits.length < 15 ? Number(digits) : BigInt(digits);
}

/** The string that a key becomes, or undefined where Kubernetes takes no such key. `raw` is how a number is written. */
export function keyName(value: unknown, raw: string): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberName(value, raw.replaceAll('_', ''));
  return undefined;
}

function numberName(value: number, raw: string): string | undefined {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const integer = INTEGER.exec(raw);
  return integer ? integerName(integer) : shortestSingle(value);
}

function integerName([, sign, ...digits]: RegExpExecArray): string | undefined {
  const size = wholeNumber(digits);
  if (size >= BIG / 2n && !(sign === '-' && size === BIG / 2n)) return undefined;
  return String(sign === '-' ? -BigInt(size) : size);
}

/** The shortest digits that give the same 32-bit float, as Go's `%g` writes them. */
function shortestSingle(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits < 10; digits++) {
    const text = single.toPrecision(digits);
    if (Math.fround(Number(text)) === single) return goExponent(Number(text));
  }
  return goExponent(single);
}

function goExponent(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa, power] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return value.toString();
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function spelt<T>(meaning: T, spellings: string): [string, T][] {
  return spellings.split(' ').map((spelling) => [spelling, meaning]);
}
