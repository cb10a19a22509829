// Knows how the tokens of the yaml package become nodes with values and places, and which of them are not plainly right. Does not judge
// these, and does not write.
import { type CST, Parser } from 'yaml';
import { InjectError } from '../errors.ts';
import { type Composing, composeBlockScalar, composeFlowScalar, isUnclosedQuote } from './compose-scalar.ts';
import { countLineBreaks } from './decode.ts';
import { DEEPEST, judge, MAY_BE_WRONG } from './judge.ts';
import { columnOf } from './layout.ts';
import {
  aliasNode,
  emptyNode,
  entry,
  listNode,
  type Making,
  mapNode,
  startMaking,
  withProperties,
} from './make-node.ts';
import type { Entry, Item, Node } from './nodes.ts';
import { hasEnd, onOneLine, unclosedIn } from './one-line.ts';
import { failure } from './place.ts';
import {
  areSpaces,
  endOfTokens,
  hasNewline,
  hasProperty,
  isBlock,
  isFlowScalar,
  isMultiline,
  propertiesOf,
  type Source,
  type Token,
} from './tokens.ts';

/** What a document's text consists of: its root node, and the aliases in it. */
export interface Composed {
  readonly root: Node | undefined;
  readonly aliases: Making['aliases'];
}

/** The nodes of one document; throws an InjectError `yaml` at the place of the first fault. */
export function compose(text: string, lastWins = false): Composed {
  // To Kubernetes a CR alone ends a line, to the package's parser it does not.
  const lines = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  return composeSource(lines, lines, lastWins, MOST_PASSES);
}

/** `source` is the text as the package's parser gets it: of the same length, with the same tokens at the same places. */
function composeSource(text: string, source: string, lastWins: boolean, passes: number): Composed {
  const tokens = [...new Parser().parse(source)];
  const isFlat = source !== text;
  const isPlain = !isFlat && !MAY_BE_WRONG.test(text);
  const composing: Composing = {
    ...startMaking(text, lastWins),
    ...{ isPlain, isFlat, depth: 0, isUnclosed: false },
  };
  try {
    const document = onlyDocument(composing, tokens);
    const root = document && composeRoot(composing, document);
    if (!composing.isPlain) judge(text, tokens);
    return { root, aliases: composing.aliases };
  } catch (error) {
    const flat = composing.isUnclosed && passes > 0 ? onOneLine(source, unclosedIn(tokens)) : source;
    if (flat !== source) return composeFlat(text, flat, lastWins, passes - 1, error);
    // The package's Composer knows the place of a fault best.
    judge(text, tokens);
    throw error;
  }
}

/** Where a quote is missing, the next one is taken for it, and what follows on its line makes no sense. */
function composeFlat(text: string, flat: string, lastWins: boolean, passes: number, fault: unknown): Composed {
  try {
    return composeSource(text, flat, lastWins, passes);
  } catch (error) {
    let joined = text.length;
    while (joined > 0 && text[joined - 1] === flat[joined - 1]) joined--;
    const line = error instanceof InjectError ? (error.where?.line ?? 0) : 0;
    throw isUnclosedQuote(fault) && line <= countLineBreaks(text.slice(0, joined)) + 1 ? fault : error;
  }
}

/** What one pass puts on one line shows the next what else is open. */
const MOST_PASSES = 10;

function onlyDocument(composing: Composing, tokens: readonly Token[]): CST.Document | undefined {
  const documents = tokens.filter((token) => token.type === 'document');
  const strange = tokens.some((token) => token.type === 'error' || token.type === 'directive');
  if (strange) composing.isPlain = false;
  const second = documents.find((document, index) => index > 0 && (document.value || hasProperty(document.start)));
  if (second) throw failure(composing.text, second.offset, 'a second document begins here', 'give one document');
  return documents[0];
}

function composeRoot(composing: Composing, { start, value, end }: CST.Document): Node | undefined {
  const properties = propertiesOf(start, 0);
  if (!value && !properties) return undefined;
  const dashes = start.findLastIndex((token) => token.type === 'doc-start');
  if (dashes >= 0 && isBlock(value) && !hasNewline(start.slice(dashes))) composing.isPlain = false;
  if (end && !areSpaces(end)) composing.isPlain = false;
  return composeNode(composing, value, start, 0, endOfTokens(start, composing.text.length));
}

