// Knows how the scalar tokens of the yaml package become nodes with their places. Leaves escapes, folds and indentation to that package,
// and what a plain scalar means to another file.
import { CST } from 'yaml';
import type { InjectError } from '../errors.ts';
import { type Making, scalarNode } from './make-node.ts';
import type { Node } from './nodes.ts';
import { failure } from './place.ts';
import { areSpaces, isMultiline, type Source } from './tokens.ts';

/** A document being composed. `isPlain` turns false where the tokens are not plainly right. */
export interface Composing extends Making {
  isPlain: boolean;
  depth: number;
  /** The offset of a flow collection for which no end was found, or -1. */
  unclosedAt: number;
}

const STYLES = { scalar: 'plain', 'single-quoted-scalar': 'single', 'double-quoted-scalar': 'double' } as const;

/** What no plain scalar begins with; the package's Composer says it best. */
const NO_START = /^[,[\]{}%@`]/;

/** A plain or quoted scalar. */
export function composeFlowScalar(composing: Composing, token: CST.FlowScalar): Node {
  const { source, offset, end } = token;
  const style = STYLES[token.type as keyof typeof STYLES];
  if (end && !areSpaces(end)) composing.isPlain = false;
  if (style === 'plain') {
    if (NO_START.test(source)) composing.isPlain = false;
  } else if (!isClosed(source)) throw unclosedQuote(composing.text, token);
  return scalarNode(composing, style, rawText(composing, token, style), offset, offset + source.length);
}

/** Whether a quoted source ends with its quote, and that is no escaped one. */
function isClosed(source: string): boolean {
  if (source.length < 2 || source[0] !== source.at(-1)) return false;
  const inner = source.slice(1, -1);
  if (source[0] === '"') return !inner.endsWith('\\') || /(?:^|[^\\])(?:\\\\)+$/.test(inner);
  return !inner.endsWith("'") || /(?:^|[^'])(?:'')+$/.test(inner);
}

function unclosedQuote(text: string, { source, offset }: CST.FlowScalar): InjectError {
  return failure(text, offset, `the quote ${source[0]} is never closed`, `End the text with ${source[0]}.`);
}

function rawText(composing: Composing, token: CST.FlowScalar, style: 'plain' | 'single' | 'double'): string {
  const { source } = token;
  if (isMultiline(token)) return resolved(composing, token);
  if (style === 'plain') return source;
  const isSimple = style === 'double' && source.length > 1 && source.endsWith('"') && !source.includes('\\');
  return isSimple ? source.slice(1, -1) : resolved(composing, token);
}

function resolved(composing: Composing, token: CST.FlowScalar | CST.BlockScalar): string {
  const scalar = CST.resolveAsScalar(token, true, () => {
    composing.isPlain = false;
  });
  return scalar?.value ?? '';
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
