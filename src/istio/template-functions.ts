// Knows the functions that Istio adds to the template language, or puts in the place of sprig's, each with its Go signature.
// Does not know the language's own functions, and reads nothing but its arguments and the configuration.
import { type DeclaredFunction, type GoType, goJSON, goPrint, Typed } from '../gotemplate/index.ts';
import { isMap, type JsonMap, setOwn } from '../kubernetes/json.ts';
import type { Container } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { protoToJson } from './config/proxy-config.ts';
import { goYaml } from './go-yaml.ts';
import { durationText, messageOf } from './mesh-view.ts';
import { appendNetwork } from './multus.ts';
import { resourceAttributes } from './otel-attributes.ts';
import { podGoType } from './pod-view.ts';

/** Name to function, as `compile` takes them. */
export type TemplateFunctions = Readonly<Record<string, DeclaredFunction>>;

/** What templates can call beyond Go's and sprig's functions. What a newer release added is there in the older ones too. */
export function templateFunctions(config: InjectionConfig): TemplateFunctions {
  return { ...FUNCTIONS, ...changedFunctions(config.behaviours), ...configuredFunctions(config) };
}

function changedFunctions(behaviours: Behaviours): TemplateFunctions {
  const nothing = behaviours.zeroDurationText ? '0s' : '1s';
  return {
    ...(behaviours.stringMapToJson ? { toJson: TO_JSON } : {}),
    ...(behaviours.stringMapOmit ? { omit: OMIT } : {}),
    appendMultusNetwork: declare([STRING, STRING], STRING, (existing: string, network: string) =>
      appendNetwork(existing, network, behaviours.networkNamespaces),
    ),
    formatDuration: declare([ANY], STRING, (duration: unknown) => durationText(plain(duration)) ?? nothing),
  };
}

function configuredFunctions(config: InjectionConfig): TemplateFunctions {
  return {
    env: declare(
      [STRING, STRING],
      STRING,
      (name: string, otherwise: string) => environmentValue(name, config) || otherwise,
    ),
    protoToJSON: declare([ANY], STRING, (message: unknown) => messageJson(message, config.version)),
    text: declare([ANY], STRING, config.compat ? rawText : quotedText),
  };
}

const ANY: GoType = { kind: 'interface' };
const BOOL: GoType = { kind: 'bool' };
const INT: GoType = { kind: 'int' };
const STRING: GoType = { kind: 'string' };
const STRING_MAP: GoType = { kind: 'map', key: STRING, elem: STRING };
const CONTAINERS: GoType = podGoType('[]Container');

function declare(
  params: readonly GoType[],
  result: GoType | 'any',
  call: DeclaredFunction['call'],
  variadic = false,
): DeclaredFunction {
  return { params, result, call, variadic };
}

/** A map of strings as it arrives: nil is null. */
type StringMap = Readonly<Record<string, string>> | null;

const TO_JSON = declare([STRING_MAP], STRING, (map: StringMap) => goJSON(map ?? {}));
const OMIT = declare(
  [STRING_MAP, STRING],
  STRING_MAP,
  (map: StringMap, ...names: string[]) =>
    fromEntries(Object.entries(map ?? {}).filter(([name]) => !names.includes(name))),
  true,
);

const FUNCTIONS: TemplateFunctions = {
  annotation: declare(
    [podGoType('ObjectMeta'), STRING, ANY],
    STRING,
    (meta: JsonMap, name: string, otherwise: unknown) =>
      isSet(meta.annotations as StringMap, name) ? String((meta.annotations as JsonMap)[name]) : goPrint(otherwise),
  ),
  applicationPorts: declare([CONTAINERS], STRING, (containers: readonly Container[] | null) =>
    portList((containers ?? []).filter(({ name }) => name !== 'istio-proxy')),
  ),
  contains: declare([STRING, STRING], BOOL, (needle: string, hay: string) => hay.includes(needle)),
  directory: declare([STRING], STRING, (path: string) => path.slice(0, path.lastIndexOf('/') + 1)),
  excludeInboundPort: declare([ANY, STRING], STRING, excludePort),
  excludeInterfaces: declare([STRING], STRING, (names: string) => names),
  fromJSON: declare([STRING], 'any', readJson),
  includeInboundPorts: declare([CONTAINERS], STRING, (containers: readonly Container[] | null) =>
    portList(containers ?? []),
  ),
  indent: declare([INT, STRING], STRING, (spaces: number, text: string) =>
    text.replaceAll('\n', `\n${' '.repeat(spaces)}`),
  ),
  isset: declare([STRING_MAP, STRING], BOOL, isSet),
  kubevirtInterfaces: declare([STRING], STRING, (names: string) => names),
  mergeMaps: declare([STRING_MAP], STRING_MAP, mergeMaps, true),
  omitNil: declare([ANY], 'any', (value: unknown) => withoutNil(plain(value))),
  otelResourceAttributes: declare([ANY, STRING_MAP, STRING_MAP, STRING, CONTAINERS], STRING, telemetryAttributes),
  strdict: declare([STRING], STRING_MAP, (...words: string[]) => pairs(words), true),
  structToJSON: declare([ANY], STRING, (value: unknown) => goJSON(value)),
  toJSON: TO_JSON,
  toJsonMap: declare(
    [STRING_MAP],
    STRING,
    (...maps: StringMap[]) => (maps.length === 0 ? 'null' : goJSON(mergeMaps(...maps))),
    true,
  ),
  toLower: declare([STRING], STRING, (text: string) => text.toLowerCase()),
  toYaml: declare([ANY], STRING, (value: unknown) => goYaml(JSON.parse(goJSON(value)))),
  valueOrDefault: declare([ANY, ANY], 'any', (value: unknown, otherwise: unknown) =>
    value === null || value === undefined || plain(value) === '' ? otherwise : value,
  ),
};

