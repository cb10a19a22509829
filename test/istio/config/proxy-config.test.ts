import { describe, expect, test } from 'vitest';
import { InjectError } from '../../../src/errors.ts';
import { defaultProxyConfig } from '../../../src/istio/config/mesh-defaults.ts';
import {
  checkProxyConfig,
  mergeProxyConfig,
  parseProxyConfig,
  protoToJson,
  proxyConfigJson,
} from '../../../src/istio/config/proxy-config.ts';

function printed(annotation: string, version: string, mesh = ''): string {
  const base = mergeProxyConfig(
    defaultProxyConfig(Number(version.split('.')[1])),
    parseProxyConfig(mesh, version).config,
    version,
  );
  return proxyConfigJson(mergeProxyConfig(base, parseProxyConfig(annotation, version).config, version), version);
}

describe('what the proxy is told', () => {
  test.each([
    ['nothing', '', '1.13.1', '{}'],
    ['nothing', '', '1.30.3', '{}'],
    ['an old default', 'concurrency: 2', '1.13.1', '{}'],
    ['what was a default once', 'concurrency: 2', '1.30.3', '{"concurrency":2}'],
    ['an emptied message', 'tracing: {}', '1.13.1', '{"tracing":{}}'],
    ['an emptied message', 'tracing: {}', '1.30.3', '{"tracing":{}}'],
    ['the zipkin of old', 'tracing: {zipkin: {address: "zipkin.istio-system:9411"}}', '1.21.6', '{}'],
    [
      'the zipkin of old',
      'tracing: {zipkin: {address: "zipkin.istio-system:9411"}}',
      '1.22.8',
      '{"tracing":{"zipkin":{"address":"zipkin.istio-system:9411"}}}',
    ],
    ['the default, spelt otherwise', 'drainDuration: 45000ms', '1.30.3', '{}'],
    ['a parent shutdown', 'parentShutdownDuration: 70s', '1.16.7', '{"parentShutdownDuration":"70s"}'],
    ['a parent shutdown', 'parentShutdownDuration: 70s', '1.17.8', '{}'],
    ['an empty map', 'proxyMetadata: {}', '1.30.3', '{}'],
    ['an explicit zero', 'concurrency: 0', '1.13.1', '{"concurrency":0}'],
    [
      'an explicit false',
      'holdApplicationUntilProxyStarts: false',
      '1.30.3',
      '{"holdApplicationUntilProxyStarts":false}',
    ],
    [
      'a tracing name instead of the cluster',
      'tracingServiceName: CANONICAL_NAME_ONLY',
      '1.30.3',
      '{"tracingServiceName":"CANONICAL_NAME_ONLY"}',
    ],
  ])('%s: %s at %s', (_, annotation, version, expected) => {
    expect(printed(annotation, version)).toBe(expected);
  });
});

describe('a pod over its mesh', () => {
  test.each([
    [
      'messages are replaced',
      'tracing: {zipkin: {address: "z:1"}}',
      'tracing: {sampling: 10}',
      '{"tracing":{"sampling":10}}',
    ],
    ['lists are replaced', 'extraStatTags: [a, b]', 'extraStatTags: [c]', '{"extraStatTags":["c"]}'],
    [
      'metadata merges by key',
      'proxyMetadata: {A: "1", B: "2"}',
      'proxyMetadata: {B: "3", C: "4"}',
      '{"proxyMetadata":{"A":"1","B":"3","C":"4"}}',
    ],
    ['null leaves the field alone', 'statusPort: 15022', 'statusPort: null', '{"statusPort":15022}'],
    [
      'runtime values are replaced',
      'runtimeValues: {a: "1"}',
      'runtimeValues: {b: "2"}',
      '{"runtimeValues":{"b":"2"}}',
    ],
    [
      'members of proxyHeaders stay',
      'proxyHeaders: {server: {value: x}, requestId: {disabled: true}}',
      'proxyHeaders: {server: {disabled: true}}',
      '{"proxyHeaders":{"requestId":{"disabled":true},"server":{"disabled":true}}}',
    ],
    [
      'proxyHeaders stay when nothing is said',
      'proxyHeaders: {server: {value: x}}',
      'statusPort: 1',
      '{"statusPort":1,"proxyHeaders":{"server":{"value":"x"}}}',
    ],
    ['JSON is YAML', '', '{"statusPort": 15021}', '{"statusPort":15021}'],
  ])('%s', (_, mesh, annotation, expected) => {
    expect(printed(annotation, '1.30.3', mesh)).toBe(expected);
  });
});

