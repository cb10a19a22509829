// Knows which values lie over which, and checks each layer where it was written. Does not know what a value means.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { type ConfigText, partOf, problemsError, valueAt } from './config-text.ts';
import { type Loading, mapOf, warningAt } from './loading.ts';
import { mergeValues } from './merge.ts';
import { type Problem, sentenceOf, wordsOf } from './problems.ts';
import { type Assignment, assign, parseSet } from './set-values.ts';
import { faultsOf, slipsOf } from './values-check.ts';

/** Values: the release's own, or captured ones instead; over them --valuesFile, an IstioOperator's, and --set. */
export function loadValues(loading: Loading): JsonMap {
  const { chosen, valuesFile, release, installation, sources, origins } = loading;
  const captured =
    chosen.values ?? (chosen.bundle && partOf(chosen.bundle, ['values'], `${chosen.bundle.name}: values`));
  const isWholeTruth = sources.injectConfig !== undefined && valuesFile !== undefined;
  const own = isWholeTruth ? {} : release.values;
  checkOperator(loading);
  const layers = [
    captured ? checked(captured, loading) : own,
    checked(chosen.partial, loading),
    checked(valuesFile, loading),
    installation?.values ?? {},
  ];
  const assignments = valueAssignments(sources.set ?? []).map(asWanted);
  origins.values = [
    captured?.name ?? (isWholeTruth ? undefined : `Istio ${release.version}'s own`),
    chosen.partial?.name,
    valuesFile?.name,
    chosen.operator?.name,
    assignments.length > 0 ? '--set' : undefined,
  ]
    .filter((name) => name !== undefined)
    .join(' < ');
  return assignAll(mergeValues(...layers), assignments, loading);
}

function checked(text: ConfigText | undefined, loading: Loading): JsonMap {
  if (text === undefined) return {};
  const data = mapOf(text);
  warnOfObject(text, data, loading);
  checkShape('values', text, data, loading);
  const tag = valueAt(data, ['global', 'tag']);
  if (typeof tag === 'number') {
    loading.warnings.push(warningAt(text, ['global', 'tag'], `global.tag is the number ${tag}`, 'write it in quotes'));
  }
  return data;
}

/** Warns of a Kubernetes object where only what it holds is wanted; whether it was one. */
export function warnOfObject(text: ConfigText, data: JsonMap, { warnings }: Loading): boolean {
  const { apiVersion, kind } = data;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  warnings.push(warningAt(text, ['kind'], `this is a ${kind}, and nothing in it is used here`, 'give it to --config'));
  return true;
}

function checkOperator(loading: Loading): void {
  const { operator } = loading.chosen;
  if (operator === undefined) return;
  checkShape('operator', operator, mapOf(operator), loading);
  for (const key of ['values', 'unvalidatedValues']) checked(partOf(operator, ['spec', key]), loading);
}

/** Throws at the first layer that has a value of the wrong type; warns of keys that look misspelt. */
export function checkShape(
  what: 'values' | 'injector' | 'operator',
  text: ConfigText,
  data: unknown,
  { warnings }: Loading,
): void {
  const faults = faultsOf(what, data);
  if (faults.length > 0) throw problemsError(text, faults);
  for (const { path, meant } of slipsOf(what, data)) {
    warnings.push(
      warningAt(text, path, `${wordsOf(path)} is not known and has no effect of its own`, `did you mean ${meant}?`),
    );
  }
}

function assignAll(values: JsonMap, assignments: readonly Assignment[], { warnings }: Loading): JsonMap {
  const result = assignments.reduce<unknown>((data, { path, value }) => assign(data, path, value), values);
  for (const { path, value } of assignments) {
    const alone = assign({}, path, value);
    refuseAssignment(faultsOf('values', alone));
    for (const slip of slipsOf('values', alone)) {
      warnings.push({
        message: `--set ${wordsOf(slip.path)} is not a known value`,
        hint: `did you mean ${slip.meant}?`,
      });
    }
  }
  return isMap(result) ? result : values;
}

/** What looks like a number or a flag is text where only text is right: on a command line there are no quotes for it. */
function asWanted(assignment: Assignment): Assignment {
  const { path, value } = assignment;
  if (typeof value !== 'number' && typeof value !== 'boolean') return assignment;
  const asText = { ...assignment, value: String(value) };
  return isRight(assignment) || !isRight(asText) ? assignment : asText;

  function isRight({ value: given }: Assignment): boolean {
    return faultsOf('values', assign({}, path, given)).length === 0;
  }
}

/** Throws when a --set gives a value of the wrong type; `path` leads to what was checked. */
export function refuseAssignment(faults: readonly Problem[], path: Path = []): void {
  const [fault] = faults;
  if (fault) throw new InjectError('usage', `--set ${sentenceOf({ ...fault, path: [...path, ...fault.path] })}`);
}

/** The assignments to values: `values.` in front does not count, `hub` and `tag` are the global ones. */
function valueAssignments(set: readonly string[]): readonly Assignment[] {
  return placedAssignments(set).flatMap(({ target, ...assignment }) => (target === 'values' ? [assignment] : []));
}

/** The assignments to the mesh config, their paths below `meshConfig`. */
export function meshAssignments(set: readonly string[]): readonly Assignment[] {
  return placedAssignments(set).flatMap(({ target, ...assignment }) => (target === 'mesh' ? [assignment] : []));
}

function placedAssignments(set: readonly string[]): readonly (Assignment & { readonly target: 'values' | 'mesh' })[] {
  return set.flatMap(parseSet).map(({ path, value }) => {
    const plain = path.slice(path[0] === 'spec' ? 1 : 0);
    const [first, ...rest] = plain[0] === 'values' && plain.length > 1 ? plain.slice(1) : plain;
    if (first === 'meshConfig') return { target: 'mesh', path: rest, value };
    const isImage = rest.length === 0 && (first === 'hub' || first === 'tag');
    return {
      target: 'values',
      path: [...(isImage ? ['global'] : []), ...(first === undefined ? [] : [first]), ...rest],
      value,
    };
  });
}
