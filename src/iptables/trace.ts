// A request's whole way: packet after packet, from the first sender through Envoy or past it to the end.
// Does not know how the kernel treats one packet, nor how the way is drawn.
import type { Release } from './behaviours.ts';
import { type Call, firstCall, nextCall, type Sender } from './calls.ts';
import type { Packet } from './packet.ts';
import { type Arrival, arrive, type Passage, send } from './passage.ts';
import { type Listener, listenerAt } from './ports.ts';
import { isNamed, type Scene, setScene, type TraceRequest } from './scene.ts';
import type { Settings } from './settings.ts';

/** One packet of the way. `skipped` tells why an eBPF datapath never shows it to iptables. */
export interface Leg extends Passage {
  readonly sender: Sender;
  /** Who got it; undefined where it left the pod, or was dropped. */
  readonly listener: Listener | undefined;
  /** Where it ended, in words. */
  readonly end: string;
  readonly skipped?: string | undefined;
}

/** How the way as a whole is to be judged. */
type Outcome =
  | 'through Envoy'
  | 'closed by Envoy'
  | 'endless'
  | 'to istio-agent'
  | 'to the sidecar'
  | 'past Envoy'
  | "the proxy's own"
  | 'nobody listens'
  | 'not for this pod'
  | 'dropped';

/** A whole way, and what had to be assumed for it. */
export interface Trace {
  readonly request: TraceRequest;
  readonly legs: readonly Leg[];
  readonly outcome: Outcome;
  readonly notes: readonly string[];
}

// A call that comes back again and again is cut off: it would go on for ever.
const LONGEST = 8;

/** Follows a request through a pod that has these settings. */
export function trace(request: TraceRequest, settings: Settings, release: Release): Trace {
  const scene = setScene(request, settings, release);
  const legs: Leg[] = [];
  let call: Call | undefined = firstCall(scene);
  while (call !== undefined && legs.length < LONGEST) {
    const leg = place(call, scene);
    legs.push(leg);
    call = follow(leg, scene);
  }
  return {
    request,
    legs,
    outcome: outcomeOf(legs),
    notes: notesOf(scene, legs),
  };
}

function place(call: Call, scene: Scene): Leg {
  const isInbound = call.packet.in !== undefined;
  const passage = isInbound ? arrive(scene.kernel, call.packet) : send(scene.kernel, call.packet);
  const end = endOf(passage, call.sender, scene);
  const skipped = scene.request.datapath === 'ebpf' ? joinedSockets(call, passage, end) : undefined;
  return { ...passage, sender: call.sender, ...end, skipped };
}

function follow({ sender, packet, arrival, listener }: Leg, scene: Scene): Call | undefined {
  if (arrival.kind !== 'delivered' || listener === undefined) return undefined;
  return nextCall({ sender, packet }, listener, arrival.original, scene);
}

type End = Pick<Leg, 'listener' | 'end'>;

function endOf({ arrival, packet }: Passage, sender: Sender, scene: Scene): End {
  switch (arrival.kind) {
    case 'sent':
      return {
        listener: undefined,
        end: `leaves the pod by ${arrival.device}, to ${formatEndpoint(packet.destination, packet.port)}`,
      };
    case 'not for this pod':
      return {
        listener: undefined,
        end: `is not for this pod, ${scene.podAddress}: routing forwards or drops it`,
      };
    case 'dropped':
      return { listener: undefined, end: `is dropped in ${arrival.table}` };
    case 'delivered':
      return listen(arrival, sender, packet.protocol, scene);
  }
}

type Delivered = Extract<Arrival, { kind: 'delivered' }>;

function listen({ at, original, by }: Delivered, sender: Sender, protocol: Packet['protocol'], scene: Scene): End {
  const found = listenerAt(scene.ports, at.address, at.port, protocol);
  const place = formatEndpoint(at.address, at.port);
  const before = formatEndpoint(original.address, original.port);
  if (found === 'application') {
    return {
      listener: found,
      end: `reaches the application on ${place}${sender === 'Envoy' ? '' : ', without Envoy'}`,
    };
  }
  if (found === 'nobody') {
    const isLocal = scene.ports.some(({ port, process }) => port === at.port && process !== 'nobody');
    return { listener: found, end: `finds nobody on ${place}${isLocal ? ': that listener is on localhost only' : ''}` };
  }
  if (by === 'tproxy')
    return {
      listener: found.listener,
      end: `reaches ${found.name}, port ${at.port}, its addresses as they were (${before})`,
    };
  const history = place === before ? '' : ` (its original destination, ${before}, is kept)`;
  return {
    listener: found.listener,
    end: `reaches ${found.name}, on ${place}${history}`,
  };
}

