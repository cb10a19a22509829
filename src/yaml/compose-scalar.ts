// Knows how the scalar tokens of the yaml package become nodes with their places. Leaves escapes, folds and indentation to that package,
// and what a plain scalar means to another file.
import { CST } from 'yaml';
import { InjectError } from '../errors.ts';
import { type Making, scalarNode } from './make-node.ts';
import type { Node } from './nodes.ts';
import { failure } from './place.ts';
import { areSpaces, isClosed, isMultiline, type Source } from './tokens.ts';

/** A document being composed. `isPlain` turns false where the tokens are not plainly right. */
export interface Composing extends Making {
  isPlain: boolean;
  depth: number;
  /** Whether the tokens are those of the text with some of its lines joined. */
  readonly isFlat: boolean;
  /** Whether no end was found of a flow collection or quoted scalar. */
  isUnclosed: boolean;
}

const STYLES = { scalar: 'plain', 'single-quoted-scalar': 'single', 'double-quoted-scalar': 'double' } as const;

/** What no plain scalar begins with; the package's Composer says it best. */
const NO_START = /^[,[\]{}%@`]/;

/** A plain or quoted scalar. */
export function composeFlowScalar(composing: Composing, given: CST.FlowScalar): Node {
  const token = composing.isFlat ? asWritten(composing, given) : given;
  const { source, offset, end } = token;
  const style = STYLES[token.type as keyof typeof STYLES];
  if (end && !areSpaces(end)) composing.isPlain = false;
  if (style === 'plain') {
    if (NO_START.test(source)) composing.isPlain = false;
  } else if (!isClosed(token)) {
    composing.isUnclosed = true;
    throw unclosedQuote(composing.text, token);
  }
  return scalarNode(composing, style, rawText(composing, token, style), offset, offset + source.length);
}

/** The token with the line breaks that its text has. */
function asWritten({ text }: Composing, token: CST.FlowScalar): CST.FlowScalar {
  const source = text.slice(token.offset, token.offset + token.source.length);
  const comment = token.type === 'scalar' ? source.search(/\s#/) : -1;
  if (comment >= 0)
    throw failure(text, token.offset + comment + 1, 'a comment inside a value', 'write it before or after the value');
  return { ...token, source };
}

function unclosedQuote(text: string, { source, offset }: CST.FlowScalar): InjectError {
  return failure(text, offset, `the quote ${source[0]} is never closed`, `End the text with ${source[0]}.`);
}

/** Whether a failure is that a quote has no end. */
export function isUnclosedQuote(error: unknown): boolean {
  return error instanceof InjectError && UNCLOSED.test(error.message);
}

const UNCLOSED = /^the quote . is never closed$/;

function rawText(composing: Composing, token: CST.FlowScalar, style: 'plain' | 'single' | 'double'): string {
  const { source } = token;
  if (isMultiline(token)) return resolved(composing, token);
  if (style === 'plain') return source;
  const isSimple = style === 'double' && source.length > 1 && source.endsWith('"') && !source.includes('\\');
  return isSimple ? source.slice(1, -1) : resolved(composing, token);
}

function resolved(composing: Composing, token: CST.FlowScalar | CST.BlockScalar): string {
  const scalar = CST.resolveAsScalar(withKnownEscapes(token), true, () => {
    composing.isPlain = false;
  });
  return scalar?.value ?? '';
}

/** Kubernetes' reader takes an escaped single quote for a single quote. */
function withKnownEscapes<T extends CST.FlowScalar | CST.BlockScalar>(token: T): T {
  if (token.type !== 'double-quoted-scalar' || !token.source.includes("\\'")) return token;
  return { ...token, source: token.source.replace(/\\[\s\S]/g, (pair) => (pair === "\\'" ? "'" : pair)) };
}

/** A literal or folded scalar; it ends after its last line, without the line break. */
export function composeBlockScalar(composing: Composing, token: CST.BlockScalar): Node {
  const header = token.props.find((prop) => prop.type === 'block-scalar-header') as Source;
  const style = header.source.startsWith('|') ? 'literal' : 'folded';
  const from = token.props.reduce(
    (offset, prop) => Math.max(offset, prop.offset + ('source' in prop ? prop.source.length : 0)),
    0,
  );
  const value = resolved(composing, token);
  const isKept = header.source.includes('+');
  const end = from + (isKept ? token.source.length : contentLength(token.source));
  const last = /\r?\n$/.exec(composing.text.slice(header.offset, end))?.[0].length ?? 0;
  return scalarNode(composing, style, value, header.offset, Math.max(end - last, header.offset + header.source.length));
}

/** Up to the last line that is more than its indentation. */
function contentLength(source: string): number {
  const column = /^(?:[ ]*\r?\n)*([ ]*)/.exec(source)?.[1]?.length ?? 0;
  let end = source.length;
  while (end > 0) {
    // A negative position would find a first character again.
    const start = end < 2 ? 0 : source.lastIndexOf('\n', end - 2) + 1;
    const line = source.slice(start, end);
    if (line.trim() !== '' || line.replace(/\r?\n$/, '').length > column) break;
    end = start;
  }
  return end;
}