/** The node for a value with what stands before it; `emptyAt` is where it would begin if it is not there. */
function composeNode(
  composing: Composing,
  token: Token | null | undefined,
  before: readonly Source[],
  from: number,
  emptyAt: number,
): Node {
  const properties = propertiesOf(before, from);
  if (!properties) return composeBare(composing, token, emptyAt);
  composing.isPlain = false;
  // Inside itself a node has no name yet.
  if (properties.anchor) composing.anchors.delete(properties.anchor.name);
  const { size } = composing;
  return withProperties(composing, composeBare(composing, token, properties.end), properties, size);
}

function composeBare(composing: Composing, token: Token | null | undefined, emptyAt: number): Node {
  if (!token) return emptyNode(composing, emptyAt);
  switch (token.type) {
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return composeFlowScalar(composing, token);
    case 'block-scalar':
      return composeBlockScalar(composing, token);
    case 'alias':
      composing.isPlain = false;
      return aliasNode(composing, token.source.slice(1), token.offset, token.offset + token.source.length);
    case 'block-map':
      return deeper(composing, token.offset, () => composeBlockMap(composing, token));
    case 'block-seq':
      return deeper(composing, token.offset, () => composeBlockList(composing, token));
    case 'flow-collection':
      return deeper(composing, token.offset, () => composeFlowCollection(composing, token));
    default:
      composing.isPlain = false;
      return emptyNode(composing, emptyAt);
  }
}

function deeper(composing: Composing, offset: number, run: () => Node): Node {
  if (composing.depth === DEEPEST) {
    throw failure(composing.text, offset, `nested more than ${DEEPEST} levels deep`, 'Is a closing bracket missing?');
  }
  composing.depth += 1;
  const node = run();
  composing.depth -= 1;
  return node;
}

function composeBlockMap(composing: Composing, token: CST.BlockMap): Node {
  const entries: Entry[] = [];
  for (const item of token.items) {
    if (!item.key && !item.sep && areSpaces(item.start)) continue;
    entries.push(composeEntry(composing, item, token.indent));
  }
  const [first, last] = [entries[0], entries.at(-1)];
  const start = first?.start ?? token.offset;
  const end = last ? Math.max(lastOf(last.key), last.colon < 0 ? 0 : lastOf(last.node)) : start;
  return mapNode(composing, entries, { start, end, isFlow: false, column: columnOf(composing.text, start) });
}

/** One entry, of a block map with its keys at `indent`, or in flow style (-1). */
function composeEntry(composing: Composing, item: CST.CollectionItem, indent: number): Entry {
  const { start, key, sep, value } = item;
  if (
    !key ||
    !sep ||
    !isFlowScalar(key) ||
    sep[0]?.type !== 'map-value-ind' ||
    !areSpaces(start) ||
    !areSpaces(sep, 1)
  ) {
    composing.isPlain = false;
    return composeAnyEntry(composing, item);
  }
  const isPlain =
    indent < 0 ? !isBlock(value) : key.indent === indent && !key.end && (!isBlock(value) || hasNewline(sep));
  if (!isPlain || isMultiline(key)) composing.isPlain = false;
  const [{ offset: colon }] = sep;
  const keyNode = composeFlowScalar(composing, key);
  return entry(composing, keyNode.start, keyNode, colon, composeBare(composing, value, colon + 1));
}

function composeAnyEntry(composing: Composing, item: CST.CollectionItem): Entry {
  const { start, key, sep = [], value } = item;
  const question = start.find((token) => token.type === 'explicit-key-ind');
  const colon = sep.find((token) => token.type === 'map-value-ind');
  const missingKeyAt = question ? question.offset + 1 : (colon?.offset ?? endOfTokens(start, composing.text.length));
  const keyNode = composeNode(composing, key, start, question ? start.indexOf(question) + 1 : 0, missingKeyAt);
  const node = composeNode(composing, value, sep, 0, colon ? colon.offset + 1 : keyNode.end);
  const from = question?.offset ?? keyNode.properties?.start ?? keyNode.start;
  return entry(composing, Math.min(from, keyNode.start), keyNode, colon?.offset ?? -1, node);
}

