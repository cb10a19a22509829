// Every port that the sidecar takes: who listens, and who should reach it. The one table of them. Does not know rules.
import { isLoopback, parseAddress } from './addresses.ts';
import { holds, type Release, type Span } from './behaviours.ts';

/** What is behind a port, in one word. */
export type Listener =
  | 'admin'
  | 'outbound'
  | 'probe'
  | 'debug'
  | 'inbound'
  | 'tunnel'
  | 'status'
  | 'health'
  | 'dns'
  | 'metrics'
  | 'application'
  | 'nobody';

/** One port of the sidecar, with the number that it has by default. */
export interface SidecarPort {
  readonly port: number;
  readonly listener: Listener;
  readonly process: 'Envoy' | 'istio-agent' | 'nobody';
  readonly name: string;
  readonly isLocal: boolean;
  readonly reached: string;
  readonly span?: Span;
}

/** All of them, by number. */
export const SIDECAR_PORTS: readonly SidecarPort[] = [
  {
    port: 15000,
    listener: 'admin',
    process: 'Envoy',
    name: "Envoy's admin interface",
    isLocal: true,
    reached: 'from inside the pod',
  },
  {
    port: 15001,
    listener: 'outbound',
    process: 'Envoy',
    name: "Envoy's outbound listener",
    isLocal: false,
    reached: 'by redirection only',
  },
  {
    port: 15002,
    listener: 'probe',
    process: 'nobody',
    name: 'the probe of istio-validation',
    isLocal: true,
    reached: 'by istio-validation',
  },
  {
    ...{
      port: 15004,
      listener: 'debug',
      process: 'istio-agent',
      name: "istio-agent's proxy to istiod's debug interface",
    },
    ...{
      isLocal: true,
      reached: 'from inside the pod',
      span: { until: ['1.25'] },
    },
  },
  {
    port: 15006,
    listener: 'inbound',
    process: 'Envoy',
    name: "Envoy's inbound listener",
    isLocal: false,
    reached: 'by redirection only',
  },
  {
    ...{
      port: 15008,
      listener: 'tunnel',
      process: 'Envoy',
      name: "Envoy's HBONE listener, where it is enabled",
    },
    ...{
      isLocal: false,
      reached: 'by other proxies, never redirected',
      span: { since: ['1.16'] },
    },
  },
  {
    ...{
      port: 15020,
      listener: 'status',
      process: 'istio-agent',
      name: "istio-agent's status server",
    },
    ...{ isLocal: false, reached: 'by the kubelet and Prometheus' },
  },
  {
    port: 15021,
    listener: 'health',
    process: 'Envoy',
    name: "Envoy's health listener",
    isLocal: false,
    reached: 'by the kubelet',
  },
  {
    port: 15053,
    listener: 'dns',
    process: 'istio-agent',
    name: "istio-agent's DNS proxy",
    isLocal: true,
    reached: 'by redirection only',
  },
  {
    port: 15090,
    listener: 'metrics',
    process: 'Envoy',
    name: "Envoy's metrics listener",
    isLocal: false,
    reached: 'by Prometheus',
  },
];

/** The ports that were moved by options. */
export interface MovedPorts {
  readonly envoyPort: string;
  readonly capturePort: string;
  readonly tunnelPort: string;
}

/** The sidecar's port table as a release and its options have it. */
export function sidecarPorts(release: Release, moved: MovedPorts): SidecarPort[] {
  const numbers: Partial<Record<Listener, string>> = {
    outbound: moved.envoyPort,
    inbound: moved.capturePort,
    tunnel: moved.tunnelPort,
  };
  return SIDECAR_PORTS.filter(({ span }) => span === undefined || holds(release, span)).map((row) => {
    const number = Number(numbers[row.listener] ?? row.port);
    return Number.isInteger(number) ? { ...row, port: number } : row;
  });
}

/** Who gets what arrives at an address of the pod: one of the sidecar's listeners, nobody, or else the application. */
export function listenerAt(
  ports: readonly SidecarPort[],
  address: string,
  port: number,
  protocol: 'tcp' | 'udp',
): SidecarPort | 'application' | 'nobody' {
  // Only names are answered over UDP too.
  const row = ports.find(
    (candidate) => candidate.port === port && (protocol === 'tcp' || candidate.listener === 'dns'),
  );
  if (row === undefined) return 'application';
  const parsed = parseAddress(address);
  const isReachable = !row.isLocal || (parsed !== undefined && isLoopback(parsed));
  return isReachable && row.process !== 'nobody' ? row : 'nobody';
}
