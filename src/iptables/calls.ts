// Who sends what, first and then: the packet that is asked about, and the calls that Envoy and istio-agent make because of it.
// Does not know how a packet gets where it ends.
import { passthroughSource } from './make.ts';
import { type Packet, parseMark, parseOwners } from './packet.ts';
import { type Endpoint, familyOf } from './passage.ts';
import type { Listener } from './ports.ts';
import { ASSUMED, isNamed, localhost, type Scene, sourceFor } from './scene.ts';
import type { Settings } from './settings.ts';

/** Who sends a packet. */
export type Sender = 'the client' | 'the virtual machine' | 'the application' | 'Envoy' | 'istio-agent';

/** A packet and who sends it; one that arrives from outside has an `in`. */
export interface Call {
  readonly sender: Sender;
  readonly packet: Packet;
}

const APPLICATION_OWNER = 1000;
const CLIENT_PORT = 40000;
const blank = {
  sourcePort: CLIENT_PORT,
  mark: 0,
  connectionMark: 0,
  state: 'NEW',
} as const;

/** The packet that is asked about. */
export function firstCall({ request, podAddress, target, kernel, settings }: Scene): Call {
  const { direction, protocol, port, isFromProxy = false } = request;
  const to = { ...blank, protocol, destination: target, port };
  if (direction === 'inbound' && !request.isToOwnPod) {
    const source = ASSUMED[familyOf(target)].client;
    return {
      sender: 'the client',
      packet: { ...to, source, in: request.interface ?? kernel.device },
    };
  }
  const own = isFromProxy ? proxyOwner(settings) : { uid: APPLICATION_OWNER, gid: request.uid ?? APPLICATION_OWNER };
  const owner = { uid: request.uid ?? own.uid, gid: request.gid ?? own.gid };
  const packet = { ...to, ...owner, source: sourceFor(target, podAddress) };
  return { sender: isFromProxy ? 'Envoy' : 'the application', packet };
}

/** Under TPROXY the proxy runs as root, for the sake of its socket options. */
function proxyOwner({ uids, gids, isTproxy }: Settings): {
  readonly uid: number;
  readonly gid: number;
} {
  const [uid, gid] = [firstOwner(uids), firstOwner([...gids, ...uids])];
  return { uid: isTproxy ? 0 : uid, gid };
}

const PROXY_OWNER = 1337;

/** The first one of a list that is a number or stands for one. */
function firstOwner(owners: readonly string[]): number {
  return owners.map((text) => parseOwners(text).from).find((id) => Number.isInteger(id)) ?? PROXY_OWNER;
}

/** What the listener does with a call that it got: the call that follows, if there is one. */
export function nextCall({ packet }: Call, listener: Listener, original: Endpoint, scene: Scene): Call | undefined {
  switch (listener) {
    case 'inbound':
      return isProxyListener(original, scene) ? undefined : toApplication(packet, original, scene);
    case 'outbound':
      return isProxyListener(original, scene) ? undefined : toUpstream(original, scene);
    case 'dns':
      return fromProxy('istio-agent', packet.protocol, original, scene);
    case 'health':
      return fromProxy('Envoy', 'tcp', { address: localhost(scene.podAddress), port: portOf('status', scene) }, scene);
    case 'metrics':
      return fromProxy('Envoy', 'tcp', { address: localhost(scene.podAddress), port: portOf('admin', scene) }, scene);
    default:
      return undefined;
  }
}

/** A call to the redirection's own ports would come back for ever: Envoy closes it. */
function isProxyListener({ port }: Endpoint, { ports }: Scene): boolean {
  return ports.some((row) => row.port === port && (row.listener === 'inbound' || row.listener === 'outbound'));
}

/** Envoy says where it comes from by the source it takes; under TPROXY it keeps the client's, and marks the packet. */
function toApplication(packet: Packet, original: Endpoint, scene: Scene): Call {
  const { isTproxy, mark } = scene.settings;
  const [source = ''] = passthroughSource(familyOf(original.address)).split('/');
  const origin = isTproxy ? { source: packet.source, mark: parseMark(mark).value } : { source };
  const call = fromProxy('Envoy', 'tcp', original, scene);
  return { ...call, packet: { ...call.packet, ...origin } };
}

function toUpstream(original: Endpoint, scene: Scene): Call {
  const { request, podAddress } = scene;
  const endpoint = isNamed(request) ? ASSUMED[familyOf(original.address)].endpoint : original.address;
  const address = request.isToOwnPod ? podAddress : endpoint;
  return fromProxy('Envoy', 'tcp', { address, port: original.port }, scene);
}

function fromProxy(sender: Sender, protocol: Packet['protocol'], { address, port }: Endpoint, scene: Scene): Call {
  const owner = proxyOwner(scene.settings);
  const source = sourceFor(address, scene.podAddress);
  return {
    sender,
    packet: {
      ...blank,
      ...owner,
      protocol,
      destination: address,
      port,
      source,
    },
  };
}

function portOf(listener: Listener, { ports }: Scene): number {
  return ports.find((row) => row.listener === listener)?.port ?? 0;
}
