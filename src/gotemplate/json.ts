// Knows how Go's encoding/json writes values: sorted keys, fields in declaration order, omitempty, HTML escaping. Does not read JSON.
import { formatFloat } from './floats.ts';
import { type GoField, type GoMethod, type GoType, typeName } from './gotype.ts';
import { charge, ITEM_COST } from './meter.ts';
import { sortedKeys } from './print.ts';
import { joined } from './text.ts';
import { elemType, entriesOf, entry, itemsOf, keyType, sizeOf, structFields, Typed, typed, typeOf } from './values.ts';

/** How JSON is written. */
export interface JSONStyle {
  /** Two spaces a level, as json.MarshalIndent(v, "", "  "). */
  readonly isPretty?: boolean;
  /** `<`, `>` and `&` stay as they are. */
  readonly isRaw?: boolean;
}

/** What encoding/json cannot write; the message is Go's. */
export class JSONError extends Error {}

/** The value as json.Marshal writes it. */
export function goJSON(value: unknown, style: JSONStyle = {}): string {
  return write(value, { style, ancestors: new Set() }, '\n');
}

interface Writing {
  readonly style: JSONStyle;
  readonly ancestors: Set<unknown>;
}

function write(value: unknown, writing: Writing, line: string): string {
  if (typeof value === 'string') return writeString(value, writing.style);
  const type = typeOf(value);
  if (type === undefined) return 'null';
  const marshalled = value instanceof Typed ? byMethod(value) : undefined;
  return marshalled ?? writeKind(value, type, writing, line);
}

function byMethod(value: Typed): string | undefined {
  const type = value.type.kind === 'pointer' ? value.type.elem! : value.type;
  if (value.value === null && value.type.kind === 'pointer') return 'null';
  const methods = value.type.methods ?? type.methods ?? {};
  if (!Object.hasOwn(methods, 'MarshalJSON')) return undefined;
  return String((methods.MarshalJSON as GoMethod & { call: (receiver: unknown) => unknown }).call(value.value));
}

function writeKind(value: unknown, type: GoType, writing: Writing, line: string): string {
  const bare = value instanceof Typed ? value.value : value;
  switch (type.kind) {
    case 'string':
      return writeString(bare as string, writing.style);
    case 'bool':
      return String(bare);
    case 'float64':
    case 'float32':
      return writeFloat(bare as number, type.kind === 'float32' ? 32 : 64);
    case 'slice':
    case 'array':
      return writeSlice(value, writing, line);
    case 'map':
      return writeMap(value, writing, line);
    case 'struct':
      return writeStruct(value as Typed, writing, line);
    case 'pointer':
      return bare === null ? 'null' : write(typed(bare, type.elem!), writing, line);
    case 'func':
    case 'complex64':
    case 'complex128':
      throw new JSONError(`json: unsupported type: ${typeName(type)}`);
    default:
      return String(bare);
  }
}

