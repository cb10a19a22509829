import { describe, expect, test } from 'vitest';
import { messageNamed } from '../../../src/istio/config/mesh-types.ts';
import { printMessage, readMessage, startReading } from '../../../src/istio/config/proto-json.ts';

function read(value: unknown, minor = 30, message = 'ProxyConfig') {
  const reading = startReading(minor);
  const result = readMessage(message, value, reading);
  return {
    result,
    problems: reading.problems.map(({ path, message }) => `${path.join('.')} ${message}`),
    unknown: reading.unknown,
  };
}

describe('reading a message', () => {
  test.each([
    ['snake case', { status_port: 1 }, { statusPort: 1 }],
    ['camel case wins over snake case', { status_port: 1, statusPort: 2 }, { statusPort: 2 }],
    ['a quoted number', { statusPort: '15022' }, { statusPort: 15022 }],
    ['a quoted float', { tracing: { sampling: '1.5' } }, { tracing: { sampling: 1.5 } }],
    ['an enum by name', { interceptionMode: 'TPROXY' }, { interceptionMode: 'TPROXY' }],
    ['an enum by number', { interceptionMode: 1 }, { interceptionMode: 'TPROXY' }],
    ['an enum by a number without a name', { interceptionMode: 7 }, { interceptionMode: 7 }],
    ['a duration in Go syntax', { drainDuration: '1m30s' }, { drainDuration: '90s' }],
    ['a duration with a fraction', { drainDuration: '1.5s' }, { drainDuration: '1.500s' }],
    ['a negative duration', { drainDuration: '-1ms' }, { drainDuration: '-0.001s' }],
    ['null as nothing', { tracing: null, concurrency: null }, {}],
    ['empty text as a value', { configPath: '' }, { configPath: '' }],
    ['zero as a value', { statusPort: 0, concurrency: 0 }, { statusPort: 0, concurrency: 0 }],
    ['null in a list as zero', { extraStatTags: [null] }, { extraStatTags: [''] }],
    [
      'a oneof given twice: the later declared member',
      { tracing: { datadog: {}, zipkin: {} } },
      { tracing: { datadog: {} } },
    ],
    [
      '64-bit integers as text',
      { tracing: { stackdriver: { maxNumberOfAttributes: 5 } } },
      { tracing: { stackdriver: { maxNumberOfAttributes: '5' } } },
    ],
  ])('%s', (_, value, expected) => {
    expect(read(value)).toEqual({ result: expected, problems: [], unknown: [] });
  });

  test.each([
    ['a list for a message', { tracing: [] }, 'tracing must be a map, not a list'],
    [
      'an unquoted number for text',
      { configPath: 5 },
      'configPath must be text, not the number 5 (write it in quotes)',
    ],
    [
      'a quoted boolean',
      { holdApplicationUntilProxyStarts: 'true' },
      'holdApplicationUntilProxyStarts must be true or false, not "true" (write it without quotes)',
    ],
    ['text for a number', { concurrency: 'x' }, 'concurrency must be a whole number, not "x"'],
    ['a fraction for a whole number', { concurrency: 1.5 }, 'concurrency must be a whole number, not 1.5'],
    [
      'a number out of range',
      { gatewayTopology: { numTrustedProxies: -1 } },
      'gatewayTopology.numTrustedProxies must be 0 to 4294967295, not -1',
    ],
    [
      'a number for a duration',
      { drainDuration: 45 },
      'drainDuration must be a duration such as 45s or 1m30s, not the number 45',
    ],
    [
      'an unknown enum name',
      { interceptionMode: 'redirect' },
      'interceptionMode must be one of REDIRECT, TPROXY, NONE, not "redirect"',
    ],
    ['text for a list', { extraStatTags: 'a' }, 'extraStatTags must be a list, not "a"'],
    [
      'a number in a map of text',
      { proxyMetadata: { A: 1 } },
      'proxyMetadata.A must be text, not the number 1 (write it in quotes)',
    ],
  ])('refuses %s', (_, value, expected) => {
    expect(read(value).problems).toEqual([expected]);
  });

  test('a root that is no map', () => {
    expect(read([]).problems).toEqual([' must be a map, not a list']);
  });

  test('fields and enum values come with their release', () => {
    expect(read({ privateKeyProvider: {} }, 13).unknown).toEqual([
      { path: ['privateKeyProvider'], message: 'ProxyConfig' },
    ]);
    expect(read({ privateKeyProvider: {} }, 14).unknown).toEqual([]);
    expect(read({ parentShutdownDuration: '1s' }, 17).unknown).toHaveLength(1);
    expect(read({ interceptionMode: 'NONE' }, 13).problems).toEqual([
      'interceptionMode must be one of REDIRECT, TPROXY, not "NONE"',
    ]);
    expect(read({ interceptionMode: 'NONE' }, 14).problems).toEqual([]);
  });

  test('unknown fields are told and left out', () => {
    expect(read({ a: 1, tracing: { b: 2 } })).toEqual({
      result: { tracing: {} },
      problems: [],
      unknown: [
        { path: ['tracing', 'b'], message: 'Tracing' },
        { path: ['a'], message: 'ProxyConfig' },
      ],
    });
  });
});

describe('printing a message', () => {
  test.each([
    [
      'fields in declaration order',
      { statusPort: 2, configPath: '/a', drainDuration: '1s' },
      '{"configPath":"/a","drainDuration":"1s","statusPort":2}',
    ],
    ['zero scalars left out', { configPath: '', statusPort: 0, extraStatTags: [], proxyMetadata: {} }, '{}'],
    ['the zero enum left out', { interceptionMode: 'REDIRECT' }, '{}'],
    [
      'wrappers and messages kept when zero',
      { concurrency: 0, tracing: {}, holdApplicationUntilProxyStarts: false },
      '{"concurrency":0,"tracing":{},"holdApplicationUntilProxyStarts":false}',
    ],
    [
      'a zero member of a oneof kept',
      { tracingServiceName: 'APP_LABEL_AND_NAMESPACE' },
      '{"tracingServiceName":"APP_LABEL_AND_NAMESPACE"}',
    ],
    [
      'map keys sorted, HTML escaped',
      { proxyMetadata: { b: 'a&b<c>', a: '1' } },
      '{"proxyMetadata":{"a":"1","b":"a\\u0026b\\u003cc\\u003e"}}',
    ],
    ['an enum without a name', { interceptionMode: 7 }, '{"interceptionMode":7}'],
  ])('%s', (_, value, expected) => {
    expect(printMessage('ProxyConfig', value, 30)).toBe(expected);
  });

  test('fields of other releases are not printed', () => {
    expect(printMessage('ProxyConfig', { parentShutdownDuration: '60s' }, 16)).toBe('{"parentShutdownDuration":"60s"}');
    expect(printMessage('ProxyConfig', { parentShutdownDuration: '60s' }, 17)).toBe('{}');
  });
});

test.each([
  ['MeshConfig', 'mesh_mTLS', 'meshMTLS', 'MeshMTLS'],
  ['MeshConfig', 'enable_auto_mtls', 'enableAutoMtls', 'EnableAutoMtls'],
  ['MeshConfig', 'h2_upgrade_policy', 'h2UpgradePolicy', 'H2UpgradePolicy'],
  ['SDS', 'k8s_sa_jwt_path', 'k8sSaJwtPath', 'K8SSaJwtPath'],
  ['LabelSelector', 'matchLabels', 'matchLabels', 'MatchLabels'],
])('%s.%s is %s in JSON and %s in Go', (message, proto, json, go) => {
  expect(messageNamed(message).fields.find((field) => field.proto === proto)).toMatchObject({ json, go });
});
