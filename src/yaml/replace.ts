// Knows how the value in a slot gives way to another one, whatever the two look like, with the comments around it kept. Does not look inside.
import type { Edit } from './edits.ts';
import {
  extentEnd,
  isFirstOnLine,
  lineBreakAt,
  lineBreakBefore,
  lineEndOf,
  lineStartOf,
  nextLineOf,
} from './layout.ts';
import type { Node } from './nodes.ts';
import {
  addLiteral,
  type BlockStyle,
  isNested,
  literalHeader,
  printFlow,
  printInline,
  printNested,
  printPretty,
} from './print.ts';
import { endOf, type Revision, type Slot } from './revision.ts';
import { blockStyle, type Chain, flowStyle } from './style.ts';
import { type Quote, quoted, suitsLiteral } from './write-scalar.ts';

/** Puts a new value in the place of the old; `anchor` names it for aliases below. */
export function replaceValue(revision: Revision, slot: Slot, value: unknown, anchor?: string): void {
  const mark = anchor === undefined ? '' : `&${anchor} `;
  if (slot.isFlow || isFlowRoot(slot)) replaceInFlow(revision, slot, mark + flowText(revision.text, slot, value));
  else replaceInBlock(revision, slot, blockText(revision.text, slot, value, mark));
}

/** A document that is one flow collection stays one. */
function isFlowRoot({ kind, node }: Slot): boolean {
  return kind === 'root' && (node.kind === 'map' || node.kind === 'list') && node.isFlow;
}

function replaceInFlow({ edits }: Revision, slot: Slot, text: string): void {
  const { node, after, needsColon } = slot;
  const isMissing = node.kind === 'scalar' && node.style === 'none';
  if (needsColon) edits.push({ start: after, end: after, text: `: ${text}` });
  else if (isMissing) edits.push({ start: endOf(node), end: endOf(node), text: ` ${text}` });
  else edits.push({ start: node.start, end: node.end, text }, ...withoutTag(node));
}

/** The tag of the old value says nothing about the new one. */
function withoutTag({ properties, start }: Node): Edit[] {
  const { tag, anchor } = properties ?? {};
  if (!tag) return [];
  const end = anchor && anchor.start > tag.start ? anchor.start : start;
  return [{ start: tag.start, end: Math.max(end, tag.end), text: '' }];
}

function flowText(text: string, slot: Slot, value: unknown): string {
  const style = { ...flowStyle(text, slot.chain), ...quoteOf(slot.node) };
  if (!style.isJson && typeof value === 'string' && 'quote' in quoteOf(slot.node)) return quoted(value, style.quote);
  return prettyOrFlow(text, slot.chain, value, slot.after);
}

/** A value in flow style, on one line or, where the elements around it have their own lines, on several. */
export function prettyOrFlow(text: string, chain: Chain | undefined, value: unknown, near: number): string {
  const style = flowStyle(text, chain);
  const aligned = isNested(value) && chain ? alignedElement(text, chain.node) : undefined;
  if (!chain || aligned === undefined) return printFlow(value, style);
  const indent = lineIndent(text, isFirstOnLine(text, near) ? near : aligned);
  return printPretty(value, style, indent, prettyStep(text, chain.node, aligned), lineBreakAt(text, near));
}

/** Where the first element of a flow collection begins that has a line of its own. */
function alignedElement(text: string, node: Chain['node']): number | undefined {
  if (!node.isFlow) return undefined;
  const starts = node.kind === 'map' ? node.entries.map((entry) => entry.start) : node.items.map((item) => item.start);
  return starts.find((start) => isFirstOnLine(text, start));
}

const WIDEST_STEP = 8;

/** By how much a collection indents its elements; not if they are only aligned with its first one. */
function prettyStep(text: string, { start }: Chain['node'], aligned: number): string {
  const outer = lineIndent(text, start);
  const inner = lineIndent(text, aligned);
  const step = inner.startsWith(outer) ? inner.slice(outer.length) : '';
  return step.length > 0 && step.length <= WIDEST_STEP ? step : '  ';
}

