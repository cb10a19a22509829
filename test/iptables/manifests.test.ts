// How a pod's interception is found in it, and what the two commands make of a manifest.
import { describe, expect, it } from 'vitest';
import { interceptionOf } from '../../src/interception.ts';
import type { Pod } from '../../src/kubernetes/workloads.ts';
import { rulesOfManifests, rulesOfPod } from '../../src/rules.ts';
import { parseEndpoint, traceInManifests } from '../../src/trace.ts';

const ARGS = [
  'istio-iptables',
  '-p',
  '15001',
  '-z',
  '15006',
  '-u',
  '1337',
  '-m',
  'REDIRECT',
  '-i',
  '*',
  '-x',
  '',
  '-b',
  '*',
  '-d',
  '15090,15021',
];
const IMAGE = 'registry.example:5000/istio/proxyv2:1.20.8-distroless';
const PROXY = { name: 'istio-proxy', image: IMAGE, env: [] };

const podWith = (
  initContainers: object[],
  { containers = [{ name: 'app' }, PROXY] as object[], annotations = {} } = {},
): Pod => ({ metadata: { annotations }, spec: { initContainers, containers } }) as unknown as Pod;

describe('interception', () => {
  it('is istio-init with its arguments and its environment', () => {
    const env = [
      { name: 'PORT', value: '15001' },
      { name: 'ISTIO_META_DNS_CAPTURE', value: 'true' },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ];
    const init = {
      name: 'istio-init',
      image: IMAGE,
      args: ['istio-iptables', '-p', '$(PORT)', '-x', '$$(PORT)$(NODE)'],
      env,
      envFrom: [{}],
    };
    expect(interceptionOf(podWith([init]))).toEqual({
      kind: 'init',
      args: ['-p', '15001', '-x', '$(PORT)$(NODE)'],
      environment: { PORT: '15001', ISTIO_META_DNS_CAPTURE: 'true' },
      version: '1.20.8',
      notes: [
        'NODE gets its value in the cluster: it is not known here',
        'more variables come from envFrom: they are not known here',
      ],
    });
  });

  it('is the CNI plugin where istio-validation checks its rules', () => {
    const env = [
      { name: 'ISTIO_META_DNS_CAPTURE', value: 'true' },
      { name: 'ISTIO_OUTBOUND_OWNER_GROUPS', value: '7' },
    ];
    const validation = {
      name: 'istio-validation',
      image: IMAGE,
      args: [...ARGS, '--run-validation', '--skip-rule-apply'],
      env,
    };
    expect(interceptionOf(podWith([validation]))).toMatchObject({
      kind: 'cni',
      args: [...ARGS.slice(1), '--capture-all-dns'],
      environment: { ISTIO_META_DNS_CAPTURE: 'true' },
      notes: ["the node's Istio CNI plugin makes these rules; nothing in the pod does"],
    });
    expect(rulesOfPod(podWith([validation])).text).toContain('-A OUTPUT -p udp --dport 53 -j REDIRECT --to-port 15053');
  });

  it('is the CNI plugin where only its annotations are', () => {
    const annotations = {
      'sidecar.istio.io/interceptionMode': 'TPROXY',
      'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0/8',
      'traffic.sidecar.istio.io/excludeInboundPorts': '22',
      'traffic.sidecar.istio.io/excludeOutboundPorts': '',
    };
    expect(interceptionOf(podWith([], { annotations }))).toMatchObject({
      args: [
        '-p',
        '15001',
        '-z',
        '15006',
        '-u',
        '1337',
        '-m',
        'TPROXY',
        '-i',
        '10.0.0.0/8',
        '-b',
        '*',
        '-d',
        '15090,15021,15020,22',
        '--capture-all-dns',
      ],
    });
  });

  it.each([
    ['a proxy alone', podWith([])],
    ['the mode NONE', podWith([], { annotations: { 'sidecar.istio.io/interceptionMode': 'NONE' } })],
  ])('is none with %s', (_, pod) => {
    expect(interceptionOf(pod)?.kind).toBe('none');
    expect(rulesOfPod(pod).text).toBe(
      '# nothing intercepts the traffic of this pod: it has neither istio-init nor the marks of the CNI plugin\n',
    );
  });

  it('is not known of a pod without a sidecar', () => {
    expect(interceptionOf(podWith([], { containers: [{ name: 'app' }] }))).toBeUndefined();
    expect(rulesOfPod(podWith([], { containers: [] })).text).toBe('# the pod is not injected\n');
  });

  it.each([
    ['docker.io/istio/proxyv2:1.30.3', '1.30.3'],
    ['docker.io/istio/proxyv2:1.30', '1.30'],
    ['proxyv2:v1.19.0-rc.1', '1.19.0'],
    ['proxyv2:1.20.8@sha256:0123', '1.20.8'],
    ['proxyv2:latest', undefined],
    ['host:1.20/proxyv2', undefined],
    ['auto', undefined],
  ])('of %s is of release %s', (image, version) =>
    expect(interceptionOf(podWith([{ name: 'istio-init', image, args: ARGS }]))).toMatchObject({ version }),
  );
});

