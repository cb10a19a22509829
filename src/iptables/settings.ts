// Knows what the options mean: lists split, ranges read, owners and name servers resolved, mistakes told as istio-iptables would.
// Does not know which rules follow from them.
import {
  formatAddress,
  formatPrefix,
  isLoopback,
  masked,
  type Prefix,
  parseAddress,
  parsePrefix,
  unmapped,
} from './addresses.ts';
import type { Options } from './arguments.ts';
import { type Behaviours, behavioursOf, type Release } from './behaviours.ts';
import { IptablesFailure } from './failure.ts';

/** iptables or ip6tables. */
export type Family = 'v4' | 'v6';

/** Something that is kept for each family. */
export type PerFamily<T> = Readonly<Record<Family, T>>;

/** A list of ports, ranges or groups, or the asterisk that stands for all of them. */
type Listed = 'all' | readonly string[];

/** Everything the rules are made from. */
export interface Settings {
  readonly behaviours: Behaviours;
  readonly envoyPort: string;
  readonly capturePort: string;
  readonly tunnelPort: string;
  readonly uids: readonly string[];
  readonly gids: readonly string[];
  readonly isTproxy: boolean;
  readonly mark: string;
  readonly routeTable: string;
  /** Undefined: inbound traffic is not captured. */
  readonly inboundPorts: Listed | undefined;
  readonly excludedInboundPorts: readonly string[];
  readonly outboundPorts: readonly string[];
  readonly excludedOutboundPorts: readonly string[];
  readonly outboundRanges: PerFamily<Listed>;
  readonly excludedRanges: PerFamily<readonly string[]>;
  /** Whether a range that is to be captured begins with a loopback address, of either family. */
  readonly capturesLoopback: boolean;
  readonly excludedInterfaces: readonly string[];
  readonly kubeVirtInterfaces: readonly string[];
  readonly dns: 'off' | 'name servers' | 'every server';
  readonly nameservers: PerFamily<readonly string[]>;
  /** Whose outbound traffic is captured: `all` but the excluded ones, or only the listed ones. */
  readonly ownerGroups: Listed;
  readonly excludedOwnerGroups: readonly string[];
  readonly loopback: PerFamily<string>;
  readonly dropsInvalid: boolean;
  readonly logsRules: boolean;
  readonly warnings: readonly string[];
}

/** The settings that options come to, with the pod's name servers; throws what would end istio-iptables. */
export function settle(options: Options, release: Release, nameservers: readonly string[] = []): Settings {
  const behaviours = behavioursOf(release);
  checkOptions(options, behaviours);
  const uids = options.proxyUid === '' ? uidOf(options.envoyUser) : options.proxyUid;
  const outbound = readRanges(options.serviceCidr, behaviours);
  const excluded = readRanges(options.serviceExcludeCidr, behaviours);
  const servers = splitServers(nameservers, behaviours);
  const dns = dnsMode(options, servers, behaviours);
  return {
    behaviours,
    ...portsAndInterfaces(options),
    uids: list(uids),
    gids: list(options.proxyGid === '' ? uids : options.proxyGid),
    isTproxy: options.mode === 'TPROXY',
    outboundRanges: outbound.ranges,
    excludedRanges: { v4: excluded.v4, v6: excluded.v6 },
    capturesLoopback: outbound.hasLoopback,
    dns: dns.mode,
    nameservers: servers,
    ownerGroups: listed(options.ownerGroups),
    excludedOwnerGroups: list(options.excludeOwnerGroups),
    loopback: { v4: options.loopbackCidr, v6: '::1/128' },
    dropsInvalid: options.dropInvalid,
    logsRules: options.traceLogging && behaviours.logsRules,
    warnings: [...outbound.warnings, ...excluded.warnings, ...dns.warnings],
  };
}

function portsAndInterfaces(
  options: Options,
): Pick<
  Settings,
  | 'envoyPort'
  | 'capturePort'
  | 'tunnelPort'
  | 'mark'
  | 'routeTable'
  | 'inboundPorts'
  | 'excludedInboundPorts'
  | 'outboundPorts'
  | 'excludedOutboundPorts'
  | 'excludedInterfaces'
  | 'kubeVirtInterfaces'
> {
  return {
    envoyPort: options.envoyPort,
    capturePort: options.inboundCapturePort,
    tunnelPort: options.inboundTunnelPort,
    mark: options.tproxyMark,
    routeTable: options.tproxyRouteTable,
    inboundPorts: options.inboundPorts === '' ? undefined : listed(options.inboundPorts),
    excludedInboundPorts: list(options.excludeInboundPorts),
    outboundPorts: list(options.outboundPorts),
    excludedOutboundPorts: list(options.excludeOutboundPorts),
    excludedInterfaces: list(options.excludeInterfaces),
    kubeVirtInterfaces: list(options.kubeVirtInterfaces),
  };
}

/** Split at commas, nothing trimmed, empty items left out. */
function list(text: string): string[] {
  return text.split(',').filter((item) => item !== '');
}

function listed(text: string): Listed {
  return text === '*' ? 'all' : list(text);
}

/** The user of the proxy's image; root's number is the same everywhere, and of others istio-iptables falls back to this. */
function uidOf(user: string): string {
  return user === 'root' ? '0' : '1337';
}

