import { describe, expect, test } from 'vitest';
import { applyMeshConfig, faultsOfMeshConfig, mergeMessages } from '../../../src/istio/config/mesh-config.ts';
import { sentenceOf } from '../../../src/istio/config/problems.ts';

function pick(map: Readonly<Record<string, unknown>>, keys: object): object {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, map[key]]));
}

describe('the defaults', () => {
  test.each([
    [
      '1.13.9',
      { dnsRefreshRate: '5s', thriftConfig: {}, proxyInboundListenPort: undefined, inboundTrafficPolicy: undefined },
    ],
    ['1.14.6', { dnsRefreshRate: '60s', thriftConfig: {}, enablePrometheusMerge: undefined }],
    ['1.17.8', { thriftConfig: undefined }],
    ['1.18.7', { proxyInboundListenPort: 15006, enablePrometheusMerge: true, inboundTrafficPolicy: undefined }],
    ['1.22.8', { inboundTrafficPolicy: { mode: 'PASSTHROUGH' } }],
  ])('of %s', (version, expected) => {
    expect(pick(applyMeshConfig({}, version), expected)).toEqual(expected);
  });

  test.each([
    [
      '1.16.7',
      { parentShutdownDuration: '60s', concurrency: 2, tracing: { zipkin: { address: 'zipkin.istio-system:9411' } } },
    ],
    ['1.17.8', { parentShutdownDuration: undefined, concurrency: 2 }],
    ['1.21.6', { concurrency: undefined, tracing: { zipkin: { address: 'zipkin.istio-system:9411' } } }],
    ['1.22.8', { concurrency: undefined, tracing: undefined }],
  ])("of %s's proxy", (version, expected) => {
    expect(pick(applyMeshConfig({}, version).defaultConfig, expected)).toEqual(expected);
  });
});

describe('a mesh file over the defaults', () => {
  test('messages are replaced', () => {
    expect(applyMeshConfig({ localityLbSetting: {} }, '1.30.3')).toMatchObject({ localityLbSetting: {} });
  });

  test('defaultConfig merges as an annotation would', () => {
    const { defaultConfig } = applyMeshConfig({ defaultConfig: { tracing: { sampling: 10 } } }, '1.13.9');
    expect(defaultConfig).toMatchObject({ concurrency: 2, tracing: { sampling: 10 } });
    expect(defaultConfig).not.toHaveProperty('tracing.zipkin');
  });

  test('extension providers merge by name, others follow', () => {
    const providers = [
      { name: 'envoy', envoyOtelAls: { service: 'a.b', port: 1 } },
      { name: 'x', zipkin: { service: 'z.y', port: 2 } },
    ];
    expect(applyMeshConfig({ extensionProviders: providers }, '1.30.3').extensionProviders).toEqual([
      { name: 'prometheus', prometheus: {} },
      { name: 'stackdriver', stackdriver: {} },
      ...providers,
    ]);
  });

  test('default providers merge field by field, aliases become a sorted set', () => {
    const mesh = applyMeshConfig(
      { defaultProviders: { tracing: ['a'] }, trustDomainAliases: ['b', 'a', 'b'] },
      '1.30.3',
    );
    expect(mesh).toMatchObject({ defaultProviders: { tracing: ['a'] }, trustDomainAliases: ['a', 'b'] });
  });
});

describe('mesh files that are refused', () => {
  test.each([
    [{ proxyListenPort: 0 }, 'proxyListenPort must be a port of 1 to 65535, not 0'],
    [{ connectTimeout: '0s' }, 'connectTimeout must be at least 1ms'],
    [{ connectTimeout: '31s' }, 'connectTimeout must be at most 30s'],
    [{ connectTimeout: '1.0005s' }, 'connectTimeout must be whole milliseconds'],
    [{ trustDomain: '' }, 'trustDomain must be a domain name, not ""'],
    [{ trustDomainAliases: ['a b'] }, 'trustDomainAliases[0] must be a domain name, not "a b"'],
    [{ defaultConfig: { statusPort: 0 } }, 'defaultConfig.statusPort must be a port of 1 to 65535, not 0'],
    [
      { extensionProviders: [{ name: 'a', zipkin: { port: 1 } }] },
      'extensionProviders[3].zipkin.service must be a service\'s name, not ""',
    ],
  ])('%j', (given, expected) => {
    expect(faultsOfMeshConfig(applyMeshConfig(given, '1.30.3'), '1.30.3').map(sentenceOf)).toEqual([expected]);
  });

  test.each(['1.13.9', '1.22.8', '1.30.3'])('but not the defaults of %s', (version) => {
    expect(faultsOfMeshConfig(applyMeshConfig({}, version), version)).toEqual([]);
  });
});

test('layers of mesh files: messages merge, lists are replaced, a oneof has its last member', () => {
  const below = {
    defaultConfig: { tracing: { datadog: {}, sampling: 1 }, extraStatTags: ['a'], proxyMetadata: { A: '1' } },
  };
  const above = { defaultConfig: { tracing: { zipkin: {} }, extraStatTags: ['b'], proxyMetadata: { B: '2' } } };
  expect(mergeMessages('MeshConfig', 30, below, above)).toEqual({
    defaultConfig: { tracing: { zipkin: {}, sampling: 1 }, extraStatTags: ['b'], proxyMetadata: { A: '1', B: '2' } },
  });
});
