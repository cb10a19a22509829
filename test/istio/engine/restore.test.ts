import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { restorePod } from '../../../src/istio/restore-pod.ts';
import { uninjectPod } from '../../../src/istio/uninject-pod.ts';
import type { Pod, Workload } from '../../../src/kubernetes/workloads.ts';
import { again, appOf, configOf, containerOf, describeOutcome, injected, workloadOf } from './engine.ts';

const APP = { name: 'app', image: 'app:1' };
const TEMPLATE = `
metadata:
  labels:
    security.istio.io/tlsMode: {{ or (index .ObjectMeta.Labels "security.istio.io/tlsMode") "istio" }}
spec:
  initContainers:
  - {name: istio-init, image: "proxy:1"}
  containers:
  - name: istio-proxy
    image: example.test/proxyv2:1.26.8
    args: [proxy, sidecar]
    env:
    - {name: PROXY_CONFIG, value: "{}"}
    - {name: ISTIO_META_POD_PORTS, value: '[{{ range $i, $c := .Spec.Containers }}{{ range $c.Ports }}{{ if $i }},{{ end }}{"containerPort":{{ .ContainerPort }}}{{ end }}{{ end }}]'}
  volumes:
  - {name: istio-envoy, emptyDir: {medium: Memory}}
  - {name: istio-data, emptyDir: {}}
  imagePullSecrets:
  - {name: mesh}
`;

const settings = { template: TEMPLATE };

function restored(workload: Workload): Pod {
  return uninjectPod(again(workload, injected(workload, settings))).pod;
}

describe('there and back again', () => {
  test.each<[string, object, object]>([
    ['a plain pod', {}, { containers: [APP] }],
    ['labels and annotations of its own', { labels: { app: 'x' }, annotations: { a: 'b' } }, { containers: [APP] }],
    [
      'a label of the injector with a value of its own',
      { labels: { 'security.istio.io/tlsMode': 'disabled' } },
      { containers: [APP] },
    ],
    [
      'probes',
      {},
      {
        containers: [
          {
            ...APP,
            readinessProbe: {
              httpGet: { path: '/r', port: 80, scheme: 'HTTPS', host: 'h', httpHeaders: [{ name: 'a', value: 'b' }] },
              timeoutSeconds: 2,
            },
            livenessProbe: { tcpSocket: { port: 81, host: 'h' }, periodSeconds: 3 },
            startupProbe: { grpc: { port: 82 } },
            lifecycle: { preStop: { httpGet: { path: '/bye', port: 83 } }, postStart: { exec: { command: ['true'] } } },
          },
        ],
      },
    ],
    ['metrics', { annotations: { 'prometheus.io/port': '80', 'prometheus.io/scrape': 'true' } }, { containers: [APP] }],
    ['metrics that are not scraped', { annotations: { 'prometheus.io/scrape': 'false' } }, { containers: [APP] }],
    [
      'init containers and volumes',
      {},
      { containers: [APP], initContainers: [{ name: 'a' }, { name: 'b' }], volumes: [{ name: 'v', emptyDir: {} }] },
    ],
    ['pull secrets', {}, { containers: [APP], imagePullSecrets: [{ name: 'own' }] }],
    [
      'a pull secret that the mesh has too, behind its own',
      {},
      { containers: [APP], imagePullSecrets: [{ name: 'own' }, { name: 'mesh' }] },
    ],
    [
      'an istio-proxy of its own',
      {},
      {
        containers: [APP, { name: 'istio-proxy', image: 'auto', args: ['x'], resources: { limits: { cpu: '1000m' } } }],
      },
    ],
    [
      'an istio-proxy of its own with ports, first',
      {},
      {
        containers: [
          { name: 'istio-proxy', image: 'auto', ports: [{ containerPort: 1 }] },
          { ...APP, ports: [{ containerPort: 2 }] },
        ],
      },
    ],
    [
      'an istio-init of its own',
      {},
      { containers: [APP], initContainers: [{ name: 'istio-init', image: 'auto', args: ['x'] }] },
    ],
    [
      'a volume of that name, mounted',
      {},
      {
        containers: [{ ...APP, volumeMounts: [{ name: 'istio-envoy', mountPath: '/e' }] }],
        volumes: [{ name: 'istio-envoy', emptyDir: { sizeLimit: '1Gi' } }],
      },
    ],
    [
      'a volume of that name, with another source',
      {},
      { containers: [APP], volumes: [{ name: 'istio-data', hostPath: { path: '/d' } }] },
    ],
  ])('%s', (_, metadata, spec) => {
    const workload = workloadOf(metadata, spec);
    expect(restored(workload)).toEqual(workload.pod);
  });
});

