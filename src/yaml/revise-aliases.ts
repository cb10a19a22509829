// Knows what becomes of aliases when the node that they stand for changes or goes: each keeps its own meaning. Does not touch the node.
import type { Edit } from './edits.ts';
import { isEqual } from './equal.ts';
import type { AliasNode, Node } from './nodes.ts';
import { replaceValue } from './replace.ts';
import { entrySlot, itemSlot, type Revision, rootSlot, type Slot } from './revision.ts';
import type { Chain } from './style.ts';
import { writeScalar } from './write-scalar.ts';

/** The edits that aliases need, when all others are known; at the same place they come before these. */
export function reviseAliases(revision: Revision, root: Node): readonly Edit[] {
  const { aliases, changed, edits: done } = revision;
  if (aliases.length === 0) return [];
  const copies: Revision = { ...revision, edits: [] };
  const slots = aliasSlots(root);
  const isGone = (offset: number): boolean => done.some((edit) => edit.start <= offset && offset < edit.end);
  const renamed = new Set<Node>();
  for (const [index, alias] of aliases.entries()) {
    const { target } = alias;
    if (isGone(alias.start) || renamed.has(target)) continue;
    const wanted = changed.has(alias) ? changed.get(alias) : alias.value;
    const isLost = isGone(target.properties!.anchor!.start);
    if (!isLost && isEqual(wanted, changed.has(target) ? changed.get(target) : target.value)) continue;
    const later = aliases.slice(index).filter((other) => other.target === target && !isGone(other.start));
    const isMoved = later.every((other) => !changed.has(other)) && later.length > 1;
    if (isMoved) renamed.add(target);
    writeCopy(copies, alias, slots.get(alias), wanted, isMoved ? alias.name : undefined);
  }
  return copies.edits;
}

function writeCopy(
  revision: Revision,
  alias: AliasNode,
  slot: Slot | undefined,
  value: unknown,
  anchor: string | undefined,
): void {
  const mark = anchor === undefined ? '' : `&${anchor} `;
  if (slot) replaceValue(revision, slot, value, anchor);
  else revision.edits.push({ start: alias.start, end: alias.end, text: mark + writeScalar(value, '"', true) });
}

/** The slots of all aliases that are values; those that are keys have none. */
function aliasSlots(root: Node): Map<Node, Slot> {
  const slots = new Map<Node, Slot>();
  const visit = (slot: Slot): void => {
    const { node } = slot;
    if (node.kind === 'alias') slots.set(node, slot);
    if (node.kind === 'scalar' || node.kind === 'alias') return;
    const chain: Chain = { node, parent: slot.chain };
    if (node.kind === 'map') for (const entry of node.entries) visit(entrySlot(entry, chain));
    else for (const item of node.items) visit(itemSlot(item, chain));
  };
  visit(rootSlot(root));
  return slots;
}
