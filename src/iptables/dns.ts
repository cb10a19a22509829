// The rules that bring the application's DNS queries to istio-agent, and keep them apart from its own in conntrack.
// Does not know other traffic.
import { append, goBack, type IstioRule, jump, owners, redirect, setZone } from './make.ts';
import { groupRules } from './outbound.ts';
import { is, type Match } from './rule.ts';
import type { Family, Settings } from './settings.ts';

const TCP = is('protocol', 'tcp');
const UDP = is('protocol', 'udp');
const QUERY = is('dport', '53');
const AGENT_PORT = '15053';
const PROXY_ZONE = setZone('1');
const APPLICATION_ZONE = setZone('2');

/** The DNS rules that come before the rules by destination: TCP, and since 1.25 all of them. */
export function earlyDnsRules(settings: Settings, family: Family): IstioRule[] {
  if (settings.dns === 'off') return [];
  return settings.behaviours.hasDnsChain ? dnsChainRules(settings, family) : overTcp('ISTIO_OUTPUT', settings, family);
}

/** The DNS rules that come after the rules by destination, before 1.25: UDP, and the zones of conntrack. */
export function lateDnsRules(settings: Settings, family: Family): IstioRule[] {
  const { dns, behaviours } = settings;
  if (dns === 'off' || behaviours.hasDnsChain) return [];
  const chain = behaviours.capturesUdpInOutbound ? 'ISTIO_OUTPUT' : 'OUTPUT';
  return [
    ...(behaviours.capturesUdpInOutbound ? jumpsForUdp : []),
    ...owners(settings).map(({ kind, id }) => append('nat', chain, [UDP, QUERY, is(kind, id)], goBack, 'dns-of-proxy')),
    ...groupRules(settings, chain, [UDP, QUERY]),
    ...overUdp(chain, settings, family),
    ...proxyZones(chain, settings),
    ...serverMatches(settings, family).flatMap(({ to }) => [
      append('raw', chain, [UDP, QUERY, ...to], APPLICATION_ZONE, 'zone-of-application'),
      append(
        'raw',
        'PREROUTING',
        [UDP, is('sport', '53'), ...answersOf(to, settings)],
        PROXY_ZONE,
        answersFound(to, settings),
      ),
    ]),
  ];
}

const jumpsForUdp: readonly IstioRule[] = [
  append('nat', 'OUTPUT', [UDP], jump('ISTIO_OUTPUT'), 'enter-outbound'),
  append('raw', 'OUTPUT', [UDP], jump('ISTIO_OUTPUT'), 'enter-outbound'),
];

function dnsChainRules(settings: Settings, family: Family): IstioRule[] {
  const chain = 'ISTIO_OUTPUT_DNS';
  const servers = serverMatches(settings, family);
  const enterNat = servers.length > 0 ? [append('nat', 'ISTIO_OUTPUT', [], jump(chain), 'enter-dns')] : [];
  const enterAnswers =
    servers.length > 0 ? [append('raw', 'PREROUTING', [], jump('ISTIO_INBOUND'), 'enter-dns-answers')] : [];
  return [
    append('raw', 'OUTPUT', [], jump(chain), 'enter-dns'),
    ...enterNat,
    ...overTcp(chain, settings, family),
    ...overUdp(chain, settings, family),
    ...proxyZones(chain, settings),
    ...enterAnswers,
    ...servers.flatMap(({ to, from }) => [
      append('raw', chain, [UDP, QUERY, ...to], APPLICATION_ZONE, 'zone-of-application'),
      append('raw', 'ISTIO_INBOUND', [UDP, is('sport', '53'), ...from], PROXY_ZONE, 'zone-of-servers'),
    ]),
  ];
}

interface ServerMatches {
  readonly to: readonly Match[];
  readonly from: readonly Match[];
}

/** The captured servers as matches: one empty one when every server is. */
function serverMatches({ dns, nameservers }: Settings, family: Family): ServerMatches[] {
  if (dns === 'every server') return [{ to: [], from: [] }];
  const length = family === 'v4' ? 32 : 128;
  return nameservers[family].map((server) => ({
    to: [is('destination', `${server}/${length}`)],
    from: [is('source', `${server}/${length}`)],
  }));
}

/** Before 1.20 answers were looked for by destination, where they never match. */
function answersOf(to: readonly Match[], { behaviours }: Settings): readonly Match[] {
  return behaviours.zonesAnswersBySource ? to.map(({ value }) => is('source', value)) : to;
}

function answersFound(to: readonly Match[], { behaviours }: Settings): 'zone-of-servers' | 'zone-of-nobody' {
  return behaviours.zonesAnswersBySource || to.length === 0 ? 'zone-of-servers' : 'zone-of-nobody';
}

function overTcp(chain: string, settings: Settings, family: Family): IstioRule[] {
  return serverMatches(settings, family).map(({ to }) =>
    append('nat', chain, [TCP, QUERY, ...to], redirect(AGENT_PORT), 'dns-over-tcp'),
  );
}

function overUdp(chain: string, settings: Settings, family: Family): IstioRule[] {
  const target = redirect(AGENT_PORT, '--to-port');
  return serverMatches(settings, family).map(({ to }) =>
    append('nat', chain, [UDP, QUERY, ...to], target, 'dns-over-udp'),
  );
}

function proxyZones(chain: string, settings: Settings): IstioRule[] {
  return owners(settings).flatMap(({ kind, id }) => [
    append('raw', chain, [UDP, QUERY, is(kind, id)], PROXY_ZONE, 'zone-of-proxy'),
    append('raw', chain, [UDP, is('sport', AGENT_PORT), is(kind, id)], APPLICATION_ZONE, 'zone-of-answers'),
  ]);
}
