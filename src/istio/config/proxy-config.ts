// Knows how a ProxyConfig is read, laid over another, and printed for the proxy. Does not know which values are good: proxy-checks.ts does.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import { parseValue } from '../../yaml/parse.ts';
import type { InjectionConfig, MeshConfig, ProxyConfig } from './injection-config.ts';
import { defaultProxyConfig } from './mesh-defaults.ts';
import { fieldsAt, minorOf } from './mesh-types.ts';
import { sentenceOf } from './problems.ts';
import { printMessage, readMessage, startReading, type Unknown } from './proto-json.ts';
import { faultsOfProxyConfig } from './proxy-checks.ts';

/** A ProxyConfig as somebody gave it: only what they said, and the fields that no release or not this one knows. */
export interface GivenProxyConfig {
  readonly config: ProxyConfig;
  readonly unknown: readonly Unknown[];
}

/** The ProxyConfig in a text such as the annotation proxy.istio.io/config; throws InjectError('workload') when it is none. */
export function parseProxyConfig(text: string, version: string): GivenProxyConfig {
  const reading = startReading(minorOf(version));
  const config = readMessage('ProxyConfig', parseText(text) ?? {}, reading);
  if (reading.problems.length > 0) throw cannotParse(reading.problems.map(sentenceOf).join('; '));
  return { config, unknown: reading.unknown };
}

function parseText(text: string): unknown {
  try {
    return parseValue(text);
  } catch (error) {
    if (!(error instanceof InjectError)) throw error;
    throw cannotParse(error.where ? `line ${error.where.line}: ${error.message}` : error.message, error);
  }
}

function cannotParse(detail: string, cause?: unknown): InjectError {
  return new InjectError('workload', `could not parse proxy config: ${detail}`, { cause });
}

/** The mesh config in which a pod's own ProxyConfig lies over the mesh's. */
export function withProxyConfig(mesh: MeshConfig, text: string, version: string): MeshConfig {
  const { config } = parseProxyConfig(text, version);
  return { ...mesh, defaultConfig: mergeProxyConfig(mesh.defaultConfig, config, version) };
}

/** What is wrong with an annotation proxy.istio.io/config, if anything: it is judged over the release's defaults, not the mesh's. */
export function checkProxyConfig(text: string, { version }: Pick<InjectionConfig, 'version'>): string | undefined {
  try {
    const { config } = parseProxyConfig(text, version);
    const faults = faultsOfProxyConfig(
      mergeProxyConfig(defaultProxyConfig(minorOf(version)), config, version),
      version,
    );
    return faults.length === 0 ? undefined : faults.map(sentenceOf).join('; ');
  } catch (error) {
    if (error instanceof InjectError) return error.message;
    throw error;
  }
}

/** `patch` over `base`: fields are replaced whole; only proxyMetadata merges by key, and of proxyHeaders the old members stay. */
export function mergeProxyConfig(base: ProxyConfig, patch: ProxyConfig, version: string): ProxyConfig {
  const merged: Record<string, unknown> = { ...withoutRivals(base, patch, version), ...patch };
  const metadata = { ...mapOf(base.proxyMetadata), ...mapOf(patch.proxyMetadata) };
  if (Object.keys(metadata).length > 0) merged.proxyMetadata = metadata;
  if (isMap(base.proxyHeaders) && isMap(patch.proxyHeaders)) {
    merged.proxyHeaders = { ...pick(base.proxyHeaders, keptHeaders), ...patch.proxyHeaders };
  }
  return merged;
}

const keptHeaders = ['forwardedClientCert', 'requestId', 'attemptCount', 'server', 'envoyDebugHeaders'];

/** What of `base` stays when a member of the same oneof comes with `patch`. */
function withoutRivals(base: ProxyConfig, patch: ProxyConfig, version: string): ProxyConfig {
  const fields = fieldsAt('ProxyConfig', minorOf(version)).filter((field) => field.oneof !== undefined);
  const taken = new Set(fields.filter((field) => field.json in patch).map((field) => field.oneof));
  const rivals = fields.filter((field) => taken.has(field.oneof)).map((field) => field.json);
  return Object.fromEntries(Object.entries(base).filter(([key]) => !rivals.includes(key)));
}

function mapOf(value: unknown): JsonMap {
  return isMap(value) ? value : {};
}

function pick(map: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)));
}

/** The text that `protoToJSON` gives for a ProxyConfig: what equals the release's own default is left out. */
export function proxyConfigJson(config: ProxyConfig, version: string): string {
  const minor = minorOf(version);
  const defaults = defaultProxyConfig(minor);
  const isDefault = (key: string): boolean =>
    Object.hasOwn(defaults, key) && printOne(key, config, minor) === printOne(key, defaults, minor);
  return printMessage(
    'ProxyConfig',
    Object.fromEntries(Object.entries(config).filter(([key]) => !isDefault(key))),
    minor,
  );
}

function printOne(key: string, config: ProxyConfig, minor: number): string {
  return printMessage('ProxyConfig', { [key]: config[key] }, minor);
}

/** The text that `protoToJSON` gives for any message of the mesh. */
export function protoToJson(name: string, value: JsonMap, version: string): string {
  return name === 'ProxyConfig' ? proxyConfigJson(value, version) : printMessage(name, value, minorOf(version));
}
