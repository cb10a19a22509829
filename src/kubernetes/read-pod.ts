// Knows how a pod in a manifest is read: names, labels and annotations as text, all else as it stands; and what is wrong with it, in
// words for people. Does not know where in a document the pod is.

import { type Finding, formatPath, type Path } from './finding.ts';
import { foldNames, spelledPath } from './fold-names.ts';
import { getOwn, isMap, type JsonMap, kindOf } from './json.ts';
import { type ObjectMeta, type Owner, type Pod, type PodSpec, typeOf } from './objects.ts';
import type { PodType } from './pod-types.ts';
import { type Coercion, type Misfit, readTyped } from './typed-value.ts';

/** A pod as read, and what there is to say about it; with an error among the findings, the pod is empty. */
export interface PodReading {
  readonly pod: Pod;
  readonly findings: readonly Finding[];
}

const LENIENT = { coerce: true };
const NOTHING: JsonMap = Object.freeze({});

/**
 * Reads a pod's metadata and spec, which are maps. In compat mode the spec, too, is taken as read, as the reference writes it, and
 * fields are known in any letter case.
 */
export function readPod(givenMetadata: JsonMap, givenSpec: JsonMap, compat = false): PodReading {
  const metadata = compat ? foldNames(givenMetadata, 'ObjectMeta') : givenMetadata;
  const spec = compat ? foldNames(givenSpec, 'PodSpec') : givenSpec;
  const readMeta = readTyped(metadata, 'ObjectMeta', LENIENT);
  const readSpec = readTyped(spec, 'PodSpec', LENIENT);
  const misfits = [...readMeta.misfits.map(refuse('metadata')), ...readSpec.misfits.map(refuse('spec'))];
  const warnings = [
    ...readMeta.coercions.map(warn('metadata', compat)),
    ...readSpec.coercions.map(warn('spec', compat)),
  ];
  if (misfits.length > 0) return { pod: { metadata: {}, spec: {} }, findings: [...misfits, ...warnings] };
  const taken = compat ? readSpec.coercions.reduce(withText, spec) : spec;
  return { pod: { metadata: asRead(metadata, readMeta.value), spec: taken as PodSpec }, findings: warnings };
}

function withText(spec: JsonMap, { path, text }: Coercion): JsonMap {
  return replaceAt(spec, path, text) as JsonMap;
}

function replaceAt(value: unknown, [step, ...rest]: Path, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.with(step as number, replaceAt(value[step as number], rest, text));
  return { ...(value as JsonMap), [step]: replaceAt((value as JsonMap)[step], rest, text) };
}

/** The object as the owner of its pods; what of its metadata cannot be read is not there. */
export function readOwner(value: JsonMap, compat = false): Owner {
  const given = getOwn(value, compat ? String(spelledPath(value, ['metadata'])[0]) : 'metadata');
  const metadata = isMap(given) ? (compat ? foldNames(given, 'ObjectMeta') : given) : NOTHING;
  return { ...typeOf(value), metadata: asRead(metadata, readTyped(metadata, 'ObjectMeta', LENIENT).value) };
}

/** The pod as a Go program sees it after decoding: text wherever text is meant, no nulls. Templates look at this. */
export function typedPod(pod: Pod): Pod {
  return readTyped(pod, 'Pod', LENIENT).value as Pod;
}

/** What of a merged pod does not fit its Go type, in the reference's words and order; the reference stops at the first. */
export function checkPodTypes(pod: unknown): Finding[] {
  const toFinding = ({ path, message }: Misfit): Finding => ({ severity: 'error', code: 'template', path, message });
  return readTyped(pod, 'Pod', { foldNames: true }).misfits.map(toFinding);
}

// Names, labels and annotations are taken as read; the rest, its nulls too, stays what it was, so that nobody rewrites it.
const TAKEN = ['name', 'generateName', 'namespace', 'labels', 'annotations'];

function asRead(metadata: JsonMap, read: unknown): ObjectMeta {
  if (read === metadata) return metadata as ObjectMeta;
  const isTaken = (name: string) => Object.hasOwn(metadata, name) && metadata[name] !== null;
  const taken = TAKEN.filter(isTaken).map((name) => [name, (read as JsonMap)[name]]);
  return { ...metadata, ...Object.fromEntries(taken) };
}

function warn(part: 'metadata' | 'spec', compat: boolean): (coercion: Coercion) => Finding {
  return ({ path, value, text }) => {
    const isTaken = part === 'metadata' ? TAKEN.includes(String(path[0])) : compat;
    const message = `${nameOf(part, path)} is the ${typeof value} ${value}, not text: the API server would refuse it`;
    return {
      severity: 'warning',
      code: 'not-text',
      path: [part, ...path],
      message: `${message}; ${isTaken ? `it was read as ${JSON.stringify(text)}` : 'it was left as it is'}`,
      hint: `write it in quotes: ${JSON.stringify(text)}`,
    };
  };
}

const ENTRIES: Readonly<Record<string, string>> = { labels: 'label', annotations: 'annotation' };

function nameOf(part: 'metadata' | 'spec', path: Path): string {
  const [list, name] = path;
  const noun = part === 'metadata' && path.length === 2 ? ENTRIES[String(list)] : undefined;
  return noun ? `the ${noun} ${name}` : formatPath([part, ...path]);
}

function refuse(part: 'metadata' | 'spec'): (misfit: Misfit) => Finding {
  return ({ path, value, type, message }) => {
    const complaint = type.reads ? message : `it is ${JSON_NAMES[kindOf(value)]}, and must be ${wanted(type)}`;
    return {
      severity: 'error',
      code: 'workload',
      path: [part, ...path],
      message: `${nameOf(part, path)} cannot be read: ${complaint}`,
    };
  };
}

const JSON_NAMES = {
  null: 'null',
  bool: 'a boolean',
  number: 'a number',
  string: 'a string',
  array: 'a list',
  object: 'a map',
} as const;

function wanted(type: PodType): string {
  if (type.kind === 'slice') return 'a list';
  if (type.kind === 'map' || type.kind === 'struct') return 'a map';
  if (type.kind === 'string') return 'a string';
  return type.kind === 'bool' ? 'true or false' : 'a whole number';
}

/** What a value is, with its article: `a list`. */
export function describeKind(value: unknown): string {
  return JSON_NAMES[kindOf(value)];
}
