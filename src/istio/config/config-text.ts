// Knows a configuration text with its value and its places, also where one text is written inside another. Does not know what is in it.
import { InjectError, type Where } from '../../errors.ts';
import { isMap } from '../../kubernetes/json.ts';
import { locate, type ParsedDocument, type Path, parseDocument } from '../../yaml/parse.ts';
import { type Problem, sentenceOf } from './problems.ts';

/** A text and what to call it in messages. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A piece of configuration: its value, what to call it, and where each part of it stands. */
export interface ConfigText {
  readonly name: string;
  readonly value: unknown;
  readonly place: (path: Path) => Where | undefined;
}

/** Reads one document of a file; `line` is that of its first character. Throws InjectError('config') with the place. */
export function readText({ name, text }: NamedText, line = 1): ConfigText {
  const toFile = (where: Where): Where => ({ ...where, file: name, line: where.line + line - 1 });
  const parsed = parseLazily(text, (error) => asConfigError(error, name, toFile));
  return { name, value: parsed.value, place: (path) => toFile(locate(parsed.document(), path)) };
}

/** Reads a text that is written as a value inside another one, such as a ConfigMap's `data.mesh`. */
export function readTextInside(outer: ConfigText, path: Path, name: string): ConfigText {
  const text = String(valueAt(outer.value, path) ?? '');
  const toFile = (where: Where): Where | undefined => placeInside(outer.place(path), text, where);
  const parsed = parseLazily(text, (error) => asConfigError(error, name, toFile));
  return { name, value: parsed.value, place: (inner) => toFile(locate(parsed.document(), inner)) };
}

/** A part of a configuration text, seen as one of its own. */
export function partOf(text: ConfigText, path: Path, name: string = text.name): ConfigText {
  return { name, value: valueAt(text.value, path), place: (inner) => text.place([...path, ...inner]) };
}

/** The value at a path of plain data; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return isMap(at) && Object.hasOwn(at, key) ? at[String(key)] : undefined;
  }, value);
}

/** The error for problems found in a text: the first with its place, the others in words. */
export function problemsError(text: ConfigText, problems: readonly Problem[], hint?: string): InjectError {
  const [first, ...others] = problems;
  const message = [first, ...others.slice(0, 4)].flatMap((problem) => (problem ? sentenceOf(problem) : [])).join('; ');
  const more = others.length > 4 ? `; and ${others.length - 4} more` : '';
  const where = text.place(first?.path ?? []);
  return new InjectError('config', `${where ? '' : `${text.name}: `}${message}${more}`, { where, hint });
}

interface LazyDocument {
  readonly value: unknown;
  readonly document: () => ParsedDocument;
}

/** JSON is read fast; its places are looked up only when somebody asks. */
function parseLazily(text: string, wrap: (error: unknown) => unknown): LazyDocument {
  let document: ParsedDocument | undefined;
  const parse = (): ParsedDocument => {
    try {
      document ??= parseDocument(text);
      return document;
    } catch (error) {
      throw wrap(error);
    }
  };
  const json = /^\s*\{/.test(text) ? parseJson(text) : undefined;
  return { value: json ?? parse().value, document: parse };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the YAML reader says what is wrong, and where
  }
}

function asConfigError(error: unknown, name: string, toFile: (where: Where) => Where | undefined): unknown {
  if (!(error instanceof InjectError)) return error;
  const where = error.where && toFile(error.where);
  const message = where ? error.message : `${name}: ${error.message}`;
  return new InjectError('config', message, { where, hint: error.hint, cause: error });
}

/** In a block scalar the inner line stands as it is, further to the right; otherwise only the key's place is known. */
function placeInside(key: Where | undefined, text: string, inner: Where): Where | undefined {
  const source = text.split('\n')[inner.line - 1];
  if (key?.source === undefined || source === undefined || !/[|>][-+\d]*\s*(?:#.*)?$/.test(key.source)) return key;
  const indent = /^\s*/.exec(key.source)?.[0].length ?? 0;
  return {
    ...key,
    line: key.line + inner.line,
    column: inner.column + indent + 2,
    source: ' '.repeat(indent + 2) + source,
  };
}
