// Knows how a Go program reads JSON into a pod's types: what fits, what does not (in Go's words), and what a lenient reader makes fit.
// Unknown fields are kept as they are. Never changes what it is given.

import { isShared } from '../memory.ts';
import type { Path } from './finding.ts';
import { isMap, type JsonMap, kindOf, scalarText, setOwn } from './json.ts';
import { fieldsOf, type JsonField } from './json-fields.ts';
import { type PodType, podTypeOf, printType } from './pod-types.ts';
import { quantityProblem } from './quantities.ts';

/** A value that does not fit its type. `message` is Go's. `isFatal`: Go stops at it, whatever else there is. */
export interface Misfit {
  readonly path: Path;
  readonly value: unknown;
  readonly type: PodType;
  readonly message: string;
  readonly isFatal: boolean;
}

/** A boolean or a number that was read as text. */
export interface Coercion {
  readonly path: Path;
  readonly value: boolean | number;
  readonly text: string;
}

/** A value as its type sees it: no nulls, text where text is meant; and what had to be said. */
export interface TypedReading {
  readonly value: unknown;
  readonly misfits: readonly Misfit[];
  readonly coercions: readonly Coercion[];
}

/** How strictly to read. `coerce`: booleans and numbers become text where text is meant, as YAML is read into a struct. */
export interface ReadOptions {
  readonly coerce?: boolean;
  /** Field names match without regard to case, and come out in their own spelling. */
  readonly foldNames?: boolean;
}

/** Reads a value as the named type (`Pod`, `ObjectMeta`, `Container`). */
export function readTyped(value: unknown, typeName: string, options: ReadOptions = {}): TypedReading {
  const state: State = { options, path: [], names: [], owner: '', misfits: [], coercions: [] };
  const read = readValue(value, podTypeOf(typeName), options.coerce === true, state);
  return { value: read, misfits: inGoOrder(state.misfits), coercions: state.coercions };
}

interface State {
  readonly options: ReadOptions;
  readonly path: (string | number)[];
  /** Go's names for the fields on the way, as its messages print them, and the struct that has the last of them. */
  readonly names: string[];
  owner: string;
  readonly misfits: Misfit[];
  readonly coercions: Coercion[];
}

// Values that many documents share, and that are as their type wants them, by type and the two options.
const fitting = new WeakMap<PodType, readonly WeakSet<object>[]>();

function fittingFor(type: PodType, coerce: boolean, { foldNames }: ReadOptions): WeakSet<object> {
  const known = fitting.get(type) ?? Array.from({ length: 4 }, () => new WeakSet());
  fitting.set(type, known);
  return known[(coerce ? 1 : 0) + (foldNames ? 2 : 0)]!;
}

// Undefined: there is nothing (a null).
function readValue(value: unknown, type: PodType, coerce: boolean, state: State): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' || !isShared(value)) return readAnew(value, type, coerce, state);
  const known = fittingFor(type, coerce, state.options);
  if (known.has(value)) return value;
  const before = state.misfits.length + state.coercions.length;
  const read = readAnew(value, type, coerce, state);
  if (read === value && state.misfits.length + state.coercions.length === before) known.add(value);
  return read;
}

function readAnew(value: NonNullable<unknown>, type: PodType, coerce: boolean, state: State): unknown {
  switch (type.kind) {
    case 'pointer':
      return readValue(value, type.elem!, coerce, state);
    case 'struct':
      return type.reads ? readSpecial(value, type, state) : readStruct(value, type, coerce, state);
    case 'slice':
      return Array.isArray(value) ? readSlice(value, type.elem!, coerce, state) : misfit(value, type, state);
    case 'map':
      return isMap(value) ? readMap(value, type.elem!, coerce, state) : misfit(value, type, state);
    case 'bool':
      return typeof value === 'boolean' ? value : misfit(value, type, state);
    case 'string':
      return typeof value === 'string' ? value : readText(value, type, coerce, state);
    case 'int32':
    case 'int64':
      return isInteger(value, type.kind) ? value : misfit(value, type, state);
  }
}

function readText(value: unknown, type: PodType, coerce: boolean, state: State): unknown {
  if (!coerce || (typeof value !== 'boolean' && typeof value !== 'number')) return misfit(value, type, state);
  const text = scalarText(value);
  state.coercions.push({ path: [...state.path], value, text });
  return text;
}

function isInteger(value: unknown, kind: 'int32' | 'int64'): boolean {
  const limit = kind === 'int32' ? 2 ** 31 : 2 ** 63;
  return Number.isInteger(value) && (value as number) >= -limit && (value as number) < limit;
}

