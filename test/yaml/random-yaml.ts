// Writes values as YAML in random styles: every way that people, tools and the specification know. For property tests of any room.
import fc from 'fast-check';
import { type Json, type JsonMap, type Random, randomFrom, randomManifest } from './random-values.ts';

/** A document and what it means. */
export interface RandomDocument {
  readonly seed: number;
  readonly value: JsonMap;
  readonly text: string;
}

/** Manifests in random styles. */
export const randomYaml: fc.Arbitrary<RandomDocument> = fc.integer().map(randomDocument);

/** The manifest of a seed. */
export function randomDocument(seed: number): RandomDocument {
  const random = randomFrom(seed);
  const value = randomManifest(random);
  return { seed, value, text: writeYaml(random, value) };
}

interface Writer {
  readonly random: Random;
  readonly step: number;
  readonly offset: number;
  readonly gap: number;
  readonly mixesOffsets: boolean;
  readonly flows: number;
  readonly comments: number;
  readonly quotes: number;
  readonly anchors: { readonly name: string; readonly value: string; readonly isMap: boolean }[];
  readonly usesAnchors: boolean;
  /** The names of the anchors whose nodes are being written. */
  readonly open: string[];
  /** Whether the line before is of a block scalar, which takes blank lines and indented comments for its own. */
  isAfterBlock: boolean;
}

/** A value as one document, in a style that the random source chooses. */
function writeYaml(random: Random, value: Json): string {
  const lineBreak = random.pick(['\n', '\n', '\n', '\r\n']);
  const isMixed = random.chance(0.05);
  const lines = random.chance(0.12) ? jsonLines(random, value) : documentLines(random, value);
  let text = lines.map((line) => line + (isMixed && random.chance(0.3) ? '\r\n' : lineBreak)).join('');
  if (random.chance(0.15) && !/\n\r?\n$/.test(text)) text = text.replace(/\r?\n$/, '');
  return random.chance(0.05) ? `\ufeff${text}` : text;
}

function jsonLines(random: Random, value: Json): string[] {
  const text = JSON.stringify(value, null, random.pick([undefined, undefined, 2, 4, '  ']));
  return text
    .replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .split('\n');
}

function documentLines(random: Random, value: Json): string[] {
  const step = random.pick([2, 2, 2, 2, 3, 4, 8]);
  const writer: Writer = {
    random,
    step,
    offset: random.pick([0, 0, 2, step]),
    gap: random.pick([2, 2, 2, 2, 4]),
    mixesOffsets: random.chance(0.2),
    flows: random.pick([0, 0.05, 0.05, 0.3]),
    comments: random.pick([0, 0.05, 0.3]),
    quotes: random.pick([0, 0.2, 0.8]),
    anchors: [],
    usesAnchors: random.chance(0.3),
    open: [],
    isAfterBlock: false,
  };
  const head = random.chance(0.3) ? ['# A comment: with "quotes", {braces}', ''] : [];
  const directive = random.chance(0.1) ? ['%YAML 1.1'] : [];
  const marker = directive.length > 0 || random.chance(0.4) ? [random.pick(['---', '--- # start', '---  '])] : [];
  const body = isFilled(value) ? collectionLines(writer, value, 0) : [`${scalarText(writer, value, 0, false)}`];
  const tail = writer.isAfterBlock
    ? []
    : random.chance(0.1)
      ? ['# the end']
      : random.chance(0.05)
        ? ['...']
        : random.chance(0.1)
          ? ['', '']
          : [];
  return [...head, ...directive, ...marker, ...body, ...tail];
}

