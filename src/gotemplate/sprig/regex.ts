// Knows sprig's regular expressions: RE2's syntax and meaning, by way of re2js. Does not know where patterns come from.
import { RE2JS } from 're2js';
import { type DeclaredFunction, panic } from '../functions.ts';
import { BOOL, type GoType, INT, STRING, STRINGS } from '../gotype.ts';
import { charge, remaining } from '../meter.ts';
import { canBackquote, quote } from '../quote.ts';
import { exactly, withCapacity } from '../slices.ts';

const on = (params: readonly GoType[], result: GoType, call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});

/** How a pattern is compiled: `must…` says what is wrong with it, the others panic as regexp.MustCompile does. */
type Compile = (pattern: string) => Pattern;

const match = (compiled: Compile) =>
  on([STRING, STRING], BOOL, (pattern: string, text: string) => compiled(pattern).isMatch(text));
const findAll = (compiled: Compile) =>
  on([STRING, STRING, INT], STRINGS, (pattern: string, text: string, count: number) =>
    all(compiled(pattern), text, count),
  );
const find = (compiled: Compile) =>
  on([STRING, STRING], STRING, (pattern: string, text: string) => all(compiled(pattern), text, 1)?.[0] ?? '');
const replace = (compiled: Compile) =>
  on([STRING, STRING, STRING], STRING, (pattern: string, text: string, by: string) =>
    replaceMatches(compiled(pattern), text, (groups) => expand(by, text, groups, compiled(pattern))),
  );
const replaceLiteral = (compiled: Compile) =>
  on([STRING, STRING, STRING], STRING, (pattern: string, text: string, by: string) =>
    replaceMatches(compiled(pattern), text, () => by),
  );
const splitBy = (compiled: Compile) =>
  on([STRING, STRING, INT], STRINGS, (pattern: string, text: string, count: number) =>
    splitText(compiled(pattern), pattern, text, count),
  );

/** sprig's functions on regular expressions. */
export const REGEX_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  regexMatch: match(orNothing),
  mustRegexMatch: match(compilePattern),
  regexFindAll: findAll(mustCompile),
  mustRegexFindAll: findAll(compilePattern),
  regexFind: find(mustCompile),
  mustRegexFind: find(compilePattern),
  regexReplaceAll: replace(mustCompile),
  mustRegexReplaceAll: replace(compilePattern),
  regexReplaceAllLiteral: replaceLiteral(mustCompile),
  mustRegexReplaceAllLiteral: replaceLiteral(compilePattern),
  regexSplit: splitBy(mustCompile),
  mustRegexSplit: splitBy(compilePattern),
  regexQuoteMeta: on([STRING], STRING, (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

/** A compiled pattern: the starts and ends of matches and of their groups. */
export interface Pattern {
  readonly isMatch: (text: string) => boolean;
  readonly matches: (text: string, count: number) => readonly (readonly number[])[];
  /** The groups of each name: Go lets several have the same. */
  readonly names: ReadonlyMap<string, readonly number[]>;
}

const known = new Map<string, Pattern>();
const KEPT = 256;

/** Compile a pattern of RE2; throws with its message. Patterns are remembered. */
export function compilePattern(pattern: string): Pattern {
  let compiled = known.get(pattern);
  if (compiled === undefined) {
    if (known.size >= KEPT) known.clear();
    compiled = newPattern(pattern);
    known.set(pattern, compiled);
  }
  return compiled;
}

const REREAD = 8;

function newPattern(pattern: string): Pattern {
  const { expression, names } = withoutTwins(pattern);
  const compiled = compileOrPanic(expression);
  const re2 = compiled.re2();
  return {
    isMatch: (text) => compiled.test(withoutEscapes(text)),
    matches: (text, count) => {
      charge(text.length);
      // RE2 is linear for one match; the search for each may read the whole rest anew.
      const cost = Math.ceil(text.length / REREAD);
      const affordable = Math.floor(remaining() / cost) + 1;
      const wanted = count >= 0 && count < affordable ? count : Number.isFinite(affordable) ? affordable : -1;
      const found = (re2.findAllSubmatchIndex(withoutEscapes(text), wanted) as number[][] | null) ?? [];
      charge(found.length * cost);
      return found;
    },
    names,
  };
}

const GROUP = /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]])*\]|\((?:\?P?<(\w+)>|(?!\?))/gs;

/** A group whose name another one has loses it: re2js takes each name but once. */
function withoutTwins(pattern: string): { expression: string; names: ReadonlyMap<string, readonly number[]> } {
  const names = new Map<string, number[]>();
  let groups = 0;
  const expression = pattern.replace(GROUP, (whole, name?: string) => {
    if (whole.startsWith('(')) groups++;
    if (name === undefined) return whole;
    const known = names.get(name);
    names.set(name, [...(known ?? []), groups]);
    return known === undefined ? whole : '(';
  });
  return { expression, names };
}

function compileOrPanic(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return panic((error as Error).message.replace(/at end of expression$/, '$&: ``'));
  }
}

/** A byte that is not valid UTF-8 is one U+FFFD to RE2; the places of all others stay the same. */
function withoutEscapes(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}

function orNothing(pattern: string): Pattern {
  try {
    return compilePattern(pattern);
  } catch {
    return { isMatch: () => false, matches: () => [], names: new Map() };
  }
}

function mustCompile(pattern: string): Pattern {
  try {
    return compilePattern(pattern);
  } catch (error) {
    const shown = canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
    return panic(`regexp: Compile(${shown}): ${(error as Error).message}`);
  }
}

function all(pattern: Pattern, text: string, count: number): string[] | null {
  const found = count === 0 ? [] : pattern.matches(text, count);
  if (found.length === 0) return null;
  const texts = found.map(([start, end]) => text.slice(start, end));
  return withCapacity(texts, Math.max(10, texts.length));
}

function replaceMatches(pattern: Pattern, text: string, by: (groups: readonly number[]) => string): string {
  let replaced = '';
  let at = 0;
  for (const groups of pattern.matches(text, -1)) {
    const part = by(groups);
    charge(part.length);
    replaced += text.slice(at, groups[0]) + part;
    at = groups[1]!;
  }
  return replaced + text.slice(at);
}

const REFERENCE = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** `$1`, `${1}`, `$name`, `$$` */
function expand(template: string, text: string, groups: readonly number[], { names }: Pattern): string {
  return template.replace(REFERENCE, (_, dollar, bare, braced) => dollar ?? group(bare ?? braced, text, groups, names));
}

function group(name: string, text: string, groups: readonly number[], names: Pattern['names']): string {
  const isNumber = /^(0|[1-9][0-9]*)$/.test(name) && Number(name) < 1e8;
  const candidates = isNumber ? [Number(name)] : (names.get(name) ?? []);
  const at = candidates.find((each) => (groups[2 * each] ?? -1) >= 0);
  return at === undefined ? '' : text.slice(groups[2 * at], groups[2 * at + 1]);
}

function splitText(pattern: Pattern, expression: string, text: string, count: number): string[] | null {
  if (count === 0) return null;
  if (expression !== '' && text === '') return exactly(['']);
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const found of pattern.matches(text, count)) {
    if (count > 0 && parts.length === count - 1) break;
    end = found[0]!;
    if (found[1] !== 0) parts.push(text.slice(start, end));
    start = found[1]!;
  }
  return end === text.length ? parts : [...parts, text.slice(start)];
}