function composeBlockList(composing: Composing, token: CST.BlockSequence): Node {
  const items: Item[] = [];
  for (const { start, value, key } of token.items as readonly CST.CollectionItem[]) {
    const dash = start.findIndex((each) => each.type === 'seq-item-ind');
    if (dash < 0 && !value && areSpaces(start)) continue;
    if (dash < 0 || key || !areSpaces(start.slice(0, dash)) || !areSpaces(start, dash + 1)) composing.isPlain = false;
    const at = start[dash]?.offset ?? token.offset;
    items.push({ start: at, node: composeNode(composing, value, start, dash + 1, at + 1) });
  }
  const [start, last] = [items[0]?.start ?? token.offset, items.at(-1)];
  const place = {
    start,
    end: last ? lastOf(last.node) : start,
    isFlow: false,
    column: columnOf(composing.text, start),
  };
  return listNode(composing, items, place);
}

function composeFlowCollection(composing: Composing, token: CST.FlowCollection): Node {
  const { start, items, end } = token;
  const isMap = start.type === 'flow-map-start';
  const [close] = end;
  if (!close || !hasEnd(token)) throw unclosed(composing, start);
  if (!areSpaces(end, 1)) composing.isPlain = false;
  for (const [index, item] of items.entries()) {
    refuseMisread(composing, item);
    if (!isPlainFlowItem(item, index, isMap, items.length)) composing.isPlain = false;
  }
  const place = { start: start.offset, end: close.offset + 1, isFlow: true, column: -1 };
  const given = items.filter((item) => item.key || item.sep || item.value || hasProperty(item.start));
  if (!isMap)
    return listNode(
      composing,
      given.map((item) => composeFlowItem(composing, item)),
      place,
    );
  return mapNode(
    composing,
    given.map((item) => composeFlowEntry(composing, item)),
    place,
  );
}

/** Inside a flow collection Kubernetes' reader takes a `?` for the start of a key, and a `:` before a bracket or comma for text. */
function refuseMisread({ text }: Composing, { key, sep, value }: CST.CollectionItem): void {
  for (const token of [key, value]) {
    const at = token?.type === 'scalar' ? token.source.indexOf('?') : -1;
    if (token && at >= 0) throw failure(text, token.offset + at, 'a ? inside [] or {}', 'Put quotes around the value.');
  }
  const colon = sep?.[0];
  if (key?.type !== 'scalar' || colon?.type !== 'map-value-ind') return;
  if (colon.offset === key.offset + key.source.length && /[,[\]{}]/.test(text[colon.offset + 1] ?? ''))
    throw failure(text, colon.offset, 'a space is missing after the colon', 'Write ": " between a key and its value.');
}

function unclosed(composing: Composing, { offset, source }: Source): InjectError {
  const { text } = composing;
  composing.isUnclosed = true;
  return failure(text, offset, `the ${source} is never closed`, `End it with ${source === '{' ? '}' : ']'}.`);
}

function composeFlowEntry(composing: Composing, item: CST.CollectionItem): Entry {
  const [comma, ...rest] = item.start;
  const start = comma?.type === 'comma' ? rest : item.start;
  if (item.sep || item.key) return composeEntry(composing, { ...item, start }, -1);
  // `{&a b}` has its one node as value, not as key.
  return composeEntry(composing, { start, key: item.value ?? null, sep: [] }, -1);
}

function composeFlowItem(composing: Composing, item: CST.CollectionItem): Item {
  if (!item.sep && !item.key) {
    const node = composeNode(composing, item.value, item.start, 0, endOfTokens(item.start, composing.text.length));
    return { start: node.properties?.start ?? node.start, node };
  }
  composing.isPlain = false;
  const pair = composeFlowEntry(composing, item);
  const end = Math.max(lastOf(pair.node), lastOf(pair.key));
  const node = mapNode(composing, [pair], { start: pair.start, end, isFlow: true, column: -1 });
  return { start: pair.start, node };
}

function isPlainFlowItem(
  { start, key, sep, value }: CST.CollectionItem,
  index: number,
  isMap: boolean,
  count: number,
): boolean {
  const commas = start.filter((token) => token.type === 'comma').length;
  if (commas !== (index === 0 ? 0 : 1) || !start.every((token) => token.type === 'comma' || areSpaces([token])))
    return false;
  const isTrailing = !key && !sep && !value;
  if (isTrailing) return index > 0 && index === count - 1;
  return isMap ? Boolean(key) : !key && !sep && Boolean(value) && !isBlock(value);
}

function lastOf(node: Node): number {
  return Math.max(node.end, node.properties?.end ?? 0);
}
