// Knows what a parsed document consists of: nodes with their value and their place in the text. Does not read or write it.

/** Offsets into the document's text: the first character, and the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What may stand before a node: `&anchor` and `!tag`, in any order. */
export interface Properties extends Span {
  readonly anchor: (Span & { readonly name: string }) | undefined;
  readonly tag: (Span & { readonly name: string }) | undefined;
}

/** How a scalar is written; `none` is a value that is not there at all (null). */
export type ScalarStyle = 'none' | 'plain' | 'single' | 'double' | 'literal' | 'folded';

interface Placed extends Span {
  /** Plain JSON, as Kubernetes reads it. Shared with aliases: never to be changed. */
  readonly value: unknown;
  /** They stand before `start`. */
  readonly properties: Properties | undefined;
}

/** A string, number, boolean or null. */
export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
}

/** A mapping. `column` is that of its keys, where it is a block. */
export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly isFlow: boolean;
  readonly column: number;
  readonly entries: readonly Entry[];
}

/** A sequence. `column` is that of its dashes, where it is a block. */
export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly isFlow: boolean;
  readonly column: number;
  readonly items: readonly Item[];
}

/** `*name`, with the node that it stands for. */
export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: Node;
}

/** Any node; a union by `kind`. */
export type Node = ScalarNode | MapNode | ListNode | AliasNode;

/** One `key: value`; `start` is that of the key, its properties or its `?`. */
export interface Entry {
  readonly start: number;
  readonly key: Node;
  /** The key as Kubernetes reads it. */
  readonly name: string;
  /** The offset of the `:`, or -1 where there is none (`? key`, or `{key}`). */
  readonly colon: number;
  readonly node: Node;
  /** Whether this is `<<: …`, which adds the entries of other maps. */
  readonly isMerge: boolean;
}

/** One element of a list; `start` is that of the dash, or in flow style of the node with its properties. */
export interface Item {
  readonly start: number;
  readonly node: Node;
}

/** Where a node begins, its properties included. */
export function outerStart(node: Node): number {
  return node.properties ? Math.min(node.properties.start, node.start) : node.start;
}
