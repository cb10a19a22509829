// Knows IP addresses and ranges of addresses, read and written as Go's net and net/netip do. Does not know whose they are.

/** An IPv4 or IPv6 address; `::ffff:1.2.3.4` is IPv6. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
  /** The interface of a link-local address: `eth0` of `fe80::1%eth0`. */
  readonly zone: string;
}

/** An address and how many of its leading bits count. */
export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** Reads an address; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) return parseV4(text);
  const [, plain = '', zone] = /^([^%]*)(?:%(.*))?$/s.exec(text) ?? [];
  const bits = zone === '' ? undefined : parseV6(plain);
  return bits === undefined ? undefined : { family: 6, bits, zone: zone ?? '' };
}

const OCTET = /^(0|[1-9]\d{0,2})$/;

function parseV4(text: string): Address | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256)) return undefined;
  return { family: 4, bits: octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n), zone: '' };
}

function parseV6(text: string): bigint | undefined {
  const halves = withDottedTail(text)?.split('::');
  if (halves === undefined || halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** `::ffff:1.2.3.4` with its last four bytes as two groups; undefined when they are no IPv4 address. */
function withDottedTail(text: string): string | undefined {
  const at = text.lastIndexOf(':') + 1;
  if (!text.includes('.')) return text;
  const v4 = parseV4(text.slice(at));
  return v4 && `${text.slice(0, at)}${(v4.bits >> 16n).toString(16)}:${(v4.bits & 0xffffn).toString(16)}`;
}

/** An address as text: IPv6 shortened as usual, an IPv4-mapped one with dots. */
export function formatAddress({ family, bits, zone }: Address): string {
  if (family === 4) return formatV4(bits);
  const text = bits >> 32n === 0xffffn ? `::ffff:${formatV4(bits & 0xffffffffn)}` : formatV6(bits);
  return zone === '' ? text : `${text}%${zone}`;
}

function formatV4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => ((bits >> shift) & 0xffn).toString()).join('.');
}

function formatV6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)].sort(
    (a, b) => b[0].length - a[0].length || a.index - b.index,
  );
  const longest = runs[0];
  if (longest === undefined) return text;
  const [head, tail] = [text.slice(0, longest.index), text.slice(longest.index + longest[0].length)];
  return `${head.replace(/:$/, '')}::${tail.replace(/^:/, '')}`;
}

/** Reads `address/length`; undefined when it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const at = text.lastIndexOf('/');
  const address = parseAddress(text.slice(0, Math.max(at, 0)));
  const length = text.slice(at + 1);
  if (address === undefined || address.zone !== '' || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  return Number(length) > width(address) ? undefined : { address, length: Number(length) };
}

function width({ family }: Address): number {
  return family === 4 ? 32 : 128;
}

/** Whether an address is in a range; families never mix. */
export function contains({ address, length }: Prefix, other: Address): boolean {
  const shift = BigInt(width(address) - length);
  return address.family === other.family && address.bits >> shift === other.bits >> shift;
}

/** The range with the bits that do not count set to zero. */
export function masked({ address, length }: Prefix): Prefix {
  const shift = BigInt(width(address) - length);
  return { address: { ...address, bits: (address.bits >> shift) << shift }, length };
}

/** The IPv4 address within an IPv4-mapped IPv6 one; any other as it is. */
export function unmapped(address: Address): Address {
  const isMapped = address.family === 6 && address.bits >> 32n === 0xffffn;
  return isMapped ? { family: 4, bits: address.bits & 0xffffffffn, zone: '' } : address;
}

/** Whether an address is 127.0.0.0/8 or ::1, the IPv4-mapped ones among them. */
export function isLoopback(address: Address): boolean {
  const { family, bits } = unmapped(address);
  return family === 4 ? bits >> 24n === 127n : bits === 1n;
}

/** `address/length`. */
export function formatPrefix({ address, length }: Prefix): string {
  return `${formatAddress(address)}/${length}`;
}
