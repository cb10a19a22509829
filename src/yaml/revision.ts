// Knows what a revision under way consists of, and the places in a document where a value can stand. Decides nothing.
import type { Edit } from './edits.ts';
import type { AliasNode, Entry, Item, Node } from './nodes.ts';
import type { Path } from './parse.ts';
import type { Chain } from './style.ts';

/** Gives the identity of a list's item (at `path`, that of the list), by which it is found in the new list. */
export type Identify = (path: Path, item: unknown) => string | undefined;

/** A document under revision. */
export interface Revision {
  readonly text: string;
  readonly identify: Identify;
  /** What was decided so far; each step adds to them. */
  readonly edits: Edit[];
  readonly aliases: readonly AliasNode[];
  /** Lists that a target's path goes through: their items stay where they are. */
  readonly settled: ReadonlySet<unknown>;
  /** The new values of the nodes that change. */
  readonly changed: Map<Node, unknown>;
  /** Revises what stands in a slot to be a value. */
  readonly revise: (revision: Revision, slot: Slot, value: unknown, path: Path) => void;
}

/** A place where a value stands: the document's root, the value of an entry, an item. */
export interface Slot {
  readonly kind: 'root' | 'entry' | 'item';
  readonly node: Node;
  readonly isFlow: boolean;
  /** That of the entry's key or the item's dash; -1 for the root and in flow style. */
  readonly column: number;
  /** The offset after the `:` or `-`, or after the key where there is no `:`. */
  readonly after: number;
  /** Whether a `:` must be written before a value. */
  readonly needsColon: boolean;
  /** The collection that it is in. */
  readonly chain: Chain | undefined;
}

/** The slot of a document's root. */
export function rootSlot(node: Node): Slot {
  return { kind: 'root', node, isFlow: false, column: -1, after: node.start, needsColon: false, chain: undefined };
}

/** The slot of an entry's value; the innermost link of the chain is its map. */
export function entrySlot(entry: Entry, chain: Chain): Slot {
  const { node, colon, key } = entry;
  const after = colon < 0 ? endOf(key) : colon + 1;
  const { isFlow, column } = chain.node;
  return { kind: 'entry', node, isFlow, column, after, needsColon: colon < 0, chain };
}

/** The slot of an item; the innermost link of the chain is its list. */
export function itemSlot({ node, start }: Item, chain: Chain): Slot {
  const { isFlow, column } = chain.node;
  return { kind: 'item', node, isFlow, column, after: isFlow ? start : start + 1, needsColon: false, chain };
}

/** Where a node ends, its properties included. */
export function endOf(node: Node): number {
  return Math.max(node.end, node.properties?.end ?? 0);
}

/** Where an entry ends. */
export function entryEnd({ key, node, colon }: Entry): number {
  return colon < 0 ? endOf(key) : Math.max(colon + 1, endOf(node));
}

/** Where an item ends. */
export function itemEnd({ start, node }: Item, isFlow: boolean): number {
  return isFlow ? endOf(node) : Math.max(start + 1, endOf(node));
}
