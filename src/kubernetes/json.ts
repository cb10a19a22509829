// Knows plain JSON values and how Go would print them. Maps may hold any key, `__proto__` and `constructor` among them, as their own.

/** A JSON object: only its own keys count. */
export type JsonMap = Readonly<Record<string, unknown>>;

/** Is it a JSON object (no list, not null)? */
export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an own key, or undefined. */
export function getOwn(map: JsonMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets an own key, also one that JavaScript gives a meaning to. */
export function setOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  else map[key] = value;
}

/** What a value is, in the words of JSON. */
export function kindOf(value: unknown): 'null' | 'bool' | 'number' | 'string' | 'array' | 'object' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return typeof value === 'string' ? 'string' : 'object';
}

/** A value as Go's `%v` prints it: `map[a:1 b:[x y]]`, `<nil>`. */
export function printGo(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(printGo).join(' ')}]`;
  if (typeof value === 'number') return printFloat(value, Number);
  if (!isMap(value)) return String(value);
  const keys = Object.keys(value).sort(compareCodePoints);
  return `map[${keys.map((key) => `${key}:${printGo(value[key])}`).join(' ')}]`;
}

/** The text that a number or a boolean becomes where a Go program wants a string: integers in full, fractions in the shortest 32-bit form. */
export function scalarText(value: boolean | number | bigint): string {
  if (typeof value !== 'number') return String(value);
  const isInteger = Number.isInteger(value) && Math.abs(value) < 2 ** 64;
  return isInteger ? BigInt(value).toString() : printFloat(Math.fround(value), Math.fround);
}

/** Order of UTF-8 bytes, which is the order of code points. */
export function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === length) return a.length - b.length;
  return order(a.charCodeAt(i)) - order(b.charCodeAt(i));
}

// Surrogates stand for code points above all other UTF-16 units.
function order(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

// The shortest digits that read back as the same number; an exponent from a million up and below a ten-thousandth.
function printFloat(value: number, round: (x: number) => number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const [digits = '', power = '0'] = shortest(value, round).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6)
    return round === Math.fround ? String(Number(`${digits}e${power}`)) : String(value);
  return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function shortest(value: number, round: (x: number) => number): string {
  if (round !== Math.fround) return value.toExponential();
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential();
}
