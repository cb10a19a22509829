// Knows how a list becomes another: items paired with what they were, revised in place, moved with their comments, put in and taken out.
import { applyEdits, type Edit } from './edits.ts';
import type { ListNode, Node } from './nodes.ts';
import { type Pairs, pairItems, stayingItems } from './pair-items.ts';
import type { Path } from './parse.ts';
import { printItem } from './print.ts';
import { prettyOrFlow, replaceValue } from './replace.ts';
import { itemEnd, itemSlot, type Revision, type Slot } from './revision.ts';
import { type Step, spliceBlock } from './splice-block.ts';
import { spliceFlow } from './splice-flow.ts';
import { blockStyle, type Chain, flowStyle } from './style.ts';

/** Revises the list in a slot. */
export function reviseList(
  revision: Revision,
  slot: Slot,
  list: ListNode,
  value: readonly unknown[],
  path: Path,
): void {
  const before = list.value as readonly unknown[];
  const isSettled = revision.settled.has(value) && value.length === before.length;
  const pairs = isSettled ? [...value.keys()] : pairItems(before, value, (item) => revision.identify(path, item));
  const staying = stayingItems(pairs);
  if (staying.size === 0) {
    replaceValue(revision, slot, value);
    return;
  }
  const chain: Chain = { node: list, parent: slot.chain };
  const steps = value.map((item, index) =>
    stepOf(revision, chain, list, item, pairs[index], staying, [...path, index]),
  );
  if (steps.every((step) => step.kind === 'keep') && steps.length === before.length) return;
  const parts = list.items.map((item) => ({ start: item.start, end: itemEnd(item, list.isFlow) }));
  if (list.isFlow) {
    spliceItemsInFlow(revision, chain, parts, steps, value);
    return;
  }
  const moved = new Set(steps.flatMap((step) => (step.kind === 'move' ? [step.index] : [])));
  const nodes = list.items.map((item) => item.node);
  const floor = slot.kind === 'root' ? list.start : slot.after;
  revision.edits.push(...spliceBlock({ text: revision.text, parts, nodes, column: list.column, floor, moved }, steps));
}

function stepOf(
  revision: Revision,
  chain: Chain,
  list: ListNode,
  value: unknown,
  old: Pairs[number],
  staying: ReadonlySet<number>,
  path: Path,
): Step {
  const { text } = revision;
  if (old !== undefined) {
    const slot = itemSlot(list.items[old]!, chain);
    if (staying.has(old)) {
      revision.revise(revision, slot, value, path);
      return { kind: 'keep', index: old };
    }
    // An alias may not come before its anchor, nor another anchor of its name between: such an item is written anew.
    if (!holdsReference(revision, slot))
      return { kind: 'move', index: old, edits: editsInside(revision, slot, value, path) };
  }
  const style = list.isFlow ? undefined : blockStyle(text, chain);
  return { kind: 'add', lines: style ? printItem(value, list.column, style) : [] };
}

function holdsReference({ aliases }: Revision, { node }: Slot): boolean {
  return aliases.length > 0 && hasReference(node);
}

/** Whether an anchor or alias is in a node: what it means may depend on where it stands. */
function hasReference(node: Node): boolean {
  if (node.kind === 'alias' || node.properties?.anchor) return true;
  if (node.kind === 'list') return node.items.some((item) => hasReference(item.node));
  return node.kind === 'map' && node.entries.some((entry) => hasReference(entry.key) || hasReference(entry.node));
}

function editsInside(revision: Revision, slot: Slot, value: unknown, path: Path): Edit[] {
  const edits: Edit[] = [];
  revision.revise({ ...revision, edits }, slot, value, path);
  return edits;
}

function spliceItemsInFlow(
  revision: Revision,
  chain: Chain,
  parts: readonly { start: number; end: number }[],
  steps: readonly Step[],
  value: readonly unknown[],
): void {
  const { text } = revision;
  const near = parts.at(-1)!.start;
  const flowSteps = steps.map((step, index) => {
    if (step.kind === 'keep') return step;
    if (step.kind === 'move') return { kind: 'add' as const, text: movedText(text, parts[step.index]!, step.edits) };
    return { kind: 'add' as const, text: prettyOrFlow(text, chain, value[index], near) };
  });
  revision.edits.push(...spliceFlow({ text, parts, comma: flowStyle(text, chain).comma }, flowSteps));
}

function movedText(text: string, { start, end }: { start: number; end: number }, edits: readonly Edit[]): string {
  return applyEdits(
    text.slice(start, end),
    edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start })),
  );
}
