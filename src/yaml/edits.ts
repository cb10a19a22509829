// Knows how edits become a text. Does not know what they mean.
import { InjectError } from '../errors.ts';

/** `text` takes the place of what stands between `start` and `end` (UTF-16 offsets); an empty range inserts. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after all edits. Insertions at one place come out in the order given; overlapping edits are refused. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  let result = '';
  let kept = 0;
  for (const edit of inOrder(edits)) {
    if (edit.start < kept || edit.end < edit.start || edit.end > text.length) throw misfit(edit, kept);
    result += text.slice(kept, edit.start) + edit.text;
    kept = edit.end;
  }
  return result + text.slice(kept);
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  for (let at = 1; at < edits.length; at++) {
    if (comesBefore(edits[at]!, edits[at - 1]!)) return [...edits].sort(byPlace);
  }
  return edits;
}

function comesBefore(a: Edit, b: Edit): boolean {
  return byPlace(a, b) < 0;
}

// An insertion before the text that another edit replaces; otherwise the sort is stable.
function byPlace(a: Edit, b: Edit): number {
  return a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start);
}

function misfit(edit: Edit, kept: number): InjectError {
  return new InjectError('internal', `edits overlap: ${edit.start}-${edit.end} after one that ends at ${kept}`);
}
