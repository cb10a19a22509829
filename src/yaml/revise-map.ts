// Knows how a map becomes another: values revised in place, entries taken out, new ones put where the new key order has them. Merge keys
// stay as long as they give what is wanted.
import { isEqual } from './equal.ts';
import type { Entry, MapNode } from './nodes.ts';
import type { Path } from './parse.ts';
import { printEntry, printFlowEntry } from './print.ts';
import { prettyOrFlow, replaceValue } from './replace.ts';
import { entryEnd, entrySlot, type Revision, type Slot } from './revision.ts';
import { spliceBlock } from './splice-block.ts';
import { spliceFlow } from './splice-flow.ts';
import { blockStyle, type Chain, flowStyle } from './style.ts';

type JsonMap = Readonly<Record<string, unknown>>;

/** Revises the map in a slot. */
export function reviseMap(revision: Revision, slot: Slot, map: MapNode, value: JsonMap, path: Path): void {
  const plan = planMap(map, value);
  if (plan.kept.size === 0) {
    replaceValue(revision, slot, value);
    return;
  }
  const chain: Chain = { node: map, parent: slot.chain };
  for (const [index, entry] of map.entries.entries()) {
    if (!plan.kept.has(index) || plan.last.get(entry.name) !== index) continue;
    revision.revise(revision, entrySlot(entry, chain), value[entry.name], [...path, entry.name]);
  }
  if (plan.kept.size === map.entries.length && plan.added.length === 0) return;
  if (map.isFlow) spliceEntriesInFlow(revision, chain, map, value, plan);
  else spliceEntriesInBlock(revision, slot, chain, map, value, plan);
}

/** The entries that stay, by index, and the new keys, each with the index of the entry that it follows (-1: none). */
interface MapPlan {
  readonly kept: ReadonlySet<number>;
  /** The entry of each key that counts; with equal keys, the last one. */
  readonly last: ReadonlyMap<string, number>;
  readonly added: readonly { readonly key: string; readonly after: number }[];
}

function planMap(map: MapNode, value: JsonMap): MapPlan {
  const { entries } = map;
  const merged = mergedValue(map);
  const keepsMerges = merged !== undefined && canKeepMerges(map, merged, value);
  const kept = new Set<number>();
  const last = new Map<string, number>();
  for (const [index, { name, isMerge }] of entries.entries()) {
    if (isMerge ? keepsMerges : value[name] !== undefined && Object.hasOwn(value, name)) kept.add(index);
    if (!isMerge) last.set(name, index);
  }
  const added: { key: string; after: number }[] = [];
  let after = keepsMerges ? entries.findLastIndex((entry) => entry.isMerge) : -1;
  for (const key of Object.keys(value)) {
    const index = last.get(key);
    if (index !== undefined) after = Math.max(after, index);
    else if (value[key] !== undefined && !(keepsMerges && isGiven(merged, key, value[key]))) added.push({ key, after });
  }
  return { kept, last, added };
}

/** What the `<<` entries of a map add up to; undefined where there are none. */
function mergedValue(map: MapNode): JsonMap | undefined {
  const merges = map.entries.filter((entry) => entry.isMerge);
  if (merges.length === 0) return undefined;
  const sources = merges.flatMap(({ node }) =>
    node.kind === 'list' ? node.items.map((item) => item.node).toReversed() : [node],
  );
  return Object.fromEntries(sources.flatMap((source) => Object.entries(source.value as JsonMap)));
}

/** Not if they give a key that must go, or win over an entry above them. */
function canKeepMerges(map: MapNode, merged: JsonMap, value: JsonMap): boolean {
  const isHidden = (entry: Entry): boolean =>
    !entry.isMerge && !isEqual((map.value as JsonMap)[entry.name], entry.node.value);
  return (
    Object.keys(merged).every((key) => value[key] !== undefined && Object.hasOwn(value, key)) &&
    !map.entries.some(isHidden)
  );
}

function isGiven(merged: JsonMap | undefined, key: string, value: unknown): boolean {
  return merged !== undefined && Object.hasOwn(merged, key) && isEqual(merged[key], value);
}

function spliceEntriesInBlock(
  revision: Revision,
  slot: Slot,
  chain: Chain,
  map: MapNode,
  value: JsonMap,
  plan: MapPlan,
): void {
  const { text } = revision;
  const style = blockStyle(text, chain);
  const parts = map.entries.map((entry) => ({ start: entry.start, end: entryEnd(entry) }));
  const floor = slot.kind === 'root' ? map.start : slot.after;
  const steps = stepsOf(plan, map.entries.length, (key) => printEntry(key, value[key], map.column, style));
  const nodes = map.entries.map((entry) => entry.node);
  const block = { text, parts, nodes, column: map.column, floor };
  revision.edits.push(
    ...spliceBlock(
      block,
      steps.map((step) => ('index' in step ? step : { kind: 'add', lines: step.text })),
    ),
  );
}

function spliceEntriesInFlow(revision: Revision, chain: Chain, map: MapNode, value: JsonMap, plan: MapPlan): void {
  const { text } = revision;
  const style = flowStyle(text, chain);
  const parts = map.entries.map((entry) => ({ start: entry.start, end: entryEnd(entry) }));
  const near = map.entries.at(-1)!.start;
  const steps = stepsOf(plan, parts.length, (key) =>
    printFlowEntry(key, prettyOrFlow(text, chain, value[key], near), style),
  );
  revision.edits.push(
    ...spliceFlow(
      { text, parts, comma: style.comma },
      steps.map((step) => ('index' in step ? step : { ...step, kind: 'add' })),
    ),
  );
}

function stepsOf<T>(
  { kept, added }: MapPlan,
  count: number,
  print: (key: string) => T,
): ({ kind: 'keep'; index: number } | { text: T })[] {
  const steps: ({ kind: 'keep'; index: number } | { text: T })[] = [];
  for (let index = -1; index < count; index++) {
    if (kept.has(index)) steps.push({ kind: 'keep', index });
    for (const { key, after } of added) if (after === index) steps.push({ text: print(key) });
  }
  return steps;
}
