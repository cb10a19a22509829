// Knows the tokens of a template: text, delimiters with their trim markers, and what may stand inside an action.
import { noFlags, printArgument } from './print.ts';
import { quote } from './quote.ts';
import { byteLength, characters, runeOf } from './text.ts';
import { isDigit, isLetter } from './unicode.ts';
import { int } from './values.ts';

/** Kinds of tokens; keywords are kinds of their own. */
export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'rune'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'left'
  | '('
  | 'number'
  | 'pipe'
  | 'raw'
  | 'right'
  | ')'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

type Keyword =
  | '.'
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'range'
  | 'nil'
  | 'template'
  | 'with';

/** A piece of the template: its text (or the error), and where it starts. */
export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly text: string;
}

/** Which words are keywords depends on the functions there are. */
export interface LexOptions {
  readonly isBreakKeyword: boolean;
  readonly isContinueKeyword: boolean;
}

/** Gives one token after the other; after the last one `eof` without end. */
export type Lexer = (options: LexOptions) => Token;

/** Read a template's tokens. */
export function lex(source: string): Lexer {
  const state: State = {
    source: source.replace(/[\ud800-\udfff]/gu, '\ufffd'),
    at: 0,
    start: 0,
    isInside: false,
    parens: 0,
  };
  return (options) => (state.isInside ? insideAction(state, options) : text(state));
}

interface State {
  source: string;
  at: number;
  start: number;
  isInside: boolean;
  parens: number;
}

const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  '.',
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'nil',
  'template',
  'with',
]);

/** A token as error messages show it. */
export function tokenText({ kind, text: shown }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'error') return shown;
  if (KEYWORDS.has(kind)) return `<${shown}>`;
  return byteLength(shown) > 10 ? `${quote(characters(shown).slice(0, 10).join(''))}...` : quote(shown);
}

function emit(state: State, kind: TokenKind): Token {
  const token = { kind, at: state.start, text: state.source.slice(state.start, state.at) };
  state.start = state.at;
  return token;
}

function fail(state: State, message: string): Token {
  const token: Token = { kind: 'error', at: state.start, text: message };
  Object.assign(state, { source: '', at: 0, start: 0 });
  return token;
}

function skipTo(state: State, at: number): void {
  state.at = at;
  state.start = at;
}

function text(state: State): Token {
  for (;;) {
    const { source } = state;
    const delimiter = source.indexOf('{{', state.at);
    if (delimiter < 0) {
      state.at = source.length;
      return emit(state, state.at > state.start ? 'text' : 'eof');
    }
    const end = hasTrimAfter(source, delimiter + 2) ? trimmedEnd(source, state.start, delimiter) : delimiter;
    if (end > state.start) {
      state.at = end;
      const token = emit(state, 'text');
      skipTo(state, delimiter);
      return token;
    }
    skipTo(state, delimiter);
    const token = leftDelimiter(state);
    if (token) return token;
  }
}

function isSpace(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t' || letter === '\r' || letter === '\n';
}

function hasTrimAfter(source: string, at: number): boolean {
  return source[at] === '-' && isSpace(source[at + 1]);
}

function trimmedEnd(source: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(source[at - 1])) at--;
  return at;
}

function afterSpaces(source: string, start: number): number {
  let at = start;
  while (isSpace(source[at])) at++;
  return at;
}

/** The delimiter, or undefined after a comment. */
function leftDelimiter(state: State): Token | undefined {
  const { source } = state;
  state.at += 2;
  const inner = state.at + (hasTrimAfter(source, state.at) ? 2 : 0);
  if (source.startsWith('/*', inner)) {
    skipTo(state, inner);
    return comment(state);
  }
  const token = emit(state, 'left');
  state.isInside = true;
  state.parens = 0;
  skipTo(state, inner);
  return token;
}

function comment(state: State): Token | undefined {
  const end = state.source.indexOf('*/', state.at + 2);
  if (end < 0) return fail(state, 'unclosed comment');
  const delimiter = rightDelimiter(state.source, end + 2);
  if (delimiter === undefined) return fail(state, 'comment ends before closing delimiter');
  skipTo(state, delimiter.isTrimmed ? afterSpaces(state.source, delimiter.end) : delimiter.end);
  return undefined;
}

