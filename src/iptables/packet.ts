// Knows a packet, and whether a condition of a rule holds for it and why. Does not know chains, nor who sent it.
import { contains, parseAddress, parsePrefix } from './addresses.ts';
import type { Match } from './rule.ts';

/** What netfilter sees of a packet. `uid` and `gid` are of the socket that sends it; a packet that arrives has none. */
export interface Packet {
  readonly protocol: 'tcp' | 'udp';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly port: number;
  readonly in?: string | undefined;
  readonly out?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly mark: number;
  readonly connectionMark: number;
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID';
  readonly zone?: number | undefined;
}

/** Whether all conditions hold; if not, what is against it. */
export function matchAll(
  matches: readonly Match[],
  packet: Packet,
): { readonly isMatch: boolean; readonly why: string } {
  const failed = matches.find((match) => holdsFor(match, packet) === match.not);
  if (failed !== undefined) return { isMatch: false, why: objection(failed, packet) };
  return {
    isMatch: true,
    why: matches.length === 0 ? 'takes everything' : matches.map((match) => consent(match, packet)).join(', '),
  };
}

function holdsFor({ kind, value }: Match, packet: Packet): boolean {
  switch (kind) {
    case 'in':
    case 'out':
      return isInterface(value, packet[kind]);
    case 'source':
    case 'destination':
      return isInRange(packet[kind], value);
    case 'protocol':
      return packet.protocol === value;
    case 'dport':
    case 'dports':
      return value.split(',').some((range) => isInPorts(packet.port, range));
    case 'sport':
      return isInPorts(packet.sourcePort, value);
    case 'uid':
    case 'gid':
      return isOwner(packet[kind], value);
    case 'state':
      return value.split(',').includes(packet.state);
    case 'mark':
      return isMarked(packet.mark, value);
    case 'connmark':
      return isMarked(packet.connectionMark, value);
  }
}

/** A name that ends in `+` stands for all that begin so. */
function isInterface(pattern: string, name: string | undefined): boolean {
  if (name === undefined) return false;
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function isInRange(address: string, range: string): boolean {
  const [prefix, parsed] = [parsePrefix(range), parseAddress(address)];
  return prefix !== undefined && parsed !== undefined && contains(prefix, { ...parsed, zone: '' });
}

/** A port, or `from:to` where either end may be missing. */
function isInPorts(port: number, text: string): boolean {
  const ends = text.split(':').map((end) => end.trim());
  if (ends.length > 2 || !ends.every((end) => /^\d*$/.test(end)) || text === '') return false;
  const [from = '', to = from] = ends;
  return port >= Number(from || 0) && port <= Number(to || 65535);
}

const KNOWN_OWNERS: Readonly<Record<string, string>> = { root: '0', 'istio-proxy': '1337' };

function isOwner(owner: number | undefined, text: string): boolean {
  const { from, to } = parseOwners(text);
  return owner !== undefined && owner >= from && owner <= to;
}

/** A number, `from-to`, or one of the names that the proxy's image knows; not a number where it is none of these. */
export function parseOwners(text: string): { readonly from: number; readonly to: number } {
  const [from = Number.NaN, to = from] = (KNOWN_OWNERS[text] ?? text).split('-').map(Number);
  return { from, to };
}

function isMarked(mark: number, text: string): boolean {
  const { value, mask } = parseMark(text);
  return (mark & mask) >>> 0 === value;
}

/** `value` or `value/mask`, each decimal or hexadecimal. */
export function parseMark(text: string): { readonly value: number; readonly mask: number } {
  const [value = '', mask] = text.split('/');
  return { value: Number(value) >>> 0, mask: mask === undefined ? 0xffffffff : Number(mask) >>> 0 };
}

/** What is against a match: `port 9080 is not 15008`. */
function objection({ kind, value, not }: Match, packet: Packet): string {
  const fact = factOf(kind, packet);
  if (fact === undefined) return ABSENT[kind] ?? `${kind} is not known`;
  return `${fact} ${not ? 'is' : 'is not'} ${value}`;
}

/** Why a match holds: `port 15008`, or `port 9080 is not 15008`. */
function consent({ kind, value, not }: Match, packet: Packet): string {
  const fact = factOf(kind, packet);
  if (fact === undefined) return ABSENT[kind] ?? `${kind} is not known`;
  if (not) return `${fact} is not ${value}`;
  return fact.endsWith(` ${value}`) || kind === 'protocol'
    ? fact
    : `${fact} is ${value.includes(',') || value.includes('/') ? 'in ' : ''}${value}`;
}

const ABSENT: Readonly<Partial<Record<Match['kind'], string>>> = {
  in: 'it does not arrive, it is sent here',
  out: 'it is not sent here, it arrives',
  uid: 'nobody in this pod owns it',
  gid: 'nobody in this pod owns it',
};

function factOf(kind: Match['kind'], packet: Packet): string | undefined {
  switch (kind) {
    case 'in':
    case 'out':
      return packet[kind] === undefined ? undefined : `${kind === 'in' ? 'arriving on' : 'leaving by'} ${packet[kind]}`;
    case 'source':
    case 'destination':
      return `${kind} ${packet[kind]}`;
    case 'protocol':
      return packet.protocol.toUpperCase();
    case 'dport':
    case 'dports':
      return `port ${packet.port}`;
    case 'sport':
      return `source port ${packet.sourcePort}`;
    case 'uid':
    case 'gid':
      return packet[kind] === undefined ? undefined : `${kind === 'uid' ? 'user' : 'group'} ${packet[kind]}`;
    case 'state':
      return `state ${packet.state}`;
    case 'mark':
      return `mark ${packet.mark}`;
    case 'connmark':
      return `the connection's mark ${packet.connectionMark}`;
  }
}
