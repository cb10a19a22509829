// Knows what MeshConfig and ProxyConfig are before anybody says anything, release by release, as a table. Does not know how files are applied to them.
import type { JsonMap } from '../../kubernetes/json.ts';
import type { MeshConfig, ProxyConfig } from './injection-config.ts';
import { isAlive } from './mesh-types.ts';

/** Defaults that hold in a span of minor releases; rows further down win. */
interface Row {
  readonly since?: number;
  readonly until?: number;
  readonly proxy?: JsonMap;
  readonly mesh?: JsonMap;
}

const rows: readonly Row[] = [
  {
    proxy: {
      configPath: './etc/istio/proxy',
      binaryPath: '/usr/local/bin/envoy',
      serviceCluster: 'istio-proxy',
      drainDuration: '45s',
      terminationDrainDuration: '5s',
      proxyAdminPort: 15000,
      controlPlaneAuthPolicy: 'MUTUAL_TLS',
      discoveryAddress: 'istiod.istio-system.svc:15012',
      statNameLength: 189,
      statusPort: 15020,
    },
    mesh: {
      enableTracing: true,
      accessLogEncoding: 'TEXT',
      protocolDetectionTimeout: '0s',
      ingressService: 'istio-ingressgateway',
      ingressControllerMode: 'STRICT',
      ingressClass: 'istio',
      trustDomain: 'cluster.local',
      enableAutoMtls: true,
      outboundTrafficPolicy: { mode: 'ALLOW_ANY' },
      localityLbSetting: { enabled: true },
      rootNamespace: 'istio-system',
      proxyListenPort: 15001,
      connectTimeout: '10s',
      defaultServiceExportTo: ['*'],
      defaultVirtualServiceExportTo: ['*'],
      defaultDestinationRuleExportTo: ['*'],
      dnsRefreshRate: '60s',
      extensionProviders: [
        { name: 'prometheus', prometheus: {} },
        { name: 'stackdriver', stackdriver: {} },
        { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
      ],
      defaultProviders: {},
    },
  },
  { until: 13, mesh: { dnsRefreshRate: '5s' } },
  { until: 16, proxy: { parentShutdownDuration: '60s' }, mesh: { thriftConfig: {} } },
  { until: 17, proxy: { concurrency: 2 } },
  { until: 21, proxy: { tracing: { zipkin: { address: 'zipkin.istio-system:9411' } } } },
  { since: 18, mesh: { proxyInboundListenPort: 15006, enablePrometheusMerge: true } },
  { since: 22, mesh: { inboundTrafficPolicy: { mode: 'PASSTHROUGH' } } },
];

/** The release's own ProxyConfig (minor: 13 for 1.13). */
export function defaultProxyConfig(minor: number): ProxyConfig {
  return Object.assign({}, ...rowsAt(minor).map((row) => row.proxy));
}

/** The release's own MeshConfig, its defaultConfig included. */
export function defaultMeshConfig(minor: number): MeshConfig {
  return Object.assign({}, ...rowsAt(minor).map((row) => row.mesh), { defaultConfig: defaultProxyConfig(minor) });
}

/** Whether drain and parent shutdown durations are checked against each other. */
export function checksParentShutdown(minor: number): boolean {
  return isAlive({ until: 16 }, minor);
}

function rowsAt(minor: number): readonly Row[] {
  return rows.filter((row) => isAlive(row, minor));
}