function telemetryAttributes(
  mesh: unknown,
  annotations: StringMap,
  labels: StringMap,
  namespace: string,
  containers: readonly Container[] | null,
): string {
  const pod = { annotations: annotations ?? {}, labels: labels ?? {}, containers: containers ?? [] };
  return resourceAttributes(plain(mesh) as JsonMap, pod, namespace);
}

function plain(value: unknown): unknown {
  return value instanceof Typed ? value.value : value;
}

function isSet(map: StringMap | undefined, name: string): boolean {
  return map !== null && map !== undefined && Object.hasOwn(map, name);
}

function portList(containers: readonly Container[]): string {
  const ports = containers.flatMap(({ ports }) => (Array.isArray(ports) ? (ports as JsonMap[]) : []));
  const streams = ports.filter(({ protocol }) => protocol !== 'UDP' && protocol !== 'SCTP');
  return streams.map(({ containerPort }) => containerPort ?? 0).join(',');
}

// An item with a blank before it is not seen to be the port.
function excludePort(port: unknown, list: string): string {
  const text = goPrint(port).trim();
  if (text === '' || text === '0') return list;
  const items = list.split(',');
  if (items.includes(text)) return list;
  const given = items.map((item) => item.trim()).filter((item) => item !== '');
  return [...given, text].join(',');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return '{}';
  }
}

function mergeMaps(...maps: readonly StringMap[]): Record<string, string> {
  return fromEntries(maps.flatMap((map) => Object.entries(map ?? {})));
}

function pairs(words: readonly string[]): Record<string, string> {
  const names = words.filter((_, index) => index % 2 === 0);
  return fromEntries(names.map((name, index) => [name, words[2 * index + 1] ?? '']));
}

function fromEntries<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const map: Record<string, T> = {};
  for (const [name, value] of entries) setOwn(map, name, value);
  return map;
}

/** The value without nil entries; what is empty for want of them goes too, what was empty before stays. */
function withoutNil(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(withoutNil).filter(isSomething);
    return kept.length === 0 && value.length > 0 ? null : kept;
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  const kept = entries.map(([name, item]) => [name, withoutNil(item)] as const).filter(([, item]) => isSomething(item));
  return kept.length === 0 && entries.length > 0 ? null : fromEntries(kept);
}

function isSomething(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function messageJson(message: unknown, version: string): string {
  const name = message instanceof Typed ? messageOf(message.type) : undefined;
  if (name === undefined) throw new Error('wrong type for value; expected protoreflect.ProtoMessage');
  return protoToJson(name, (plain(message) ?? {}) as JsonMap, version);
}

// Where the user decides about native sidecars, templates that ask the environment hear of it.
function environmentValue(name: string, { environment, nativeSidecars }: InjectionConfig): string | undefined {
  if (name === 'ENABLE_NATIVE_SIDECARS' && nativeSidecars !== 'auto') return String(nativeSidecars === 'on');
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

// Between its quotes the reference writes a value as it is, and YAML makes of it what it will: a line break becomes a blank.
function rawText(value: unknown): string {
  return `"${shown(value).replace(/[ \t]*(?:\r?\n[ \t]*)+/g, folded)}"`;
}

function folded(space: string): string {
  const breaks = space.split('\n').length - 1;
  return breaks === 1 ? ' ' : '\\n'.repeat(breaks - 1);
}

function quotedText(value: unknown): string {
  return JSON.stringify(shown(value));
}

function shown(value: unknown): string {
  return isSomething(value) ? goPrint(value) : '<no value>';
}
