// Knows how a name is looked up in a value: entries of maps, fields of structs, methods; and Go's messages where there is none.
import type { DeclaredFunction } from './functions.ts';
import { bareType, fieldPath, findMethod, type GoField, type GoMethod, type GoType, typeName } from './gotype.ts';
import { fail, type Machine } from './machine.ts';
import {
  type Dictionary,
  elemType,
  entriesOf,
  entry,
  follow,
  indirect,
  isPlainMap,
  keyType,
  Typed,
  typed,
  typeOf,
  zeroOf,
} from './values.ts';

/** A method found on a value, to be called with that receiver. */
export class Bound {
  readonly method: GoMethod;
  readonly receiver: unknown;

  constructor(method: GoMethod, receiver: unknown) {
    this.method = method;
    this.receiver = receiver;
  }
}

/** What a place in a template found last: the fields that lead to its name in values of that type. */
export interface Slot {
  type: GoType | undefined;
  path: readonly GoField[] | undefined;
  isAny: boolean;
}

/** As `access`; a place that sees values of one type, as most do, finds its way but once. */
export function accessAgain(machine: Machine, receiver: unknown, name: string, slot: Slot): unknown {
  if (!(receiver instanceof Typed)) return access(machine, receiver, name, false);
  if (receiver.type !== slot.type) fillSlot(slot, receiver.type, name);
  if (slot.path === undefined || receiver.value === null) return access(machine, receiver, name, false);
  machine.isAny = slot.isAny;
  return follow(receiver.type.kind === 'pointer' ? (indirect(receiver) as Typed) : receiver, slot.path);
}

function fillSlot(slot: Slot, type: GoType, name: string): void {
  const { method, path } = memberOf(type, name);
  const isStruct = type.kind === 'struct' || (type.kind === 'pointer' && type.elem!.kind === 'struct');
  slot.type = type;
  slot.path = isStruct && method === undefined && !isUnexported(name) ? path : undefined;
  slot.isAny = slot.path?.at(-1)?.type.kind === 'interface';
}

/** What a name is in a value: an entry, a field, or a method still to be called. Sets whether it is an interface {}. */
export function access(machine: Machine, receiver: unknown, name: string, hasArguments: boolean): unknown {
  if (isPlainMap(receiver)) {
    const value = entry(receiver, name);
    if (value === undefined || hasArguments) return accessEntry(machine, receiver, name, hasArguments);
    machine.isAny = true;
    return value;
  }
  return receiver === undefined ? accessNothing(machine, name) : accessOther(machine, receiver, name, hasArguments);
}

function accessNothing(machine: Machine, name: string): undefined {
  if (machine.program.missingKey === 'error') fail(machine, `nil data; no entry for key ${JSON.stringify(name)}`);
  machine.isAny = false;
  return undefined;
}

function accessEntry(machine: Machine, map: unknown, name: string, hasArguments: boolean): unknown {
  if (hasArguments) fail(machine, `${name} is not a method but has arguments`);
  const elem = elemType(map);
  const value = entry(entriesOf(map) as Dictionary, name);
  machine.isAny = elem.kind === 'interface' && (value !== undefined || machine.program.missingKey === 'zero');
  return value === undefined ? missingEntry(machine, elem, name) : typed(value, elem);
}

function missingEntry(machine: Machine, elem: GoType, name: string): unknown {
  const { missingKey } = machine.program;
  if (missingKey === 'error') fail(machine, `map has no entry for key ${JSON.stringify(name)}`);
  return missingKey === 'zero' ? zeroOf(elem) : undefined;
}

function accessOther(machine: Machine, receiver: unknown, name: string, hasArguments: boolean): unknown {
  const shown = machine.isAny || receiver === null ? 'interface {}' : typeName(typeOf(receiver)!);
  if (receiver === null) fail(machine, `nil pointer evaluating ${shown}.${name}`);
  if (receiver instanceof Typed) {
    const found = accessTyped(machine, receiver, name, hasArguments, shown);
    if (found !== NONE) return found;
  }
  return fail(machine, `can't evaluate field ${name} in type ${shown}`);
}

const NONE: unique symbol = Symbol('no such name');

/** What a name is to a type; found out once for each type and name. */
interface Member {
  readonly method: ReturnType<typeof findMethod>;
  readonly path: readonly GoField[] | undefined;
}

const members = new WeakMap<GoType, Map<string, Member>>();

function memberOf(type: GoType, name: string): Member {
  let known = members.get(type);
  if (known === undefined) {
    known = new Map();
    members.set(type, known);
  }
  let member = known.get(name);
  if (member === undefined) {
    member = { method: findMethod(type, name), path: fieldPath(bareType(type), name) };
    known.set(name, member);
  }
  return member;
}

function accessTyped(machine: Machine, receiver: Typed, name: string, hasArguments: boolean, shown: string): unknown {
  const { method, path } = memberOf(receiver.type, name);
  if (method) return new Bound(method.method, receiverOf(receiver, method.path));
  const value = indirect(receiver) as Typed;
  const { kind } = value instanceof Typed ? value.type : typeOf(value)!;
  if (kind === 'struct') return path ? accessField(machine, value, path, hasArguments, shown) : NONE;
  if (kind === 'map' && keyType(value).kind === 'string' && keyType(value).name === undefined) {
    return accessEntry(machine, value, name, hasArguments);
  }
  if (kind === 'pointer' && mayHave(value.type.elem!, name)) fail(machine, `nil pointer evaluating ${shown}.${name}`);
  return NONE;
}

function mayHave(type: GoType, name: string): boolean {
  return type.kind !== 'struct' || fieldPath(type, name) !== undefined;
}

function receiverOf(receiver: Typed, path: Parameters<typeof follow>[1]): unknown {
  if (path.length === 0) return receiver;
  return follow(indirect(receiver) as Typed, path);
}

function accessField(
  machine: Machine,
  struct: Typed,
  path: readonly GoField[],
  hasArguments: boolean,
  shown: string,
): unknown {
  const { name, type } = path.at(-1)!;
  if (isUnexported(name)) fail(machine, `${name} is an unexported field of struct type ${shown}`);
  if (hasArguments) fail(machine, `${name} has arguments but cannot be invoked as function`);
  machine.isAny = type.kind === 'interface';
  return follow(struct, path);
}

function isUnexported(name: string): boolean {
  const first = name.charCodeAt(0);
  return first === 0x5f || (first >= 0x61 && first <= 0x7a);
}

/** The method as a function without its receiver. */
export function asFunction({ method, receiver }: Bound, name: string): DeclaredFunction {
  const { params = [], variadic = false, result, pointer } = method;
  const bare = receiver instanceof Typed ? receiver.value : receiver;
  const call = method.call as (receiver: unknown, ...args: readonly unknown[]) => unknown;
  if (bare === null && !pointer && receiver instanceof Typed && receiver.type.kind === 'pointer') {
    const type = typeName(bareType(receiver.type));
    const message = `value method ${type}.${name} called using nil *${type.replace(/^.*\./, '')} pointer`;
    return { params, variadic, result, call: () => raise(message) };
  }
  return { params, variadic, result, call: (...args: readonly unknown[]) => call(bare, ...args) };
}

function raise(message: string): never {
  throw new Error(message);
}