/** `address:port`, an IPv6 address in brackets. */
export function formatEndpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const JOINED = 'eBPF joins the two sockets (sockops): what is written to one is read from the other';
const HOOKED = 'eBPF changes the destination when connect is called, and joins the two sockets (sockops)';

/** Data between processes of one node never become packets where eBPF joins their sockets. */
function joinedSockets({ sender, packet }: Call, { arrival }: Passage, { listener }: End): string | undefined {
  // sockops joins established TCP connections only, and where nobody listens there is no second socket.
  if (packet.protocol !== 'tcp' || listener === 'nobody') return undefined;
  if (packet.in !== undefined || arrival.kind !== 'delivered') return undefined;
  const how = sender === 'the application' && arrival.by === 'redirect' ? HOOKED : JOINED;
  return `${how}; TCP/IP, conntrack and the rules are not passed, though the rules stay beneath`;
}

function outcomeOf(legs: readonly Leg[]): Outcome {
  const [first] = legs;
  const last = legs.at(-1);
  if (legs.some(({ arrival }) => arrival.kind === 'dropped')) return 'dropped';
  if (isClosed(last)) return legs.length < LONGEST ? 'closed by Envoy' : 'endless';
  if (first?.arrival.kind === 'not for this pod') return 'not for this pod';
  if (first?.listener === 'inbound' || first?.listener === 'outbound' || first?.listener === 'tunnel')
    return 'through Envoy';
  if (first?.listener === 'dns') return 'to istio-agent';
  if (last?.listener === 'nobody') return 'nobody listens';
  if (first?.sender === 'Envoy') return "the proxy's own";
  return first?.listener === undefined || first.listener === 'application' ? 'past Envoy' : 'to the sidecar';
}

function isClosed(last: Leg | undefined): boolean {
  return last?.listener === 'inbound' || last?.listener === 'outbound';
}

interface Remark {
  readonly holds: (scene: Scene, legs: readonly Leg[]) => boolean;
  readonly text: (scene: Scene) => string;
}

const REMARKS: readonly Remark[] = [
  {
    holds: ({ request, target, podAddress }) => isNamed(request) && target !== podAddress,
    text: ({ request, target }) =>
      `${request.host} is taken to be ${target}; give its address for rules that look at addresses (-i, -x)`,
  },
  {
    holds: (_, legs) => legs.length === LONGEST,
    text: () => 'it goes on like this for ever',
  },
  {
    holds: (_, legs) => legs.length < LONGEST && isClosed(legs.at(-1)),
    text: () => 'Envoy closes it: a call to its own port would come back for ever',
  },
  {
    holds: ({ settings }, [first]) => settings.isTproxy && first?.listener === 'inbound',
    text: () => 'the later packets of this connection are marked in ISTIO_DIVERT, and delivered in the same way',
  },
  {
    holds: (_, legs) => legs.some(losesMark),
    text: () =>
      "the connection was given no mark, so the application's answer leaves to the client past Envoy, and nothing is set up",
  },
  {
    holds: (_, legs) => legs.at(-1)?.listener === 'status',
    text: () => 'for probes and metrics of the application istio-agent calls it from 127.0.0.6, which is not captured',
  },
  {
    holds: (_, legs) => legs.at(-1)?.listener === 'tunnel',
    text: () => 'Envoy opens the tunnel, and hands what is in it to the application as its inbound listener does',
  },
  {
    holds: ({ request }) => request.datapath === 'ebpf',
    text: () =>
      'eBPF needs a kernel of 5.7 or newer on the node; the manifest and the rules are the same, and hold where it cannot join sockets',
  },
];

/** Under TPROXY the answer to a client's own address finds its way to Envoy by the connection's mark only. */
function losesMark({ packet, walks, arrival }: Leg): boolean {
  return packet.mark !== 0 && arrival.kind === 'delivered' && walks.at(-1)?.packet.connectionMark !== packet.mark;
}

function notesOf(scene: Scene, legs: readonly Leg[]): string[] {
  return REMARKS.filter(({ holds }) => holds(scene, legs)).map(({ text }) => text(scene));
}
