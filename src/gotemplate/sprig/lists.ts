// Knows sprig's functions on lists. Each makes a new list; `must…` and the bare name differ in nothing a template could see.
import { deepEqual } from '../compare.ts';
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, BOOL, type GoType, INT, INTS, LIST, STRING, sliceOf } from '../gotype.ts';
import { charge, ITEM_COST } from '../meter.ts';
import { capacityOf, exactly, growth, subslice, withCapacity } from '../slices.ts';
import { elemType, isTrue, itemsOf, kindName, Typed, typed } from '../values.ts';
import { toInt } from './cast.ts';

const on = (params: readonly GoType[], result: GoType | 'any', call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});
const more = (declaration: DeclaredFunction): DeclaredFunction => ({ ...declaration, variadic: true });

const append = on([ANY, ANY], LIST, (list: unknown, item: unknown) => {
  const items = itemsIn(list, (kind) => `Cannot push on type ${kind}`);
  return withCapacity([...items, item], growth(items.length, items.length + 1));
});
const prepend = on([ANY, ANY], LIST, (list: unknown, item: unknown) => {
  const items = itemsIn(list, (kind) => `Cannot prepend on type ${kind}`);
  return withCapacity([item, ...items], items.length === 0 ? 1 : growth(1, items.length + 1));
});
const list = more(on([ANY], LIST, (...items: unknown[]) => exactly(items)));
const first = on([ANY], 'any', (given: unknown) => items(given, 'first')[0] ?? null);
const last = on([ANY], 'any', (given: unknown) => items(given, 'last').at(-1) ?? null);
const rest = on([ANY], LIST, (given: unknown) => nilWhenEmpty(items(given, 'rest'), (all) => all.slice(1)));
const initial = on([ANY], LIST, (given: unknown) => nilWhenEmpty(items(given, 'initial'), (all) => all.slice(0, -1)));
const reverse = on([ANY], LIST, (given: unknown) => exactly([...items(given, 'reverse')].reverse()));
const compact = on([ANY], LIST, (given: unknown) =>
  itemsIn(given, (kind) => `Cannot compact on type ${kind}`).filter((item) => isTrue(item)),
);
const uniq = on([ANY], LIST, (given: unknown) => unique(items(given, 'uniq')));
const without = more(
  on([ANY, ANY], LIST, (given: unknown, ...omitted: readonly unknown[]) =>
    items(given, 'without').filter((item) => !isIn(omitted, item)),
  ),
);
const has = on([ANY, ANY], BOOL, (item: unknown, given: unknown) => given !== null && isIn(items(given, 'has'), item));
const slice = more(on([ANY, ANY], 'any', sliceOfList));
const chunk = on([INT, ANY], sliceOf(LIST), (size: number, given: unknown) =>
  chunks(
    itemsIn(given, (kind) => `Cannot chunk type ${kind}`),
    size,
  ),
);

/** sprig's functions on lists. */
export const LIST_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  list,
  tuple: list,
  append,
  push: append,
  mustAppend: append,
  mustPush: append,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  compact,
  mustCompact: compact,
  uniq,
  mustUniq: uniq,
  without,
  mustWithout: without,
  has,
  mustHas: has,
  slice,
  mustSlice: slice,
  chunk,
  mustChunk: chunk,
  concat: more(on([ANY], 'any', concat)),
  until: on([INT], INTS, (count: number) => untilStep(0, count, count < 0 ? -1 : 1)),
  untilStep: on([INT, INT, INT], INTS, untilStep),
  seq: more(on([INT], STRING, seq)),
};

const NIL_TYPE = 'runtime error: invalid memory address or nil pointer dereference';

/** The items of a list; what is none ends the template. */
function itemsIn(given: unknown, message: (kind: string) => string): readonly unknown[] {
  if (given === null || given === undefined) return panic(NIL_TYPE);
  const found = itemsOf(given) ?? panic(message(kindName(given)));
  const elem = elemType(given);
  charge(found.length);
  return elem.kind === 'interface' ? found : Array.from(found, (item) => typed(item, elem));
}

function items(given: unknown, name: string): readonly unknown[] {
  return itemsIn(given, (kind) => `Cannot find ${name} on type ${kind}`);
}

function nilWhenEmpty(all: readonly unknown[], make: (all: readonly unknown[]) => unknown[]): unknown[] | null {
  return all.length === 0 ? null : exactly(make(all));
}

function isIn(all: readonly unknown[], item: unknown): boolean {
  return all.some((each) => deepEqual(item, each));
}

function unique(all: readonly unknown[]): unknown[] {
  const kept: unknown[] = [];
  for (const item of all) if (!isIn(kept, item)) kept.push(item);
  return kept;
}

function sliceOfList(given: unknown, ...bounds: readonly unknown[]): unknown {
  const all = itemsIn(given, (kind) => `list should be type of slice or array but ${kind}`);
  if (all.length === 0) return null;
  const start = bounds.length > 0 ? toInt(bounds[0]) : 0;
  const end = bounds.length < 2 ? all.length : toInt(bounds[1]);
  if (start < 0 || end < start || end > capacityOf(given)) panic('reflect.Value.Slice: slice index out of bounds');
  return subslice(given, Number(start), Number(end));
}

const BAD_LENGTH = 'runtime error: makeslice: len out of range';

function chunks(all: readonly unknown[], size: number): unknown[][] {
  const count = Math.floor((all.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0) panic(BAD_LENGTH);
  charge(ITEM_COST * count);
  return exactly(Array.from({ length: count }, (_, at) => chunkAt(all, size, at, at === count - 1)));
}

function chunkAt(all: readonly unknown[], size: number, at: number, isLast: boolean): unknown[] {
  const length = isLast ? all.length % size || size : size;
  if (length < 0) panic(BAD_LENGTH);
  return exactly(all.slice(at * size, at * size + length));
}

function concat(...lists: readonly unknown[]): unknown {
  const all = lists.flatMap((each) => itemsIn(each, (kind) => `Cannot concat type ${kind} as list`));
  return all.length === 0 ? new Typed(LIST, null) : all;
}

function untilStep(start: number, stop: number, step: number): number[] {
  const isDown = stop < start;
  if (isDown ? step >= 0 : step <= 0) return [];
  const count = Math.ceil((stop - start) / step);
  charge(ITEM_COST * count);
  return Array.from({ length: count }, (_, at) => start + at * step);
}

function seq(...bounds: readonly number[]): string {
  const [a = 0, b = 0, c = 0] = bounds;
  if (bounds.length === 1) return numbers(1, a, a < 1 ? -1 : 1);
  if (bounds.length === 2) return numbers(a, b, b < a ? -1 : 1);
  if (bounds.length !== 3 || (c < a && b > 0)) return '';
  return untilStep(a, c + (c < a ? -1 : 1), b).join(' ');
}

function numbers(start: number, end: number, step: number): string {
  return untilStep(start, end + step, step).join(' ');
}
