// Knows how a mesh file lies over the release's defaults, and which mesh configs Istio refuses. Does not know where the file came from.

import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { faultOfPort, isHostName } from './address.ts';
import { parseDuration } from './duration.ts';
import type { MeshConfig } from './injection-config.ts';
import { defaultMeshConfig } from './mesh-defaults.ts';
import { type Field, fieldsAt, minorOf } from './mesh-types.ts';
import type { Problem } from './problems.ts';
import { faultsOfProxyConfig } from './proxy-checks.ts';
import { mergeProxyConfig } from './proxy-config.ts';

/**
 * What a mesh file says (read by readMessage) over the release's defaults: fields are replaced whole, but defaultConfig merges as an
 * annotation would, defaultProviders field by field, extensionProviders by name, and trustDomainAliases add up.
 */
export function applyMeshConfig(
  given: JsonMap,
  version: string,
  defaults: MeshConfig = defaultMeshConfig(minorOf(version)),
): MeshConfig {
  const aliases = [...listOf(defaults.trustDomainAliases), ...listOf(given.trustDomainAliases)].map(String);
  return {
    ...defaults,
    ...given,
    ...(aliases.length > 0 ? { trustDomainAliases: [...new Set(aliases)].sort() } : {}),
    defaultProviders: { ...mapOf(defaults.defaultProviders), ...mapOf(given.defaultProviders) },
    extensionProviders: mergeProviders(listOf(defaults.extensionProviders), listOf(given.extensionProviders)),
    defaultConfig: mergeProxyConfig(defaults.defaultConfig, mapOf(given.defaultConfig), version),
  };
}

function mergeProviders(below: readonly unknown[], above: readonly unknown[]): readonly unknown[] {
  const merged = [...below];
  for (const provider of above) {
    const at = merged.findIndex((other) => nameOf(other) === nameOf(provider));
    if (at < 0) merged.push(provider);
    else merged[at] = provider;
  }
  return merged;
}

function nameOf(provider: unknown): unknown {
  return mapOf(provider).name ?? '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: unknown): JsonMap {
  return isMap(value) ? value : {};
}

/** Messages of one kind laid over each other, the last on top: messages and maps merge, lists are replaced, a oneof has its last member. */
export function mergeMessages(name: string, minor: number, ...layers: readonly JsonMap[]): JsonMap {
  const merged: Record<string, unknown> = {};
  for (const layer of layers) layMessage(fieldsAt(name, minor), minor, merged, layer);
  return merged;
}

function layMessage(fields: readonly Field[], minor: number, merged: Record<string, unknown>, layer: JsonMap): void {
  for (const field of fields) {
    const { json, oneof, type } = field;
    const [old, now] = [merged[json], layer[json]];
    if (now === undefined || now === null) continue;
    for (const rival of fields)
      if (oneof !== undefined && rival.oneof === oneof && rival !== field) delete merged[rival.json];
    if (type.kind === 'message' && isMap(old) && isMap(now)) merged[json] = mergeMessages(type.name, minor, old, now);
    else merged[json] = type.kind === 'map' && isMap(old) && isMap(now) ? { ...old, ...now } : now;
  }
}

/** Everything that is wrong with a complete mesh config, each with its path. */
export function faultsOfMeshConfig(mesh: MeshConfig, version: string): readonly Problem[] {
  const ports = ['proxyListenPort', 'proxyInboundListenPort'].filter((key) => mesh[key] !== undefined);
  return [
    ...ports.flatMap((key) => faultAt([key], faultOfPort(mesh[key]))),
    ...checkTimeout(mesh, 'connectTimeout', { least: '1ms', most: '30s' }),
    ...checkTimeout(mesh, 'protocolDetectionTimeout', { least: '0s' }),
    ...checkTrustDomains(mesh),
    ...listOf(mesh.extensionProviders).flatMap((provider, index) => checkProvider(provider, index, mesh, version)),
    ...faultsOfProxyConfig(mesh.defaultConfig, version).map((fault) => ({
      ...fault,
      path: ['defaultConfig', ...fault.path],
    })),
  ];
}

function faultAt(path: Path, message: string | undefined): Problem[] {
  return message === undefined ? [] : [{ path, message }];
}

function checkTimeout(mesh: MeshConfig, key: string, { least, most }: { least: string; most?: string }): Problem[] {
  const nanos = parseDuration(String(mesh[key] ?? '0s')) ?? 0n;
  if (nanos < (parseDuration(least) ?? 0n)) return faultAt([key], `must be at least ${least}`);
  if (most !== undefined && nanos > (parseDuration(most) ?? 0n)) return faultAt([key], `must be at most ${most}`);
  return nanos % 1_000_000n === 0n ? [] : faultAt([key], 'must be whole milliseconds');
}

function checkTrustDomains(mesh: MeshConfig): Problem[] {
  const aliases = listOf(mesh.trustDomainAliases).map((alias, i) => [['trustDomainAliases', i], alias] as const);
  const domains = [[['trustDomain'], mesh.trustDomain ?? ''] as const, ...aliases];
  return domains.flatMap(([path, domain]) =>
    isHostName(String(domain)) ? [] : faultAt(path, `must be a domain name, not "${domain}"`),
  );
}

function checkProvider(provider: unknown, index: number, mesh: MeshConfig, version: string): Problem[] {
  const path = ['extensionProviders', index];
  const { name = '', ...members } = mapOf(provider);
  if (name === '') return faultAt([...path, 'name'], 'must not be empty');
  const first = listOf(mesh.extensionProviders).findIndex((other) => nameOf(other) === name);
  if (first < index) return faultAt([...path, 'name'], `must be unique, and "${name}" is not`);
  const kinds = providerKinds(version).filter((kind) => members[kind] !== undefined);
  if (kinds.length === 0) return faultAt(path, 'must say which provider it is');
  return kinds.flatMap((kind) => checkProviderService(mapOf(members[kind]), kind, [...path, kind]));
}

function providerKinds(version: string): readonly string[] {
  const fields = fieldsAt('MeshConfig_ExtensionProvider', minorOf(version));
  return fields.filter((field) => field.oneof !== undefined).map((field) => field.json);
}

function checkProviderService(body: JsonMap, kind: string, path: Path): Problem[] {
  if (serviceless.has(kind)) return [];
  const service =
    String(body.service ?? '')
      .split('/')
      .at(-1) ?? '';
  return [
    ...(isHostName(service)
      ? []
      : faultAt([...path, 'service'], `must be a service's name, not "${body.service ?? ''}"`)),
    ...faultAt([...path, 'port'], faultOfPort(body.port)),
  ];
}

const serviceless = new Set(['stackdriver', 'prometheus', 'envoyFileAccessLog']);
