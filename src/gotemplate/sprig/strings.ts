// Knows sprig's functions on strings: trimming, cutting, joining, quoting. Words and letter cases are in words.ts.
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, BOOL, BYTES, type GoType, INT, isSameType, STRING, STRING_MAP, STRINGS } from '../gotype.ts';
import { charge, ITEM_COST } from '../meter.ts';
import { goPrint } from '../print.ts';
import { quote } from '../quote.ts';
import { exactly, withCapacity } from '../slices.ts';
import { byteLength, characters, fromBytes, runeOf, sliceBytes, sortTexts } from '../text.ts';
import { isSpace } from '../unicode.ts';
import { elemType, indirect, itemsOf, newDictionary, Typed, typed, typeOf } from '../values.ts';

const text = (params: readonly GoType[], call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result: STRING,
  call,
});
const test = (call: (part: string, whole: string) => boolean): DeclaredFunction => ({
  params: [STRING, STRING],
  result: BOOL,
  call,
});
const all = (result: GoType, call: (...values: unknown[]) => unknown): DeclaredFunction => ({
  params: [ANY],
  variadic: true,
  result,
  call,
});

const trimAll = text([STRING, STRING], (cut: string, whole: string) => trimSet(whole, cut));

/** sprig's functions on strings. */
export const STRING_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  hello: text([], () => 'Hello!'),
  trim: text([STRING], trimSpace),
  trimAll,
  trimall: trimAll,
  trimSuffix: text([STRING, STRING], (end: string, whole: string) =>
    whole.endsWith(end) ? whole.slice(0, whole.length - end.length) : whole,
  ),
  trimPrefix: text([STRING, STRING], (start: string, whole: string) =>
    whole.startsWith(start) ? whole.slice(start.length) : whole,
  ),
  contains: test((part, whole) => whole.includes(part)),
  hasPrefix: test((part, whole) => whole.startsWith(part)),
  hasSuffix: test((part, whole) => whole.endsWith(part)),
  repeat: text([INT, STRING], repeat),
  substr: text([INT, INT, STRING], substring),
  trunc: text([INT, STRING], truncate),
  replace: text([STRING, STRING, STRING], (old: string, by: string, whole: string) => replaceAll(whole, old, by)),
  plural: text([STRING, STRING, INT], (one: string, many: string, count: number) => (count === 1 ? one : many)),
  indent: text([INT, STRING], indent),
  nindent: text([INT, STRING], (spaces: number, whole: string) => `\n${indent(spaces, whole)}`),
  quote: all(STRING, (...values) =>
    present(values)
      .map((value) => quote(asString(value)))
      .join(' '),
  ),
  squote: all(STRING, (...values) =>
    present(values)
      .map((value) => `'${goPrint(value)}'`)
      .join(' '),
  ),
  cat: all(STRING, (...values) => present(values).map(goPrint).join(' ')),
  toString: text([ANY], asString),
  toStrings: { params: [ANY], result: STRINGS, call: asStrings },
  join: text([STRING, ANY], (separator: string, value: unknown) => join(asStrings(value), separator)),
  sortAlpha: { params: [ANY], result: STRINGS, call: sortAlpha },
  splitList: {
    params: [STRING, STRING],
    result: STRINGS,
    call: (by: string, whole: string) => exactly(split(whole, by, -1)),
  },
  split: {
    params: [STRING, STRING],
    result: STRING_MAP,
    call: (by: string, whole: string) => numbered(split(whole, by, -1)),
  },
  splitn: {
    params: [STRING, INT, STRING],
    result: STRING_MAP,
    call: (by: string, count: number, whole: string) => numbered(split(whole, by, count)),
  },
};

/** strings.TrimSpace */
function trimSpace(whole: string): string {
  return trimWhere(whole, isSpace);
}

function trimWhere(whole: string, isCut: (rune: string) => boolean): string {
  const runes = characters(whole);
  let start = 0;
  let end = runes.length;
  while (start < end && isCut(runes[start]!)) start++;
  while (end > start && isCut(runes[end - 1]!)) end--;
  return runes.slice(start, end).join('');
}

function trimSet(whole: string, cut: string): string {
  const set = new Set(characters(cut).map(runeOf));
  return set.size === 0 ? whole : trimWhere(whole, (rune) => set.has(runeOf(rune)));
}

/** strings.Repeat */
function repeat(count: number, whole: string): string {
  if (count < 0) panic('strings: negative Repeat count');
  charge(count * whole.length);
  return whole.repeat(Number(count));
}

function indent(spaces: number, whole: string): string {
  const pad = repeat(spaces, ' ');
  const lines = whole.split('\n');
  charge(lines.length * pad.length);
  return pad + lines.join(`\n${pad}`);
}

function substring(start: number, end: number, whole: string): string {
  const length = byteLength(whole);
  if (start < 0) {
    if (end > length) panic(`runtime error: slice bounds out of range [:${shown(end)}] with length ${length}`);
    return end < 0 ? panic(`runtime error: slice bounds out of range [:${shown(end)}]`) : sliceBytes(whole, 0, end);
  }
  const stop = end < 0 || end > length ? length : end;
  if (start > stop) panic(`runtime error: slice bounds out of range [${shown(start)}:${stop}]`);
  return sliceBytes(whole, start, stop);
}

/** An int that may have lost its last digits on the way. */
function shown(value: number): string {
  const whole = BigInt(value);
  return String(whole === 2n ** 63n ? whole - 1n : whole);
}

function truncate(count: number, whole: string): string {
  const length = byteLength(whole);
  if (count < 0 && length + count > 0) return sliceBytes(whole, length + count, length);
  return count >= 0 && length > count ? sliceBytes(whole, 0, count) : whole;
}

/** strings.ReplaceAll */
function replaceAll(whole: string, old: string, by: string): string {
  const parts = old === '' ? ['', ...characters(whole), ''] : whole.split(old);
  return join(parts, by);
}

function join(parts: readonly string[], separator: string): string {
  charge((parts.length + 1) * separator.length);
  return parts.join(separator);
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== null && value !== undefined);
}

/** A value as sprig makes text of it. */
export function asString(value: unknown): string {
  if (value instanceof Typed && isSameType(value.type, BYTES)) {
    return fromBytes(Uint8Array.from(itemsOf(value) as readonly number[]));
  }
  return goPrint(value ?? null);
}

/** A list's items as sprig makes texts of them, nil left out; anything else is a list of one. */
function asStrings(value: unknown): string[] {
  const items = itemsOf(value);
  if (items === undefined) return value === null || value === undefined ? [] : exactly([asString(value)]);
  const elem = elemType(value);
  if (elem.kind === 'string' && elem.name === undefined) return items as string[];
  const texts = items.map((item) => typed(item, elem)).filter((item) => item !== null);
  return withCapacity(texts.map(asString), items.length);
}

function sortAlpha(value: unknown): string[] {
  const list = indirect(value);
  if (itemsOf(list) === undefined) return exactly([asString(value)]);
  return typeOf(list)!.kind === 'slice' ? sortTexts(asStrings(value)) : asStrings(value);
}

/** strings.SplitN */
function split(whole: string, by: string, count: number): string[] {
  if (count === 0) return [];
  const parts = by === '' ? characters(whole) : whole.split(by);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(by)];
}

function numbered(parts: readonly string[]): Record<string, string> {
  charge(ITEM_COST * parts.length);
  const dictionary = newDictionary() as Record<string, string>;
  for (const [at, part] of parts.entries()) dictionary[`_${at}`] = part;
  return dictionary;
}
