import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { appOf, configOf, containerOf, injected, type Settings, sidecarEnv, workloadOf } from './engine.ts';

const PORTS = [{ name: 'http', containerPort: 8080 }];

function probersOf(fields: object, settings: Settings = {}, annotations: object = {}): unknown {
  const pod = injected(appOf(fields, { annotations }), settings);
  const text = sidecarEnv(pod, 'ISTIO_KUBE_APP_PROBERS');
  return text === undefined ? undefined : JSON.parse(text);
}

describe('what the sidecar is told', () => {
  test.each([
    [
      'a number',
      { readinessProbe: { httpGet: { path: '/r', port: 8080 } } },
      'readyz',
      { httpGet: { path: '/r', port: 8080 } },
    ],
    [
      'a name',
      { livenessProbe: { httpGet: { port: 'http' }, timeoutSeconds: 3 } },
      'livez',
      { httpGet: { port: 8080 }, timeoutSeconds: 3 },
    ],
    [
      'TCP',
      { startupProbe: { tcpSocket: { port: 'http', host: 'h' } } },
      'startupz',
      { tcpSocket: { port: 8080, host: 'h' } },
    ],
    ['gRPC', { livenessProbe: { grpc: { port: 5 } } }, 'livez', { grpc: { port: 5, service: null } }],
    [
      'gRPC with a service',
      { livenessProbe: { grpc: { service: 's', port: 5 } } },
      'livez',
      { grpc: { port: 5, service: 's' } },
    ],
    [
      'HTTPS with headers',
      {
        livenessProbe: {
          httpGet: { scheme: 'HTTPS', httpHeaders: [{ value: 'b', name: 'A' }], host: 'h', port: 1, path: '/' },
        },
      },
      'livez',
      { httpGet: { path: '/', port: 1, host: 'h', scheme: 'HTTPS', httpHeaders: [{ name: 'A', value: 'b' }] } },
    ],
  ])('%s', (_, probe, last, expected) => {
    expect(probersOf({ ports: PORTS, ...probe })).toEqual({ [`/app-health/app/${last}`]: expected });
  });

  test.each([
    ['exec', { livenessProbe: { exec: { command: ['true'] } } }],
    ['a name that no port has', { livenessProbe: { httpGet: { port: 'nope' } } }],
    ['a number as text, which is a name', { livenessProbe: { httpGet: { port: '8080' } } }],
    ['the status port', { livenessProbe: { httpGet: { path: '/x', port: 15020 } } }],
    ['nothing', {}],
    ['a probe that is null', { livenessProbe: null, lifecycle: { preStop: null } }],
  ])('nothing of %s', (_, probe) => {
    expect(probersOf({ ports: PORTS, ...probe })).toBeUndefined();
  });

  test('keys in order of bytes, HTML escaped', () => {
    const probe = { httpGet: { path: '/?a=1&b=<2>', port: 8080 } };
    const pod = injected(appOf({ readinessProbe: probe, livenessProbe: probe }));
    expect(sidecarEnv(pod, 'ISTIO_KUBE_APP_PROBERS')).toBe(
      '{"/app-health/app/livez":{"httpGet":{"path":"/?a=1\\u0026b=\\u003c2\\u003e","port":8080}},' +
        '"/app-health/app/readyz":{"httpGet":{"path":"/?a=1\\u0026b=\\u003c2\\u003e","port":8080}}}',
    );
  });

  test('hooks from 1.25 on', () => {
    const lifecycle = { preStop: { httpGet: { path: '/bye', port: 'http' } }, postStart: { tcpSocket: { port: 1 } } };
    expect(probersOf({ ports: PORTS, lifecycle }, { version: '1.24.6' })).toBeUndefined();
    expect(probersOf({ ports: PORTS, lifecycle })).toEqual({
      '/app-lifecycle/app/prestopz': { httpGet: { path: '/bye', port: 8080 } },
      '/app-lifecycle/app/poststartz': { tcpSocket: { port: 1 } },
    });
  });
});