const workload = (name: string, initContainers: object[]): object => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name } },
  spec: {
    template: {
      metadata: { labels: { app: name } },
      spec: { initContainers, containers: [{ name: 'app', image: 'x' }] },
    },
  },
});
const injected = workload('reviews', [{ name: 'istio-init', image: IMAGE, args: ARGS }]);
const manifestOf = (...objects: object[]) => [
  { name: 'shop.yaml', chunks: [objects.map((object) => JSON.stringify(object)).join('\n---\n')] },
];
const packet = { direction: 'inbound', host: '10.0.0.9', port: 9080, protocol: 'tcp' } as const;

describe('a manifest', () => {
  it('gives the rules of each workload below its name, injecting where it must', async () => {
    const manifest = manifestOf(injected, workload('ratings', []), workload('skipped', []));
    const { text } = await rulesOfManifests(
      manifest,
      ({ owner }) =>
        owner.metadata.name === 'ratings' ? podWith([{ name: 'istio-init', args: ARGS }]) : 'it does not want to',
      {},
    );
    expect(text.match(/^# \w+\/.*|^\* .*|.*no sidecar.*/gm)).toEqual([
      ...['# Deployment/reviews', '* nat', '# Deployment/ratings', '* nat', '# Deployment/skipped'],
      '# the pod gets no sidecar: it does not want to',
    ]);
    const [reviews, ratings] = text.split('# Deployment/ratings');
    expect(reviews).toContain('-A OUTPUT -p tcp -j ISTIO_OUTPUT');
    expect(ratings).toContain('-A OUTPUT -j ISTIO_OUTPUT');
  });

  it('gives JSON for each workload', async () => {
    const { text } = await rulesOfManifests(manifestOf(injected, workload('b', [])), () => 'no', {
      format: 'json',
      ipv6: true,
    });
    expect(JSON.parse(text)).toMatchObject([
      { workload: 'Deployment/reviews', interception: 'init', family: 'ipv6', rules: expect.any(Array) },
      { workload: 'Deployment/b', interception: 'none', why: 'the pod gets no sidecar: no' },
    ]);
  });

  it('gives the way in each workload', async () => {
    const { text } = await traceInManifests(manifestOf(injected, workload('b', [])), () => 'no', { packet });
    expect(text).toMatch(/^# Deployment\/reviews\n1\. the client: /);
    expect(text).toMatch(/# Deployment\/b\nresult: past Envoy\nnote: the pod gets no sidecar: no\n$/);
    const json = await traceInManifests(manifestOf(injected), () => 'no', { packet, format: 'json' });
    expect(JSON.parse(json.text)).toMatchObject([{ workload: 'Deployment/reviews', outcome: 'through Envoy' }]);
    const mermaid = await traceInManifests(manifestOf(injected), () => 'no', { packet, format: 'mermaid' });
    expect(mermaid.text).toMatch(/^%% Deployment\/reviews\nflowchart TD\n/);
  });

  it('must have a workload, and one only for a picture', async () => {
    await expect(rulesOfManifests(manifestOf({ kind: 'Service' }), () => 'no', {})).rejects.toThrow(
      'shop.yaml: no workload in this manifest',
    );
    const two = traceInManifests(manifestOf(injected, injected), () => 'no', { packet, format: 'svg' });
    await expect(two).rejects.toThrow('shop.yaml: 2 workloads, and an SVG picture shows one');
  });

  it('that is broken is told with its place', async () => {
    const broken = { name: 'shop.yaml', chunks: ['kind: Pod\n---\nkind: Deployment\nspec: [\n'] };
    await expect(rulesOfManifests([broken], () => 'no', {})).rejects.toThrow(
      expect.objectContaining({ where: expect.objectContaining({ file: 'shop.yaml' }) }),
    );
  });
});

it.each([
  ['ratings:9080', { host: 'ratings', port: 9080 }],
  ['10.0.0.9:80', { host: '10.0.0.9', port: 80 }],
  ['[fd00::9]:65535', { host: 'fd00::9', port: 65535 }],
])('%s is an endpoint', (text, endpoint) => expect(parseEndpoint(text)).toEqual(endpoint));

it.each([
  'ratings',
  'ratings:',
  ':80',
  'ratings:0',
  'ratings:65536',
  'fd00::9:80',
  '[ratings]:80',
  '[10.0.0.9]:80',
  '',
])('%j is no endpoint', (text) => expect(() => parseEndpoint(text)).toThrow('is no HOST:PORT'));
