// One packet's way through the kernel of the pod: the tables in their order, the routing between them, and where it ends.
// Does not know who sent it, who listens, or what happens next.
import { isLoopback, parseAddress } from './addresses.ts';
import { type Packet, parseMark } from './packet.ts';
import { hasTproxyRoute } from './routes.ts';
import type { Table } from './rule.ts';
import { makeRules } from './rules.ts';
import { loadRules, type Ruleset } from './ruleset.ts';
import type { Family, PerFamily, Settings } from './settings.ts';
import { type Verdict, type Walk, walk } from './walk.ts';

/** What of the pod a packet meets: the rules, its addresses, and the mark by which routing delivers it at home. */
export interface Kernel {
  readonly rulesets: PerFamily<Ruleset>;
  readonly addresses: readonly string[];
  /** The interface to the outside. */
  readonly device: string;
  readonly localMark: number | undefined;
}

/** An address and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Where a packet ends. `original` is what the socket can still learn of its destination. */
export type Arrival =
  | {
      readonly kind: 'delivered';
      readonly at: Endpoint;
      readonly original: Endpoint;
      readonly by: 'routing' | 'redirect' | 'tproxy';
    }
  | { readonly kind: 'sent'; readonly device: string }
  | { readonly kind: 'not for this pod' }
  | { readonly kind: 'dropped'; readonly table: Table };

/** The tables that a packet went through, and where it ended. */
export interface Passage {
  readonly packet: Packet;
  readonly walks: readonly Walk[];
  readonly arrival: Arrival;
}

/** A pod's kernel after istio-iptables ran there. */
export function kernelOf(settings: Settings, addresses: readonly string[], device: string): Kernel {
  const ruleset = (family: Family): Ruleset => loadRules(makeRules(settings, family));
  const localMark = hasTproxyRoute(settings) ? parseMark(settings.mark).value : undefined;
  return { rulesets: { v4: ruleset('v4'), v6: ruleset('v6') }, addresses, device, localMark };
}

/** A packet that arrives from outside; its `in` tells the interface. */
export function arrive(kernel: Kernel, packet: Packet): Passage {
  const journey = new Journey(kernel, packet);
  journey.enter();
  return journey.result();
}

/** A packet that a process of the pod sends; routing sets its `out`. */
export function send(kernel: Kernel, packet: Packet): Passage {
  const routed = { ...packet, out: route(kernel, packet) };
  const journey = new Journey(kernel, routed);
  journey.leave();
  return journey.result();
}

function route(kernel: Kernel, { destination, mark }: Packet): string {
  return isOwn(kernel, destination) || isMarkedLocal(kernel, mark) ? 'lo' : kernel.device;
}

function isMarkedLocal({ localMark }: Kernel, mark: number): boolean {
  return localMark !== undefined && mark === localMark;
}

function isOwn({ addresses }: Kernel, text: string): boolean {
  const address = parseAddress(text);
  return (
    address !== undefined &&
    (isLoopback(address) || [...addresses, '::6'].some((own) => parseAddress(own)?.bits === address.bits))
  );
}

/** `v4` or `v6`, by an address. */
export function familyOf(address: string): Family {
  return parseAddress(address)?.family === 6 ? 'v6' : 'v4';
}

/** The state of one packet under way. */
class Journey {
  readonly #kernel: Kernel;
  readonly #sent: Packet;
  readonly #walks: Walk[] = [];
  readonly #original: Endpoint;
  #packet: Packet;
  #arrival: Arrival | undefined;

  constructor(kernel: Kernel, packet: Packet) {
    this.#kernel = kernel;
    this.#sent = packet;
    this.#packet = packet;
    this.#original = { address: packet.destination, port: packet.port };
  }

  result(): Passage {
    return { packet: this.#sent, walks: this.#walks, arrival: this.#arrival ?? { kind: 'not for this pod' } };
  }

  /** Through PREROUTING. What came over lo was asked about by nat in OUTPUT already. */
  enter(): void {
    this.#walk('raw', 'PREROUTING');
    const verdict = this.#walk('mangle', 'PREROUTING');
    const isNatted = this.#packet.in !== 'lo' && this.#natted('PREROUTING');
    if (this.#arrival !== undefined) return;
    if (verdict?.kind === 'tproxy') this.#deliver({ address: this.#packet.destination, port: verdict.port }, 'tproxy');
    else if (isOwn(this.#kernel, this.#packet.destination) || isMarkedLocal(this.#kernel, this.#packet.mark)) {
      this.#deliver(
        { address: this.#packet.destination, port: this.#packet.port },
        isNatted || this.#isRedirected() ? 'redirect' : 'routing',
      );
    }
  }

  /** Through OUTPUT, and in again where the destination is the pod itself. */
  leave(): void {
    this.#walk('raw', 'OUTPUT');
    this.#walk('mangle', 'OUTPUT');
    this.#packet = { ...this.#packet, out: route(this.#kernel, this.#packet) };
    this.#natted('OUTPUT');
    if (this.#arrival !== undefined) return;
    const { out } = this.#packet;
    if (out !== 'lo') this.#arrival = { kind: 'sent', device: out ?? this.#kernel.device };
    else {
      this.#packet = { ...this.#packet, in: 'lo', out: undefined, uid: undefined, gid: undefined };
      this.enter();
    }
  }

  /** nat is asked for the first packet of a connection only. */
  #natted(hook: 'PREROUTING' | 'OUTPUT'): boolean {
    if (this.#packet.state !== 'NEW') return false;
    const verdict = this.#walk('nat', hook);
    if (verdict?.kind !== 'redirect') return false;
    const destination = hook === 'OUTPUT' ? this.#localhost() : this.#ownAddress();
    this.#packet = { ...this.#packet, destination, port: verdict.port, ...(hook === 'OUTPUT' ? { out: 'lo' } : {}) };
    return true;
  }

  #walk(table: Table, hook: string): Verdict | undefined {
    if (this.#arrival !== undefined) return undefined;
    const family = familyOf(this.#packet.destination);
    const result = walk(this.#kernel.rulesets[family], table, hook, this.#packet);
    this.#walks.push(result);
    this.#packet = result.packet;
    if (result.verdict.kind === 'drop') this.#arrival = { kind: 'dropped', table };
    return result.verdict;
  }

  #deliver(at: Endpoint, by: 'routing' | 'redirect' | 'tproxy'): void {
    this.#arrival = { kind: 'delivered', at, original: this.#original, by };
  }

  #isRedirected(): boolean {
    return this.#packet.port !== this.#original.port || this.#packet.destination !== this.#original.address;
  }

  #localhost(): string {
    return familyOf(this.#packet.destination) === 'v4' ? '127.0.0.1' : '::1';
  }

  #ownAddress(): string {
    const family = familyOf(this.#packet.destination);
    return this.#kernel.addresses.find((address) => familyOf(address) === family) ?? this.#packet.destination;
  }
}
