// Knows how "the value at this path becomes that" turns into edits of a document's text. Leaves maps, lists, single values and aliases to
// the files named after them.
import type { Edit } from './edits.ts';
import { isEqual } from './equal.ts';
import { lineBreakBefore } from './layout.ts';
import { setOwn } from './make-node.ts';
import type { ParsedDocument, Path } from './parse.ts';
import { isNested, printInline, printNested } from './print.ts';
import { replaceValue } from './replace.ts';
import { reviseAliases } from './revise-aliases.ts';
import { reviseList } from './revise-list.ts';
import { reviseMap } from './revise-map.ts';
import { type Identify, type Revision, rootSlot, type Slot } from './revision.ts';

/** "The value at `path` becomes `value`"; undefined takes the entry or item away. A new entry goes before the one named `before`, or last. */
export interface Target {
  readonly path: Path;
  readonly value: unknown;
  readonly before?: string;
}

/** How the items of old and new lists are paired. */
export interface ReviseOptions {
  readonly identify?: Identify;
}

/** The edits between a document as it is and as it is wanted; none where nothing changes. */
export function revise(document: ParsedDocument, targets: readonly Target[], options: ReviseOptions = {}): Edit[] {
  const { text, root, aliases } = document;
  const settled = new Set<unknown>();
  const wanted = targets.reduce((value, target) => withValueAt(value, target.path, target, settled), document.value);
  if (wanted === document.value) return [];
  if (!root) return wanted === undefined ? [] : [append(text, wanted)];
  const identify = options.identify ?? (() => undefined);
  const revision: Revision = { text, identify, aliases, settled, edits: [], changed: new Map(), revise: reviseSlot };
  reviseSlot(revision, rootSlot(root), wanted ?? null, []);
  return tidyEnd(text, [...reviseAliases(revision, root), ...revision.edits]);
}

/** A copy of a value with something else at a path; maps on the way are made where they are missing. */
function withValueAt(value: unknown, path: Path, target: Target, settled: Set<unknown>): unknown {
  if (path.length === 0) return target.value;
  const [step, ...rest] = path as [string | number, ...(string | number)[]];
  if (Array.isArray(value)) {
    const index = Number(step);
    const item = withValueAt(value[index], rest, target, settled);
    if (item === value[index]) return value;
    if (item === undefined) return value.toSpliced(index, 1);
    if (settled.has(value)) {
      // A copy of ours already: with many targets in one list, one copy is enough.
      value[index] = item;
      return value;
    }
    const copy = Object.assign([...value], { [index]: item });
    settled.add(copy);
    return copy;
  }
  const map = isMap(value) ? value : {};
  const old = Object.hasOwn(map, step) ? map[step] : undefined;
  const item = withValueAt(old, rest, target, settled);
  if (item === old) return value;
  const copy: Record<string, unknown> = {};
  const isNew = !Object.hasOwn(map, step) && rest.length === 0;
  for (const [key, kept] of Object.entries(map)) {
    if (isNew && key === target.before) setOwn(copy, String(step), item);
    setOwn(copy, key, kept);
  }
  if (item === undefined) delete copy[step];
  else setOwn(copy, String(step), item);
  return copy;
}

function append(text: string, value: unknown): Edit {
  const lines = isNested(value)
    ? printNested(value, 0, { step: 2, offset: 0, gap: 2, quote: '"', hasLiterals: true })
    : [printInline(value, '"')];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const lead = /[^\r\n]$/.test(text.replace(/^\uFEFF/, '')) ? lineBreak : '';
  return { start: text.length, end: text.length, text: lead + lines.map((line) => line + lineBreak).join('') };
}

function reviseSlot(revision: Revision, slot: Slot, value: unknown, path: Path): void {
  const { node } = slot;
  if (isEqual(node.value, value)) return;
  revision.changed.set(node, value);
  if (node.kind === 'alias') return;
  if (node.kind === 'map' && isMap(value)) reviseMap(revision, slot, node, value, path);
  else if (node.kind === 'list' && Array.isArray(value)) reviseList(revision, slot, node, value, path);
  else replaceValue(revision, slot, value);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where the text ends without a line break and its last lines go, the line break before them goes, too. */
function tidyEnd(text: string, edits: readonly Edit[]): Edit[] {
  const useful = edits.filter(({ start, end, text: added }) => start < end || added !== '');
  if (/[\r\n]$/.test(text)) return useful;
  let start = text.length;
  for (;;) {
    const fed = useful.findLast((edit) => edit.end === start && edit.text !== '' && start < text.length);
    if (fed)
      return useful.map((edit) => (edit === fed ? { ...edit, text: edit.text.replace(/(?:\r\n|\r|\n)$/, '') } : edit));
    const removal = useful.find((edit) => edit.end === start && edit.start < start && edit.text === '');
    if (!removal) break;
    start = removal.start;
  }
  const lead = lineBreakBefore(text, start).length;
  return start === text.length || lead === 0 ? useful : [...useful, { start: start - lead, end: start, text: '' }];
}
