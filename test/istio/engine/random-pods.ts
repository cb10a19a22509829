// Knows how to make pods that use all that the engine looks at, from a random source. Does not know what becomes of them.
import fc from 'fast-check';

const name = fc.constantFrom('app', 'web', 'db', 'istio-proxy');
const initName = fc.constantFrom(
  'setup',
  'migrate',
  'istio-proxy',
  'istio-init',
  'istio-validation',
  'enable-core-dump',
);
const port = fc.oneof(fc.constantFrom(80, 8080, 15020, 15021), fc.constantFrom('http', 'nope', '8080'));
const text = fc.constantFrom('', 'x', 'true', 'a&b<c>', '80', '15020', '/stats/prometheus', 'ünï"\n');

const httpGet = record({
  path: fc.constantFrom('/r', '/app-health/app/livez', '/?a=1&b'),
  port,
  scheme: fc.constantFrom('HTTP', 'HTTPS'),
  host: text,
});
const handler = fc.oneof(
  fc.record({ httpGet }),
  fc.record({ tcpSocket: record({ port, host: text }) }),
  fc.record({ exec: fc.record({ command: fc.array(text, { maxLength: 2 }) }) }),
);
const probe = fc
  .tuple(
    fc.oneof(handler, fc.record({ grpc: record({ port: fc.constantFrom(5, 15020), service: text }) })),
    record({ timeoutSeconds: fc.nat(3), periodSeconds: fc.nat(9) }),
  )
  .map(([one, other]) => ({ ...one, ...other }));

const env = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('A', 'PROXY_CONFIG', 'POD_NAME', 'ISTIO_META_CLUSTER_ID'), text, fc.boolean())
    .map(([key, value, isLiteral]) =>
      isLiteral ? { name: key, value } : { name: key, valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ),
  { maxLength: 3, selector: (entry) => entry.name },
);

const volumeName = fc.constantFrom('data', 'istio-data', 'istio-envoy', 'istio-token', 'workload-socket');

const container = (called: fc.Arbitrary<string>): fc.Arbitrary<object> =>
  record(
    {
      name: called,
      image: fc.constantFrom('app:1', 'auto'),
      args: fc.array(text, { maxLength: 2 }),
      env,
      ports: fc.uniqueArray(
        record({ containerPort: fc.constantFrom(80, 81, 15090), name: fc.constantFrom('http', 'web') }, [
          'containerPort',
        ]),
        {
          maxLength: 2,
          selector: (each) => each.containerPort,
        },
      ),
      readinessProbe: probe,
      livenessProbe: probe,
      startupProbe: probe,
      lifecycle: record({ preStop: handler, postStart: handler }),
      resources: record({
        limits: record({ cpu: fc.constantFrom('1000m', '2', 1) }),
        requests: record({ memory: fc.constantFrom('1024Mi', '1Gi') }),
      }),
      securityContext: record({ runAsUser: fc.constantFrom(0, 1337, 1000), runAsGroup: fc.constantFrom(0, 1000) }),
      volumeMounts: fc.uniqueArray(
        fc.record({ name: volumeName, mountPath: fc.constantFrom('/a', '/b', '/etc/istio/proxy') }),
        {
          maxLength: 2,
          selector: (each) => each.mountPath,
        },
      ),
    },
    ['name'],
  );

const containers = (one: fc.Arbitrary<object>, least: number): fc.Arbitrary<{ name: string }[]> =>
  fc.uniqueArray(one as fc.Arbitrary<{ name: string }>, {
    minLength: least,
    maxLength: 3,
    selector: (each) => each.name,
  });

const volumes = fc.uniqueArray(
  fc
    .tuple(
      volumeName,
      fc.constantFrom({ emptyDir: {} }, { emptyDir: { sizeLimit: '1Gi' } }, { hostPath: { path: '/d' } }),
    )
    .map(([key, source]) => ({ name: key, ...source })),
  { maxLength: 3, selector: (each) => each.name },
);