/** The white space that the line of an offset begins with. */
function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, offset), offset))![0];
}

/** What stands after the `:` or `-` on its line, and the lines below that. */
interface BlockText {
  readonly head: string;
  readonly below: readonly string[];
}

function blockText(text: string, slot: Slot, value: unknown, mark: string): BlockText {
  const style = { ...blockStyle(text, slot.chain), ...quoteOf(slot.node), hasLiterals: !hasDeepComment(text, slot) };
  const anchored = mark !== '' || slot.node.properties?.anchor !== undefined;
  if (isNested(value)) return nestedText(text, slot, value, style, mark, anchored);
  if (style.hasLiterals && typeof value === 'string' && suitsLiteral(value))
    return literalText(text, slot, value, style, mark);
  const isQuoted = typeof value === 'string' && 'quote' in quoteOf(slot.node);
  const inline = isQuoted ? quoted(value, style.quote) : printInline(value, style.quote);
  return { head: pad(slot, text) + mark + inline, below: [] };
}

/** Whether a comment below is indented so far that it would become part of a literal block above it. */
function hasDeepComment(text: string, { node, column }: Slot): boolean {
  return extentEnd(text, endOf(node), column) > nextLineOf(text, endOf(node));
}

function nestedText(
  text: string,
  slot: Slot,
  value: object,
  style: BlockStyle,
  mark: string,
  anchored: boolean,
): BlockText {
  const column = nestedColumn(text, slot, value, style);
  const lines = printNested(value, column, style);
  const isCompact = slot.kind !== 'entry' && !anchored && !isBelow(text, slot);
  if (!isCompact) return { head: mark === '' ? '' : pad(slot, text) + mark.trimEnd(), below: lines };
  return { head: pad(slot, text) + lines[0]!.slice(column), below: lines.slice(1) };
}

function nestedColumn(text: string, slot: Slot, value: object, style: BlockStyle): number {
  if (slot.kind === 'root') return 0;
  if (slot.kind === 'item') return slot.column + pad(slot, text).length + 1;
  return slot.column + (Array.isArray(value) ? style.offset : style.step);
}

function literalText(text: string, slot: Slot, value: string, style: BlockStyle, mark: string): BlockText {
  const indent = slot.kind === 'item' ? pad(slot, text).length + 1 : style.step;
  const old = oldLiteralColumn(text, slot.node);
  const column = old !== undefined && !value.startsWith(' ') ? old : Math.max(slot.column, 0) + indent;
  const below: string[] = [];
  addLiteral(below, value, column);
  return { head: pad(slot, text) + mark + literalHeader(value, column - Math.max(slot.column, 0)), below };
}

function oldLiteralColumn(text: string, node: Node): number | undefined {
  if (node.kind !== 'scalar' || (node.style !== 'literal' && node.style !== 'folded')) return undefined;
  const line = nextLineOf(text, node.start);
  return line < node.end ? lineIndent(text, lineEndOf(text, line)).length : undefined;
}

/** The white space between the `:` or `-` and a value. */
function pad({ kind, node, after, chain }: Slot, text: string): string {
  if (kind === 'root') return '';
  if (kind === 'entry') return ' ';
  const between = text.slice(after, node.properties?.start ?? node.start);
  return /^[ ]+$/.test(between) ? between : ' '.repeat(blockStyle(text, chain).gap - 1);
}

function quoteOf(node: Node): { quote?: Quote } {
  if (node.kind !== 'scalar') return {};
  if (node.style === 'single') return { quote: "'" };
  return node.style === 'double' ? { quote: '"' } : {};
}

function isBelow(text: string, { node, after }: Slot): boolean {
  return isBlockCollection(node) && /[\r\n]/.test(text.slice(after, node.start));
}

function isBlockCollection(node: Node): boolean {
  return (node.kind === 'map' || node.kind === 'list') && !node.isFlow;
}

