// Knows how to blank out the line breaks and comments of flow collections and quoted scalars. Kubernetes' reader does not mind how their
// lines are indented, the yaml package does; with every other character in its place, the tokens stay where they are.
import type { CST } from 'yaml';
import { isClosed, isFlowScalar, type Token, visitTokens } from './tokens.ts';

const PIECE = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|[[{]|[\]}]|(?<=[\s,[\]{}])#[^\r\n]*|[\r\n]+/g;

/** The text with what begins at these offsets, in their order, on one line each, up to one that has no end. */
export function onOneLine(text: string, starts: readonly number[]): string {
  let flat = '';
  let copied = 0;
  for (const start of starts) {
    // What stands inside one that is on one line already is on that line, too.
    if (start < copied) continue;
    const piece = flattened(text, start);
    if (piece === undefined) break;
    flat += text.slice(copied, start) + piece;
    copied = start + piece.length;
  }
  return flat + text.slice(copied);
}

/** The collection or quoted scalar that begins at `start`, on one line; undefined where it has no end. */
function flattened(text: string, start: number): string | undefined {
  let depth = 0;
  let flat = '';
  let copied = start;
  PIECE.lastIndex = start;
  for (let match = PIECE.exec(text); match; match = PIECE.exec(text)) {
    const [piece] = match;
    if (copied === start && match.index > start && depth === 0) return undefined;
    if (piece === '{' || piece === '[') depth++;
    else if (piece === '}' || piece === ']') depth--;
    else {
      const blank = piece[0] === '"' || piece[0] === "'" ? piece.replace(/[\r\n]/g, ' ') : ' '.repeat(piece.length);
      flat += text.slice(copied, match.index) + blank;
      copied = match.index + piece.length;
    }
    if (depth === 0) return flat + text.slice(copied, match.index + piece.length);
  }
  return undefined;
}

/** Where collections and quoted scalars begin that do not end where the tokens say so, in the order of the text. */
export function unclosedIn(tokens: readonly Token[]): readonly number[] {
  const starts: number[] = [];
  visitTokens(tokens, (token) => {
    if (isFlowScalar(token) && !isClosed(token)) starts.push(token.offset);
    if (token.type === 'flow-collection' && !hasEnd(token)) starts.push(token.start.offset);
  });
  return starts.sort((a, b) => a - b);
}

/** Whether the bracket that a flow collection ends with is there. */
export function hasEnd({ start, end: [close] }: CST.FlowCollection): boolean {
  return close?.type === (start.type === 'flow-map-start' ? 'flow-map-end' : 'flow-seq-end');
}
