// The double of revise that the tests use: it checks after every call what must hold for all edits.
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { applyEdits, type Edit } from '../../src/yaml/edits.ts';
import { type Path, parseDocument, parseValue } from '../../src/yaml/parse.ts';
import { revise, type Target } from '../../src/yaml/revise.ts';

/** Items are the same where their names are. */
export function byName(_path: Path, item: unknown): string | undefined {
  const name = typeof item === 'object' && item !== null && 'name' in item ? item.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** The text after `revise`; its edits are in order, apart, within the text, and none changes nothing. */
export function revised(text: string, targets: readonly Target[]): string {
  const edits = revise(parseDocument(text), targets, { identify: byName });
  const result = applyEdits(text, edits);
  const isWithin = edits.every(({ start, end }) => 0 <= start && start <= end && end <= text.length);
  const isUseful = edits.every(({ start, end, text: added }) => end > start || added !== '');
  const isKept = withoutEdits(result, edits) === withoutReplaced(text, edits);
  if (!isWithin || !isUseful || !isKept) expect.fail(`${JSON.stringify(edits)} of\n${text}`);
  return result;
}

/** The whole document becomes a value, and means it afterwards. */
export function revisedTo(text: string, value: unknown): string {
  const result = revised(text, [{ path: [], value }]);
  const meant = parseValue(result);
  if (!isDeepStrictEqual(sorted(meant), sorted(value))) expect(meant, `${text}\nbecame\n${result}`).toEqual(value);
  return result;
}

/** A value with the keys of its maps in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}

function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start));
}

function withoutReplaced(text: string, edits: readonly Edit[]): string {
  return inOrder(edits).reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

function withoutEdits(result: string, edits: readonly Edit[]): string {
  let rest = result;
  let shift = 0;
  for (const { start, end, text } of inOrder(edits)) {
    rest = rest.slice(0, start + shift) + rest.slice(start + shift + text.length);
    shift -= end - start;
  }
  return rest;
}