function rightDelimiter(source: string, at: number): { end: number; isTrimmed: boolean } | undefined {
  if (isSpace(source[at]) && source.startsWith('-}}', at + 1)) return { end: at + 4, isTrimmed: true };
  return source.startsWith('}}', at) ? { end: at + 2, isTrimmed: false } : undefined;
}

function endAction(state: State, { end, isTrimmed }: { end: number; isTrimmed: boolean }): Token {
  if (isTrimmed) skipTo(state, state.at + 2);
  state.at = end;
  const token = emit(state, 'right');
  if (isTrimmed) skipTo(state, afterSpaces(state.source, end));
  state.isInside = false;
  return token;
}

const SINGLE: Readonly<Record<string, TokenKind>> = { '=': 'assign', '|': 'pipe', '(': '(', ')': ')' };

// The tokens that most actions are made of, whole: spaces that no trim marker follows, ASCII words and fields with what may end
// them, strings. Everything else, and everything that is wrong, is read letter by letter.
const COMMON = /[ \t\r\n]+(?!-}})|[.$]?[A-Za-z_]\w*(?=[ \t\r\n.,|:)(]|}}|$)|"(?:[^"\\\n]|\\[^\n])*"/y;

function common(state: State, end: number, options: LexOptions): Token {
  const { source, at } = state;
  state.at = end;
  state.start = end;
  switch (source.charCodeAt(at)) {
    case 0x20:
    case 0x09:
    case 0x0a:
    case 0x0d:
      return { kind: 'space', at, text: ' ' };
    case 0x2e:
      return { kind: 'field', at, text: source.slice(at, end) };
    case 0x24:
      return { kind: 'variable', at, text: source.slice(at, end) };
    case 0x22:
      return { kind: 'string', at, text: source.slice(at, end) };
    default:
      return wordToken(source.slice(at, end), at, options);
  }
}

function wordToken(text: string, at: number, options: LexOptions): Token {
  if (text === 'true' || text === 'false') return { kind: 'bool', at, text };
  if (text === 'break' && !options.isBreakKeyword) return { kind: 'identifier', at, text };
  if (text === 'continue' && !options.isContinueKeyword) return { kind: 'identifier', at, text };
  return { kind: KEYWORDS.has(text) ? (text as Keyword) : 'identifier', at, text };
}

function insideAction(state: State, options: LexOptions): Token {
  const { source } = state;
  COMMON.lastIndex = state.at;
  if (COMMON.test(source)) return common(state, COMMON.lastIndex, options);
  const delimiter = rightDelimiter(source, state.at);
  if (delimiter) return state.parens === 0 ? endAction(state, delimiter) : fail(state, 'unclosed left paren');
  const letter = source[state.at];
  if (letter === undefined) return fail(state, 'unclosed action');
  if (isSpace(letter)) return spaces(state);
  state.at++;
  if (Object.hasOwn(SINGLE, letter)) return single(state, letter);
  if (letter === ':') return source[state.at] === '=' ? advance(state, 1, 'declare') : fail(state, 'expected :=');
  if (letter === '"' || letter === "'") return quoted(state, letter);
  if (letter === '`') return rawQuoted(state);
  if (letter === '$') return fieldOrVariable(state, 'variable');
  return word(state, letter, options);
}

function word(state: State, letter: string, options: LexOptions): Token {
  const next = state.source[state.at];
  if (letter === '.' && next !== undefined && !(next >= '0' && next <= '9')) return fieldOrVariable(state, 'field');
  if (letter === '.' || letter === '+' || letter === '-' || (letter >= '0' && letter <= '9')) return number(state);
  const rune = String.fromCodePoint(state.source.codePointAt(state.at - 1)!);
  if (isAlphanumeric(rune)) return identifier(state, options);
  return letter >= ' ' && letter <= '~'
    ? emit(state, 'char')
    : fail(state, `unrecognized character in action: ${codePoint(rune)}`);
}

function codePoint(rune: string): string {
  return printArgument({ ...noFlags(), sharp: true }, int(runeOf(rune)), 'U');
}

