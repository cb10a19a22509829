// Knows how a document is written where something new goes: the nearest neighbours show it. Does not print.
import { columnOf } from './layout.ts';
import type { Entry, ListNode, MapNode, Node, ScalarNode } from './nodes.ts';
import { outerStart } from './nodes.ts';
import type { BlockStyle, FlowStyle } from './print.ts';
import type { Quote } from './write-scalar.ts';

/** A collection and what it stands in, from the inside out. */
export interface Chain {
  readonly node: MapNode | ListNode;
  readonly parent: Chain | undefined;
}

/** What the nodes below one show; what none shows is missing. */
interface Evidence {
  step?: number;
  offset?: number;
  gap?: number;
  quote?: Quote;
}

const MOST_NODES = 2000;
const evidenceOf = new WeakMap<Node, Evidence>();

/** The style of what is nearest: beside the new text, else around it, else as Kubernetes' own examples are written. */
export function blockStyle(text: string, chain: Chain | undefined): BlockStyle {
  const found: Evidence = {};
  for (let link = chain; link && !isComplete(found); link = link.parent) adopt(found, evidence(text, link.node));
  const gap = found.gap ?? 2;
  return { step: found.step ?? 2, offset: found.offset ?? 0, gap, quote: found.quote ?? '"', hasLiterals: true };
}

function isComplete({ step, offset, gap, quote }: Evidence): boolean {
  return step !== undefined && offset !== undefined && gap !== undefined && quote !== undefined;
}

function adopt(found: Evidence, { step, offset, gap, quote }: Evidence): void {
  if (step !== undefined) found.step ??= step;
  if (offset !== undefined) found.offset ??= offset;
  if (gap !== undefined) found.gap ??= gap;
  if (quote !== undefined) found.quote ??= quote;
}

/** Looks level by level, so that what is least deep below the node counts first. */
function evidence(text: string, node: Node): Evidence {
  const known = evidenceOf.get(node);
  if (known) return known;
  const found: Evidence = {};
  const queue: Node[] = [node];
  for (let at = 0; at < queue.length && at < MOST_NODES && !isComplete(found); at++) {
    const next = queue[at]!;
    if (next.kind === 'map') seeMap(text, next, found, queue);
    else if (next.kind === 'list') seeList(text, next, found, queue);
    else if (next.kind === 'scalar') seeQuote(next, found);
  }
  evidenceOf.set(node, found);
  return found;
}

function seeMap(text: string, map: MapNode, found: Evidence, queue: Node[]): void {
  for (const { node, start, colon } of map.entries) {
    if (!map.isFlow && isBelow(text, node, colon)) {
      if (node.kind === 'map') found.step ??= node.column - map.column;
      else found.offset ??= node.column - columnOf(text, start);
    }
    queue.push(node);
  }
}

function isBelow(text: string, node: Node, colon: number): node is MapNode | ListNode {
  if (node.kind !== 'map' && node.kind !== 'list') return false;
  return !node.isFlow && /[\r\n]/.test(text.slice(colon, node.start));
}

function seeList(text: string, list: ListNode, found: Evidence, queue: Node[]): void {
  for (const { node, start } of list.items) {
    const content = outerStart(node);
    if (!list.isFlow && content > start && !/[\r\n]/.test(text.slice(start, content)) && isPresent(node)) {
      found.gap ??= content - start;
    }
    queue.push(node);
  }
}

function isPresent(node: Node): boolean {
  return node.kind !== 'scalar' || node.style !== 'none';
}

// A text that reads better in the one kind of quotes, or needs it, says nothing about the other texts.
function seeQuote({ style, value }: ScalarNode, found: Evidence): void {
  if (style === 'single' && !/["\\]/.test(String(value))) found.quote ??= "'";
  if (style === 'double' && !/['\p{Cc}]/u.test(String(value))) found.quote ??= '"';
}

/** How a flow collection is written, shown by itself or by what it stands in. */
export function flowStyle(text: string, chain: Chain | undefined): FlowStyle {
  const entries = flowEntries(chain);
  const first = entries[0];
  const isJson = first ? isJsonKey(first) : isInsideJson(chain);
  const spaced = !first || first.colon < 0 || /\s/.test(text[first.colon + 1] ?? ' ');
  const map = chain && ownOrOuterMap(chain);
  const quote = isJson ? '"' : blockStyle(text, chain).quote;
  return {
    isJson,
    quote,
    colon: spaced ? ': ' : ':',
    comma: commaOf(text, chain),
    padding: map ? paddingOf(text, map) : '',
  };
}

function flowEntries(chain: Chain | undefined): readonly Entry[] {
  for (let link = chain; link; link = link.parent) {
    const { node } = link;
    if (!node.isFlow) return [];
    if (node.kind === 'map' && node.entries.length > 0) return node.entries;
    if (node.kind === 'list') {
      for (const item of node.items)
        if (item.node.kind === 'map' && item.node.entries.length > 0) return item.node.entries;
    }
  }
  return [];
}

function isJsonKey({ key }: Entry): boolean {
  return key.kind === 'scalar' && key.style === 'double';
}

// A document that is `{}` or `[1]` as a whole is taken for JSON.
function isInsideJson(chain: Chain | undefined): boolean {
  for (let link = chain; link; link = link.parent) if (!link.node.isFlow) return false;
  return true;
}

function ownOrOuterMap(chain: Chain): MapNode | undefined {
  for (let link: Chain | undefined = chain; link?.node.isFlow; link = link.parent) {
    if (link.node.kind === 'map' && link.node.entries.length > 0) return link.node;
  }
  return undefined;
}

function paddingOf(text: string, map: MapNode): string {
  return /^\{ +[^ \r\n]/.test(text.slice(map.start, map.start + 20)) ? ' ' : '';
}

function commaOf(text: string, chain: Chain | undefined): string {
  for (let link = chain; link?.node.isFlow; link = link.parent) {
    const { node } = link;
    const starts =
      node.kind === 'map' ? node.entries.map((entry) => entry.start) : node.items.map((item) => item.start);
    if (starts.length > 1) return /,\s*$/.exec(text.slice(node.start, starts[1]))?.[0] === ',' ? ',' : ', ';
  }
  const [entry] = flowEntries(chain);
  return entry && entry.colon >= 0 && text[entry.colon + 1] !== ' ' && isJsonKey(entry) ? ',' : ', ';
}
