// Knows how new values are written: as a block, on one line, or as JSON. Pure: the same value, style and column give the same text.
import { isShared } from '../memory.ts';
import { doubleQuoted, type Quote, suitsLiteral, writeNumber, writeScalar, writeString } from './write-scalar.ts';

/** How block collections are written. */
export interface BlockStyle {
  /** By how much a map inside a map is indented. */
  readonly step: number;
  /** By how much the dashes of a list are indented below its key. */
  readonly offset: number;
  /** From a dash to what follows it: 2 is `- `. */
  readonly gap: number;
  readonly quote: Quote;
  /** Whether text of several lines may be a literal block: not where what follows would become part of it. */
  readonly hasLiterals: boolean;
}

/** How flow collections are written. */
export interface FlowStyle {
  /** Keys and strings in double quotes, and nothing that JSON does not have. */
  readonly isJson: boolean;
  readonly quote: Quote;
  /** What stands after a key: `: ` or `:`. */
  readonly colon: string;
  /** What stands between elements on one line: `, ` or `,`. */
  readonly comma: string;
  /** What stands inside the braces of a map, on one line: a space or nothing. */
  readonly padding: string;
}

/** Lines without their line breaks. */
export type Lines = string[];

/** The lines of `key: value` with the key at `column`. */
export function printEntry(key: string, value: unknown, column: number, style: BlockStyle): Lines {
  const lines: Lines = [];
  addEntry(lines, key, value, column, style);
  return lines;
}

/** The lines of `- value` with the dash at `column`. */
export function printItem(value: unknown, column: number, style: BlockStyle): Lines {
  const lines: Lines = [];
  addItem(lines, value, column, style);
  return lines;
}

/** Whether a value is written on lines of its own below its key: a collection that is not empty. */
export function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  for (const key in value) if ((value as Record<string, unknown>)[key] !== undefined) return true;
  return false;
}

/** The lines of a collection that is not empty; maps have their keys, lists their dashes at `column`. */
export function printNested(value: object, column: number, style: BlockStyle): Lines {
  const lines: Lines = [];
  addNested(lines, value, column, style);
  return lines;
}

interface Printed {
  readonly column: number;
  readonly style: BlockStyle;
  readonly lines: Lines;
}

// What many documents get is often one and the same object.
const printed = new WeakMap<object, Printed>();

function addNested(lines: Lines, value: object, column: number, style: BlockStyle): void {
  if (!isShared(value)) {
    addAnew(lines, value, column, style);
    return;
  }
  let known = printed.get(value);
  if (known?.column !== column || !isSameStyle(known.style, style)) {
    known = { column, style, lines: [] };
    addAnew(known.lines, value, column, style);
    printed.set(value, known);
  }
  for (const line of known.lines) lines.push(line);
}

function isSameStyle(a: BlockStyle, b: BlockStyle): boolean {
  const isSameBlock = a.step === b.step && a.offset === b.offset && a.gap === b.gap;
  return isSameBlock && a.quote === b.quote && a.hasLiterals === b.hasLiterals;
}

function addAnew(lines: Lines, value: object, column: number, style: BlockStyle): void {
  if (Array.isArray(value)) for (const item of value) addItem(lines, item, column, style);
  else {
    for (const key in value) {
      const entry = (value as Record<string, unknown>)[key];
      if (entry !== undefined) addEntry(lines, key, entry, column, style);
    }
  }
}

function addEntry(lines: Lines, key: string, value: unknown, column: number, style: BlockStyle): void {
  const start = `${indentOf(column)}${writeString(key, style.quote, false)}:`;
  if (isNested(value)) {
    lines.push(start);
    addNested(lines, value, column + (Array.isArray(value) ? style.offset : style.step), style);
  } else if (style.hasLiterals && typeof value === 'string' && suitsLiteral(value)) {
    lines.push(`${start} ${literalHeader(value, style.step)}`);
    addLiteral(lines, value, column + style.step);
  } else lines.push(`${start} ${printInline(value, style.quote)}`);
}

function addItem(lines: Lines, value: unknown, column: number, style: BlockStyle): void {
  const dash = `${indentOf(column)}-${indentOf(style.gap - 1)}`;
  if (isNested(value)) {
    const first = lines.length;
    addNested(lines, value, column + style.gap, style);
    lines[first] = dash + lines[first]!.slice(column + style.gap);
  } else if (style.hasLiterals && typeof value === 'string' && suitsLiteral(value)) {
    lines.push(dash + literalHeader(value, style.gap));
    addLiteral(lines, value, column + style.gap);
  } else lines.push(dash + printInline(value, style.quote));
}

const INDENTS = Array.from({ length: 64 }, (_, column) => ' '.repeat(column));

function indentOf(column: number): string {
  return INDENTS[column] ?? ' '.repeat(column);
}

/** `|` with its indicators; `indent` is by how much the text is indented below what holds it. */
export function literalHeader(value: string, indent: number): string {
  return `|${value.startsWith(' ') ? indent : ''}${value.endsWith('\n') ? '' : '-'}`;
}

/** Adds the lines of a literal block. */
export function addLiteral(lines: Lines, value: string, column: number): void {
  const indent = ' '.repeat(column);
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  for (const line of body.split('\n')) lines.push(line === '' ? '' : indent + line);
}

/** A scalar or an empty collection on one line of a block. */
export function printInline(value: unknown, quote: Quote): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return writeScalar(value, quote, false);
}

/** A value in flow style on one line. */
export function printFlow(value: unknown, style: FlowStyle): string {
  if (Array.isArray(value)) return `[${value.map((item) => printFlow(item, style)).join(style.comma)}]`;
  if (typeof value !== 'object' || value === null) return flowScalar(value, style);
  const entries = definedEntries(value);
  if (entries.length === 0) return '{}';
  const inner = entries.map(([key, entry]) => printFlowEntry(key, printFlow(entry, style), style));
  return `{${style.padding}${inner.join(style.comma)}${style.padding}}`;
}

/** A value in flow style, each element on a line of its own; `indent` is that of the line it begins on. */
export function printPretty(value: unknown, style: FlowStyle, indent: string, step: string, lineBreak: string): string {
  if (!isNested(value)) return printFlow(value, style);
  const inner = indent + step;
  const elements = Array.isArray(value)
    ? value.map((item) => printPretty(item, style, inner, step, lineBreak))
    : definedEntries(value).map(([key, entry]) =>
        printFlowEntry(key, printPretty(entry, style, inner, step, lineBreak), style),
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${lineBreak}${inner}${elements.join(`,${lineBreak}${inner}`)}${lineBreak}${indent}${close}`;
}

/** `key: value` in flow style, the value already printed. */
export function printFlowEntry(key: string, value: string, style: FlowStyle): string {
  return (style.isJson ? doubleQuoted(key) : writeString(key, style.quote, true)) + style.colon + value;
}

function flowScalar(value: unknown, style: FlowStyle): string {
  if (!style.isJson) return writeScalar(value, style.quote, true);
  if (typeof value === 'string') return doubleQuoted(value);
  return typeof value === 'number' ? writeNumber(value) : String(value ?? null);
}

function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, entry]) => entry !== undefined);
}
