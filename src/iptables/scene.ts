// Knows what is asked about a packet, and what is taken for granted where nothing was said: addresses, owners, interfaces.
// Does not know what becomes of the packet.
import { isLoopback, parseAddress } from './addresses.ts';
import type { Release } from './behaviours.ts';
import { familyOf, type Kernel, kernelOf } from './passage.ts';
import { type SidecarPort, sidecarPorts } from './ports.ts';
import type { Settings } from './settings.ts';

/** The packet that is asked about. */
export interface TraceRequest {
  readonly direction: 'inbound' | 'outbound';
  /** An address, or the name of a service. */
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** The proxy itself sends it. */
  readonly isFromProxy?: boolean | undefined;
  /** What is called is this very pod. */
  readonly isToOwnPod?: boolean | undefined;
  readonly podAddress?: string | undefined;
  readonly interface?: string | undefined;
  readonly datapath?: 'iptables' | 'ebpf' | undefined;
}

/** The request with all that it meets. */
export interface Scene {
  readonly request: TraceRequest;
  readonly settings: Settings;
  readonly ports: readonly SidecarPort[];
  readonly kernel: Kernel;
  readonly podAddress: string;
  /** The address that is called first. */
  readonly target: string;
}

/** Addresses for whom nobody gave one. */
export const ASSUMED = {
  v4: {
    pod: '10.0.0.9',
    service: '10.96.0.77',
    endpoint: '10.0.1.23',
    client: '10.0.2.34',
  },
  v6: {
    pod: 'fd00::9',
    service: 'fd00:10:96::77',
    endpoint: 'fd00:1::23',
    client: 'fd00:2::34',
  },
} as const;

const DEVICE = 'eth0';

/** Sets the scene for a request: the pod's kernel after istio-iptables ran, and the addresses. */
export function setScene(request: TraceRequest, settings: Settings, release: Release): Scene {
  const family = familyOf(isNamed(request) ? (request.podAddress ?? '') : request.host);
  const given = request.podAddress !== undefined && familyOf(request.podAddress) === family;
  const called = request.direction === 'inbound' && !isNamed(request) ? request.host : undefined;
  const podAddress = (given ? request.podAddress : called) ?? ASSUMED[family].pod;
  const target = targetOf(request, podAddress);
  return {
    request,
    settings,
    ports: sidecarPorts(release, settings),
    kernel: kernelOf(settings, [podAddress], DEVICE),
    podAddress,
    target,
  };
}

/** Whether a service is called by its name, for which an address has to be assumed. */
export function isNamed({ host }: TraceRequest): boolean {
  return parseAddress(host) === undefined && host !== 'localhost';
}

function targetOf(request: TraceRequest, podAddress: string): string {
  const { direction, host, isFromProxy = false, isToOwnPod = false } = request;
  if (host === 'localhost') return localhost(podAddress);
  if ((isFromProxy && isToOwnPod) || (direction === 'inbound' && isNamed(request))) return podAddress;
  if (!isNamed(request)) return host;
  return ASSUMED[familyOf(podAddress)][isFromProxy ? 'endpoint' : 'service'];
}

/** The loopback address of an address's family. */
export function localhost(address: string): string {
  return familyOf(address) === 'v4' ? '127.0.0.1' : '::1';
}

/** The source that routing picks for a destination. */
export function sourceFor(destination: string, podAddress: string): string {
  const address = parseAddress(destination);
  return address !== undefined && isLoopback(address) ? localhost(destination) : podAddress;
}