function isFilled(value: Json): value is Json[] | JsonMap {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function collectionLines(writer: Writer, value: Json[] | JsonMap, column: number): string[] {
  return Array.isArray(value)
    ? value.flatMap((item, index) => itemLines(writer, item, column, index))
    : mapLines(writer, value, column);
}

function mapLines(writer: Writer, map: JsonMap, column: number): string[] {
  const { lines, rest } = mergeLines(writer, map, column);
  const own = Object.entries(rest).flatMap(([key, value], index) =>
    entryLines(writer, key, value, column, index + lines.length),
  );
  return [...lines, ...own];
}

/** Sometimes a map that is there above is merged, if this one begins with all that it has. */
function mergeLines(writer: Writer, map: JsonMap, column: number): { lines: string[]; rest: JsonMap } {
  const fitting = writer.anchors.filter(
    ({ value, isMap }) =>
      isMap &&
      Object.entries(JSON.parse(value) as JsonMap).every(
        ([key, inner]) => JSON.stringify(map[key]) === JSON.stringify(inner),
      ),
  );
  const source = fitting.findLast((anchor) => isCurrent(writer, anchor));
  if (!source || !writer.random.chance(0.4)) return { lines: [], rest: map };
  const given = Object.keys(JSON.parse(source.value) as JsonMap);
  return {
    lines: [`${' '.repeat(column)}<<: *${source.name}`],
    rest: Object.fromEntries(Object.entries(map).filter(([key]) => !given.includes(key))),
  };
}

function before(writer: Writer, column: number): string[] {
  const { random, comments } = writer;
  if (!random.chance(comments)) return [];
  if (writer.isAfterBlock) return [`${' '.repeat(column)}# after a block`];
  const deep = random.chance(0.15) ? random.int(0, 6) : 0;
  return random.pick([
    [''],
    [`${' '.repeat(column + deep)}# about: this - {x}`],
    [`${' '.repeat(column)}# two`, `${' '.repeat(column)}#lines`],
    ['', `${' '.repeat(column)}# after a blank`],
  ]);
}

function after(writer: Writer): string {
  const { random, comments } = writer;
  if (random.chance(comments)) return random.pick([' # note', '  # a: b', '\t# tabbed', ' #']);
  return random.chance(0.03) ? random.pick([' ', '\t', '   ']) : '';
}

function entryLines(writer: Writer, key: string, value: Json, column: number, index: number): string[] {
  const { random } = writer;
  const indent = ' '.repeat(column);
  const lead = index === 0 ? [] : before(writer, column);
  const name = keyText(writer, key, false);
  if (random.chance(0.01))
    return [...lead, `${indent}? ${name}`, ...valueLines(writer, value, column, `${indent}:`, column, false)];
  return [...lead, ...valueLines(writer, value, column, `${indent}${name}:`, column, false)];
}

function itemLines(writer: Writer, value: Json, column: number, index: number): string[] {
  const lead = index === 0 ? [] : before(writer, column);
  return [...lead, ...valueLines(writer, value, column, `${' '.repeat(column)}-`, column, true)];
}

/** The lines of what follows `start`, which ends in `:` or `-`. */
function valueLines(
  writer: Writer,
  value: Json,
  column: number,
  start: string,
  parent: number,
  isItem: boolean,
): string[] {
  const { gap, step } = writer;
  const alias = aliasFor(writer, value);
  writer.isAfterBlock &&= !alias;
  if (alias) return [`${start} *${alias}${after(writer)}`];
  const [mark, remember] = markFor(writer, value);
  writer.isAfterBlock = false;
  const lines = unmarkedLines(writer, value, column, `${start}${mark}`, parent, isItem, mark === '' ? gap : 0, step);
  remember();
  return lines;
}

function unmarkedLines(
  writer: Writer,
  value: Json,
  column: number,
  start: string,
  parent: number,
  isItem: boolean,
  gap: number,
  step: number,
): string[] {
  const { random } = writer;
  if (isFilled(value)) {
    if (random.chance(writer.flows)) return flowLines(writer, value, start, column + step);
    if (isItem && gap > 0 && random.chance(0.93)) return compactLines(writer, value, column, start, gap);
    const inner = isItem ? column + random.pick([2, step]) : column + (Array.isArray(value) ? offsetOf(writer) : step);
    const comment = random.chance(writer.comments / 3) ? [`${' '.repeat(inner)}# first`] : [];
    // Go's reader takes no tab after a dash.
    return [start + after(writer).replace('\t', ' '), ...comment, ...collectionLines(writer, value, inner)];
  }
  const block =
    typeof value === 'string' && random.chance(0.5)
      ? blockScalarLines(writer, value, start, Math.max(parent, 0))
      : undefined;
  if (block) return block;
  const text = scalarText(writer, value, column + step, false);
  const space =
    isItem && gap > 0
      ? ' '.repeat(gap - 1)
      : random.chance(0.05) && !/^ *:/.test(start)
        ? random.pick(['  ', '\t'])
        : ' ';
  if (text === '') return [start + after(writer).replace('\t', ' ')];
  return `${start}${isItem && space.includes('\t') ? ' ' : space}${text}${after(writer)}`.split('\n');
}

function offsetOf({ random, offset, mixesOffsets, step }: Writer): number {
  return mixesOffsets ? random.pick([0, 2, step]) : offset;
}

function compactLines(writer: Writer, value: Json[] | JsonMap, column: number, start: string, gap: number): string[] {
  const lines = collectionLines(writer, value, column + gap);
  return [start + ' '.repeat(gap - 1) + lines[0]!.slice(column + gap), ...lines.slice(1)];
}

function aliasFor(writer: Writer, value: Json): string | undefined {
  if (!writer.usesAnchors || !writer.random.chance(0.7)) return undefined;
  const text = JSON.stringify(value);
  const found = writer.anchors.findLast((anchor) => anchor.value === text);
  return found && isCurrent(writer, found) ? found.name : undefined;
}

function isCurrent({ anchors, open }: Writer, anchor: Writer['anchors'][number]): boolean {
  return !open.includes(anchor.name) && anchors.findLast((other) => other.name === anchor.name) === anchor;
}

/** Sometimes an anchor or a tag before a value. */
function markFor(writer: Writer, value: Json): [string, () => void] {
  const { random, anchors, usesAnchors } = writer;
  if (usesAnchors && random.chance(0.25)) {
    const free = ['a', 'b', 'x-y'].filter((each) => !writer.open.includes(each));
    const name = random.pick([...free, `n${anchors.length}-${writer.open.length}`]);
    const isMap = isFilled(value) && !Array.isArray(value);
    const tag = random.chance(0.1) && isMap ? ' !!map' : '';
    const remember = (): void => {
      writer.open.pop();
      anchors.push({ name, value: JSON.stringify(value), isMap });
    };
    writer.open.push(name);
    return [random.pick([` &${name}${tag}`, `${tag} &${name}`]), remember];
  }
  return ['', () => {}];
}

function keyText(writer: Writer, key: string, isFlow: boolean): string {
  if (isPlainSafe(key, isFlow) && !writer.random.chance(writer.quotes / 4)) return key;
  return quotedText(writer, key);
}

function quotedText({ random }: Writer, value: string): string {
  const needsDouble = /[\p{Cc}\u2028\u2029\ufeff]/u.test(value);
  return needsDouble || random.chance(0.5) ? doubleText(value) : `'${value.replaceAll("'", "''")}'`;
}

function doubleText(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What every reader takes for this string; far fewer than there are. */
function isPlainSafe(value: string, isFlow: boolean): boolean {
  if (/^(?:y|yes|n|no|on|off|true|false|null)$/i.test(value)) return false;
  return (
    isFlow ? /^[A-Za-zé日😀](?:[\w./-]| (?=[\w]))*$/u : /^(?:--)?[A-Za-zé日😀](?:[\w./,'"=?]|[:-](?=\w)| (?=[\w]))*$/u
  ).test(value);
}

function scalarText(writer: Writer, value: Json, column: number, isFlow: boolean): string {
  const { random, quotes } = writer;
  if (Array.isArray(value)) return random.pick(['[]', '[ ]']);
  if (value === null) return isFlow ? random.pick(['null', '~']) : random.pick(['null', '~', '', 'Null']);
  if (typeof value === 'object') return '{}';
  if (typeof value === 'boolean')
    return value ? random.pick(['true', 'yes', 'on', 'True']) : random.pick(['false', 'no', 'off', 'FALSE']);
  if (typeof value === 'number') return numberText(random, value);
  if (!isPlainSafe(value, isFlow) || random.chance(quotes))
    return broken(writer, quotedText(writer, value), column, isFlow);
  return broken(writer, value, column, isFlow);
}

function numberText(random: Random, value: number): string {
  if (!Number.isInteger(value) || value < 0 || !random.chance(0.2)) return String(value);
  return random.pick([
    `0x${value.toString(16)}`,
    value === 0 ? '0' : `0${value.toString(8)}`,
    value > 999 ? `${Math.floor(value / 1000)}_${String(value % 1000).padStart(3, '0')}` : `+${value}`,
  ]);
}

/** Sometimes a plain or quoted scalar goes on on the next line, at a space between two words. */
function broken({ random }: Writer, text: string, column: number, isFlow: boolean): string {
  if (isFlow || !random.chance(0.2)) return text;
  const spaces = [...text.matchAll(/(?<=[a-z]) (?=[a-z])/g)].map((match) => match.index);
  if (spaces.length === 0 || text.includes('#')) return text;
  const at = random.pick(spaces);
  return `${text.slice(0, at)}\n${' '.repeat(column + random.int(0, 2))}${text.slice(at + 1)}`;
}

function blockScalarLines(writer: Writer, value: string, start: string, parent: number): string[] | undefined {
  const { random } = writer;
  if (!/\S/.test(value) || /(?![\n\t])[\p{Cc}\u2028\u2029\ufeff]|^\s*\t/u.test(value)) return undefined;
  const body = value.replace(/\n+$/, '');
  const trailing = value.length - body.length;
  const indent = random.pick([1, 2, 2, 4]);
  const needsDigit = /^\s/.test(body);
  const digit = needsDigit || random.chance(0.1) ? String(indent) : '';
  const chomp = trailing === 0 ? '-' : trailing === 1 ? '' : '+';
  const isFolded = random.chance(0.3) && !/^[ \t\n]|\n[ \t]|[ \t]\n|[ ]{2}| $/.test(body);
  const lines = isFolded ? foldedLines(random, body) : body.split('\n');
  const header = `${isFolded ? '>' : '|'}${random.chance(0.5) ? chomp + digit : digit + chomp}${random.chance(writer.comments) ? ' # header' : ''}`;
  const blanks = chomp === '+' ? Array.from({ length: trailing - 1 }, () => '') : [];
  const pad = ' '.repeat(parent + indent);
  writer.isAfterBlock = true;
  return [`${start} ${header}`, ...lines.map((line) => (line === '' ? '' : pad + line)), ...blanks];
}

function foldedLines(random: Random, body: string): string[] {
  return body.split(/(\n+)/).flatMap((part) => {
    if (part.startsWith('\n')) return Array.from({ length: part.length }, () => '');
    const lines: string[] = [];
    for (const word of part.split(/ (?=\S)/)) {
      if (lines.length === 0 || random.chance(0.2)) lines.push(word);
      else lines.push(`${lines.pop()} ${word}`);
    }
    return lines;
  });
}

function flowLines(writer: Writer, value: Json[] | JsonMap, start: string, column: number): string[] {
  const { random } = writer;
  if (random.chance(0.15)) return `${start} ${doubleJson(value)}`.split('\n');
  return `${start} ${flowText(writer, value, column, random.chance(0.3))}${after(writer)}`.split('\n');
}

function doubleJson(value: Json): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function flowText(writer: Writer, value: Json, column: number, isPretty: boolean): string {
  const { random } = writer;
  if (!isFilled(value)) return scalarText(writer, value, column, true);
  const inner = Array.isArray(value)
    ? value.map((item) => flowText(writer, item, column + 2, isPretty && random.chance(0.3)))
    : Object.entries(value).map(
        ([key, item]) =>
          `${keyText(writer, key, true)}: ${flowText(writer, item, column + 2, isPretty && random.chance(0.3))}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const comma = random.chance(0.1) ? ',' : '';
  if (!isPretty) {
    const pad = random.chance(0.2) ? ' ' : '';
    return `${open}${pad}${inner.join(random.pick([', ', ', ', ' , ']))}${comma}${pad}${close}`;
  }
  const pad = ' '.repeat(column + 2);
  const noted = inner.map((element, index) => {
    const last = index === inner.length - 1;
    return `${pad}${element}${last ? comma : ','}${random.chance(writer.comments) ? ' # in flow, here' : ''}`;
  });
  return `${open}\n${noted.join('\n')}\n${' '.repeat(column)}${close}`;
}