function replaceInBlock(revision: Revision, slot: Slot, printed: BlockText): void {
  const { text, edits } = revision;
  const { node } = slot;
  const from = Math.max(slot.after, node.properties?.anchor?.end ?? 0);
  const head = node.properties?.anchor && printed.head !== '' ? ` ${printed.head.trimStart()}` : printed.head;
  edits.push(...tagBeforeAnchor(node));
  const { below } = printed;
  if (node.kind === 'scalar' && node.style === 'none') {
    const colon = slot.needsColon ? `${lineBreakAt(text, from)}${' '.repeat(slot.column)}:` : '';
    edits.push({ start: from, end: Math.max(from, endOf(node)), text: colon + head });
    insertLines(text, nextLineOf(text, from), below, edits);
  } else if (isBelow(text, slot)) {
    edits.push({ start: from, end: lineEndBeforeComment(text, from), text: head });
    replaceLines(text, nextLineOf(text, from), extentEnd(text, node.end, slot.column), below, edits);
  } else if (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')) {
    edits.push({ start: from, end: indicatorEnd(text, node.start), text: head });
    const first = nextLineOf(text, node.start);
    replaceLines(text, first, node.end < first ? first : nextLineOf(text, node.end), below, edits);
  } else if (isBlockCollection(node)) {
    const lineBreak = lineBreakAt(text, node.start);
    edits.push({ start: from, end: node.end, text: [head, ...below].join(lineBreak) });
  } else {
    const tabs = head === '' && below.length > 0 ? tabsAt(text, node.end) : 0;
    edits.push({ start: from, end: node.end + tabs, text: keepSpace(text, slot, from, head) + (tabs > 0 ? ' ' : '') });
    insertLines(text, nextLineOf(text, node.end), below, edits);
  }
}

function tagBeforeAnchor({ properties }: Node): Edit[] {
  const { tag, anchor } = properties ?? {};
  return tag && anchor && tag.start < anchor.start ? [{ start: tag.start, end: anchor.start, text: '' }] : [];
}

/** Where a tag on the line of a block collection's key ends: that goes, a comment stays. */
function lineEndBeforeComment(text: string, from: number): number {
  const match = /[ \t]+!\S*/y;
  match.lastIndex = from;
  return match.test(text) ? match.lastIndex : from;
}

function indicatorEnd(text: string, start: number): number {
  const match = /[|>][-+0-9]*/y;
  match.lastIndex = start;
  return match.test(text) ? match.lastIndex : start;
}

/** How much white space with a tab in it stands here: Kubernetes' reader takes none right behind the `:` of a `? key`. */
function tabsAt(text: string, offset: number): number {
  const match = / *\t[ \t]*/y;
  match.lastIndex = offset;
  return match.test(text) ? match.lastIndex - offset : 0;
}

/** Between the `:` and a value on the same line the white space stays as it was. */
function keepSpace(text: string, { node }: Slot, from: number, head: string): string {
  const space = text.slice(from, node.properties?.tag ? from : node.start);
  return head !== '' && /^[ \t]+$/.test(space) ? space + head.trimStart() : head;
}

function insertLines(text: string, at: number, lines: readonly string[], edits: Edit[]): void {
  if (lines.length === 0) return;
  const isEnded = at < text.length || /[\r\n]$/.test(text);
  const lineBreak = isEnded ? lineBreakBefore(text, at) || '\n' : lineBreakAt(text, at);
  const body = isEnded ? lines.map((line) => line + lineBreak) : lines.map((line) => lineBreak + line);
  edits.push({ start: at, end: at, text: body.join('') });
}

function replaceLines(text: string, start: number, end: number, lines: readonly string[], edits: Edit[]): void {
  if (start === end) {
    insertLines(text, start, lines, edits);
    return;
  }
  const lineBreak = lineBreakAt(text, start);
  const isEnded = end < text.length || /[\r\n]$/.test(text);
  const body = lines.join(lineBreak) + (lines.length > 0 && isEnded ? lineBreak : '');
  edits.push({ start, end, text: body });
}
