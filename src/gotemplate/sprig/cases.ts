// Knows how names are put into PascalCase, snake_case and kebab-case by the rules of Go's xstrings.
import { characters, runeOf } from '../text.ts';
import { isLetter, isSpace, isUpper, toLower, toUpper } from '../unicode.ts';

function isConnector(rune: string): boolean {
  return rune === '-' || rune === '_' || isSpace(rune);
}

function runes(whole: string): string[] {
  return characters(whole).map((rune) => (runeOf(rune) === 0xfffd ? '\ufffd' : rune));
}

/** `http_server` to `HttpServer` */
export function toPascalCase(whole: string): string {
  const all = runes(whole);
  const start = all.findIndex((rune) => !isConnector(rune));
  if (start < 0) return all.length === 0 ? '' : all.join('') + all.at(-1)!;
  const lead = all.slice(0, start).join('');
  return lead + pascalRest(all, start);
}

function pascalRest(all: readonly string[], start: number): string {
  let isFirstUpper = isUpper(all[start]!);
  let current = toUpper(all[start]!);
  let text = '';
  for (const rune of all.slice(start + 1)) {
    const before = current;
    current = rune;
    if (isConnector(rune) && isConnector(before)) {
      text += before;
    } else if (isConnector(before)) {
      isFirstUpper = isUpper(rune);
      current = toUpper(rune);
    } else {
      if (isFirstUpper && isUpper(rune)) current = toLower(rune);
      else isFirstUpper = false;
      text += before;
    }
  }
  return text + current;
}

/** `HTTPServer` to `http_server` */
export function toSnakeCase(whole: string): string {
  return splitWords(whole, '_');
}

/** `HTTPServer` to `http-server` */
export function toKebabCase(whole: string): string {
  return splitWords(whole, '-');
}

type WordKind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

const END: Word = { kind: 'invalid', text: '' };

interface Words {
  readonly all: readonly Unit[];
  at: number;
}

/** A rune, and what is not valid UTF-8 before it: that belongs to the same word. */
interface Unit {
  readonly rune: string;
  readonly text: string;
}

function units(whole: string): Unit[] {
  const all: Unit[] = [];
  let invalid = '';
  for (const character of characters(whole)) {
    if (runeOf(character) === 0xfffd) {
      invalid += character;
      continue;
    }
    all.push({ rune: character, text: invalid + character });
    invalid = '';
  }
  const last = all.pop();
  if (last) all.push({ rune: last.rune, text: last.text + invalid });
  else if (invalid !== '') all.push({ rune: '', text: invalid });
  return all;
}

/** Writes the words one after the other, in small letters, with connectors between. */
function splitWords(whole: string, connector: string): string {
  if (whole === '') return '';
  const state: Splitting = { words: { all: units(whole), at: 0 }, connector, word: END, text: '' };
  advance(state);
  while (!isDone(state)) {
    if (state.word.kind !== 'connector') write(state, state.word);
    const before = state.word;
    advance(state);
    afterWord(state, before);
  }
  write(state, state.word);
  return state.text;
}

interface Splitting {
  readonly words: Words;
  readonly connector: string;
  word: Word;
  text: string;
}

const isDone = ({ words }: Splitting): boolean => words.at >= words.all.length;

function advance(state: Splitting): void {
  state.word = nextWord(state.words);
}

function write(state: Splitting, word: Word): void {
  state.text += lowered(word, state.connector);
}

function afterWord(state: Splitting, before: Word): void {
  if (before.kind === 'number') writeWhileWord(state);
  else if (before.kind === 'connector') write(state, before);
  else if (before.kind === 'punctuation') return;
  else if (state.word.kind !== 'number') connect(state, ['connector', 'punctuation']);
  else if (!isDone(state)) afterNumber(state);
}

/** A number belongs to the word before it, unless small letters follow: Bld4Floor, but HTTP2xx. */
function afterNumber(state: Splitting): void {
  const number = state.word;
  advance(state);
  if (state.word.kind === 'alphabet') {
    state.text += state.connector;
    write(state, number);
    writeWhileWord(state);
  } else {
    write(state, number);
    connect(state, ['connector', 'punctuation']);
  }
}

function writeWhileWord(state: Splitting): void {
  for (; state.word.kind === 'alphabet' || state.word.kind === 'number'; advance(state)) write(state, state.word);
  connect(state, ['invalid', 'punctuation', 'connector']);
}

function connect(state: Splitting, except: readonly WordKind[]): void {
  if (!except.includes(state.word.kind)) state.text += state.connector;
}

function lowered({ kind, text }: Word, connector: string): string {
  if (kind !== 'upper' && kind !== 'connector') return text;
  return runes(text)
    .map((rune) => (isConnector(rune) ? connector : isUpper(rune) ? toLower(rune) : rune))
    .join('');
}

const PUNCTUATION = /^\p{P}$/u;
const NUMBER = /^\p{N}$/u;

function isAlphabet(rune: string): boolean {
  return isLetter(rune) && !isCJK(rune.codePointAt(0)!);
}

function isCJK(code: number): boolean {
  return CJK.some(([from, to]) => code >= from && code <= to);
}

const CJK = [
  [0x3400, 0x4d85],
  [0x4e00, 0x9fcc],
  [0x20000, 0x2b81d],
] as const;

function nextWord(words: Words): Word {
  const { all } = words;
  if (words.at >= all.length) return END;
  const start = words.at;
  const kind = kindOf(all[start]!.rune);
  words.at = kind === 'upper' ? upperEnd(all, start) : runEnd(all, start + 1, SAME[kind]);
  return {
    kind,
    text: all
      .slice(start, words.at)
      .map(({ text }) => text)
      .join(''),
  };
}

function kindOf(rune: string): WordKind {
  if (rune === '') return 'invalid';
  if (isConnector(rune)) return 'connector';
  if (PUNCTUATION.test(rune)) return 'punctuation';
  if (isUpper(rune)) return 'upper';
  if (isAlphabet(rune)) return 'alphabet';
  return NUMBER.test(rune) ? 'number' : 'other';
}

const isSmall = (rune: string): boolean => isAlphabet(rune) && !isUpper(rune);

const SAME: Readonly<Record<Exclude<WordKind, 'upper'>, (rune: string) => boolean>> = {
  invalid: () => false,
  connector: isConnector,
  punctuation: (rune) => PUNCTUATION.test(rune),
  alphabet: isSmall,
  number: (rune) => NUMBER.test(rune),
  other: (rune) => !isConnector(rune) && !isAlphabet(rune) && !NUMBER.test(rune) && !PUNCTUATION.test(rune),
};

function runEnd(all: readonly Unit[], start: number, belongs: (rune: string) => boolean): number {
  let at = start;
  while (at < all.length && belongs(all[at]!.rune)) at++;
  return at;
}

/** `HTTPStatus` is `HTTP` and `Status`; `Status` alone is one word. */
function upperEnd(all: readonly Unit[], start: number): number {
  const second = all[start + 1]?.rune;
  if (second === undefined) return start + 1;
  if (!isUpper(second)) return isAlphabet(second) ? runEnd(all, start + 2, isSmall) : start + 1;
  const end = runEnd(all, start + 2, isUpper);
  return end < all.length && isAlphabet(all[end]!.rune) ? end - 1 : end;
}
