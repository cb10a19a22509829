import { describe, expect, test } from 'vitest';
import { findRelease, knownReleases } from '../../../src/istio/config/releases.ts';
import { faultsOf, slipsOf } from '../../../src/istio/config/values-check.ts';

// The kinds of values that installations give the injector, of several releases at once.
const installed = {
  global: {
    autoscalingv2API: true,
    caAddress: '',
    certSigners: [],
    configCluster: false,
    configValidation: true,
    defaultNodeSelector: {},
    defaultPodDisruptionBudget: { enabled: true },
    defaultResources: { requests: { cpu: '10m' } },
    defaultTolerations: [],
    externalIstiod: false,
    hub: 'example.com/mesh',
    imagePullPolicy: '',
    imagePullSecrets: ['a'],
    ipFamilies: [],
    istioNamespace: 'istio-system',
    istiod: { enableAnalysis: false },
    logAsJson: false,
    logging: { level: 'default:info' },
    meshNetworks: { n: { endpoints: [{ fromRegistry: 'a' }], gateways: [] } },
    mountMtlsCerts: false,
    multiCluster: { clusterName: '', enabled: false, includeEnvoyFilter: true },
    nativeNftables: false,
    networkPolicy: { enabled: false },
    podDNSSearchNamespaces: ['global'],
    proxy: {
      lifecycle: {},
      privileged: false,
      readinessFailureThreshold: '4',
      resources: { limits: { cpu: '2000m', memory: null }, requests: null },
      seccompProfile: { type: 'RuntimeDefault' },
      startupProbe: { enabled: true, failureThreshold: 600 },
      statusPort: 15020,
      tracer: 'none',
    },
    proxy_init: { forceApplyIptables: false, image: 'proxyv2' },
    sds: { token: { aud: 'istio-ca' } },
    sts: { servicePort: 0 },
    tag: 1.2,
    tracer: { stackdriver: { debug: false, maxNumberOfAnnotations: 200 } },
    waypoint: { resources: {}, affinity: {} },
    somethingNew: { x: 1 },
  },
  gateways: { securityContext: {}, 'istio-ingressgateway': { enabled: true } },
  istio_cni: { chained: true, enabled: false, provider: 'default' },
  pilot: { cni: { enabled: false, provider: 'default' }, env: { A: true, B: 1, C: 'x' } },
  revision: '',
  sidecarInjectorWebhook: {
    alwaysInjectSelector: [{ matchLabels: { a: 'b' } }],
    defaultTemplates: [],
    injectedAnnotations: { a: 'b' },
    neverInjectSelector: [],
    objectSelector: { autoInject: true, enabled: true },
    rewriteAppHTTPProbe: true,
    templates: {},
  },
};

describe('right values', () => {
  test('of installations', () => {
    expect(faultsOf('values', installed)).toEqual([]);
    expect(slipsOf('values', installed)).toEqual([]);
  });

  test.each(knownReleases().map(({ minor }) => minor))('of Istio %s itself', (minor) => {
    const { values } = findRelease(minor);
    expect([faultsOf('values', values), slipsOf('values', values)]).toEqual([[], []]);
  });
});

test.each<[unknown, string, string]>([
  [{ global: { logAsJson: 'true' } }, 'global.logAsJson', 'must be true or false, not the text "true"'],
  [
    { global: { proxy: { excludeInboundPorts: 80 } } },
    'global.proxy.excludeInboundPorts',
    'must be text, not the number 80 (write it in quotes)',
  ],
  [
    { global: { proxy: { statusPort: -1 } } },
    'global.proxy.statusPort',
    'must be a whole number, 0 or more, not the number -1',
  ],
  [
    { global: { proxy: { statusPort: 1.5 } } },
    'global.proxy.statusPort',
    'must be a whole number, 0 or more, not the number 1.5',
  ],
  [{ global: { imagePullSecrets: 'a' } }, 'global.imagePullSecrets', 'must be a list, not the text "a"'],
  [{ global: { imagePullSecrets: [{ name: 'a' }] } }, 'global.imagePullSecrets.0', 'must be text, not a map'],
  [{ global: [] }, 'global', 'must be a map, not a list'],
  [
    { global: { proxy: { resources: { limits: { cpu: 2 } } } } },
    'global.proxy.resources.limits.cpu',
    'must be text, not the number 2 (write it in quotes)',
  ],
])('wrong values: %j', (values, path, message) => {
  expect(faultsOf('values', values).map((fault) => [fault.path.join('.'), fault.message])).toEqual([[path, message]]);
});

test.each([
  [{ global: { imagePullSecret: [] } }, 'imagePullSecrets'],
  [{ sidecarInjectorWebhok: {} }, 'sidecarInjectorWebhook'],
  [{ global: { proxy: { loglevel: 'x' } } }, 'logLevel'],
])('a slip of the pen: %j', (values, meant) => {
  expect(slipsOf('values', values).map((slip) => slip.meant)).toEqual([meant]);
});
