// Knows how entries of a block map, or items of a block list, are put in, taken out and moved as whole lines with the comments that
// belong to them. Does not know what they say.
import { applyEdits, type Edit } from './edits.ts';
import {
  extentEnd,
  isBlankLine,
  isFirstOnLine,
  lineBreakAt,
  lineBreakBefore,
  lineStartOf,
  nextLineOf,
  ownStart,
} from './layout.ts';
import type { Node, Span } from './nodes.ts';

/** What a collection consists of in the end, in order; the parts that are kept are in their old order. */
export type Step =
  | { readonly kind: 'keep'; readonly index: number }
  /** The part goes to another place, with what is edited inside it. */
  | { readonly kind: 'move'; readonly index: number; readonly edits: readonly Edit[] }
  /** Lines without their line breaks. */
  | { readonly kind: 'add'; readonly lines: readonly string[] };

/** A block collection as it stands; each part begins at its key or dash and ends after its last character. */
export interface Block {
  readonly text: string;
  readonly parts: readonly Span[];
  readonly column: number;
  /** Nothing before this offset belongs to the first part. */
  readonly floor: number;
  /** What each part ends with. */
  readonly nodes: readonly Node[];
  /** The parts that go to another place. */
  readonly moved?: ReadonlySet<number>;
}

/** The edits that make the collection what the steps say. At least one part must be kept. */
export function spliceBlock(block: Block, steps: readonly Step[]): Edit[] {
  const edits: Edit[] = [];
  let last = -1;
  let added = '';
  for (const step of steps) {
    if (step.kind !== 'keep') {
      added += textOf(block, step, last);
      continue;
    }
    if (last < 0) addFirst(block, step.index, added, edits);
    else addBetween(block, last, step.index, added, edits);
    last = step.index;
    added = '';
  }
  addBetween(block, last, block.parts.length, added, edits);
  return edits;
}

function textOf(block: Block, step: Exclude<Step, { kind: 'keep' }>, last: number): string {
  const { text, parts, column } = block;
  const lineBreak = lineBreakAt(text, parts[Math.max(last, 0)]!.end);
  if (step.kind === 'add') return step.lines.map((line) => line + lineBreak).join('');
  const { start, end } = regionOf(block, step.index);
  const inside = step.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const moved = applyEdits(text.slice(start, end), inside);
  const indent = isFirstOnLine(text, parts[step.index]!.start) ? '' : ' '.repeat(column);
  const lines = indent + moved + (/[\r\n]$/.test(moved) ? '' : lineBreak);
  // The blank line that set it apart sets it apart from its new neighbour.
  const blank = text.slice(blankLineAbove(block, step.index, start), start);
  if (last < 0) return lines + blank;
  return keepsBlankLines(text, block.nodes[last]!) ? lines : blank + lines;
}

/** The lines of a part, from the comments above it that are its own to those below it that are indented more. */
function regionOf(block: Block, index: number): Span {
  const { text, parts, column } = block;
  const { start, end } = parts[index]!;
  const own = isFirstOnLine(text, start) ? ownStart(text, start, floorOf(block, index)) : start;
  return { start: own, end: extentEnd(text, end, column) };
}

function floorOf({ text, parts, floor }: Block, index: number): number {
  return index === 0 ? floor : nextLineOf(text, parts[index - 1]!.end);
}

/** What comes before the first part that is kept, in place of the parts that stood there. */
function addFirst(block: Block, first: number, added: string, edits: Edit[]): void {
  const { text, parts } = block;
  if (!isFirstOnLine(text, parts[0]!.start)) {
    addOnDashLine(block, first, added, edits);
    return;
  }
  const { start } = regionOf(block, first);
  remove(block, 0, first, edits);
  if (added !== '') edits.push({ start, end: start, text: added });
}

/** The same where the first part stands on the line of the dash that holds the collection. */
function addOnDashLine(block: Block, first: number, added: string, edits: Edit[]): void {
  const { text, parts, column } = block;
  const { start } = parts[0]!;
  const inline = added.slice(column);
  if (first === 0) {
    if (added !== '') edits.push({ start, end: start, text: inline + ' '.repeat(column) });
    return;
  }
  const region = regionOf(block, first);
  const hasComments = region.start < lineStartOf(text, parts[first]!.start);
  if (added !== '') edits.push({ start, end: region.start, text: inline });
  else if (!hasComments) edits.push({ start, end: parts[first]!.start, text: '' });
  else edits.push({ start: trimmedEnd(text, start), end: region.start, text: lineBreakAt(text, start) });
}

function trimmedEnd(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at;
}

/** What comes after a part that is kept, in place of the parts up to the next that is kept. */
function addBetween(block: Block, last: number, next: number, added: string, edits: Edit[]): void {
  if (added !== '') edits.push(insertion(block.text, regionOf(block, last).end, added));
  const takesBlanks = added === '' && keepsBlankLines(block.text, block.nodes[last]!);
  remove(block, last + 1, next, edits, takesBlanks);
}

/** Whether blank lines below a node would become part of it: a block scalar with `+` is its end. */
function keepsBlankLines(text: string, node: Node): boolean {
  if (node.kind === 'map') return !node.isFlow && keepsBlankLines(text, node.entries.at(-1)!.node);
  if (node.kind === 'list') return !node.isFlow && keepsBlankLines(text, node.items.at(-1)!.node);
  return (
    node.kind === 'scalar' &&
    (node.style === 'literal' || node.style === 'folded') &&
    /^.\d?\+/.test(text.slice(node.start, node.start + 3))
  );
}

function insertion(text: string, at: number, lines: string): Edit {
  if (at < text.length || /[\r\n]$/.test(text)) return { start: at, end: at, text: lines };
  // The last line has no line break: it gets one, and the new last line has none.
  const lineBreak = /(?:\r\n|\r|\n)$/.exec(lines)?.[0] ?? '\n';
  return { start: at, end: at, text: lineBreak + lines.slice(0, lines.length - lineBreak.length) };
}

function remove(block: Block, from: number, to: number, edits: Edit[], takesBlanks = false): void {
  for (let index = from; index < to; index++) {
    const region = regionOf(block, index);
    const { start } = region;
    const end = takesBlanks ? afterBlankLines(block.text, region.end) : region.end;
    const isApart = block.moved?.has(index) || end === block.text.length || isBlankLine(block.text, end);
    // Of the blank lines around a part that goes, one stays.
    edits.push({ start: isApart ? blankLineAbove(block, index, start) : start, end, text: '' });
  }
}

function afterBlankLines(text: string, from: number): number {
  let end = from;
  while (end < text.length && isBlankLine(text, end)) end = nextLineOf(text, end);
  return end;
}

/** The start of the blank line above a part, or that of the part where there is none. */
function blankLineAbove(block: Block, index: number, start: number): number {
  const { text } = block;
  const above = lineStartOf(text, start - lineBreakBefore(text, start).length);
  return start > 0 && above >= floorOf(block, index) && above < start && isBlankLine(text, above) ? above : start;
}
