// Knows the grammar of --set, which is Helm's. Does not know what the paths mean.
import { InjectError } from '../../errors.ts';
import { isMap, setOwn } from '../../kubernetes/json.ts';

/** One assignment of a --set: where, and what. */
export interface Assignment {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** The assignments of `a.b=1,c[0]=x,d={x,y}`; a backslash takes the meaning from the character after it. */
export function parseSet(text: string): readonly Assignment[] {
  const cursor = { text, at: 0 };
  const assignments: Assignment[] = [];
  while (cursor.at < text.length) {
    const path = readPath(cursor);
    assignments.push({ path, value: readValue(cursor) });
    cursor.at += 1;
  }
  return assignments;
}

interface Cursor {
  readonly text: string;
  at: number;
}

function readPath(cursor: Cursor): (string | number)[] {
  const path: (string | number)[] = [];
  for (;;) {
    const key = readUntil(cursor, '.[=,');
    const isIndexBefore = typeof path.at(-1) === 'number' && key === '';
    if (key !== '') path.push(key);
    else if (!isIndexBefore || path.length === 0) throw wrongSet(cursor, 'a key is missing');
    while (cursor.text[cursor.at] === '[') path.push(readIndex(cursor));
    const mark = cursor.text[cursor.at];
    cursor.at += 1;
    if (mark === '=') return path;
    if (mark !== '.') throw wrongSet(cursor, `"${path.join('.')}" has no =value`);
  }
}

function readIndex(cursor: Cursor): number {
  const match = /^\[(\d{1,5})\]/.exec(cursor.text.slice(cursor.at));
  if (!match) throw wrongSet(cursor, 'an index must be [0], [1] …');
  cursor.at += match[0].length;
  return Number(match[1]);
}

function readValue(cursor: Cursor): unknown {
  if (cursor.text[cursor.at] !== '{') return typedValue(readUntil(cursor, ','));
  cursor.at += 1;
  const items: unknown[] = [];
  for (;;) {
    const item = readUntil(cursor, ',}');
    const mark = cursor.text[cursor.at];
    cursor.at += 1;
    if (mark === undefined) throw wrongSet(cursor, 'a list must end with }');
    if (mark === ',' || item !== '' || items.length > 0) items.push(typedValue(item));
    if (mark === '}') break;
  }
  if (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ',') throw wrongSet(cursor, 'a comma must follow }');
  return items;
}

/** Reads up to one of the characters; an escaped one does not count. */
function readUntil(cursor: Cursor, ends: string): string {
  let read = '';
  for (; cursor.at < cursor.text.length; cursor.at += 1) {
    const char = cursor.text[cursor.at] ?? '';
    if (ends.includes(char)) break;
    if (char === '\\') cursor.at += 1;
    read += char === '\\' ? (cursor.text[cursor.at] ?? '') : char;
  }
  return read;
}

// Fractions stay text, so that `tag=1.20` keeps its zero.
function typedValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  const isWhole = /^(?:0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text));
  return isWhole ? Number(text) : text;
}

function wrongSet({ text }: Cursor, detail: string): InjectError {
  return new InjectError('usage', `--set ${text}: ${detail}`, { hint: 'write --set global.proxy.logLevel=debug' });
}

/** The data with one assignment made: maps and lists grow as the path needs them. */
export function assign(data: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(data) ? [...data] : [];
    while (list.length < key) list.push(null);
    list[key] = assign(list[key], rest, value);
    return list;
  }
  const map: Record<string, unknown> = isMap(data) ? { ...data } : {};
  setOwn(map, key, assign(Object.hasOwn(map, key) ? map[key] : undefined, rest, value));
  return map;
}
