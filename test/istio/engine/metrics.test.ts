import { describe, expect, test } from 'vitest';
import { appOf, injected, type Settings, sidecarEnv } from './engine.ts';

const MERGED = {
  'prometheus.io/port': '15020',
  'prometheus.io/path': '/stats/prometheus',
  'prometheus.io/scrape': 'true',
};

function metricsOf(annotations: object, settings: Settings = {}): [object, string | undefined] {
  const pod = injected(appOf({}, { annotations }), settings);
  const all = Object.entries(pod.metadata.annotations ?? {}).filter(([name]) => name.startsWith('prometheus'));
  return [Object.fromEntries(all), sidecarEnv(pod, 'ISTIO_PROMETHEUS_ANNOTATIONS')];
}

describe('metrics are merged', () => {
  test.each([
    [{}, undefined],
    [{ 'prometheus.io/port': '80' }, '{"scrape":"","path":"","port":"80"}'],
    [
      { 'prometheus.io/scrape': 'true', 'prometheus.io/path': '/m?a&b' },
      '{"scrape":"true","path":"/m?a\\u0026b","port":""}',
    ],
    [{ prometheus_io_port: '80', 'prometheus-io-path': '/x' }, '{"scrape":"","path":"/x","port":"80"}'],
    [{ 'prometheus.io/scrape': 'no' }, '{"scrape":"no","path":"","port":""}'],
  ])('%j', (annotations, noted) => {
    expect(metricsOf(annotations)).toEqual([MERGED, noted]);
  });
});

describe('metrics stay as they are', () => {
  test.each([
    [{ 'prometheus.io/scrape': 'false', 'prometheus.io/port': '1' }, {}],
    [{ 'prometheus.istio.io/merge-metrics': 'false', 'prometheus.io/port': '1' }, {}],
    [{ 'prometheus.io/port': '15020' }, {}],
    [{ 'prometheus.io/port': '1' }, { mesh: { enablePrometheusMerge: false } }],
    [{ 'proxy.istio.io/config': 'statusPort: 7', 'prometheus.io/port': '7' }, {}],
  ])('%j %j', (annotations, settings) => {
    const own = Object.entries(annotations).filter(([name]) => name.startsWith('prometheus'));
    expect(metricsOf(annotations, settings)).toEqual([Object.fromEntries(own), undefined]);
  });
});

test('a pod may ask for what the mesh does not do', () => {
  const annotations = { 'prometheus.istio.io/merge-metrics': 'true' };
  expect(metricsOf(annotations, { mesh: { enablePrometheusMerge: false } })).toEqual([
    { ...MERGED, ...annotations },
    undefined,
  ]);
});

test('the port is the mesh’s status port, whatever the pod’s own annotation says', () => {
  const [now] = metricsOf({ 'status.sidecar.istio.io/port': '15021' });
  expect(now).toEqual(MERGED);
});
