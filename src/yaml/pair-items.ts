// Knows which item of an old list became which item of a new one, and which may stay where they are. Does not know how lists are written.
import { isEqual } from './equal.ts';

/** For each new item the index of the old one that it was, or undefined for one that is new. */
export type Pairs = readonly (number | undefined)[];

interface Pairing {
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  readonly oldIds: readonly (string | undefined)[];
  readonly newIds: readonly (string | undefined)[];
  readonly isTaken: boolean[];
  readonly pairs: (number | undefined)[];
}

/** Pairs equal identities first, then equal items, then those without identity that stand at the same place. */
export function pairItems(
  before: readonly unknown[],
  after: readonly unknown[],
  identify: (item: unknown) => string | undefined,
): Pairs {
  const pairing: Pairing = {
    before,
    after,
    oldIds: before.map(identify),
    newIds: after.map(identify),
    isTaken: before.map(() => false),
    pairs: after.map(() => undefined),
  };
  pairWhere(pairing, (old, index) => hasIdentity(pairing, old, index) && isEqual(before[old], after[index]));
  pairWhere(pairing, (old, index) => hasIdentity(pairing, old, index));
  pairEnds(pairing);
  pairInOrder(pairing);
  pairWhere(pairing, (old, index) => isLoose(pairing, old, index) && isEqual(before[old], after[index]));
  pairPlaces(pairing);
  return pairing.pairs;
}

function hasIdentity({ oldIds, newIds }: Pairing, old: number, index: number): boolean {
  return newIds[index] !== undefined && oldIds[old] === newIds[index];
}

function isLoose({ oldIds, newIds }: Pairing, old: number, index: number): boolean {
  return oldIds[old] === undefined && newIds[index] === undefined;
}

function take({ pairs, isTaken }: Pairing, old: number, index: number): void {
  pairs[index] = old;
  isTaken[old] = true;
}

/** Pairs each new item with the first free old one that fits. */
function pairWhere(pairing: Pairing, fits: (old: number, index: number) => boolean): void {
  for (const index of pairing.after.keys()) {
    if (pairing.pairs[index] !== undefined) continue;
    const old = pairing.before.findIndex((_, at) => !pairing.isTaken[at] && fits(at, index));
    if (old >= 0) take(pairing, old, index);
  }
}

/** Pairs equal items from both ends inwards, as far as they go. */
function pairEnds(pairing: Pairing): void {
  const { before, after, isTaken, pairs } = pairing;
  const fits = (old: number, index: number): boolean =>
    !isTaken[old] && pairs[index] === undefined && isLoose(pairing, old, index) && isEqual(before[old], after[index]);
  const shorter = Math.min(before.length, after.length);
  for (let at = 0; at < shorter && fits(at, at); at++) take(pairing, at, at);
  for (let back = 1; back <= shorter && fits(before.length - back, after.length - back); back++) {
    take(pairing, before.length - back, after.length - back);
  }
}

const MOST_COMPARED = 250_000;

/** Pairs the longest common subsequence of the items without identity. */
function pairInOrder(pairing: Pairing): void {
  const { before, after, oldIds, newIds } = pairing;
  const olds = [...before.keys()].filter((at) => oldIds[at] === undefined && !pairing.isTaken[at]);
  const news = [...after.keys()].filter((at) => newIds[at] === undefined && pairing.pairs[at] === undefined);
  if (olds.length * news.length > MOST_COMPARED) return;
  const width = news.length + 1;
  const longest = new Uint32Array((olds.length + 1) * width);
  const isSame = (row: number, column: number): boolean => isEqual(before[olds[row]!], after[news[column]!]);
  for (let row = olds.length - 1; row >= 0; row--) {
    for (let column = news.length - 1; column >= 0; column--) {
      longest[row * width + column] = isSame(row, column)
        ? longest[(row + 1) * width + column + 1]! + 1
        : Math.max(longest[(row + 1) * width + column]!, longest[row * width + column + 1]!);
    }
  }
  for (let row = 0, column = 0; row < olds.length && column < news.length; ) {
    if (isSame(row, column)) take(pairing, olds[row++]!, news[column++]!);
    else if (longest[(row + 1) * width + column]! >= longest[row * width + column + 1]!) row++;
    else column++;
  }
}

/** Between the same two neighbours, pairs what is left if it is of the same kind, and as many were there as are wanted. */
function pairPlaces(pairing: Pairing): void {
  const { before, after, pairs, isTaken } = pairing;
  let start = 0;
  for (let from = 0; from <= after.length; from++) {
    const to = nextPaired(pairs, from);
    const end = pairs[to] ?? before.length;
    const news = rangeOf(from, to).filter((index) => pairing.newIds[index] === undefined);
    const olds = rangeOf(start, end).filter((old) => !isTaken[old] && pairing.oldIds[old] === undefined);
    for (const kind of ['map', 'list', 'scalar']) {
      const [wanted, there] = [
        news.filter((index) => kindOf(after[index]) === kind),
        olds.filter((old) => kindOf(before[old]) === kind),
      ];
      if (wanted.length === there.length) for (const [at, index] of wanted.entries()) take(pairing, there[at]!, index);
    }
    start = end + 1;
    from = to;
  }
}

function nextPaired(pairs: Pairs, from: number): number {
  const found = pairs.findIndex((old, index) => index >= from && old !== undefined);
  return found < 0 ? pairs.length : found;
}

function rangeOf(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'map' : 'scalar';
}

/** The old indexes that stay where they are while the others move around them: a longest increasing subsequence. */
export function stayingItems(pairs: Pairs): ReadonlySet<number> {
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  for (const old of pairs) {
    if (old === undefined) continue;
    let at = ends.findIndex((end) => end > old);
    if (at < 0) at = ends.length;
    previous.set(old, ends[at - 1]);
    ends[at] = old;
  }
  const staying = new Set<number>();
  for (let old = ends.at(-1); old !== undefined; old = previous.get(old)) staying.add(old);
  return staying;
}
