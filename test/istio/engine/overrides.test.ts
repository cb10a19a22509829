import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { configOf, containerOf, describeOutcome, injected, workloadOf } from './engine.ts';

const APP = { name: 'app', image: 'app:1' };
const OVERRIDES = 'proxy.istio.io/overrides';

function withProxy(fields: object, annotations: object = {}, more: object = {}): ReturnType<typeof workloadOf> {
  return workloadOf({ annotations }, { containers: [APP, { name: 'istio-proxy', ...fields }], ...more });
}

describe('the user’s own istio-proxy', () => {
  test('its fields count more than the template’s', () => {
    const pod = injected(withProxy({ image: 'mine:1', args: ['x'], env: [{ name: 'PROXY_CONFIG', value: 'mine' }] }));
    expect(containerOf(pod, 'istio-proxy')).toMatchObject({
      image: 'mine:1',
      args: ['x'],
      env: [{ name: 'PROXY_CONFIG', value: 'mine' }, { name: 'POD_NAME' }],
    });
  });

  test.each([['auto'], [undefined]])('with image %s it takes the template’s image', (image) => {
    const pod = injected(withProxy(image === undefined ? {} : { image }));
    expect(containerOf(pod, 'istio-proxy').image).toBe('example.test/proxyv2:1.30.3');
    expect(pod.metadata.annotations?.[OVERRIDES]).toBe('{"containers":[{"name":"istio-proxy","resources":{}}]}');
  });

  test('with image auto and a template that has none, it keeps the word', () => {
    const template = 'spec: {containers: [{name: istio-proxy, env: [{name: A, value: a}]}]}';
    const pod = injected(withProxy({ image: 'auto' }), { template });
    expect(containerOf(pod, 'istio-proxy').image).toBe('auto');
  });

  test('is noted as Go writes it: known fields in Go’s order, text where text belongs', () => {
    const pod = injected(
      withProxy({
        resources: { requests: { memory: ' 1024Mi', cpu: 0.5 } },
        nosuchfield: 1,
        args: [],
        env: [
          { value: true, name: 'A' },
          { name: 'B', value: '<&>' },
        ],
        image: 'auto',
        volumeMounts: [{ mountPath: '/x', name: 'x' }],
      }),
    );
    expect(pod.metadata.annotations?.[OVERRIDES]).toBe(
      '{"containers":[{"name":"istio-proxy","env":[{"name":"A","value":"true"},{"name":"B","value":"\\u003c\\u0026\\u003e"}],' +
        '"resources":{"requests":{"cpu":"500m","memory":"1Gi"}},"volumeMounts":[{"name":"x","mountPath":"/x"}]}]}',
    );
    expect(containerOf(pod, 'istio-proxy').env).toContainEqual({ name: 'A', value: 'true' });
  });

  test('and istio-init', () => {
    const initContainers = [{ name: 'istio-init', image: 'auto', resources: { limits: { cpu: '9' } } }];
    const pod = injected(workloadOf({}, { containers: [APP], initContainers }));
    expect(containerOf(pod, 'istio-init')).toMatchObject({ image: 'proxy:1', resources: { limits: { cpu: '9' } } });
    expect(pod.metadata.annotations?.[OVERRIDES]).toBe(
      '{"initContainers":[{"name":"istio-init","resources":{"limits":{"cpu":"9"}}}]}',
    );
  });

  test('nothing is noted of other containers', () => {
    expect(injected(workloadOf({}, { containers: [APP] })).metadata.annotations?.[OVERRIDES]).toBeUndefined();
  });

  test('may come from the annotation alone', () => {
    const note = '{"containers":[{"name":"istio-proxy","args":["noted"]}]}';
    const pod = injected(workloadOf({ annotations: { [OVERRIDES]: note } }, { containers: [APP] }));
    expect(containerOf(pod, 'istio-proxy').args).toEqual(['noted']);
  });
});

