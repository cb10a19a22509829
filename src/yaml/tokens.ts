// Knows the tokens that stand before, between and after the nodes of the yaml package's CST. Does not make nodes.
import type { CST } from 'yaml';
import type { Properties } from './nodes.ts';

/** Any token of the CST. */
export type Token = CST.Token;

/** A token that is a piece of the source. */
export type Source = CST.SourceToken;

/** Whether only white space, line breaks and comments are among the tokens, from an index on. */
export function areSpaces(tokens: readonly Token[], from = 0): boolean {
  for (let index = from; index < tokens.length; index++) {
    const { type } = tokens[index]!;
    if (type !== 'space' && type !== 'newline' && type !== 'comment') return false;
  }
  return true;
}

/** Whether a line ends among the tokens. */
export function hasNewline(tokens: readonly Token[]): boolean {
  return tokens.some(({ type }) => type === 'newline');
}

/** Whether there is an anchor or a tag among the tokens. */
export function hasProperty(tokens: readonly Token[]): boolean {
  for (const { type } of tokens) if (type === 'anchor' || type === 'tag') return true;
  return false;
}

/** The `&anchor` and `!tag` among the tokens before a node. */
export function propertiesOf(tokens: readonly Source[], from: number): Properties | undefined {
  if (!hasProperty(tokens)) return undefined;
  let anchor: Properties['anchor'];
  let tag: Properties['tag'];
  for (const { type, offset, source } of tokens.slice(from)) {
    const span = { start: offset, end: offset + source.length };
    if (type === 'anchor') anchor = { ...span, name: source.slice(1) };
    else if (type === 'tag') tag = { ...span, name: source };
  }
  const spans = [anchor, tag].filter((span) => span !== undefined);
  if (spans.length === 0) return undefined;
  const [start, end] = [Math.min(...spans.map((span) => span.start)), Math.max(...spans.map((span) => span.end))];
  return { anchor, tag, start, end };
}

/** Where the last of the tokens ends. */
export function endOfTokens(tokens: readonly Source[], otherwise: number): number {
  const last = tokens.at(-1);
  return last ? last.offset + last.source.length : otherwise;
}

/** Whether a token is a block collection. */
export function isBlock(token: Token | null | undefined): boolean {
  return token?.type === 'block-map' || token?.type === 'block-seq';
}

/** Whether a token is a plain or quoted scalar. */
export function isFlowScalar(token: Token): token is CST.FlowScalar {
  return token.type === 'scalar' || token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar';
}

/** Whether a scalar goes on on another line. */
export function isMultiline({ source }: CST.FlowScalar): boolean {
  return source.includes('\n') || source.includes('\r');
}

/** Whether a plain scalar, or one that ends with the quote that it begins with, where that is no escaped one. */
export function isClosed({ type, source }: CST.FlowScalar): boolean {
  if (type === 'scalar') return true;
  if (source.length < 2 || source[0] !== source.at(-1)) return false;
  const inner = source.slice(1, -1);
  if (source[0] === '"') return !inner.endsWith('\\') || /(?:^|[^\\])(?:\\\\)+$/.test(inner);
  return !inner.endsWith("'") || /(?:^|[^'])(?:'')+$/.test(inner);
}

/** Visits all tokens that nodes are made of, in no order, each with how deep it stands: as deep as the text goes, the stack does not. */
export function visitTokens(tokens: readonly Token[], visit: (token: Token, depth: number) => void): void {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    visit(token, depth);
    const push = (inner: Token | null | undefined): unknown => inner && open.push({ token: inner, depth: depth + 1 });
    if (token.type === 'document') push(token.value);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items as readonly CST.CollectionItem[]) {
      push(key);
      push(value);
    }
  }
}
