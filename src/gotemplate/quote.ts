// Knows how Go writes and reads quoted strings and runes (package strconv). Does not know templates.
import { charge, ITEM_COST } from './meter.ts';
import { characters, joined, runeOf, runeText } from './text.ts';
import { isPrint } from './unicode.ts';

/** `"text"` as %q writes it; with `ascii` as %+q. */
export function quote(text: string, ascii = false): string {
  return quoteWith(text, '"', ascii);
}

/** `'x'` as %q writes a rune; with `ascii` as %+q. */
export function quoteRune(code: number, ascii = false): string {
  return quoteWith(runeText(code), "'", ascii);
}

const PLAIN = /^[ !#-&(-[\]-~]*$/;

function quoteWith(text: string, mark: string, ascii: boolean): string {
  if (PLAIN.test(text)) return mark + text + mark;
  charge(ITEM_COST * text.length);
  let quoted = mark;
  for (const character of characters(text)) quoted += escapeRune(character, mark, ascii);
  return quoted + mark;
}

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeRune(character: string, mark: string, ascii: boolean): string {
  if (character === mark || character === '\\') return `\\${character}`;
  const code = character.codePointAt(0)!;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (isPrint(character) && (!ascii || code < 0x80)) return character;
  if (code < 0x20 || code === 0x7f) return NAMED[character] ?? `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(runeOf(character), 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** Whether %#q may write the text between backquotes. */
export function canBackquote(text: string): boolean {
  return /^[\t -_a-~\u0080-\ud7ff\ue000-\ufefe\uff00-\u{10ffff}]*$/u.test(joined(text));
}

/** The string of a literal in double quotes or backquotes; undefined when its syntax is wrong. */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
  if (!literal.includes('\\')) return literal.slice(1, -1).includes('\n') ? undefined : literal.slice(1, -1);
  let text = '';
  for (let rest = literal.slice(1); rest !== '"'; ) {
    const next = unquoteCharacter(rest, '"');
    if (next === undefined || rest.startsWith('\n')) return undefined;
    text += next.text;
    rest = next.rest;
  }
  return joined(text);
}

/** The first character of a quoted text, read; undefined when its syntax is wrong. */
export function unquoteCharacter(
  quoted: string,
  mark: string,
): { code: number; text: string; rest: string } | undefined {
  if (quoted === '' || quoted.startsWith(mark)) return undefined;
  const code = quoted.codePointAt(0)!;
  if (quoted[0] !== '\\') return plainCharacter(runeOf(quoted), quoted.slice(code > 0xffff ? 2 : 1));
  return readEscape(quoted, mark);
}

function plainCharacter(code: number, rest: string): { code: number; text: string; rest: string } {
  return { code, text: runeText(code), rest };
}

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const HEX_WIDTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(quoted: string, mark: string): { code: number; text: string; rest: string } | undefined {
  const letter = quoted[1] ?? '';
  if (letter === mark) return plainCharacter(letter.charCodeAt(0), quoted.slice(2));
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return plainCharacter(simple, quoted.slice(2));
  if (/[0-7]/.test(letter)) return byteEscape(quoted, quoted.slice(1, 4), 8, 4);
  const width = Object.hasOwn(HEX_WIDTH, letter) ? HEX_WIDTH[letter]! : 0;
  if (width === 0) return undefined;
  const digits = quoted.slice(2, 2 + width);
  return letter === 'x' ? byteEscape(quoted, digits, 16, 4) : runeEscape(quoted, digits, width);
}

function byteEscape(quoted: string, digits: string, base: 8 | 16, end: number) {
  const isWhole = base === 8 ? /^[0-7]{3}$/.test(digits) : /^[0-9a-fA-F]{2}$/.test(digits);
  const code = Number.parseInt(digits, base);
  if (!isWhole || code > 255) return undefined;
  const text = String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
  return { code, text, rest: quoted.slice(end) };
}

function runeEscape(quoted: string, digits: string, width: number) {
  const code = Number.parseInt(digits, 16);
  const isRune = digits.length === width && /^[0-9a-fA-F]+$/.test(digits) && code <= 0x10ffff;
  if (!isRune || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return plainCharacter(code, quoted.slice(2 + width));
}
