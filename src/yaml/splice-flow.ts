// Knows how elements are put into a flow collection and taken out, with their commas and, where each has its own line, their lines.
import type { Edit } from './edits.ts';
import { isFirstOnLine, lineBreakAt, lineEndOf, lineStartOf, ownStart } from './layout.ts';
import type { Span } from './nodes.ts';

/** What a flow collection consists of in the end, in order; the parts that are kept are in their old order. */
export type FlowStep =
  | { readonly kind: 'keep'; readonly index: number }
  /** The text of one element. */
  | { readonly kind: 'add'; readonly text: string };

/** A flow collection as it stands, with at least one part. */
export interface Flow {
  readonly text: string;
  readonly parts: readonly Span[];
  /** What separates elements on one line: `, ` or `,`. */
  readonly comma: string;
}

/** The edits that make the collection what the steps say. At least one part must be kept. */
export function spliceFlow(flow: Flow, steps: readonly FlowStep[]): Edit[] {
  const edits: Edit[] = [];
  let last = -1;
  let added: string[] = [];
  for (const step of steps) {
    if (step.kind === 'add') {
      added.push(step.text);
      continue;
    }
    fillGap(flow, last, step.index, added, edits);
    last = step.index;
    added = [];
  }
  fillEnd(flow, last, added, edits);
  return edits;
}

/** Between the parts `last` and `next`, both kept; `last` is -1 at the start. */
function fillGap(flow: Flow, last: number, next: number, added: readonly string[], edits: Edit[]): void {
  const { text, parts } = flow;
  const isEmpty = next === last + 1;
  if (isEmpty && added.length === 0) return;
  const from = parts[last + 1]!.start;
  if (isEmpty) edits.push(insertBefore(flow, next, added));
  else if (added.length > 0)
    edits.push({ start: from, end: parts[next - 1]!.end, text: added.join(separator(flow, last + 1)) });
  else if (isFirstOnLine(text, from) && isFirstOnLine(text, parts[next]!.start)) {
    edits.push({ start: startWithComments(flow, last + 1), end: startWithComments(flow, next), text: '' });
  } else edits.push({ start: from, end: parts[next]!.start, text: '' });
}

function insertBefore(flow: Flow, next: number, added: readonly string[]): Edit {
  const { text, parts } = flow;
  const { start } = parts[next]!;
  const between = separator(flow, next);
  if (!isFirstOnLine(text, start))
    return { start, end: start, text: added.map((element) => element + between).join('') };
  const at = startWithComments(flow, next);
  const indent = text.slice(lineStartOf(text, start), start);
  const lineBreak = lineBreakAt(text, start);
  return { start: at, end: at, text: added.map((element) => `${indent}${element},${lineBreak}`).join('') };
}

function startWithComments({ text, parts }: Flow, index: number): number {
  return ownStart(text, parts[index]!.start, index === 0 ? lineEndOf(text, 0) : parts[index - 1]!.end);
}

/** A comma and white space, or a comma and a new line where elements have lines of their own. */
function separator(flow: Flow, near: number): string {
  const { text, parts, comma } = flow;
  const aligned = [parts[near], parts[near + 1], ...parts].find((part) => part && isFirstOnLine(text, part.start));
  if (!aligned) return comma;
  const lineStart = lineStartOf(text, aligned.start);
  return `,${lineBreakAt(text, aligned.start)}${text.slice(lineStart, aligned.start)}`;
}

/** After the part `last`, up to the closing bracket. */
function fillEnd(flow: Flow, last: number, added: readonly string[], edits: Edit[]): void {
  const { text, parts } = flow;
  const { end } = parts[last]!;
  const final = parts.at(-1)!;
  if (last < parts.length - 1) {
    const next = parts[last + 1]!;
    if (added.length > 0)
      edits.push({ start: next.start, end: final.end, text: added.join(separator(flow, last + 1)) });
    else edits.push(...removeEnd(text, end, next.start, final.end));
    return;
  }
  if (added.length === 0) return;
  const between = separator(flow, last);
  const comma = commaAfter(text, end);
  const body = added.map((element) => between.slice(1) + element).join(',');
  const after = comma < 0 ? end : comma + 1;
  const lineEnd = commentEnd(text, after);
  if (lineEnd < 0 || !/[\r\n]/.test(between)) {
    edits.push({ start: after, end: after, text: comma < 0 ? `,${body}` : `${body},` });
  } else {
    if (comma < 0) edits.push({ start: end, end, text: ',' });
    edits.push({ start: lineEnd, end: lineEnd, text: comma < 0 ? body : `${body},` });
  }
}

/** Takes out all parts after one that stays; a comment of the one that stays, stays with it. */
function removeEnd(text: string, end: number, next: number, final: number): Edit[] {
  const lineEnd = commentEnd(text, commaAfter(text, end) + 1);
  if (lineEnd < 0 || lineEnd > next) return [{ start: end, end: final, text: '' }];
  const comma = commaAfter(text, end);
  const trailing = commaAfter(text, final);
  if (trailing >= 0) return [{ start: lineEnd, end: trailing + 1, text: '' }];
  return [
    { start: comma, end: comma + 1, text: '' },
    { start: lineEnd, end: final, text: '' },
  ];
}

/** The offset of the comma after an element, or -1 where none follows. */
function commaAfter(text: string, end: number): number {
  const match = /(?:[ \t\r\n]|#[^\r\n]*(?=[\r\n]))*,/y;
  match.lastIndex = end;
  return match.test(text) ? match.lastIndex - 1 : -1;
}

/** The end of the line where only a comment is left on it, or -1. */
function commentEnd(text: string, from: number): number {
  const match = /[ \t]+#[^\r\n]*/y;
  match.lastIndex = from;
  return match.test(text) ? match.lastIndex : -1;
}
