// Knows what Go makes of a rendered template: fields that a release's pod does not have vanish, values of a wrong type are
// refused. Does not merge; nulls and merge markers stay for the merge.
import { InjectError } from '../errors.ts';
import { formatPath } from '../kubernetes/finding.ts';
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import { type PodField, type PodType, podTypeOf } from '../kubernetes/pod-types.ts';
import { readTyped } from '../kubernetes/typed-value.ts';
import { isShared, share } from '../memory.ts';
import { kubernetesMinorOf } from './behaviours.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import type { Overlay } from './render-overlays.ts';

/** An overlay as a patch of pods; throws InjectError('template') where it cannot be part of one. */
export function readOverlay({ template, value }: Overlay, { version }: InjectionConfig): JsonMap {
  if (value === null || value === undefined) return {};
  if (!isMap(value)) throw wrong(template, 'text that is not an object');
  const patch = prune(value, podTypeOf('Pod', kubernetesMinorOf(version)));
  const [misfit] = readTyped(patch, 'Pod', { foldNames: true }).misfits;
  if (misfit) throw wrong(template, `a pod whose ${formatPath(misfit.path)} cannot be read: ${misfit.message}`);
  return patch as JsonMap;
}

function wrong(template: string, detail: string): InjectError {
  return new InjectError('template', `the template ${template} renders ${detail}`);
}

// Overlays share what did not change from one workload to the next.
const pruned = new WeakMap<PodType, WeakMap<object, unknown>>();

/** A value without the fields that its type does not have; the very same value when it has no others. */
function prune(value: unknown, type: PodType): unknown {
  if (typeof value !== 'object' || value === null || !isShared(value)) return pruneAnew(value, type);
  const known = pruned.get(type) ?? new WeakMap<object, unknown>();
  pruned.set(type, known);
  if (!known.has(value)) known.set(value, share(pruneAnew(value, type)));
  return known.get(value);
}

function pruneAnew(value: unknown, type: PodType): unknown {
  if (type.kind === 'pointer') return prune(value, type.elem!);
  if (type.kind === 'slice' && Array.isArray(value)) return pruneList(value, type.elem!);
  if (type.kind !== 'struct' || type.reads !== undefined || !isMap(value)) return value;
  const known = pruneMap(value, fieldsOf(type));
  return type.name === 'v1.ResourceFieldSelector' && known.divisor === undefined ? { ...known, ...ALWAYS } : known;
}

// Go writes a quantity that nobody gave.
const ALWAYS: JsonMap = { divisor: '0' };

function pruneList(list: readonly unknown[], elem: PodType): readonly unknown[] {
  const items = list.map((item) => prune(item, elem));
  return items.every((item, index) => item === list[index]) ? list : items;
}

function pruneMap(map: JsonMap, fields: ReadonlyMap<string, Field>): JsonMap {
  const keys = Object.keys(map);
  const entries = keys.flatMap((key): [string, unknown][] => {
    if (key.startsWith('$')) return [[key, map[key]]];
    const field = fields.get(key) ?? fields.get(key.toLowerCase());
    if (field === undefined) return [];
    return [[field.json, isOmitted(map[key], field) ? null : prune(map[key], field.type)]];
  });
  const isSame =
    entries.length === keys.length && entries.every(([key, value], i) => key === keys[i] && value === map[key]);
  return isSame ? map : Object.fromEntries(entries);
}

interface Field {
  readonly json: string;
  readonly type: PodType;
  readonly omitempty: boolean;
}

// What Go leaves out when it writes the merged pod is not there, as null says.
function isOmitted(value: unknown, { omitempty, type }: Field): boolean {
  return omitempty && (value === 0 || value === false) && type.kind !== 'pointer';
}

const indexes = new WeakMap<PodType, ReadonlyMap<string, Field>>();

/** Fields by their JSON name, and by that name in lower case: Go takes any letter case. */
function fieldsOf(type: PodType): ReadonlyMap<string, Field> {
  const known = indexes.get(type);
  if (known) return known;
  const flat = (fields: readonly PodField[]): readonly PodField[] =>
    fields.flatMap((field) => (field.embedded ? flat(field.type.fields ?? []) : [field]));
  const fields = flat(type.fields ?? []).map(({ name, json = name, type: of, omitempty = false }) => ({
    json,
    type: of,
    omitempty,
  }));
  const index = new Map([
    ...fields.map((field): [string, Field] => [field.json.toLowerCase(), field]),
    ...fields.map((field): [string, Field] => [field.json, field]),
  ]);
  indexes.set(type, index);
  return index;
}
