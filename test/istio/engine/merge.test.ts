import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { appOf, configOf, containerOf, describeOutcome, injected, workloadOf } from './engine.ts';

const STATUS = 'sidecar.istio.io/status';

describe('the note of an injection', () => {
  test('names what the template names, in its order', () => {
    const template = `
spec:
  volumes: [{name: b, emptyDir: {}}, {name: a, emptyDir: {}}]
  containers: [{name: istio-proxy, image: p}, {name: app}]
  imagePullSecrets: [{name: s}]
`;
    const annotations = injected(appOf(), { template, more: { revision: 'canary' } }).metadata.annotations;
    expect(annotations?.[STATUS]).toBe(
      '{"initContainers":null,"containers":["istio-proxy","app"],"volumes":["b","a"],"imagePullSecrets":["s"],"revision":"canary"}',
    );
  });

  test('several templates come one after the other', () => {
    const more = {
      templates: {
        one: 'spec: {volumes: [{name: a, emptyDir: {}}]}',
        two: 'spec: {volumes: [{name: b, emptyDir: {}}]}',
      },
      aliases: { both: ['one', 'two'] },
      defaultTemplates: ['both'],
    };
    const pod = injected(appOf(), { more });
    expect(JSON.parse(pod.metadata.annotations?.[STATUS] ?? '')).toMatchObject({ volumes: ['b', 'a'] });
  });

  test('injectedAnnotations come last and may overwrite anything', () => {
    const more = { injectedAnnotations: { [STATUS]: 'mine', 'example.test/a': 'b' } };
    expect(injected(appOf(), { more }).metadata.annotations).toMatchObject(more.injectedAnnotations);
  });
});

describe('what a template may not do', () => {
  test.each([
    ['[]', /renders text that is not an object/],
    ['"x"', /renders text that is not an object/],
    ['spec: {containers: [{image: x}]}', /name/],
    ['metadata: {labels: {a: 1}}', /metadata\.labels\.a cannot be read: json: cannot unmarshal number/],
    [
      'spec: {containers: [{name: a, resources: {limits: {cpu: lots}}}]}',
      /spec\.containers\[0\]\.resources\.limits\.cpu/,
    ],
    ['a: [', /YAML/],
    ['{{ .Nope }}', /Nope/],
  ])('%s', (template, message) => {
    expect(describeOutcome(injectPod(appOf(), configOf({ template })))).toMatch(/^refused: /);
    expect(describeOutcome(injectPod(appOf(), configOf({ template })))).toMatch(message);
  });

  test.each([[''], ['# nothing'], ['null']])('"%s" changes nothing but the notes', (template) => {
    expect(injected(appOf(), { template }).spec).toEqual(appOf().pod.spec);
  });
});

test('fields that a release’s pods do not have vanish', () => {
  const template = 'spec: {containers: [{name: istio-proxy, image: p, fsGroup: 1, restartPolicy: Always}], nosuch: 1}';
  const at = (version: string): object => containerOf(injected(appOf(), { template, version }), 'istio-proxy');
  expect(at('1.18.7')).toEqual({ name: 'istio-proxy', image: 'p' });
  expect(at('1.19.0')).toMatchObject({ restartPolicy: 'Always' });
  expect(injected(appOf(), { template }).spec).not.toHaveProperty('nosuch');
});

describe('order of containers', () => {
  const names = (list: readonly { name: string }[] | undefined): string =>
    (list ?? []).map(({ name }) => name).join(' ');
  const template =
    'spec: {containers: [{name: istio-proxy}], initContainers: [{name: enable-core-dump}, {name: istio-init}]}';
  const two = { containers: [{ name: 'a' }, { name: 'istio-proxy' }, { name: 'b' }] };

  test.each([
    [{}, 'a b istio-proxy'],
    [{ mesh: { defaultConfig: { holdApplicationUntilProxyStarts: true } } }, 'istio-proxy a b'],
    [{ values: { global: { proxy: { holdApplicationUntilProxyStarts: true } } } }, 'istio-proxy a b'],
  ])('%j: %s', (settings, expected) => {
    expect(names(injected(workloadOf({}, two), { template, ...settings }).spec.containers)).toBe(expected);
  });

  test('init containers', () => {
    const spec = { ...two, initContainers: [{ name: 'one' }, { name: 'istio-validation' }, { name: 'two' }] };
    expect(names(injected(workloadOf({}, spec), { template }).spec.initContainers)).toBe(
      'istio-validation one two istio-init enable-core-dump',
    );
  });

  test('native: the sidecar starts early, and the pod’s own one moves there', () => {
    const native = 'spec: {initContainers: [{name: istio-init}, {name: istio-proxy, image: p, restartPolicy: Always}]}';
    const metadata = { annotations: { 'sidecar.istio.io/nativeSidecar': 'true' } };
    const pod = injected(workloadOf(metadata, { ...two, initContainers: [{ name: 'one' }] }), { template: native });
    expect([names(pod.spec.initContainers), names(pod.spec.containers)]).toEqual(['istio-init istio-proxy one', 'a b']);
  });

  test.each([
    ['1.18.7', 'istio-proxy istio-init enable-core-dump'],
    ['1.19.0', 'istio-init istio-proxy enable-core-dump'],
  ])('%s, with an init container of the pod’s own named istio-proxy: %s', (version, expected) => {
    const spec = { containers: [{ name: 'a' }], initContainers: [{ name: 'istio-proxy' }] };
    expect(names(injected(workloadOf({}, spec), { template, version }).spec.initContainers)).toBe(expected);
  });
});

describe('the place in the mesh', () => {
  const place = (metadata: object, global: object): unknown[] => {
    const pod = injected(workloadOf(metadata, { containers: [{ name: 'app' }] }), { values: { global } });
    const env = containerOf(pod, 'istio-proxy').env as { name: string; value: string }[];
    const placed = env.filter(({ name }) => /CLUSTER_ID|NETWORK/.test(name)).map(({ value }) => value);
    return [...placed, pod.metadata.labels?.['topology.istio.io/network']];
  };

  test.each([
    [{}, {}, [undefined]],
    [{}, { network: 'n', multiCluster: { clusterName: 'c' } }, ['c', 'n', 'n']],
    [{ labels: { 'topology.istio.io/network': 'own' } }, { network: 'n' }, ['own', 'own']],
    [{ labels: { 'topology.istio.io/network': '' } }, { network: 'n' }, ['']],
  ])('%j %j', (metadata, global, expected) => {
    expect(place(metadata, global)).toEqual(expected);
  });
});
