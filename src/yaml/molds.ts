// Knows how the nodes of a text become those of another one that differs from it in simple scalars only: the same shapes, other values,
// shifted places. Does not know how such texts are found.
import { share } from '../memory.ts';
import type { Composed } from './compose.ts';
import { setOwn } from './make-node.ts';
import { plainMeaning } from './meaning.ts';
import type { AliasNode, Entry, Item, Node, ScalarNode } from './nodes.ts';

/** A composed text and how many of its simple scalars end before each place. */
export interface Mold {
  readonly text: string;
  readonly spans: readonly number[];
  readonly root: Place;
  readonly hasAliases: boolean;
  /** The spans that are no scalar's, but stand in a block of text or the like: another text must say the same there. */
  readonly fixed: readonly number[];
}

/** A node, the number of spans that end at or before its start and its end, and its span if it is a simple scalar. */
interface Place {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
  readonly span: number;
  readonly parts: readonly Part[];
}

/** An entry or item. */
interface Part {
  readonly from: number;
  readonly colon: number;
  readonly key: Place | undefined;
  readonly value: Place;
}

/** A mold of a composed text; undefined where the text has something that cannot be followed (merge keys). */
export function makeMold(text: string, spans: readonly number[], { root, aliases }: Composed): Mold | undefined {
  if (!root) return undefined;
  const making: MoldMaking = { spans, taken: new Set(), hasMerges: false };
  const place = placeOfNode(making, root, true);
  if (making.hasMerges) return undefined;
  const fixed = Array.from({ length: spans.length / 2 }, (_, span) => span).filter((span) => !making.taken.has(span));
  return { text, spans, root: place, hasAliases: aliases.length > 0, fixed };
}

interface MoldMaking {
  readonly spans: readonly number[];
  readonly taken: Set<number>;
  hasMerges: boolean;
}

function placeOfNode(making: MoldMaking, node: Node, isValue: boolean): Place {
  share(node.value);
  const from = endedBefore(making.spans, node.start);
  const span = isValue && node.kind === 'scalar' ? spanOf(making, node, from) : -1;
  const parts = partsOf(making, node);
  return { node, from, to: endedBefore(making.spans, node.end), span, parts };
}

function partsOf(making: MoldMaking, node: Node): Part[] {
  if (node.kind === 'map') return node.entries.map((entry) => entryPart(making, entry));
  if (node.kind !== 'list') return [];
  return node.items.map((item) => ({
    from: endedBefore(making.spans, item.start),
    colon: -1,
    key: undefined,
    value: placeOfNode(making, item.node, true),
  }));
}

function entryPart(making: MoldMaking, { start, key, colon, node, isMerge }: Entry): Part {
  making.hasMerges ||= isMerge;
  return {
    from: endedBefore(making.spans, start),
    colon: endedBefore(making.spans, colon),
    key: placeOfNode(making, key, false),
    value: placeOfNode(making, node, true),
  };
}

