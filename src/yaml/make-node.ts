// Knows how nodes get their values: tags, aliases, the keys and merges of a map. Does not know the tokens that they come from.
import type { InjectError } from '../errors.ts';
import { isInteger, keyName, plainMeaning } from './meaning.ts';
import type { AliasNode, Entry, Item, ListNode, MapNode, Node, Properties, ScalarNode, ScalarStyle } from './nodes.ts';
import { failure, lineOf } from './place.ts';

/** What is known while the nodes of a document are made. */
export interface Making {
  readonly text: string;
  readonly anchors: Map<string, { readonly node: Node; readonly size: number }>;
  readonly aliases: AliasNode[];
  /** A key that stands twice in a map is no fault: the last one counts. */
  readonly lastWins: boolean;
  /** The nodes made so far, with those that aliases repeat. */
  size: number;
  /** The text of the scalar made last, before it got a meaning. */
  raw: string;
}

const LARGEST = 5_000_000;

/** Nothing made yet. */
export function startMaking(text: string, lastWins = false): Making {
  return { text, lastWins, anchors: new Map(), aliases: [], size: 0, raw: '' };
}

/** A scalar; a plain one gets its meaning. */
export function scalarNode(making: Making, style: ScalarStyle, raw: string, start: number, end: number): ScalarNode {
  making.raw = raw;
  making.size++;
  const value = style === 'plain' ? plainMeaning(raw) : raw;
  return { kind: 'scalar', style, start, end, value, properties: undefined };
}

/** The null of a place where nothing stands. */
export function emptyNode(making: Making, at: number): ScalarNode {
  making.raw = '';
  making.size++;
  return { kind: 'scalar', style: 'none', start: at, end: at, value: null, properties: undefined };
}

/** `*name`, which stands for the node of that anchor. */
export function aliasNode(making: Making, name: string, start: number, end: number): AliasNode {
  const anchor = making.anchors.get(name);
  if (!anchor)
    throw failure(
      making.text,
      start,
      `the alias *${name} has no anchor above it`,
      `mark a value before it with &${name}`,
    );
  making.size += anchor.size;
  if (making.size > LARGEST)
    throw failure(making.text, start, 'the aliases repeat too much', 'write the document without nested aliases');
  const { node: target } = anchor;
  const alias: AliasNode = { kind: 'alias', start, end, name, target, value: target.value, properties: undefined };
  making.aliases.push(alias);
  return alias;
}

/** The node with its properties: its tag decides the meaning, its anchor is known from here on. */
export function withProperties(making: Making, node: Node, properties: Properties, sizeBefore: number): Node {
  const { tag, anchor } = properties;
  if (node.properties || node.kind === 'alias')
    throw failure(making.text, properties.start, 'two sets of properties on one value');
  const value = tag && node.kind === 'scalar' ? taggedValue(making, node, tag.name) : node.value;
  const result: Node = { ...node, value, properties };
  // One of that name inside it stands below it, so that counts.
  if (anchor && !making.anchors.has(anchor.name))
    making.anchors.set(anchor.name, { node: result, size: making.size - sizeBefore });
  return result;
}

const STANDARD = /^(?:!!|!<tag:yaml\.org,2002:)(\w+)>?$/;

function taggedValue(making: Making, node: ScalarNode, tag: string): unknown {
  const type = STANDARD.exec(tag)?.[1];
  const { raw } = making;
  const meaning = plainMeaning(raw);
  if (!type || !TAGS.has(type)) return raw;
  if (type === 'binary' && BASE64.test(raw.replace(/[\r\n]/g, ''))) return Buffer.from(raw, 'base64').toString('utf8');
  if (type === 'null' && meaning === null) return null;
  if (type === 'bool' && typeof meaning === 'boolean') return meaning;
  if (type === 'int' && typeof meaning === 'number' && isInteger(raw)) return meaning;
  if (type === 'float' && typeof meaning === 'number') return meaning;
  if (type === 'timestamp' && TIMESTAMP.test(raw)) return raw;
  const hint = 'Leave the tag out, or write !!str.';
  throw failure(making.text, node.start, `${JSON.stringify(raw)} is no !!${type}`, hint);
}

const TAGS: ReadonlySet<string> = new Set(['binary', 'null', 'bool', 'int', 'float', 'timestamp']);
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ])/;

/** One entry of a map; its key must be one that Kubernetes takes. */
export function entry(making: Making, start: number, key: Node, colon: number, node: Node): Entry {
  const isMerge = key.value === '<<' && key.kind === 'scalar' && isMergeKey(key);
  const name = keyName(key.value, typeof key.value === 'number' ? writtenKey(making, key) : '');
  if (name === undefined)
    throw failure(making.text, start, 'a key must be a string, number or boolean', 'put quotes around the key');
  return { start, key, name, colon, node, isMerge };
}

function isMergeKey({ style, properties }: ScalarNode): boolean {
  const tag = properties?.tag?.name;
  return tag === '!!merge' || (style === 'plain' && tag === undefined);
}

/** The number of a key as it is written, without its quotes. */
function writtenKey({ text }: Making, key: Node): string {
  const { style, start, end } = (key.kind === 'alias' ? key.target : key) as ScalarNode;
  return style === 'plain' ? text.slice(start, end) : text.slice(start + 1, end - 1);
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  readonly column: number;
}

/** The list of these items. */
export function listNode(making: Making, items: readonly Item[], place: Place): ListNode {
  making.size++;
  return { kind: 'list', ...place, items, value: items.map((item) => item.node.value), properties: undefined };
}

/** The map of these entries, with its value; as in Kubernetes' Go reader, a merge wins over what stands before it. */
export function mapNode(making: Making, entries: readonly Entry[], place: Place): MapNode {
  const value: Record<string, unknown> = {};
  const seen = entries.length > 1 && !making.lastWins ? new Set<string>() : undefined;
  for (const each of entries) {
    if (each.isMerge || !seen) continue;
    if (seen.has(each.name)) throw duplicate(making, entries, each);
    seen.add(each.name);
  }
  for (const { name, node, isMerge } of entries) {
    if (isMerge) mergeInto(making, value, node);
    else setOwn(value, name, node.value);
  }
  making.size++;
  return { kind: 'map', ...place, entries, value, properties: undefined };
}

function duplicate({ text }: Making, entries: readonly Entry[], { name, start }: Entry): InjectError {
  const first = entries.find((other) => other.name === name && !other.isMerge) as Entry;
  return failure(
    text,
    start,
    `the key ${JSON.stringify(name)} stands twice in one map`,
    `the first is ${lineOf(text, first.start)}; remove one of them`,
  );
}

/** Sets an own property, whatever its name. */
export function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function mergeInto(making: Making, value: Record<string, unknown>, node: Node): void {
  const isList = node.kind === 'list';
  // Of several merged maps the first wins.
  const sources = isList ? node.items.map((item) => item.node).toReversed() : [node];
  for (const each of sources) {
    const source = each.kind === 'alias' ? each.target : each;
    if (source.kind !== 'map')
      throw failure(
        making.text,
        each.start,
        'only a map can be merged with <<',
        'Merge an alias of a map, a map, or a list of these.',
      );
    for (const [name, merged] of Object.entries(source.value as Record<string, unknown>)) setOwn(value, name, merged);
  }
}