const PLAIN = /^[ !#-%'-;=?-[\]-~\u0080-\u2027\u202a-\ud7ff\ue000-\uffff]*$/;
const ESCAPED = /["\\<>&\u2028\u2029\ud800-\udfff]|[^ -\u{10ffff}]/gu;
const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function writeString(text: string, style: JSONStyle): string {
  charge(text.length);
  if (PLAIN.test(text)) return `"${text}"`;
  return `"${joined(text).replace(ESCAPED, (character) => escapeCharacter(character, style))}"`;
}

function escapeCharacter(character: string, style: JSONStyle): string {
  if (style.isRaw && '<>&'.includes(character)) return character;
  const code = character.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
  return NAMED[character] ?? `\\u${code.toString(16).padStart(4, '0')}`;
}

function writeFloat(number: number, bits: 32 | 64): string {
  if (!Number.isFinite(number)) {
    throw new JSONError(`json: unsupported value: ${formatFloat(number, 'g', -1, bits)}`);
  }
  if (Object.is(number, -0)) return '-0';
  if (bits === 64) return String(number);
  const size = Math.abs(number);
  const isPlain = number === 0 || (size >= Math.fround(1e-6) && size < Math.fround(1e21));
  return formatFloat(number, isPlain ? 'f' : 'e', -1, 32).replace(/e([+-])0(\d)$/, (_, sign, digit) =>
    sign === '-' ? `e-${digit}` : `e+0${digit}`,
  );
}

function writeSlice(value: unknown, writing: Writing, line: string): string {
  if (value instanceof Typed && value.value === null) return 'null';
  const items = itemsOf(value)!;
  const elem = elemType(value);
  if (elem.kind === 'uint8') return `"${Buffer.from(items as readonly number[]).toString('base64')}"`;
  return nested(value, writing, () => {
    const inner = deeper(writing, line);
    return wrap(
      '[',
      Array.from(items, (item) => write(typed(item, elem), writing, inner)),
      ']',
      writing,
      line,
    );
  });
}

function writeMap(value: unknown, writing: Writing, line: string): string {
  if (value instanceof Typed && value.value === null) return 'null';
  const dictionary = entriesOf(value)!;
  const elem = elemType(value);
  return nested(value, writing, () => {
    const inner = deeper(writing, line);
    const members = sortedKeys(dictionary, keyType(value)).map((key) =>
      member(String(key), typed(entry(dictionary, key), elem), writing, inner),
    );
    return wrap('{', members, '}', writing, line);
  });
}

function member(name: string, value: unknown, writing: Writing, line: string): string {
  const space = writing.style.isPretty ? ' ' : '';
  return `${writeString(name, writing.style)}:${space}${write(value, writing, line)}`;
}

function writeStruct(struct: Typed, writing: Writing, line: string): string {
  charge(1);
  return wrap('{', structMembers(struct, writing, deeper(writing, line)), '}', writing, line);
}

function structMembers(struct: Typed, writing: Writing, line: string): string[] {
  return structFields(struct).flatMap(({ field, value }) => {
    if (field.json === '-' || /^[a-z_]/.test(field.name)) return [];
    if (field.embedded && field.json === undefined) return embeddedMembers(value as Typed, writing, line);
    return isOmitted(field, value) ? [] : [member(field.json ?? field.name, value, writing, line)];
  });
}

function embeddedMembers(value: Typed, writing: Writing, line: string): string[] {
  if (value.type.kind !== 'pointer') return structMembers(value, writing, line);
  return value.value === null ? [] : structMembers(typed(value.value, value.type.elem!) as Typed, writing, line);
}

function isOmitted(field: GoField, value: unknown): boolean {
  return Boolean(field.omitempty && isEmpty(value)) || Boolean(field.omitzero && isZero(value));
}

function isEmpty(value: unknown): boolean {
  const items = itemsOf(value);
  if (items !== undefined) return items.length === 0;
  const entries = entriesOf(value);
  if (entries !== undefined) return sizeOf(entries) === 0;
  return typeOf(value)?.kind !== 'struct' && isZero(value);
}

function isZero(value: unknown): boolean {
  const bare = value instanceof Typed ? value.value : value;
  if (value instanceof Typed && value.type.kind === 'pointer') return bare === null;
  if (value instanceof Typed && value.type.kind === 'struct')
    return structFields(value).every((each) => isZero(each.value));
  return bare === undefined || bare === null || bare === 0 || bare === '' || bare === false;
}

function nested(value: unknown, writing: Writing, run: () => string): string {
  charge(1);
  const { ancestors } = writing;
  if (ancestors.has(value))
    throw new JSONError(`json: unsupported value: encountered a cycle via ${typeName(typeOf(value)!)}`);
  ancestors.add(value);
  const text = run();
  ancestors.delete(value);
  return text;
}

function deeper(writing: Writing, line: string): string {
  return writing.style.isPretty ? `${line}  ` : line;
}

function wrap(open: string, parts: readonly string[], close: string, writing: Writing, line: string): string {
  if (parts.length === 0) return open + close;
  if (!writing.style.isPretty) return open + parts.join(',') + close;
  const inner = deeper(writing, line);
  charge((parts.length + 1) * (ITEM_COST + inner.length));
  return `${open}${inner}${parts.join(`,${inner}`)}${line}${close}`;
}
