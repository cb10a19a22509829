// Knows Go's slices over arrays: capacity beyond the length, and slices of slices that share what lies beneath.
import { type GoType, UINT8 } from './gotype.ts';
import { byteLength, sliceBytes } from './text.ts';
import { elemType, itemsOf, Typed, typed, typeOf, zeroOf } from './values.ts';

interface Backing {
  readonly items: readonly unknown[];
  readonly start: number;
  readonly capacity: number;
}

const backings = new WeakMap<readonly unknown[], Backing>();

/** An array whose capacity is not what appending one by one would have made it. */
export function withCapacity<T>(items: T[], capacity: number): T[] {
  if (capacity !== appended(items.length)) backings.set(items, { items, start: 0, capacity });
  return items;
}

/** An array that was made with its length. */
export function exactly<T>(items: T[]): T[] {
  return withCapacity(items, items.length);
}

/** Go's capacity of a slice that grew from nothing by appending one item at a time. */
function appended(length: number, itemSize = 16): number {
  let capacity = 0;
  while (capacity < length) capacity = growth(capacity, capacity + 1, itemSize);
  return capacity;
}

/** Go's capacity after an append that does not fit. */
export function growth(capacity: number, length: number, itemSize = 16): number {
  return Math.floor(sizeClass(wantedGrowth(capacity, length) * itemSize) / itemSize);
}

function wantedGrowth(capacity: number, length: number): number {
  if (length > 2 * capacity) return length;
  if (capacity < 256) return 2 * capacity;
  let grown = capacity;
  while (grown < length) grown += (grown + 768) >> 2;
  return grown;
}

const SIZE_CLASSES = [
  8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480,
  512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
  5120, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480,
  21760, 24576, 27264, 28672, 32768,
];
const PAGE = 8192;

function sizeClass(size: number): number {
  return SIZE_CLASSES.find((each) => each >= size) ?? Math.ceil(size / PAGE) * PAGE;
}

function backingOf(value: unknown): Backing {
  const items = itemsOf(value)!;
  const known = backings.get(items);
  if (known) return known;
  const isNilSlice = value instanceof Typed && value.value === null;
  return { items, start: 0, capacity: isNilSlice ? 0 : appended(items.length, itemSize(elemType(value))) };
}

function itemSize(elem: GoType): number {
  if (elem.kind === 'string' || elem.kind === 'interface') return 16;
  return elem.kind === 'slice' ? 24 : 8;
}

/** cap(value) */
export function capacityOf(value: unknown): number {
  return backingOf(value).capacity;
}

/** value[start:end], or value[start:end:limit]; the bounds are right. */
export function subslice(value: unknown, start: number, end: number, limit?: number): unknown {
  if (typeOf(value)!.kind === 'string') return sliceBytes(value as string, start, end);
  const backing = backingOf(value);
  const elem = elemType(value);
  const from = backing.start + start;
  const items = Array.from({ length: end - start }, (_, n) => itemAt(backing.items, from + n, elem));
  backings.set(items, { items: backing.items, start: from, capacity: (limit ?? backing.capacity) - start });
  return Array.isArray(value) ? items : new Typed((value as Typed).type, items);
}

function itemAt(items: readonly unknown[], at: number, elem: GoType): unknown {
  return at < items.length ? items[at] : elem.kind === 'interface' ? null : zeroOf(elem);
}

/** value[at] of a slice or string. */
export function itemOf(value: unknown, at: number): unknown {
  if (typeOf(value)!.kind === 'string') return typed(byteAt(value, at), UINT8);
  return typed(itemsOf(value)![at], elemType(value));
}

function byteAt(value: unknown, at: number): number {
  const code = sliceBytes((value instanceof Typed ? value.value : value) as string, at, at + 1).charCodeAt(0);
  return code < 0x80 ? code : code - 0xdc00;
}

/** len(value) of a slice, array or string. */
export function lengthOf(value: unknown): number {
  if (typeOf(value)!.kind === 'string') return byteLength((value instanceof Typed ? value.value : value) as string);
  return itemsOf(value)!.length;
}
