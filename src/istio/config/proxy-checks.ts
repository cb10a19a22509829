// Knows which values of a ProxyConfig Istio refuses. Does not know how a ProxyConfig is read or merged.

import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { faultOfAddress, faultOfPort } from './address.ts';
import { parseDuration } from './duration.ts';
import type { ProxyConfig } from './injection-config.ts';
import { checksParentShutdown } from './mesh-defaults.ts';
import { minorOf } from './mesh-types.ts';
import type { Problem } from './problems.ts';

/** Everything that is wrong with a complete ProxyConfig, each with its path. */
export function faultsOfProxyConfig(config: ProxyConfig, version: string): readonly Problem[] {
  return [
    ...['configPath', 'binaryPath', ...clusterField(config)].filter((key) => isEmpty(config[key])).map(emptyAt),
    ...requiredAddresses.flatMap((key) => checkAddress(config[key] ?? '', [key])),
    ...optionalAddresses.flatMap((path) => checkGivenAddress(config, path)),
    ...ports.flatMap((key) => problemAt([key], faultOfPort(config[key]))),
    ...checkDrain(config, minorOf(version)),
    ...checkAuthPolicy(config.controlPlaneAuthPolicy),
    ...checkTracing(config.tracing),
    ...checkKeyProvider(config.privateKeyProvider),
  ];
}

const requiredAddresses = ['discoveryAddress'];
const ports = ['proxyAdminPort', 'statusPort'];
const optionalAddresses: readonly Path[] = [
  ['statsdUdpAddress'],
  ['envoyMetricsServiceAddress'],
  ['envoyMetricsService', 'address'],
  ['envoyAccessLogService', 'address'],
];

function clusterField(config: ProxyConfig): string[] {
  return config.tracingServiceName === undefined ? ['serviceCluster'] : [];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function emptyAt(key: string): Problem {
  return { path: [key], message: 'must not be empty' };
}

function problemAt(path: Path, message: string | undefined): Problem[] {
  return message === undefined ? [] : [{ path, message }];
}

function checkAddress(address: unknown, path: Path): Problem[] {
  return problemAt(path, faultOfAddress(String(address)));
}

function checkGivenAddress(config: JsonMap, path: Path): Problem[] {
  const address = path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), config);
  return isEmpty(address) ? [] : checkAddress(address, path);
}

function checkDrain(config: ProxyConfig, minor: number): Problem[] {
  const drain = checkSeconds(config, 'drainDuration');
  if (!checksParentShutdown(minor)) return drain;
  const problems = [...drain, ...checkSeconds(config, 'parentShutdownDuration')];
  return problems.length > 0 ? problems : checkShutdown(config);
}

function checkSeconds(config: ProxyConfig, key: string): Problem[] {
  const nanos = nanosOf(config[key]);
  if (nanos < 1_000_000n) return [{ path: [key], message: 'must be at least 1ms' }];
  return nanos % SECOND === 0n ? [] : [{ path: [key], message: 'must be whole seconds' }];
}

function checkShutdown(config: ProxyConfig): Problem[] {
  const [drain, parent] = [nanosOf(config.drainDuration), nanosOf(config.parentShutdownDuration)];
  if (parent <= drain) {
    return [{ path: ['parentShutdownDuration'], message: 'must be longer than drainDuration: give both' }];
  }
  const long = [['drainDuration', drain] as const, ['parentShutdownDuration', parent] as const];
  return long.filter(([, nanos]) => nanos > HOUR).map(([key]) => ({ path: [key], message: 'must be at most 1h' }));
}

const SECOND = 1_000_000_000n;
const HOUR = 3600n * SECOND;

function nanosOf(duration: unknown): bigint {
  return (typeof duration === 'string' ? parseDuration(duration) : undefined) ?? 0n;
}

function checkAuthPolicy(policy: unknown): Problem[] {
  const isKnown = [undefined, 0, 'NONE', 'MUTUAL_TLS'].some((known) => known === policy);
  return isKnown ? [] : [{ path: ['controlPlaneAuthPolicy'], message: `must be NONE or MUTUAL_TLS, not ${policy}` }];
}

function checkTracing(tracing: unknown): Problem[] {
  if (!isMap(tracing)) return [];
  return [
    ...Object.keys(tracers).flatMap((name) => checkTracer(name, tracing[name])),
    ...checkTags(tracing.customTags),
    ...checkTls(tracing.tlsSettings, ['tracing', 'tlsSettings']),
  ];
}

// The agent replaces $(HOST_IP) by an address.
const tracers: Readonly<Record<string, { readonly hostIp: boolean; readonly token: boolean }>> = {
  zipkin: { hostIp: true, token: false },
  datadog: { hostIp: true, token: false },
  lightstep: { hostIp: false, token: true },
};

function checkTracer(name: string, tracer: unknown): Problem[] {
  const rules = tracers[name];
  if (!isMap(tracer) || !rules) return [];
  const address = String(tracer.address ?? '');
  const path = ['tracing', name];
  const problems = checkAddress(rules.hostIp ? address.replace('$(HOST_IP)', '127.0.0.1') : address, [
    ...path,
    'address',
  ]);
  const isTokenMissing = rules.token && isEmpty(tracer.accessToken);
  return isTokenMissing ? [...problems, { path: [...path, 'accessToken'], message: 'must not be empty' }] : problems;
}

function checkTags(tags: unknown): Problem[] {
  return Object.entries(isMap(tags) ? tags : {}).flatMap(([name, tag]) =>
    checkTag(tag, ['tracing', 'customTags', name]),
  );
}

function checkTag(tag: unknown, path: Path): Problem[] {
  const [kind, key] = tagKeys.find(([kind]) => isMap(tag) && tag[kind] !== undefined) ?? [];
  if (kind === undefined || key === undefined)
    return [{ path, message: 'must have a literal, an environment or a header' }];
  const source = (tag as JsonMap)[kind];
  return isMap(source) && !isEmpty(source[key]) ? [] : [{ path: [...path, kind, key], message: 'must not be empty' }];
}

const tagKeys = [['literal', 'value'] as const, ['environment', 'name'] as const, ['header', 'name'] as const];

/** MUTUAL needs a certificate and a key, or the name of a secret. */
function checkTls(settings: unknown, path: Path): Problem[] {
  if (!isMap(settings) || settings.mode !== 'MUTUAL' || !isEmpty(settings.credentialName)) return [];
  const missing = ['clientCertificate', 'privateKey'].filter((key) => isEmpty(settings[key]));
  return missing.map((key) => ({ path: [...path, key], message: 'must not be empty with mode MUTUAL' }));
}

function checkKeyProvider(provider: unknown): Problem[] {
  if (!isMap(provider)) return [];
  const name = ['cryptomb', 'qat'].find((key) => provider[key] !== undefined);
  if (name === undefined) return [{ path: ['privateKeyProvider'], message: 'must name a provider' }];
  const settings = provider[name];
  const delay = isMap(settings) ? nanosOf(settings.pollDelay) : 0n;
  return delay === 0n ? [{ path: ['privateKeyProvider', name, 'pollDelay'], message: 'must not be zero' }] : [];
}
