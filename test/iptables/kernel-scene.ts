// What is alive in the namespaces of kernel.test.ts: who listens where, and every packet that is asked about.
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { sidecarPorts } from '../../src/iptables/ports.ts';
import type { TraceRequest } from '../../src/iptables/scene.ts';
import type { Settings } from '../../src/iptables/settings.ts';
import { type Listening, type ListeningGroup, OUTSIDE, POD } from './namespaces.ts';

/** The ports of the application, and of whatever is outside. */
export const SERVED: readonly number[] = [22, 80, 8080, 9080, 9090];

/** The sidecar's listeners with the proxy's owner, and an application that is not root. */
export function podGroups(
  version: string,
  settings: Settings,
  proxy: { readonly uid: number; readonly gid: number },
): ListeningGroup[] {
  const ports = sidecarPorts(parseRelease(version), settings).filter(
    ({ listener, process }) =>
      process !== 'nobody' && !(listener === 'tunnel' && SERVED.includes(Number(settings.tunnelPort))),
  );
  const own = ports.flatMap(({ port, isLocal, listener }) =>
    (isLocal ? ['127.0.0.1', '::1'] : ['0.0.0.0', '::']).flatMap((address): Listening[] => [
      {
        address,
        port,
        protocol: 'tcp',
        transparent: settings.isTproxy && listener === 'inbound',
      },
      ...(listener === 'dns' ? [{ address, port, protocol: 'udp' } as const] : []),
    ]),
  );
  const tcp = ['0.0.0.0', '::'].flatMap((address) =>
    SERVED.map((port): Listening => ({ address, port, protocol: 'tcp' })),
  );
  const udp = [POD.v4, POD.v6, '127.0.0.1', '::1'].flatMap((address) =>
    [53, 9080].map((port): Listening => ({ address, port, protocol: 'udp' })),
  );
  return [
    { name: 'pod', ...proxy, listeners: own },
    { name: 'pod', uid: 1000, gid: 1000, listeners: [...tcp, ...udp] },
  ];
}

/** What listens outside. */
export function peerListeners(): Listening[] {
  const tcp = ['0.0.0.0', '::'].flatMap((address) =>
    [53, ...SERVED].map((port): Listening => ({ address, port, protocol: 'tcp' })),
  );
  return [
    ...tcp,
    ...OUTSIDE.flatMap((address) => [53, 9080].map((port): Listening => ({ address, port, protocol: 'udp' }))),
  ];
}

/** Every kind of packet, in both families: inbound, outbound, to the pod itself and to localhost, by every owner, over TCP and UDP. */
export function requests(settings: Settings): TraceRequest[] {
  const owners = [
    { uid: 1337, gid: 1337 },
    { uid: 1000, gid: 1000 },
    { uid: 0, gid: 0 },
    { uid: 0, gid: Number(settings.gids[0]) },
    { uid: 1001, gid: 2000 },
    { isFromProxy: true },
  ];
  return (['v4', 'v6'] as const).flatMap((family) => {
    const pod = POD[family];
    const [localhost, service, excluded, nameserver] =
      family === 'v4'
        ? ['127.0.0.1', '10.96.0.77', '10.20.0.5', '10.96.0.10']
        : ['::1', 'fd00:10:96::77', 'fd00:20::5', 'fd00:10:96::a'];
    const inbound = [22, 80, 8080, 9080, 15000, 15001, 15006, 15020, 15021, 15053, 15090].map(
      (port) => ({ direction: 'inbound', host: pod, port, protocol: 'tcp' }) as const,
    );
    const targets = [service, excluded, pod, localhost].flatMap((host) =>
      [80, 8080, 9080].map((port) => ({ host, port })),
    );
    const outbound = [
      ...targets,
      { host: pod, port: 15021 },
      { host: nameserver, port: 53 },
      { host: service, port: 53 },
      ...(family === 'v4' ? [{ host: '127.0.0.2', port: 9080 }] : []),
    ];
    const tcp = owners.flatMap((owner) =>
      outbound.map(
        (to) =>
          ({
            direction: 'outbound',
            protocol: 'tcp',
            podAddress: pod,
            ...owner,
            ...to,
          }) as const,
      ),
    );
    const self = {
      direction: 'outbound',
      host: 'reviews',
      port: 9080,
      protocol: 'tcp',
      podAddress: pod,
      isToOwnPod: true,
    } as const;
    const udp = owners.flatMap((owner) => [
      ...[nameserver, service].map(
        (host) =>
          ({
            direction: 'outbound',
            host,
            port: 53,
            protocol: 'udp',
            podAddress: pod,
            ...owner,
          }) as const,
      ),
      ...[pod, localhost, service].map(
        (host) =>
          ({
            direction: 'outbound',
            host,
            port: 9080,
            protocol: 'udp',
            podAddress: pod,
            ...owner,
          }) as const,
      ),
    ]);
    return [
      ...inbound,
      { direction: 'inbound', host: pod, port: 9080, protocol: 'udp' } as const,
      ...tcp,
      self,
      { ...self, isFromProxy: true },
      ...udp,
    ];
  });
}