describe('the user of the user’s own istio-proxy', () => {
  const own = { image: 'auto', securityContext: { runAsUser: 1234, runAsGroup: 4321 } };
  const validation = `
spec:
  initContainers: [{name: istio-validation, args: [-u, "1337"], securityContext: {runAsUser: 1337}}]
  containers: [{name: istio-proxy, image: p}]
`;

  test.each([
    ['1.20.6', '1337'],
    ['1.20.7', '1234'],
    ['1.21.2', '1337'],
    ['1.21.3', '1234'],
    ['1.22.0', '1337'],
    ['1.30.3', '1234'],
  ])('at %s istio-init lets %s pass', (version, user) => {
    expect(containerOf(injected(withProxy(own), { version }), 'istio-init').args).toEqual(['-u', user]);
  });

  test('istio-validation runs as it', () => {
    expect(containerOf(injected(withProxy(own), { template: validation }), 'istio-validation')).toMatchObject({
      args: ['-u', '1234'],
      securityContext: { runAsUser: 1234, runAsGroup: 4321 },
    });
  });

  test('with TPROXY the sidecar is root', () => {
    const pod = injected(withProxy(own, { 'sidecar.istio.io/interceptionMode': 'TPROXY' }), { template: validation });
    expect(containerOf(pod, 'istio-proxy').securityContext).toMatchObject({ runAsUser: 0, runAsGroup: 4321 });
    expect(containerOf(pod, 'istio-validation')).toMatchObject({
      args: ['-u', '1234'],
      securityContext: { runAsUser: 1337 },
    });
  });

  test('nobody to tell is a warning', () => {
    const outcome = injectPod(withProxy(own), configOf({ template: 'spec: {containers: [{name: istio-proxy}]}' }));
    expect(outcome.findings.map(({ code }) => code)).toEqual(['proxy-user-without-init']);
  });
});

describe('deviation ownChoice', () => {
  const proxy = {
    image: 'auto',
    env: [{ name: 'POD_NAME', value: 'mine' }],
    readinessProbe: { exec: { command: ['true'] } },
    lifecycle: { preStop: { httpGet: { port: 1 } } },
  };
  const volumes = [{ name: 'istio-data', hostPath: { path: '/d' } }];
  const template = `
spec:
  containers:
  - name: istio-proxy
    image: p
    env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
    readinessProbe: {httpGet: {port: 15021}, periodSeconds: 2}
    lifecycle: {preStop: {exec: {command: [drain]}}}
  volumes: [{name: istio-data, emptyDir: {}}]
`;

  test('what is the pod’s own counts, with a warning', () => {
    const outcome = injectPod(withProxy(proxy, {}, { volumes }), configOf({ template }));
    if (outcome.kind !== 'injected') throw new Error(describeOutcome(outcome));
    expect(containerOf(outcome.pod, 'istio-proxy')).toMatchObject({
      env: [{ name: 'POD_NAME', value: 'mine' }],
      readinessProbe: { exec: { command: ['true'] }, periodSeconds: 2 },
      lifecycle: { preStop: { httpGet: { port: 1 } } },
    });
    expect(containerOf(outcome.pod, 'istio-proxy').readinessProbe).not.toHaveProperty('httpGet');
    expect(outcome.pod.spec.volumes).toEqual(volumes);
    expect(outcome.findings.map(({ path }) => path.join('.'))).toEqual([
      'spec.volumes.0',
      'spec.containers.1.env.0',
      'spec.containers.1.readinessProbe',
      'spec.containers.1.lifecycle.preStop',
    ]);
    expect(outcome.findings.map(({ message }) => message)).toEqual([
      "the volume istio-data has the user's own hostPath, so that the template's emptyDir is left out",
      "env POD_NAME of the container istio-proxy has the user's own value, so that the template's valueFrom is left out",
      "readinessProbe of the container istio-proxy has the user's own exec, so that the template's httpGet is left out",
      "lifecycle preStop of the container istio-proxy has the user's own httpGet, so that the template's exec is left out",
    ]);
  });

  test('the reference merges both', () => {
    const pod = injected(withProxy(proxy, {}, { volumes }), { template, compat: true });
    expect(containerOf(pod, 'istio-proxy')).toMatchObject({
      env: [{ name: 'POD_NAME', value: 'mine', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      readinessProbe: { exec: { command: ['true'] }, httpGet: { port: 15021 } },
      lifecycle: { preStop: { httpGet: { port: 1 }, exec: { command: ['drain'] } } },
    });
    expect(pod.spec.volumes).toEqual([{ name: 'istio-data', hostPath: { path: '/d' }, emptyDir: {} }]);
  });
});

describe('deviation initContainers', () => {
  const template = 'spec: {containers: [{name: istio-proxy, image: p}], initContainers: }';
  const workload = workloadOf({}, { containers: [APP], initContainers: [{ name: 'setup', image: 's' }] });

  test('the pod’s init containers survive a template without any', () => {
    expect(injected(workload, { template }).spec.initContainers).toEqual([{ name: 'setup', image: 's' }]);
  });

  test('the reference deletes them', () => {
    expect(injected(workload, { template, compat: true }).spec.initContainers ?? []).toEqual([]);
  });
});
