// Knows what `range` goes over: items of lists, entries of maps in order, integers. Does not know where the items go.
import type { GoType } from './gotype.ts';
import { fail, type Machine } from './machine.ts';
import { goPrint, sortedKeys } from './print.ts';
import {
  elemType,
  entriesOf,
  entry,
  type Integer,
  indirect,
  int,
  integerOf,
  itemsOf,
  keyType,
  sizeOf,
  typed,
  typeOf,
} from './values.ts';

/** Puts an index and an item into the loop's variables. */
type Assign = (machine: Machine, index: unknown, item: unknown, isAny: boolean) => void;

/** How to go to the next item; undefined when there is none at all. */
export function iterate(
  machine: Machine,
  given: unknown,
  assign: Assign,
  names: number,
): ((machine: Machine) => boolean) | undefined {
  const value = indirect(given);
  if (value === undefined) return undefined;
  const items = itemsOf(value);
  if (items !== undefined) return items.length === 0 ? undefined : overItems(items, elemType(value), assign);
  if (entriesOf(value) !== undefined) return sizeOf(entriesOf(value)!) === 0 ? undefined : overEntries(value, assign);
  const count = integerOf(value);
  if (count === undefined) fail(machine, `range can't iterate over ${goPrint(value)}`);
  if (names > 1) fail(machine, `can't use ${goPrint(value)} to iterate over more than one variable`);
  return count > 0 ? overIntegers(count, typeOf(value)!, assign) : undefined;
}

function overItems(items: readonly unknown[], elem: GoType, assign: Assign): (machine: Machine) => boolean {
  const isAny = elem.kind === 'interface';
  let at = 0;
  return (machine) => {
    if (at >= items.length) return false;
    const item = typed(items[at], elem);
    assign(machine, int(at), item, isAny);
    machine.dot = item;
    machine.isDotAny = isAny;
    at++;
    return true;
  };
}

function overEntries(map: unknown, assign: Assign): (machine: Machine) => boolean {
  const dictionary = entriesOf(map)!;
  const elem = elemType(map);
  const key = keyType(map);
  const isAny = elem.kind === 'interface';
  const entries = sortedKeys(dictionary, key).map((each) => [each, entry(dictionary, each)] as const);
  let at = 0;
  return (machine) => {
    const next = entries[at++];
    if (next === undefined) return false;
    const item = typed(next[1], elem);
    assign(machine, typed(next[0], key), item, isAny);
    machine.dot = item;
    machine.isDotAny = isAny;
    return true;
  };
}

function overIntegers(count: Integer, type: GoType, assign: Assign): (machine: Machine) => boolean {
  let at = 0;
  return (machine) => {
    if (at >= count) return false;
    const item = type.kind === 'int' && type.name === undefined ? int(at) : typed(at, type);
    assign(machine, undefined, item, false);
    machine.dot = item;
    machine.isDotAny = false;
    at++;
    return true;
  };
}