describe('what a template did to the application’s own container', () => {
  const template = `
spec:
  containers:
  - name: app
    env: [{name: GRPC, value: "1"}]
  - name: istio-proxy
    image: example.test/proxyv2:1.26.8
    env: [{name: ISTIO_META_APP_CONTAINERS, value: app}]
`;
  const workload = workloadOf(
    {},
    {
      containers: [{ ...APP, env: [{ name: 'N', value: 5 }], resources: { limits: { cpu: '1000m' } } }],
    },
  );

  test('is undone, in the spelling of the pod', () => {
    expect(uninjectPod(again(workload, injected(workload, { template }))).pod).toEqual({
      metadata: {},
      spec: { containers: [{ ...APP, env: [{ name: 'N', value: '5' }], resources: { limits: { cpu: '1000m' } } }] },
    });
  });

  test('stays, with a warning, where nothing tells what it was', () => {
    const pod = injected(workload, { template });
    const { 'proxy.istio.io/overrides': _, ...annotations } = pod.metadata.annotations ?? {};
    const { pod: after, findings } = uninjectPod(
      again(workload, { ...pod, metadata: { ...pod.metadata, annotations } }),
    );
    expect(containerOf(after, 'app').env).toContainEqual({ name: 'GRPC', value: '1' });
    expect(findings.map(({ code }) => code)).toEqual(['restore-container']);
  });
});

describe('what the status port was', () => {
  const STATUS = { 'sidecar.istio.io/status': '{"containers":["istio-proxy"],"initContainers":["istio-validation"]}' };
  const uninjected = (annotations: object, containers: readonly object[]): object =>
    uninjectPod(
      workloadOf(
        { annotations: { ...STATUS, ...annotations } },
        { containers: [APP, ...containers], initContainers: [{ name: 'istio-validation' }] },
      ),
    ).pod.metadata;
  const proxy = { name: 'istio-proxy', env: [{ name: 'PROXY_CONFIG', value: '{"statusPort":15099}' }] };

  test('for the CNI plugin the values’, whatever the pod’s own ProxyConfig says', () => {
    const ports = { 'traffic.sidecar.istio.io/excludeInboundPorts': '80,15020' };
    expect(uninjected(ports, [proxy])).toEqual({
      annotations: { 'traffic.sidecar.istio.io/excludeInboundPorts': '80' },
    });
    expect(uninjected({ ...ports, 'status.sidecar.istio.io/port': '15021' }, [proxy])).toMatchObject({
      annotations: ports,
    });
  });

  test('without a sidecar that tells it, any', () => {
    const merged = {
      'prometheus.io/port': '15999',
      'prometheus.io/path': '/stats/prometheus',
      'prometheus.io/scrape': 'true',
    };
    expect(uninjected(merged, [])).toEqual({});
    expect(uninjected(merged, [proxy])).toMatchObject({ annotations: merged });
  });
});