function advance(state: State, count: number, kind: TokenKind): Token {
  state.at += count;
  return emit(state, kind);
}

function single(state: State, letter: string): Token {
  if (letter === '(') state.parens++;
  if (letter === ')' && --state.parens < 0) return fail(state, 'unexpected right paren');
  return emit(state, SINGLE[letter]!);
}

function spaces(state: State): Token {
  const end = afterSpaces(state.source, state.at);
  const isMarker = state.source.startsWith('-}}', end);
  if (isMarker && end - state.at === 1) return endAction(state, { end: end + 3, isTrimmed: true });
  state.at = isMarker ? end - 1 : end;
  return emit(state, 'space');
}

function isAlphanumeric(rune: string): boolean {
  return rune === '_' || isLetter(rune) || isDigit(rune);
}

const WORD = /\w*/y;

function skipWord(state: State): void {
  const { source } = state;
  for (;;) {
    // Nearly all words are ASCII; a regular expression is the fastest way through them.
    WORD.lastIndex = state.at;
    WORD.test(source);
    state.at = WORD.lastIndex;
    if (!(source.charCodeAt(state.at) >= 0x80)) return;
    const code = source.codePointAt(state.at);
    if (code === undefined) return;
    const rune = String.fromCodePoint(code);
    if (!isAlphanumeric(rune)) return;
    state.at += rune.length;
  }
}

function identifier(state: State, options: LexOptions): Token {
  state.at--;
  skipWord(state);
  if (!isAtTerminator(state)) return badCharacter(state);
  const token = emit(state, 'identifier');
  return wordToken(token.text, token.at, options);
}

function fieldOrVariable(state: State, kind: 'field' | 'variable'): Token {
  if (isAtTerminator(state)) return emit(state, kind === 'field' ? '.' : kind);
  skipWord(state);
  return isAtTerminator(state) ? emit(state, kind) : badCharacter(state);
}

function badCharacter(state: State): Token {
  return fail(state, `bad character ${codePoint(String.fromCodePoint(state.source.codePointAt(state.at)!))}`);
}

const TERMINATORS: ReadonlySet<number> = new Set([...' \t\r\n.,|:)('].map((letter) => letter.charCodeAt(0)));

function isAtTerminator(state: State): boolean {
  const { source, at } = state;
  if (at >= source.length) return true;
  return TERMINATORS.has(source.charCodeAt(at)) || source.startsWith('}}', at);
}

const TO_MARK: Readonly<Record<string, RegExp>> = { '"': /[^"\\\n]*/y, "'": /[^'\\\n]*/y };

function quoted(state: State, mark: string): Token {
  const { source } = state;
  const plain = TO_MARK[mark]!;
  for (;;) {
    plain.lastIndex = state.at;
    plain.test(source);
    state.at = plain.lastIndex;
    const letter = source[state.at++];
    if (letter === mark) return emit(state, mark === '"' ? 'string' : 'rune');
    const next = letter === '\\' ? source[state.at++] : letter;
    if (next === undefined || next === '\n') {
      return fail(state, mark === '"' ? 'unterminated quoted string' : 'unterminated character constant');
    }
  }
}

function rawQuoted(state: State): Token {
  const end = state.source.indexOf('`', state.at);
  if (end < 0) return fail(state, 'unterminated raw quoted string');
  state.at = end + 1;
  return emit(state, 'raw');
}

function number(state: State): Token {
  state.at--;
  if (!scanNumber(state)) return badNumber(state);
  const sign = state.source[state.at];
  if (sign !== '+' && sign !== '-') return emit(state, 'number');
  return scanNumber(state) && state.source[state.at - 1] === 'i' ? emit(state, 'complex') : badNumber(state);
}

function badNumber(state: State): Token {
  return fail(state, `bad number syntax: ${quote(state.source.slice(state.start, state.at))}`);
}

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function scanNumber(state: State): boolean {
  NUMBER.lastIndex = state.at;
  NUMBER.exec(state.source);
  state.at = NUMBER.lastIndex;
  const code = state.source.codePointAt(state.at);
  if (code === undefined) return true;
  const rune = String.fromCodePoint(code);
  if (!isAlphanumeric(rune)) return true;
  state.at += rune.length;
  return false;
}
