// Knows sprig's functions on words and letters: cases, wrapping, abbreviating. Some work on bytes, as their Go originals do.
import type { DeclaredFunction } from '../functions.ts';
import { type GoType, INT, STRING } from '../gotype.ts';
import { charge } from '../meter.ts';
import { characters, fromBytes, isAscii, runeOf, toBytes } from '../text.ts';
import { isDigit, isLetter, isLower, isSpace, isUpper, toLower, toTitle, toUpper } from '../unicode.ts';
import { toKebabCase, toPascalCase, toSnakeCase } from './cases.ts';

const text = (params: readonly GoType[], call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result: STRING,
  call,
});

/** sprig's functions on words. */
export const WORD_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  upper: text([STRING], (whole: string) => (isAscii(whole) ? whole.toUpperCase() : mapRunes(whole, toUpper))),
  lower: text([STRING], (whole: string) => (isAscii(whole) ? whole.toLowerCase() : mapRunes(whole, toLower))),
  title: text([STRING], title),
  untitle: text([STRING], untitle),
  swapcase: text([STRING], swapCase),
  camelcase: text([STRING], toPascalCase),
  snakecase: text([STRING], toSnakeCase),
  kebabcase: text([STRING], toKebabCase),
  nospace: text([STRING], noSpace),
  initials: text([STRING], initials),
  wrap: text([INT, STRING], (width: number, whole: string) => wrap(whole, width, '', false)),
  wrapWith: text([INT, STRING, STRING], (width: number, line: string, whole: string) => wrap(whole, width, line, true)),
  abbrev: text([INT, STRING], (width: number, whole: string) => (width < 4 ? whole : abbreviate(whole, 0, width))),
  abbrevboth: text([INT, INT, STRING], (left: number, right: number, whole: string) =>
    right < 4 || (left > 0 && right < 7) ? whole : abbreviate(whole, left, right),
  ),
};

function mapRunes(whole: string, map: (rune: string) => string): string {
  return characters(whole)
    .map((rune) => map(valid(rune)))
    .join('');
}

function valid(rune: string): string {
  return runeOf(rune) === 0xfffd ? '\ufffd' : rune;
}

function title(whole: string): string {
  let before = ' ';
  return mapRunes(whole, (rune) => {
    const changed = isSeparator(before) ? toTitle(rune) : rune;
    before = rune;
    return changed;
  });
}

function isSeparator(rune: string): boolean {
  if (rune <= '\x7f') return !/[0-9A-Za-z_]/.test(rune);
  return !isLetter(rune) && !isDigit(rune) && isSpace(rune);
}

function untitle(whole: string): string {
  let isFirst = true;
  return mapRunes(whole, (rune) => {
    if (isSpace(rune)) {
      isFirst = true;
      return rune;
    }
    const changed = isFirst ? toLower(rune) : rune;
    isFirst = false;
    return changed;
  });
}

function swapCase(whole: string): string {
  let afterSpace = true;
  return mapRunes(whole, (rune) => {
    const starts = afterSpace;
    const isTitle = /^\p{Lt}$/u.test(rune);
    afterSpace = !isUpper(rune) && !isTitle && !isLower(rune) && isSpace(rune);
    if (isUpper(rune) || isTitle) return toLower(rune);
    if (!isLower(rune)) return rune;
    return starts ? toTitle(rune) : toUpper(rune);
  });
}

/** Each byte as a letter of its own. */
function letters(whole: string): string {
  return isAscii(whole) ? whole : Buffer.from(toBytes(whole)).toString('latin1');
}

function fromLetters(bytes: string, original: string): string {
  return isAscii(original) && isAscii(bytes) ? bytes : fromBytes(Buffer.from(bytes, 'latin1'));
}

function noSpace(whole: string): string {
  const bytes = letters(whole);
  const kept = [...bytes].filter((letter) => !isSpace(letter)).join('');
  return kept.length === bytes.length ? whole : kept;
}

function initials(whole: string): string {
  let afterGap = true;
  let first = '';
  for (const letter of letters(whole)) {
    if (!isSpace(letter) && afterGap) first += letter;
    afterGap = isSpace(letter);
  }
  return first;
}

function wrap(whole: string, width: number, line: string, wrapsLongWords: boolean): string {
  const bytes = letters(whole);
  const lineBytes = letters(line === '' ? '\n' : line);
  const wrapped = wrapBytes(bytes, Math.max(width, 1), lineBytes, wrapsLongWords);
  return isAscii(whole) && isAscii(line) ? wrapped : fromBytes(Buffer.from(wrapped, 'latin1'));
}

function wrapBytes(bytes: string, width: number, line: string, wrapsLongWords: boolean): string {
  let wrapped = '';
  let at = 0;
  while (bytes.length - at > width) {
    charge(1 + line.length);
    if (bytes[at] === ' ') {
      at++;
      continue;
    }
    const { end, next } = lineEnd(bytes, at, width, wrapsLongWords);
    wrapped += bytes.slice(at, end) + (next < 0 ? '' : line);
    at = next < 0 ? bytes.length : next;
  }
  return wrapped + bytes.slice(at);
}

/** Where a line ends and the next one starts; no next one is -1. */
function lineEnd(bytes: string, at: number, width: number, wrapsLongWords: boolean): { end: number; next: number } {
  const space = bytes.lastIndexOf(' ', at + width);
  if (space >= at) return { end: space, next: space + 1 };
  if (wrapsLongWords) return { end: at + width, next: at + width };
  const after = bytes.indexOf(' ', at + width);
  return after < 0 ? { end: bytes.length, next: -1 } : { end: after, next: after + 1 };
}

function abbreviate(whole: string, offset: number, width: number): string {
  return fromLetters(abbreviateBytes(letters(whole), offset, width), whole);
}

function abbreviateBytes(bytes: string, given: number, width: number): string {
  if (bytes === '' || width < 4) return '';
  const { length } = bytes;
  if (length <= width) return bytes;
  const inside = Math.min(given, length);
  const offset = length - inside < width - 3 ? length - (width - 3) : inside;
  if (offset <= 4) return `${bytes.slice(0, width - 3)}...`;
  if (width < 7) return '';
  if (offset + width - 3 < length) return `...${abbreviateBytes(bytes.slice(offset), 0, width - 3)}`;
  return `...${bytes.slice(length - (width - 3))}`;
}