describe('where probes go', () => {
  test('everything but the target stays', () => {
    const httpGet = { path: '/r', port: 'http', scheme: 'HTTPS', host: 'h', httpHeaders: [{ name: 'a', value: 'b' }] };
    const pod = injected(appOf({ ports: PORTS, readinessProbe: { httpGet, periodSeconds: 7 } }));
    expect(containerOf(pod, 'app').readinessProbe).toEqual({
      httpGet: { ...httpGet, path: '/app-health/app/readyz', port: 15020, scheme: 'HTTP' },
      periodSeconds: 7,
    });
  });

  test.each([
    ['tcpSocket', { tcpSocket: { port: 1 } }],
    ['grpc', { grpc: { port: 1 } }],
  ])('%s becomes httpGet', (_, handler) => {
    const pod = injected(appOf({ livenessProbe: { ...handler, failureThreshold: 2 } }));
    expect(containerOf(pod, 'app').livenessProbe).toEqual({
      httpGet: { path: '/app-health/app/livez', port: 15020 },
      failureThreshold: 2,
    });
  });

  test.each([
    [{}, 15020],
    [{ 'status.sidecar.istio.io/port': '15021' }, 15021],
    [{ 'status.sidecar.istio.io/port': ' 15021' }, 0],
    [{ 'proxy.istio.io/config': 'statusPort: 15022' }, 15022],
  ])('%j: %d', (annotations, port) => {
    const pod = injected(appOf({ livenessProbe: { httpGet: { port: 1 } } }, { annotations }));
    expect(containerOf(pod, 'app').livenessProbe).toMatchObject({ httpGet: { port } });
  });

  test.each([
    [{ 'sidecar.istio.io/rewriteAppHTTPProbers': 'false' }, true, false],
    [{ 'sidecar.istio.io/rewriteAppHTTPProbers': 'T' }, false, true],
    [{ 'sidecar.istio.io/rewriteAppHTTPProbers': 'perhaps' }, true, true],
    [{}, false, false],
  ])('%j with the values saying %s: %s', (annotations, rewriteAppHTTPProbe, isRewritten) => {
    const settings = { values: { sidecarInjectorWebhook: { rewriteAppHTTPProbe } } };
    const probers = probersOf({ livenessProbe: { httpGet: { port: 1 } } }, settings, annotations);
    expect(probers !== undefined).toBe(isRewritten);
  });

  test('init containers from 1.19 on', () => {
    const probe = { startupProbe: { httpGet: { path: '/s', port: 70 } } };
    const workload = workloadOf(
      {},
      { containers: [{ name: 'app' }], initContainers: [{ name: 'side', restartPolicy: 'Always', ...probe }] },
    );
    const at = (version: string): unknown => containerOf(injected(workload, { version }), 'side').startupProbe;
    expect([at('1.18.7'), at('1.19.0')]).toEqual([
      probe.startupProbe,
      { httpGet: { path: '/app-health/side/startupz', port: 15020 } },
    ]);
  });

  test('TCP probes stay where the environment says so, up to 1.18', () => {
    const probe = { livenessProbe: { tcpSocket: { port: 1 } } };
    const more = { environment: { REWRITE_TCP_PROBES: 'false' } };
    const at = (version: string): unknown =>
      containerOf(injected(appOf(probe), { version, more }), 'app').livenessProbe;
    expect([at('1.18.7'), at('1.19.0')]).toEqual([
      probe.livenessProbe,
      { httpGet: { path: '/app-health/app/livez', port: 15020 } },
    ]);
  });

  test('nothing without a sidecar', () => {
    const probe = { livenessProbe: { httpGet: { port: 1 } } };
    expect(containerOf(injected(appOf(probe), { template: '{}' }), 'app').livenessProbe).toEqual(probe.livenessProbe);
  });
});

test.each([
  ['a probe', { livenessProbe: { tcpSocket: { port: 80 } } }, {}, ['probes-lost']],
  ['no probe', {}, {}, []],
  ['an exec probe', { livenessProbe: { exec: { command: ['true'] } } }, {}, []],
  ['probes that stay', { livenessProbe: { tcpSocket: { port: 80 } } }, { rewriteAppHTTPProbers: 'false' }, []],
])('without a status port, %s is warned of where it ends at port 0', (_, fields, wish, expected) => {
  const own = Object.entries(wish).map(([name, value]) => [`sidecar.istio.io/${name}`, value]);
  const annotations = { 'status.sidecar.istio.io/port': '0', ...Object.fromEntries(own) };
  const outcome = injectPod(appOf(fields, { annotations }), configOf());
  expect(outcome.findings.map(({ code }) => code)).toEqual(expected);
});