describe('values that are refused', () => {
  test.each([
    ['configPath: ""', 'configPath must not be empty'],
    ['serviceCluster: ""', 'serviceCluster must not be empty'],
    ['discoveryAddress: istiod', 'discoveryAddress must be host:port, not "istiod"'],
    ['discoveryAddress: "istiod:0"', 'discoveryAddress must end in a port of 1 to 65535, not "0"'],
    ['discoveryAddress: "a_b:1"', 'discoveryAddress must begin with a host name or an IP address, not "a_b"'],
    ['tracing: {zipkin: {address: z}}', 'tracing.zipkin.address must be host:port, not "z"'],
    ['tracing: {lightstep: {address: "l:1"}}', 'tracing.lightstep.accessToken must not be empty'],
    ['tracing: {customTags: {a: {}}}', 'tracing.customTags.a must have a literal, an environment or a header'],
    ['envoyMetricsService: {address: x}', 'envoyMetricsService.address must be host:port, not "x"'],
    ['statusPort: 70000', 'statusPort must be a port of 1 to 65535, not 70000'],
    ['controlPlaneAuthPolicy: INHERIT', 'controlPlaneAuthPolicy must be NONE or MUTUAL_TLS, not INHERIT'],
    ['privateKeyProvider: {cryptomb: {}}', 'privateKeyProvider.cryptomb.pollDelay must not be zero'],
    ['drainDuration: 1.5s', 'drainDuration must be whole seconds'],
    ['drainDuration: 0s', 'drainDuration must be at least 1ms'],
    ['- a', 'could not parse proxy config: it must be a map, not a list'],
    ['concurrency: x', 'could not parse proxy config: concurrency must be a whole number, not "x"'],
  ])('%s', (annotation, expected) => {
    expect(checkProxyConfig(annotation, { version: '1.30.3' })).toBe(expected);
  });

  test.each([
    ['drainDuration: 3600s', '1.30.3'],
    ['drainDuration: 59s', '1.13.1'],
    ['{drainDuration: 60s, parentShutdownDuration: 61s}', '1.13.1'],
    ['concurrency: -1', '1.30.3'],
    ['discoveryAddress: "[::1]:15012"', '1.30.3'],
    ['discoveryAddress: "10.0.0.1:15012"', '1.30.3'],
    ['tracing: {datadog: {address: "$(HOST_IP):8126"}}', '1.30.3'],
    ['tracingServiceName: CANONICAL_NAME_ONLY', '1.30.3'],
    ['nosuchfield: 1', '1.30.3'],
    ['', '1.30.3'],
    ['null', '1.30.3'],
    ['terminationDrainDuration: 0.5s', '1.30.3'],
  ])('but not %s at %s', (annotation, version) => {
    expect(checkProxyConfig(annotation, { version })).toBeUndefined();
  });

  test.each([
    ['drainDuration: 60s', 'parentShutdownDuration must be longer than drainDuration: give both'],
    [
      '{drainDuration: 3601s, parentShutdownDuration: 3602s}',
      'drainDuration must be at most 1h; parentShutdownDuration must be at most 1h',
    ],
    [
      'interceptionMode: NONE',
      'could not parse proxy config: interceptionMode must be one of REDIRECT, TPROXY, not "NONE"',
    ],
  ])('at 1.13 also %s', (annotation, expected) => {
    expect(checkProxyConfig(annotation, { version: '1.13.1' })).toBe(expected);
  });

  test('a broken text is a failure of the workload', () => {
    expect(() => parseProxyConfig('a: b: c', '1.30.3')).toThrow(InjectError);
    expect(() => parseProxyConfig('a: b: c', '1.30.3')).toThrow(/^could not parse proxy config: line 1: /);
  });
});

test('any message prints', () => {
  expect(protoToJson('Tracing_Zipkin', { address: 'z:1' }, '1.30.3')).toBe('{"address":"z:1"}');
});
