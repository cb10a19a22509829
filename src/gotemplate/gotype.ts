// Knows what a Go type is, as data: its kind, its name as %T prints it, its parts. Knows no values.

/** Go's kinds of types, named as reflect names them (`pointer` prints as `ptr`). `value` is reflect.Value: a parameter that takes what it gets. */
export type Kind =
  | 'bool'
  | IntKind
  | UintKind
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128'
  | 'string'
  | 'interface'
  | 'slice'
  | 'array'
  | 'map'
  | 'struct'
  | 'pointer'
  | 'func'
  | 'value';

/** Signed integers. */
export type IntKind = 'int' | 'int8' | 'int16' | 'int32' | 'int64';

/** Unsigned integers. */
export type UintKind = 'uint' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'uintptr';

/** A Go type. Recursive types use a JavaScript getter for `elem` or `fields`. */
export interface GoType {
  readonly kind: Kind;
  /** As %T prints it, `v1.PodSpec`; absent for unnamed types. */
  readonly name?: string;
  /** Of a slice, array, pointer; the values of a map. */
  readonly elem?: GoType;
  /** Of a map. */
  readonly key?: GoType;
  /** Of a struct, in declaration order. */
  readonly fields?: readonly GoField[];
  readonly methods?: Readonly<Record<string, GoMethod>>;
  /** How a scalar is read from JSON where it is not simply that value (an enum's name to its number); of a struct, what holds its fields. */
  readonly read?: (json: unknown) => unknown;
  /** Of a func: how it prints, `func(string) string`. */
  readonly signature?: string;
}

/** A field of a struct: its Go name, and the JSON property that holds it. */
export interface GoField {
  readonly name: string;
  /** The JSON property; the Go name when absent; `-` keeps it out of JSON (the property is then the Go name). */
  readonly json?: string;
  readonly type: GoType;
  readonly omitempty?: boolean;
  readonly omitzero?: boolean;
  /** Its fields and methods are the outer struct's too. Without `json` they live in the same JSON object (`inline`). */
  readonly embedded?: boolean;
}

/** A method: called with the receiver's plain value (null for a nil pointer) and plain arguments. */
export interface GoMethod {
  readonly params?: readonly GoType[];
  readonly variadic?: boolean;
  readonly result: GoType | 'any';
  /** A pointer receiver: not in the method set of the bare type when it is printed; may be called on nil. */
  readonly pointer?: boolean;
  readonly call: (receiver: never, ...args: never[]) => unknown;
}

export const BOOL: GoType = { kind: 'bool' };
export const STRING: GoType = { kind: 'string' };
export const INT: GoType = { kind: 'int' };
export const INT32: GoType = { kind: 'int32' };
export const INT64: GoType = { kind: 'int64' };
export const UINT8: GoType = { kind: 'uint8' };
export const UINT32: GoType = { kind: 'uint32' };
export const UINT64: GoType = { kind: 'uint64' };
export const FLOAT32: GoType = { kind: 'float32' };
export const FLOAT64: GoType = { kind: 'float64' };
export const COMPLEX128: GoType = { kind: 'complex128' };
/** interface {}: whatever JSON or a template gives. */
export const ANY: GoType = { kind: 'interface' };
/** reflect.Value: as a parameter, also what is not there. */
export const VALUE: GoType = { kind: 'value', name: 'reflect.Value' };

/** []elem */
export function sliceOf(elem: GoType): GoType {
  return { kind: 'slice', elem };
}

/** map[key]elem */
export function mapOf(key: GoType, elem: GoType): GoType {
  return { kind: 'map', key, elem };
}

/** *elem */
export function pointerTo(elem: GoType): GoType {
  return { kind: 'pointer', elem };
}

/** A named struct. */
export function structOf(name: string, fields: readonly GoField[], methods: GoType['methods'] = {}): GoType {
  return { kind: 'struct', name, fields, methods };
}

/** []interface {} */
export const LIST: GoType = sliceOf(ANY);
/** map[string]interface {} */
export const DICT: GoType = mapOf(STRING, ANY);
export const STRINGS: GoType = sliceOf(STRING);
export const INTS: GoType = sliceOf(INT);
export const BYTES: GoType = sliceOf(UINT8);
export const STRING_MAP: GoType = mapOf(STRING, STRING);
/** What a JavaScript function among the data is. */
export const FUNC: GoType = { kind: 'func', signature: 'func(...interface {}) interface {}' };