describe('what cannot be known is told', () => {
  test('a probe whose port name no port had', () => {
    const workload = appOf({ livenessProbe: { httpGet: { path: '/x', port: 'nope' } } });
    const { pod, findings } = uninjectPod(again(workload, injected(workload, settings)));
    expect(containerOf(pod, 'app').livenessProbe).toMatchObject({ httpGet: { path: '/app-health/app/livez' } });
    expect(findings.map(({ code }) => code)).toEqual(['restore-probe']);
  });

  test('the network label', () => {
    const workload = appOf({}, { labels: { 'topology.istio.io/network': 'n' } });
    expect(uninjectPod(again(workload, injected(workload, settings))).findings.map(({ code }) => code)).toEqual([
      'restore-network',
    ]);
  });

  test('a template of one’s own', () => {
    const template =
      'spec: {containers: [{name: istio-proxy}, {name: helper}], volumes: [{name: shared}, {name: istio-data}]}';
    const { pod, findings } = uninjectPod(again(appOf(), injected(appOf(), { template })));
    expect(pod).toEqual(appOf().pod);
    expect(findings.map(({ message }) => message)).toEqual([
      "a template that is not Istio's own brought helper, shared: what else it changed cannot be known",
    ]);
  });

  test('a status that is not JSON', () => {
    const { pod, findings } = uninjectPod(appOf({}, { annotations: { 'sidecar.istio.io/status': '{' } }));
    expect(pod.metadata.annotations).toEqual({ 'sidecar.istio.io/status': '{' });
    expect(findings.map(({ code }) => code)).toEqual(['status-unreadable']);
  });
});

describe('who injected before', () => {
  test.each([
    ['docker.io/istio/proxyv2:1.26.8', '1.26.8'],
    ['example.test:5000/proxyv2:1.26.8-distroless', '1.26.8'],
    ['example.test/proxyv2:1.26.8@sha256:0123', '1.26.8'],
    ['example.test/proxyv2:latest', 'unknown'],
    ['example.test/proxyv2', 'unknown'],
  ])('%s: %s', (image, version) => {
    const template = `spec: {containers: [{name: istio-proxy, image: "${image}"}]}`;
    expect(restorePod(again(appOf(), injected(appOf(), { template }))).previous).toBe(version);
  });

  test('nobody', () => {
    expect(restorePod(appOf())).toEqual({ pod: appOf().pod, findings: [] });
  });
});

describe('deviation upgrade', () => {
  const own = workloadOf(
    { annotations: { 'prometheus.io/port': '80' } },
    { containers: [APP, { name: 'istio-proxy', image: 'auto', args: ['mine'] }], initContainers: [{ name: 'setup' }] },
  );
  const old =
    'spec: {containers: [{name: istio-proxy, image: "proxyv2:1.20.8", args: [old], env: [{name: OLD, value: "1"}]}], volumes: [{name: old, emptyDir: {}}]}';
  const next = 'spec: {containers: [{name: istio-proxy, image: "proxyv2:1.30.3", args: [new]}]}';

  test('a pod injected before is restored first', () => {
    const outcome = injectPod(again(own, injected(own, { template: old })), configOf({ template: next }));
    if (outcome.kind !== 'injected') throw new Error(describeOutcome(outcome));
    expect(outcome.pod).toEqual(injected(own, { template: next }));
    expect(outcome.previous).toBe('1.20.8');
  });

  test('the reference merges over it, or skips it up to 1.16', () => {
    const before = again(own, injected(own, { template: old, compat: true }));
    const pod = injected(before, { template: next, compat: true });
    expect(containerOf(pod, 'istio-proxy')).toMatchObject({ args: ['new'], env: [{ name: 'OLD', value: '1' }, {}] });
    expect(pod.spec.volumes).toEqual([{ name: 'old', emptyDir: {} }]);
    expect(describeOutcome(injectPod(before, configOf({ version: '1.16.7', compat: true })))).toBe(
      'skipped: injectedBefore',
    );
  });

  test('a pod that is to be left alone keeps its sidecar, with a warning', () => {
    const pod = injected(own, { template: old });
    const unwanted = { ...pod, metadata: { ...pod.metadata, labels: { 'sidecar.istio.io/inject': 'false' } } };
    const outcome = injectPod(again(own, unwanted), configOf());
    expect([describeOutcome(outcome), outcome.findings.map(({ code }) => code)]).toEqual([
      'skipped: label',
      ['still-injected'],
    ]);
  });

  test('twice is once', () => {
    const once = injected(own, settings);
    expect(injected(again(own, once), settings)).toEqual(once);
  });
});