function readStruct(value: unknown, type: PodType, coerce: boolean, state: State): unknown {
  if (!isMap(value)) return misfit(value, type, state);
  const fields = fieldsOf(type);
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const field = fields.exact.get(key) ?? (state.options.foldNames ? fields.folded.get(key.toLowerCase()) : undefined);
    if (!field || (typeof value[key] === field.plain && field.json === key)) continue;
    const read = readField(value[key], key, field, coerce && !field.via, state);
    if (read === value[key] && field.json === key) continue;
    result ??= { ...value };
    if (field.json !== key) delete result[key];
    if (read === undefined) delete result[field.json];
    else result[field.json] = read;
  }
  return result ?? value;
}

function readField(value: unknown, key: string, field: JsonField, coerce: boolean, state: State): unknown {
  const depth = state.names.length;
  const { owner } = state;
  state.path.push(key);
  if (field.via) state.names.push(field.via);
  state.names.push(field.json);
  state.owner = field.owner;
  const read = readValue(value, field.type, coerce, state);
  state.path.pop();
  state.names.length = depth;
  state.owner = owner;
  return read;
}

function readSlice(list: readonly unknown[], elem: PodType, coerce: boolean, state: State): unknown {
  let result: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    state.path.push(index);
    const read = item === null ? readNullItem(elem, state) : readValue(item, elem, coerce, state);
    state.path.pop();
    if (read === item) continue;
    result ??= [...list];
    result[index] = read;
  }
  return result ?? list;
}

// Go makes an empty item of it. In a manifest it is a slip, and what comes after would take it for an item.
function readNullItem(elem: PodType, state: State): unknown {
  return state.options.coerce && elem.kind === 'struct' ? misfit(null, elem, state) : zeroOf(elem);
}

function readMap(map: JsonMap, elem: PodType, coerce: boolean, state: State): unknown {
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    state.path.push(key);
    const read = map[key] === null ? zeroOf(elem) : readValue(map[key], elem, coerce, state);
    state.path.pop();
    if (read === map[key]) continue;
    result ??= { ...map };
    setOwn(result, key, read);
  }
  return result ?? map;
}

function zeroOf(type: PodType): unknown {
  if (type.reads === 'quantity') return '0';
  if (type.kind === 'string') return '';
  return type.kind === 'struct' ? {} : 0;
}

function readSpecial(value: unknown, type: PodType, state: State): unknown {
  const problem = SPECIAL[type.reads!](value);
  if (problem === undefined) return value;
  if (typeof problem === 'string') return misfit(value, type, state, { isFatal: true, message: problem });
  return misfit(value, problem, state, { isFatal: true });
}

// Undefined: it fits. A type: it is read as that type, and does not fit. A text: the type's own complaint.
const SPECIAL: Readonly<Record<NonNullable<PodType['reads']>, (value: unknown) => string | PodType | undefined>> = {
  anything: () => undefined,
  quantity: (value) => quantityProblem(typeof value === 'string' ? value.trim() : JSON.stringify(value)),
  intOrString: (value) => (typeof value === 'string' || isInteger(value, 'int32') ? undefined : { kind: 'int32' }),
  time: (value) => (typeof value === 'string' ? timeProblem(value) : { kind: 'string' }),
};

function timeProblem(text: string): string | undefined {
  const isTime =
    /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text.replace(',', '.')));
  return isTime
    ? undefined
    : `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`;
}

function misfit(value: unknown, type: PodType, state: State, known: Partial<Misfit> = {}): undefined {
  const field = state.names.length === 0 ? 'value' : `struct field ${state.owner}.${state.names.join('.')}`;
  const message = `json: cannot unmarshal ${describe(value, type)} into Go ${field} of type ${printType(type)}`;
  state.misfits.push({ path: [...state.path], value, type, message, isFatal: false, ...known });
  return undefined;
}

function describe(value: unknown, type: PodType): string {
  return typeof value === 'number' && (type.kind === 'int32' || type.kind === 'int64')
    ? `number ${value}`
    : kindOf(value);
}

// Go reads keys in sorted order and stops only at what is fatal.
function inGoOrder(misfits: readonly Misfit[]): readonly Misfit[] {
  if (misfits.length < 2) return misfits;
  return [...misfits].sort((a, b) => Number(b.isFatal) - Number(a.isFatal) || comparePaths(a.path, b.path));
}

function comparePaths(a: Path, b: Path): number {
  const i = a.findIndex((step, index) => step !== b[index]);
  const [x, y] = [a[i], b[i]];
  if (x === undefined || y === undefined) return a.length - b.length;
  return x < y ? -1 : 1;
}