/** How many spans end at or before an offset. */
function endedBefore(spans: readonly number[], offset: number): number {
  let [low, high] = [0, spans.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[2 * middle + 1]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function spanOf({ spans, taken }: MoldMaking, { style, start, end, properties }: ScalarNode, from: number): number {
  const quote = style === 'plain' ? 0 : style === 'single' || style === 'double' ? 1 : -1;
  const isSpan = quote >= 0 && !properties && spans[2 * from] === start + quote && spans[2 * from + 1] === end - quote;
  if (!isSpan) return -1;
  taken.add(from);
  return from;
}

/** A text that was found to be like a mold's: its scalars' spans. */
export interface Likeness {
  readonly text: string;
  readonly spans: readonly number[];
}

/** Whether a text with the same key says the same wherever the mold cannot follow it. */
export function isLike(mold: Mold, { text, spans }: Likeness): boolean {
  return mold.fixed.every(
    (span) =>
      text.slice(spans[2 * span], spans[2 * span + 1]) ===
      mold.text.slice(mold.spans[2 * span], mold.spans[2 * span + 1]),
  );
}

interface Casting extends Likeness {
  readonly mold: Mold;
  /** For each number of spans: by how much what follows them is shifted, and how many of them say something else. */
  readonly shifts: Int32Array;
  readonly changes: Int32Array;
  readonly copies: Map<Node, Node> | undefined;
  readonly aliases: AliasNode[];
}

function startCasting(mold: Mold, { text, spans }: Likeness): Casting {
  const count = spans.length / 2;
  const shifts = new Int32Array(count + 1);
  const changes = new Int32Array(count + 1);
  for (let at = 0; at < count; at++) {
    const [start, end, from, to] = [spans[2 * at]!, spans[2 * at + 1]!, mold.spans[2 * at]!, mold.spans[2 * at + 1]!];
    shifts[at + 1] = end - to;
    const isSame = end - start === to - from && text.startsWith(mold.text.slice(from, to), start);
    changes[at + 1] = changes[at]! + (isSame ? 0 : 1);
  }
  return { mold, text, spans, shifts, changes, copies: mold.hasAliases ? new Map() : undefined, aliases: [] };
}

/** The value of a text like the mold's; what did not change in it is the very same object. */
export function castValue(mold: Mold, likeness: Likeness): unknown {
  return valueAt(startCasting(mold, likeness), mold.root);
}

function valueAt(casting: Casting, place: Place): unknown {
  const { node, from, to, span, parts } = place;
  const { changes } = casting;
  if (span >= 0) return changes[span] === changes[span + 1] ? node.value : scalarAt(casting, place);
  if (parts.length === 0 || changes[from] === changes[to]) return node.value;
  if (node.kind === 'list') return parts.map((part) => valueAt(casting, part.value));
  const value: Record<string, unknown> = {};
  for (let at = 0; at < parts.length; at++) setOwn(value, nameOf(node, at), valueAt(casting, parts[at]!.value));
  return value;
}

function nameOf(node: Node, at: number): string {
  return (node as Node & { kind: 'map' }).entries[at]!.name;
}

function scalarAt({ text, spans }: Casting, { node, span }: Place): unknown {
  const raw = text.slice(spans[2 * span], spans[2 * span + 1]);
  return (node as ScalarNode).style === 'plain' ? plainMeaning(raw) : raw;
}

/** The nodes of a text like the mold's. */
export function cast(mold: Mold, likeness: Likeness): Composed {
  const casting = startCasting(mold, likeness);
  return { root: castNode(casting, mold.root), aliases: casting.aliases };
}

function castNode(casting: Casting, place: Place): Node {
  const { shifts } = casting;
  const { node, from, to } = place;
  const [start, end] = [node.start + shifts[from]!, node.end + shifts[to]!];
  const copy = castKind(casting, place, start, end);
  casting.copies?.set(node, copy);
  return copy;
}

function castKind(casting: Casting, place: Place, start: number, end: number): Node {
  const { node, span } = place;
  const properties = node.properties && shiftedProperties(node.properties, casting.shifts[place.from]!);
  switch (node.kind) {
    case 'scalar': {
      const { style } = node;
      const value = span >= 0 ? valueAt(casting, place) : node.value;
      return { kind: 'scalar', style, start, end, value, properties };
    }
    case 'alias': {
      const target = casting.copies!.get(node.target)!;
      const alias: AliasNode = { kind: 'alias', start, end, name: node.name, target, value: target.value, properties };
      casting.aliases.push(alias);
      return alias;
    }
    case 'list': {
      const { isFlow, column } = node;
      const items = place.parts.map((part, at): Item => castItem(casting, part, node.items[at]!));
      const value = isKept(casting, place) ? node.value : items.map((item) => item.node.value);
      return { kind: 'list', start, end, isFlow, column, items, value, properties };
    }
    case 'map': {
      const { isFlow, column } = node;
      const entries = place.parts.map((part, at): Entry => castEntry(casting, part, node.entries[at]!));
      const value = isKept(casting, place) ? node.value : mapOf(entries);
      return { kind: 'map', start, end, isFlow, column, entries, value, properties };
    }
  }
}

function castItem(casting: Casting, { from, value }: Part, { start }: Item): Item {
  return { start: start + casting.shifts[from]!, node: castNode(casting, value) };
}

function castEntry(casting: Casting, { from, colon, key, value }: Part, entry: Entry): Entry {
  const { shifts } = casting;
  return {
    start: entry.start + shifts[from]!,
    key: castNode(casting, key!),
    name: entry.name,
    colon: entry.colon < 0 ? -1 : entry.colon + shifts[colon]!,
    node: castNode(casting, value),
    isMerge: false,
  };
}

/** An alias may have changed with its anchor, wherever that is. */
function isKept({ changes, copies }: Casting, { from, to }: Place): boolean {
  return copies === undefined && changes[from] === changes[to];
}

function mapOf(entries: readonly Entry[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const { name, node } of entries) setOwn(value, name, node.value);
  return value;
}

// They stand before their node with no simple scalar between: a line with one has none.
function shiftedProperties(
  properties: NonNullable<Node['properties']>,
  shift: number,
): NonNullable<Node['properties']> {
  const { start, end, anchor, tag } = properties;
  const moved = <T extends { start: number; end: number }>(part: T): T => ({
    ...part,
    start: part.start + shift,
    end: part.end + shift,
  });
  return { start: start + shift, end: end + shift, anchor: anchor && moved(anchor), tag: tag && moved(tag) };
}
