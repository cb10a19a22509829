// Knows how ajv's findings become problems in words, and which unknown keys look like a slip of the pen. Does not know the schemas.

import { isMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { closest } from '../closest.ts';
import type { Problem } from './problems.ts';
import { type Shape, shapes } from './schema.ts';
import { validators } from './validators.generated.ts';

/** What has a schema. */
export type Checked = keyof typeof shapes;

/** A function that ajv made: whether data fits, and if not, why. */
interface Validator {
  (data: unknown): boolean;
  readonly errors?: readonly Finding[] | null;
}

interface Finding {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly type?: unknown; readonly allowedValues?: readonly unknown[] };
}

/** The values of the wrong type at known fields; their paths lead to them. */
export function faultsOf(what: Checked, data: unknown): readonly Problem[] {
  const validate = validators[what] as Validator;
  if (validate(data)) return [];
  return (validate.errors ?? []).map((finding) => problemOf(finding, data));
}

function problemOf(finding: Finding, data: unknown): Problem {
  const path = pathOf(finding.instancePath, data);
  const value = path.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], data);
  const wanted = expected(finding);
  const hint = wanted === 'text' && typeof value !== 'object' ? ' (write it in quotes)' : '';
  return { path, message: `must be ${wanted}, not ${found(value)}${hint}` };
}

function pathOf(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  let at = data;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = (at as Record<string, unknown>)[key];
  }
  return path;
}

function expected({ keyword, params }: Finding): string {
  if (keyword === 'enum')
    return `one of ${(params.allowedValues ?? []).filter((word) => typeof word === 'string').join(', ')}`;
  if (keyword !== 'type') return 'a whole number, 0 or more';
  const types = [params.type].flat().filter((type) => type !== 'null');
  return types.length > 1 ? 'a whole number, 0 or more' : (typeWords[String(types[0])] ?? String(types[0]));
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

function found(value: unknown): string {
  if (typeof value === 'string') return `the text "${value}"`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `the ${typeof value} ${value}`;
}

/** A key that nobody knows, and the one that it was probably meant to be. */
export interface Slip {
  readonly path: Path;
  readonly meant: string;
}

/** The unknown keys that are very near a known one of the same map. */
export function slipsOf(what: Checked, data: unknown): readonly Slip[] {
  return slipsIn(shapes[what], data, []);
}

function slipsIn(shape: Shape, data: unknown, path: Path): readonly Slip[] {
  if (!isMap(data) || typeof shape === 'string' || !('fields' in shape)) return [];
  const { fields } = shape;
  return Object.entries(data).flatMap(([key, value]) => {
    if (Object.hasOwn(fields, key)) return slipsIn(fields[key] ?? 'any', value, [...path, key]);
    const meant = key.length > 3 ? closest(key, Object.keys(fields)) : undefined;
    return meant === undefined ? [] : [{ path: [...path, key], meant }];
  });
}