const MOST_OWNER_GROUPS = 64;

function checkOptions(options: Options, { panicsOnWildcardExclusion, knowsLoopbackCidr }: Behaviours): void {
  if (options.ownerGroups !== '*' && list(options.ownerGroups).length > MOST_OWNER_GROUPS) {
    throw new IptablesFailure(1, `more than ${MOST_OWNER_GROUPS} groups in ISTIO_OUTBOUND_OWNER_GROUPS`);
  }
  if (knowsLoopbackCidr && !isLoopbackRange(options.loopbackCidr)) {
    throw new IptablesFailure(
      1,
      `ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR is no range of 127.0.0.0/8: ${JSON.stringify(options.loopbackCidr)}`,
    );
  }
  if (!['', 'legacy', 'nft'].includes(options.forcedBinary)) {
    throw new IptablesFailure(
      1,
      `--force-iptables-binary is legacy or nft, not ${JSON.stringify(options.forcedBinary)}`,
    );
  }
  if (options.serviceExcludeCidr === '*') {
    throw new IptablesFailure(
      panicsOnWildcardExclusion ? 2 : 1,
      'every address excluded (-x *), which it does not take',
      'To capture nothing, leave -i empty.',
    );
  }
}

function isLoopbackRange(text: string): boolean {
  const prefix = parsePrefix(text);
  return prefix !== undefined && prefix.address.family === 4 && isLoopback(prefix.address) && prefix.length >= 8;
}

interface Ranges {
  readonly ranges: PerFamily<Listed>;
  readonly v4: readonly string[];
  readonly v6: readonly string[];
  readonly hasLoopback: boolean;
  readonly warnings: readonly string[];
}

function readRanges(text: string, behaviours: Behaviours): Ranges {
  if (text === '*') return { ranges: { v4: 'all', v6: 'all' }, v4: [], v6: [], hasLoopback: false, warnings: [] };
  const items = list(text).map((item) => ({ item, range: readRange(item, behaviours) }));
  const bad = items.filter(({ range }) => range === undefined).map(({ item }) => item);
  if (bad.length > 0 && behaviours.refusesBadCidrs)
    throw new IptablesFailure(1, `${JSON.stringify(bad[0])} is no range of addresses`);
  const ranges = items.flatMap(({ range }) => range ?? []);
  const v4 = ranges.filter(({ family }) => family === 'v4').map((range) => range.text);
  const v6 = ranges.filter(({ family }) => family === 'v6').map((range) => range.text);
  const hasLoopback = ranges.some((range) => range.isLoopback);
  const warnings = bad.map((item) => `${JSON.stringify(item)} is no range of addresses: istio-iptables leaves it out`);
  return { ranges: { v4, v6 }, v4, v6, hasLoopback, warnings };
}

interface Range {
  readonly family: Family;
  readonly text: string;
  readonly isLoopback: boolean;
}

function readRange(text: string, { masksCidrs }: Behaviours): Range | undefined {
  const prefix = parsePrefix(masksCidrs ? text.replace(/\/0+(?=\d)/, '/') : text);
  if (prefix === undefined) return undefined;
  const isV4 = (masksCidrs ? unmapped(prefix.address) : prefix.address).family === 4;
  const shown = masksCidrs ? unmappedPrefix(masked(prefix)) : prefix;
  return { family: isV4 ? 'v4' : 'v6', text: formatPrefix(shown), isLoopback: isLoopback(prefix.address) };
}

function unmappedPrefix(prefix: Prefix): Prefix {
  const address = unmapped(prefix.address);
  return address.family === prefix.address.family ? prefix : { address, length: prefix.length - 96 };
}

function splitServers(nameservers: readonly string[], { masksCidrs }: Behaviours): PerFamily<readonly string[]> {
  const servers = nameservers.map((text) => ({ text, address: parseAddress(text) }));
  if (masksCidrs) {
    const isV4 = ({ address }: (typeof servers)[number]): boolean =>
      address !== undefined && unmapped(address).family === 4;
    return {
      v4: servers.filter(isV4).map(({ text }) => text),
      v6: servers.filter((server) => !isV4(server)).map(({ text }) => text),
    };
  }
  const addresses = servers.flatMap(({ address }) => address ?? []);
  const ofFamily = (family: 4 | 6): string[] =>
    addresses.filter((address) => address.family === family).map(formatAddress);
  return { v4: ofFamily(4), v6: ofFamily(6) };
}

function dnsMode(
  options: Options,
  servers: PerFamily<readonly string[]>,
  { needsNameServers }: Behaviours,
): { readonly mode: Settings['dns']; readonly warnings: readonly string[] } {
  if (!options.redirectDns) return { mode: 'off', warnings: [] };
  if (options.captureAllDns) return { mode: 'every server', warnings: [] };
  if (servers.v4.length + servers.v6.length > 0) return { mode: 'name servers', warnings: [] };
  const what = needsNameServers ? 'DNS is not captured' : 'DNS is captured for no server';
  return {
    mode: needsNameServers ? 'off' : 'name servers',
    warnings: [`${what}: the pod's name servers are not known (--nameserver)`],
  };
}