const ANNOTATIONS = {
  'prometheus.io/port': text,
  'prometheus.io/scrape': fc.constantFrom('true', 'false', 'no'),
  prometheus_io_path: text,
  'prometheus.istio.io/merge-metrics': fc.constantFrom('true', 'false'),
  'sidecar.istio.io/rewriteAppHTTPProbers': fc.constantFrom('true', 'false', 'perhaps'),
  'status.sidecar.istio.io/port': fc.constantFrom('0', '15020', '15021'),
  'sidecar.istio.io/interceptionMode': fc.constantFrom('REDIRECT', 'TPROXY', 'NONE'),
  'sidecar.istio.io/nativeSidecar': fc.constantFrom('true', 'false'),
  'traffic.sidecar.istio.io/excludeInboundPorts': fc.constantFrom('', '80', '15020'),
  'traffic.sidecar.istio.io/includeInboundPorts': fc.constantFrom('', '*', '80'),
  'proxy.istio.io/config': fc.constantFrom('holdApplicationUntilProxyStarts: true', 'statusPort: 15021', '{}'),
  'inject.istio.io/templates': fc.constantFrom('sidecar', 'gateway', 'grpc-agent', 'grpc-simple', 'sidecar,grpc-agent'),
  'kubectl.kubernetes.io/default-container': name,
  'k8s.v1.cni.cncf.io/networks': fc.constantFrom('other', '[{"name": "other"}]', 'istio-cni'),
  'istio.io/rev': fc.constantFrom('canary'),
};

const LABELS = {
  app: fc.constantFrom('x', 'web'),
  version: fc.constantFrom('v1'),
  'app.kubernetes.io/name': text,
  'service.istio.io/canonical-name': fc.constantFrom('x', 'mine'),
  'security.istio.io/tlsMode': fc.constantFrom('istio', 'disabled'),
  'topology.istio.io/network': fc.constantFrom('', 'n'),
  'sidecar.istio.io/inject': fc.constantFrom('true', ''),
};

/** A pod's metadata and spec. */
export const randomPod: fc.Arbitrary<{ metadata: object; spec: object }> = fc
  .record({
    metadata: record({ labels: sparse(LABELS), annotations: sparse(ANNOTATIONS).map(plausible) }),
    spec: record(
      {
        containers: containers(container(name), 1),
        initContainers: containers(container(initName), 0),
        volumes,
        imagePullSecrets: fc.uniqueArray(fc.record({ name: fc.constantFrom('own', 'mesh', 'other') }), {
          maxLength: 2,
          selector: (each) => each.name,
        }),
        securityContext: record({ fsGroup: fc.constantFrom(1337, 2000), runAsUser: fc.constant(1) }),
        dnsPolicy: fc.constantFrom('ClusterFirst', 'Default'),
      },
      ['containers'],
    ),
  })
  .map(({ metadata, spec }) => ({ metadata, spec: withUniqueNames(spec) }));

// The API server takes a name once in a pod.
function withUniqueNames(spec: { containers?: { name: string }[]; initContainers?: { name: string }[] }): object {
  const names = new Set((spec.containers ?? []).map((each) => each.name));
  if (spec.initContainers === undefined) return spec;
  return { ...spec, initContainers: spec.initContainers.filter((each) => !names.has(each.name)) };
}

// Left out is what nobody can tell apart: whether a pod or grpc-simple, which gives no sidecar, switched probes off; and what
// nobody can run: a pod with a native sidecar and another one.
function plausible(annotations: Record<string, string>): Record<string, string> {
  const templates = annotations['inject.istio.io/templates'];
  const isLeftOut = (name: string): boolean =>
    (templates === 'grpc-simple' && name === 'sidecar.istio.io/rewriteAppHTTPProbers') ||
    (templates === 'sidecar,grpc-agent' && name === 'sidecar.istio.io/nativeSidecar');
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !isLeftOut(name)));
}

/** What a random mesh may say. */
export const randomValues: fc.Arbitrary<object> = fc.constantFrom(
  {},
  { istio_cni: { enabled: true, chained: false }, pilot: { cni: { enabled: true, provider: 'multus' } } },
  { global: { network: 'n', imagePullSecrets: ['mesh'] } },
  { global: { proxy: { holdApplicationUntilProxyStarts: true, statusPort: 15021 } } },
);

function record<T>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[] = [],
): fc.Arbitrary<Partial<T>> {
  return fc.record(model, { requiredKeys: required }) as fc.Arbitrary<Partial<T>>;
}

// Most keys are absent, so that a pod shows few things at once.
function sparse(model: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<Record<string, string>> {
  const entries = Object.entries(model).map(([key, value]) =>
    fc.option(value, { freq: 2, nil: undefined }).map((each) => [key, each] as const),
  );
  return fc
    .tuple(...entries)
    .map((all) => Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Record<string, string>);
}
