// Knows Go's format strings: flags, widths, precisions, argument indexes, and what is said when they are wrong.
import { typeName } from './gotype.ts';
import { type Flags, goPrint, noFlags, printArgument } from './print.ts';
import { runeOf, runeText } from './text.ts';
import { integerOf, typeOf } from './values.ts';

interface State {
  readonly format: string;
  readonly values: readonly unknown[];
  at: number;
  argument: number;
  flags: Flags;
  isIndexGood: boolean;
  afterIndex: boolean;
  isReordered: boolean;
  text: string;
}

/** fmt.Sprintf */
export function goFormat(format: string, values: readonly unknown[]): string {
  return formatSimply(format, values) ?? formatFully(format, values);
}

interface Simple {
  /** The text before each verb, and after the last one. */
  readonly texts: readonly string[];
  readonly verbs: readonly string[];
}

const simples = new Map<string, Simple | undefined>();
const KEPT = 1000;

/** A format of bare verbs only, as most are; undefined for any other. */
function simpleFormat(format: string): Simple | undefined {
  if (!simples.has(format)) {
    if (simples.size >= KEPT) simples.clear();
    const isSimple = /^(?:[^%]|%[vsd])*$/.test(format);
    const texts = isSimple ? format.split(/%[vsd]/) : [];
    const verbs = isSimple ? (format.match(/%[vsd]/g) ?? []) : [];
    simples.set(format, isSimple ? { texts, verbs } : undefined);
  }
  return simples.get(format);
}

function formatSimply(format: string, values: readonly unknown[]): string | undefined {
  const simple = simpleFormat(format);
  if (simple === undefined || simple.verbs.length !== values.length) return undefined;
  let text = simple.texts[0]!;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    const verb = simple.verbs[at]!;
    const shown = verb === '%v' || (verb === '%s' && typeof value === 'string') ? goPrint(value) : plainly(value, verb);
    text += shown + simple.texts[at + 1]!;
  }
  return text;
}

function plainly(value: unknown, verb: string): string {
  return printArgument(noFlags(), value, verb.slice(1));
}

function formatFully(format: string, values: readonly unknown[]): string {
  const state: State = {
    format,
    values,
    at: 0,
    argument: 0,
    flags: noFlags(),
    isIndexGood: true,
    afterIndex: false,
    isReordered: false,
    text: '',
  };
  while (state.at < format.length) {
    const next = format.indexOf('%', state.at);
    state.text += format.slice(state.at, next < 0 ? format.length : next);
    state.at = next < 0 ? format.length : next + 1;
    if (next >= 0) printVerb(state);
  }
  return state.text + extraArguments(state);
}

function printVerb(state: State): void {
  const { format } = state;
  state.isIndexGood = true;
  state.afterIndex = false;
  readFlags(state);
  readIndex(state);
  readWidth(state);
  readPrecision(state);
  if (!state.afterIndex) readIndex(state);
  if (state.at >= format.length) {
    state.text += '%!(NOVERB)';
    return;
  }
  const letter = String.fromCodePoint(format.codePointAt(state.at)!);
  state.at += letter.length;
  state.text += applyVerb(state, runeText(runeOf(letter)));
}

const FLAGS = { '#': 'sharp', '0': 'zero', '+': 'plus', '-': 'minus', ' ': 'space' } as const;

function readFlags(state: State): void {
  state.flags = noFlags();
  for (; state.at < state.format.length; state.at++) {
    const letter = state.format[state.at]!;
    if (!Object.hasOwn(FLAGS, letter)) return;
    state.flags[FLAGS[letter as keyof typeof FLAGS]] = true;
  }
}

const TOO_LARGE = 1e6;

/** The digits at that place as a number; none, or far too many, is undefined. */
function digitsAt(format: string, start: number): { number: number | undefined; end: number } {
  let number: number | undefined;
  let at = start;
  for (; format[at]! >= '0' && format[at]! <= '9'; at++) {
    if ((number ?? 0) > TOO_LARGE) return { number: undefined, end: format.length };
    number = (number ?? 0) * 10 + Number(format[at]);
  }
  return { number, end: at };
}

function readNumber(state: State): number | undefined {
  const { number, end } = digitsAt(state.format, state.at);
  state.at = end;
  return number;
}

/** `[3]` */
function readIndex(state: State): void {
  state.afterIndex = false;
  if (state.format[state.at] !== '[') return;
  state.isReordered = true;
  const end = state.format.indexOf(']', state.at);
  const rest = state.format.length - state.at;
  const text = end < 0 || rest < 3 ? undefined : state.format.slice(state.at + 1, end);
  state.at = text === undefined ? state.at + 1 : end + 1;
  const isNumber = text !== undefined && /^[0-9]+$/.test(text) && digitsAt(text, 0).number !== undefined;
  state.afterIndex = isNumber;
  const index = Number(text) - 1;
  if (isNumber && index >= 0 && index < state.values.length) state.argument = index;
  else state.isIndexGood = false;
}

function readWidth(state: State): void {
  if (state.format[state.at] !== '*') {
    state.flags.width = readNumber(state);
    if (state.afterIndex && state.flags.width !== undefined) state.isIndexGood = false;
    return;
  }
  state.at++;
  const width = takeInteger(state);
  if (width === undefined) state.text += '%!(BADWIDTH)';
  state.flags.width = width;
  if (width !== undefined && width < 0) Object.assign(state.flags, { width: -width, minus: true, zero: false });
  state.afterIndex = false;
}

function readPrecision(state: State): void {
  if (state.format[state.at] !== '.' || state.at + 1 >= state.format.length) return;
  state.at++;
  if (state.afterIndex) state.isIndexGood = false;
  readIndex(state);
  if (state.format[state.at] !== '*') {
    state.flags.precision = readNumber(state) ?? 0;
    return;
  }
  state.at++;
  const precision = takeInteger(state);
  state.flags.precision = precision !== undefined && precision < 0 ? undefined : precision;
  if (state.flags.precision === undefined) state.text += '%!(BADPREC)';
  state.afterIndex = false;
}

function takeInteger(state: State): number | undefined {
  if (state.argument >= state.values.length) return undefined;
  const integer = integerOf(state.values[state.argument++]);
  return integer !== undefined && integer <= TOO_LARGE && integer >= -TOO_LARGE ? Number(integer) : undefined;
}

function applyVerb(state: State, verb: string): string {
  if (verb === '%') return '%';
  if (!state.isIndexGood) return `%!${verb}(BADINDEX)`;
  if (state.argument >= state.values.length) return `%!${verb}(MISSING)`;
  const { flags } = state;
  if (verb === 'v' || verb === 'w') {
    Object.assign(flags, { sharpV: flags.sharp, sharp: false, plusV: flags.plus, plus: false });
  }
  return printArgument(flags, state.values[state.argument++], verb);
}

function extraArguments(state: State): string {
  if (state.isReordered || state.argument >= state.values.length) return '';
  const extra = state.values.slice(state.argument).map((value) => {
    const type = typeOf(value);
    return type === undefined ? '<nil>' : `${typeName(type)}=${printArgument(noFlags(), value, 'v')}`;
  });
  return `%!(EXTRA ${extra.join(', ')})`;
}