const names = new WeakMap<GoType, string>();

/** The type as %T prints it. */
export function typeName(type: GoType): string {
  const known = names.get(type);
  if (known !== undefined) return known;
  const name = type.name ?? unnamed(type);
  names.set(type, name);
  return name;
}

function unnamed(type: GoType): string {
  switch (type.kind) {
    case 'slice':
      return `[]${typeName(type.elem!)}`;
    case 'array':
      return `[...]${typeName(type.elem!)}`;
    case 'map':
      return `map[${typeName(type.key!)}]${typeName(type.elem!)}`;
    case 'pointer':
      return `*${typeName(type.elem!)}`;
    case 'interface':
      return 'interface {}';
    case 'func':
      return type.signature ?? 'func()';
    case 'struct':
      return `struct { ${(type.fields ?? []).map((field) => `${field.name} ${typeName(field.type)}`).join('; ')} }`;
    default:
      return type.kind;
  }
}

/** Whether both are the same Go type; a type's printed name is its identity. */
export function isSameType(a: GoType, b: GoType): boolean {
  return a === b || (a.kind === b.kind && typeName(a) === typeName(b));
}

/** Go's assignability, for the types that there are here: the same type, any interface {}, or the same unnamed shape. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (from === to || to.kind === 'interface') return true;
  if (isSameType(from, to)) return true;
  if (from.name !== undefined && to.name !== undefined) return false;
  return isComposite(to) && from.kind === to.kind && unnamed(from) === unnamed(to);
}

function isComposite(type: GoType): boolean {
  return type.kind === 'slice' || type.kind === 'map' || type.kind === 'pointer' || type.kind === 'struct';
}

const SIGNED: ReadonlySet<Kind> = new Set<IntKind>(['int', 'int8', 'int16', 'int32', 'int64']);
const UNSIGNED: ReadonlySet<Kind> = new Set<UintKind>(['uint', 'uint8', 'uint16', 'uint32', 'uint64', 'uintptr']);

/** Whether the kind is a signed integer. */
export function isInt(kind: Kind): kind is IntKind {
  return SIGNED.has(kind);
}

/** Whether the kind is an unsigned integer. */
export function isUint(kind: Kind): kind is UintKind {
  return UNSIGNED.has(kind);
}

/** Whether nil is a value of the type. */
export function isNilable(type: GoType): boolean {
  return ['interface', 'map', 'slice', 'pointer', 'func', 'value'].includes(type.kind);
}

const fieldIndexes = new WeakMap<GoType, ReadonlyMap<string, readonly GoField[]>>();

/** The way from a struct to a field of that Go name: one step, or more through embedded structs. */
export function fieldPath(struct: GoType, name: string): readonly GoField[] | undefined {
  let index = fieldIndexes.get(struct);
  if (index === undefined) {
    index = indexFields(struct);
    fieldIndexes.set(struct, index);
  }
  return index.get(name);
}

function indexFields(struct: GoType): Map<string, readonly GoField[]> {
  const index = new Map<string, readonly GoField[]>();
  for (const field of struct.fields ?? []) index.set(field.name, [field]);
  for (const field of (struct.fields ?? []).filter((each) => each.embedded)) {
    for (const [name, path] of indexFields(bareType(field.type))) {
      if (!index.has(name)) index.set(name, [field, ...path]);
    }
  }
  return index;
}

/** The type at the end of pointers. */
export function bareType(type: GoType): GoType {
  return type.kind === 'pointer' ? bareType(type.elem!) : type;
}

/** A method of the type, of what it points to, or of what it embeds, with the way to its receiver. */
export function findMethod(type: GoType, name: string): { method: GoMethod; path: readonly GoField[] } | undefined {
  const bare = bareType(type);
  const own = type.methods ?? bare.methods;
  if (own !== undefined && Object.hasOwn(own, name)) return { method: own[name]!, path: [] };
  for (const field of bare.fields ?? []) {
    const found = field.embedded ? findMethod(field.type, name) : undefined;
    if (found) return { method: found.method, path: [field, ...found.path] };
  }
  return undefined;
}
