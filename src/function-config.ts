// Knows what the functionConfig of a KRM function may say: our own kind, or a ConfigMap whose values are text. Does not know what
// the function does with it.

import type { ConfigSources, Interception, NamedText } from './configuration.ts';
import { InjectError } from './errors.ts';
import { closest } from './istio/closest.ts';
import { getOwn, isMap, type JsonMap } from './kubernetes/json.ts';
import { parseWorkloadRow, type WorkloadRow } from './kubernetes/workloads.ts';

/** What the function shall do. */
export interface FunctionSettings {
  readonly sources: ConfigSources;
  readonly interception?: Interception | undefined;
  readonly isUninject: boolean;
  readonly isStrict: boolean;
  readonly extraWorkloads: readonly WorkloadRow[];
}

/** The settings that a functionConfig asks for, over those of the command line; none at all is fine. */
export function readFunctionConfig(
  config: unknown,
  base: ConfigSources,
  interception?: Interception,
): FunctionSettings {
  const fields = fieldsOf(config);
  checkNames(fields);
  const flag = (name: string): boolean => readFlag(name, getOwn(fields, name));
  const sources = Object.keys(SOURCES).map((name) => SOURCES[name]?.(name, getOwn(fields, name), base) ?? {});
  const extraWorkloads = readLines('workloads', getOwn(fields, 'workloads')).map(parseWorkloadRow);
  return {
    sources: Object.assign({}, base, ...sources),
    interception: readChoice('interception', getOwn(fields, 'interception'), WAYS) ?? interception,
    isUninject: flag('uninject'),
    isStrict: flag('strict'),
    extraWorkloads,
  };
}

const OWN_GROUP = 'podsplice.dev/';

function fieldsOf(config: unknown): JsonMap {
  if (config === undefined || config === null) return {};
  const [apiVersion, kind] = isMap(config) ? [getOwn(config, 'apiVersion'), getOwn(config, 'kind')] : [];
  const isOwn = kind === 'SidecarInjector' && String(apiVersion).startsWith(OWN_GROUP);
  if (!isMap(config) || !(isOwn || (kind === 'ConfigMap' && apiVersion === 'v1'))) {
    throw wrong(
      'functionConfig',
      `must be a SidecarInjector of ${OWN_GROUP}v1alpha1 or a ConfigMap, not ${kind ?? 'nothing'} of ${apiVersion ?? 'nothing'}`,
    );
  }
  const fields = getOwn(config, isOwn ? 'spec' : 'data') ?? {};
  if (!isMap(fields)) throw wrong(`functionConfig.${isOwn ? 'spec' : 'data'}`, 'must be a map');
  return fields;
}

type Reader = (name: string, value: unknown, base: ConfigSources) => ConfigSources;

/** Field → what it means for the configuration. Texts and maps both serve where a file would be: a ConfigMap has only texts. */
const SOURCES: Readonly<Record<string, Reader>> = {
  istioVersion: (name, value) => given('version', readText(name, value)),
  revision: (name, value) => given('revision', readText(name, value)),
  namespace: (name, value) => given('namespace', readText(name, value)),
  kubernetesVersion: (name, value) => given('kubernetesVersion', readText(name, value)),
  nativeSidecars: (name, value) => given('nativeSidecars', readChoice(name, value, ['auto', 'on', 'off'])),
  compat: (name, value) => (readChoice(name, value, ['istioctl']) === undefined ? {} : { compat: true }),
  values: (name, value) => given('values', readFile(name, value)),
  meshConfig: (name, value) => given('meshConfig', readFile(name, value)),
  operator: (name, value) => given('operator', readFile(name, value)),
  injectConfig: (name, value) => given('injectConfig', readFile(name, value)),
  config: (name, value, base) =>
    value === undefined ? {} : { configs: [...(base.configs ?? []), ...readFiles(name, value)] },
  set: (name, value, base) => (value === undefined ? {} : { set: [...(base.set ?? []), ...readLines(name, value)] }),
};

const WAYS = ['redirect', 'tproxy', 'none', 'cni'] as const;

const NAMES = [...Object.keys(SOURCES), 'interception', 'uninject', 'strict', 'workloads'];

function checkNames(fields: JsonMap): void {
  for (const name of Object.keys(fields)) {
    if (NAMES.includes(name)) continue;
    const meant = closest(name, NAMES);
    throw wrong(fieldName(name), 'is not known', meant ? `Did you mean ${meant}?` : `Known are ${NAMES.join(', ')}.`);
  }
}

function given(key: keyof ConfigSources, value: unknown): ConfigSources {
  return value === undefined ? {} : { [key]: value };
}

function readText(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw wrong(
    fieldName(name),
    'must be text',
    typeof value === 'number' ? `Write it in quotes: ${name}: "${value}".` : undefined,
  );
}

function readChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  // YAML reads on and off without quotes as booleans
  const word = typeof value === 'boolean' ? { true: 'on', false: 'off' }[`${value}`] : value;
  const chosen = choices.find((choice) => choice === word);
  if (chosen !== undefined) return chosen;
  throw wrong(fieldName(name), `must be one of ${choices.join(', ')}`);
}

function readFlag(name: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrong(fieldName(name), 'must be true or false');
}

function readLines(name: string, value: unknown): readonly string[] {
  const lines = typeof value === 'string' ? value.split('\n') : (value ?? []);
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string'))
    throw wrong(fieldName(name), 'must be a list of texts, or a text with one a line');
  return lines.map((line: string) => line.trim()).filter(Boolean);
}

function readFiles(name: string, value: unknown): readonly NamedText[] {
  const files = Array.isArray(value) ? value : [value];
  return files.map((file) => readFile(name, file) as NamedText);
}

function readFile(name: string, value: unknown): NamedText | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { name: fieldName(name), text: value };
  if (isMap(value)) return { name: fieldName(name), text: JSON.stringify(value, null, 2) };
  throw wrong(fieldName(name), 'must be a map, or a text');
}

function fieldName(name: string): string {
  return `functionConfig ${name}`;
}

function wrong(subject: string, message: string, hint?: string): InjectError {
  return new InjectError('config', `${subject}: ${message}`, { hint });
}
