// Knows how to write one scalar so that readers of YAML 1.1 and 1.2 read the same. Does not know where it stands.

/** How a string is quoted where it must be. */
export type Quote = "'" | '"';

/** A scalar on one line. `isFlow`: inside `[]` or `{}`, where a plain scalar has no `,[]{}`. */
export function writeScalar(value: unknown, quote: Quote, isFlow: boolean): string {
  if (typeof value === 'string') return writeString(value, quote, isFlow);
  if (typeof value === 'number') return writeNumber(value);
  return value === undefined ? 'null' : String(value);
}

/** A string on one line: plain where that means the string to every reader, else quoted. */
export function writeString(value: string, quote: Quote, isFlow: boolean): string {
  const written = remembered[`${quote}${isFlow}`];
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = isPlain(value, isFlow) ? value : quoted(value, quote);
  if (written.size > MOST_REMEMBERED) written.clear();
  if (value.length < LONGEST_REMEMBERED) written.set(value, text);
  return text;
}

// The same few hundred strings come again for every workload.
const remembered = { '"true': new Map<string, string>(), '"false': new Map(), "'true": new Map(), "'false": new Map() };
const MOST_REMEMBERED = 20_000;
const LONGEST_REMEMBERED = 1000;

/** A string in quotes: those asked for, or the others where these would need escapes. */
export function quoted(value: string, quote: Quote): string {
  const needsDouble = NOT_SINGLE.test(value);
  const readsBetterSingle = /["\\]/.test(value) && !value.includes("'");
  if (!needsDouble && (quote === "'" || readsBetterSingle)) return `'${value.replaceAll("'", "''")}'`;
  return doubleQuoted(value);
}

/** A string in double quotes. It is also JSON where the string has no control characters beyond JSON's own. */
export function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(SPECIAL, escaped);
}

/** A number; as YAML 1.1 wants it, an exponent follows a point. */
export function writeNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

// What JSON leaves as it is, but a reader of YAML 1.1 takes for a line break or refuses.
const SPECIAL = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
const NOT_SINGLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what needs an escape
  /[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isPlain(value: string, isFlow: boolean): boolean {
  if (NOT_PLAIN.test(value) || NOT_SINGLE.test(value) || isOtherThanString(value)) return false;
  // Some readers take a `?` inside a flow collection for the start of a key.
  return !isFlow || !/[,[\]{}?]/.test(value);
}

// Nothing; an indicator at the start; a document marker; white space at an end; `: ` or ` #` inside, `:` at the end.
const NOT_PLAIN = /^$|^[\s,[\]{}#&*!|>'"%@`?:]|^-(?:\s|$)|^(?:---|\.\.\.)|\s$|:\s|\s#|:$/;

/** Whether any reader would take these characters for a boolean, null, number, date, merge key or the like. */
function isOtherThanString(value: string): boolean {
  const first = value.charCodeAt(0);
  // Only these begin one: + - . digits = < ~ and the letters of the words.
  if (first > 0x39 && !/^[yntfoe~=<]/i.test(value)) return false;
  return OTHER.some((pattern) => pattern.test(value));
}

const OTHER: readonly RegExp[] = [
  /^(?:y|yes|n|no|true|false|on|off|null|~|=|<<)$/i,
  /^[-+]?0[box][0-9a-f_]*$/i,
  // Integers, floats and the sexagesimals of YAML 1.1.
  /^[-+]?[0-9][0-9_,]*(?::[0-9_]+)*(?:\.[0-9_]*)?(?:e[-+]?[0-9]*)?$/i,
  /^[-+]?\.[0-9_]+(?:e[-+]?[0-9]*)?$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  // The yaml package takes this for a number.
  /^[-+]?e[-+]?[0-9]+$/i,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt \t])/,
];

/** Whether a string is best written as the lines of a literal block. */
export function suitsLiteral(value: string): boolean {
  return value.includes('\n') && !NOT_LITERAL.test(value.replaceAll('\n', ' ')) && !BAD_LINES.test(value);
}

const NOT_LITERAL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a tab may stand in a literal block, other controls may not
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
// A tab first, a line of white space alone, more than one line break at the end: what is around would change them.
const BAD_LINES = /^[ \t]*$|^\t|^\n|(?:^|\n)[ \t]+(?:\n|$)|\n\n$/;
