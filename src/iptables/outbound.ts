// The rules for what the pod sends: the proxy's own calls, the application's to itself, and all that Envoy shall see.
// Does not know what arrives, nor how names are resolved.
import { append, goBack, type IstioRule, insert, jump, passthroughSource } from './make.ts';
import { is, isNot, type Match } from './rule.ts';
import type { Family, Settings } from './settings.ts';

const TCP = is('protocol', 'tcp');
const LOOP_OUT = is('out', 'lo');
const CHAIN = 'ISTIO_OUTPUT';

/** Into the chain, and out of it again for the excluded ports. */
export function enterOutboundRules({ behaviours, excludedOutboundPorts }: Settings): IstioRule[] {
  const protocols = behaviours.excludesUdpPorts ? ['tcp', 'udp'] : ['tcp'];
  return [
    append('nat', 'OUTPUT', behaviours.hasDnsChain ? [] : [TCP], jump(CHAIN), 'enter-outbound'),
    ...excludedOutboundPorts.flatMap((port) =>
      protocols.map((name) =>
        append('nat', CHAIN, [is('protocol', name), is('dport', port)], goBack, 'excluded-outbound-port'),
      ),
    ),
  ];
}

/** Who sends it: what has been through Envoy, Envoy itself, the application to its own pod. */
export function ownerRules(settings: Settings, family: Family): IstioRule[] {
  const { uids, gids } = settings;
  return [
    append('nat', CHAIN, [LOOP_OUT, is('source', passthroughSource(family))], goBack, 'passthrough'),
    ...uids.flatMap((id) => rulesOfOwner('uid', id, settings, family)),
    ...gids.flatMap((id) => rulesOfOwner('gid', id, settings, family)),
  ];
}

function rulesOfOwner(kind: 'uid' | 'gid', id: string, settings: Settings, family: Family): IstioRule[] {
  const toOwnPod = [
    LOOP_OUT,
    isNot('destination', settings.loopback[family]),
    ...sparedPorts(kind, settings),
    is(kind, id),
  ];
  const fromOthers = [LOOP_OUT, ...(settings.dns === 'off' ? [] : [TCP, isNot('dport', '53')]), isNot(kind, id)];
  return [
    append('nat', CHAIN, toOwnPod, jump('ISTIO_IN_REDIRECT'), 'proxy-to-own-pod'),
    ...(settings.capturesLoopback ? [] : [append('nat', CHAIN, fromOthers, goBack, 'own-pod')]),
    append('nat', CHAIN, [is(kind, id)], goBack, 'proxy'),
  ];
}

/** Ports on which the proxy's calls to its own pod are not bent to the inbound listener: DNS for users, the tunnel since 1.18. */
function sparedPorts(kind: 'uid' | 'gid', { dns, tunnelPort, behaviours }: Settings): Match[] {
  const sparesDns = dns !== 'off' && kind === 'uid';
  if (!behaviours.sparesTunnelOnLoopback) return sparesDns ? [TCP, isNot('dport', '53')] : [];
  return sparesDns ? [TCP, isNot('dports', `53,${tunnelPort}`)] : [TCP, isNot('dport', tunnelPort)];
}

/** Groups whose traffic is not captured. `before` narrows the rules to a kind of traffic. */
export function groupRules(settings: Settings, chain: string, before: readonly Match[] = []): IstioRule[] {
  const { behaviours, ownerGroups, excludedOwnerGroups } = settings;
  if (!behaviours.knowsOwnerGroups) return [];
  if (ownerGroups === 'all') {
    return excludedOwnerGroups.map((id) => append('nat', chain, [...before, is('gid', id)], goBack, 'excluded-group'));
  }
  return [append('nat', chain, [...before, ...ownerGroups.map((id) => isNot('gid', id))], goBack, 'other-groups')];
}

/** Where it goes to: what is not captured, then what is. */
export function destinationRules(settings: Settings, family: Family): IstioRule[] {
  const { loopback, excludedRanges, outboundPorts } = settings;
  return [
    append('nat', CHAIN, [is('destination', loopback[family])], goBack, 'localhost'),
    ...excludedRanges[family].map((range) =>
      append('nat', CHAIN, [is('destination', range)], goBack, 'excluded-range'),
    ),
    ...outboundPorts.map((port) =>
      append('nat', CHAIN, [TCP, is('dport', port)], jump('ISTIO_REDIRECT'), 'outbound-port'),
    ),
    ...rangeRules(settings, family),
  ];
}

function rangeRules(settings: Settings, family: Family): IstioRule[] {
  const ranges = settings.outboundRanges[family];
  const capture = jump('ISTIO_REDIRECT');
  if (ranges === 'all') return [append('nat', CHAIN, [], capture, 'outbound'), ...virtualMachineRules(settings, [])];
  if (ranges.length === 0) return [];
  const captured = ranges.flatMap((range) => {
    const matches = [is('destination', range)];
    return [...virtualMachineRules(settings, matches), append('nat', CHAIN, matches, capture, 'outbound-range')];
  });
  return settings.behaviours.returnsAfterCidrs
    ? [...captured, append('nat', CHAIN, [], goBack, 'outbound-rest')]
    : captured;
}

function virtualMachineRules({ kubeVirtInterfaces }: Settings, matches: readonly Match[]): IstioRule[] {
  return kubeVirtInterfaces.map((name) =>
    insert(1, 'nat', 'PREROUTING', [is('in', name), ...matches], jump('ISTIO_REDIRECT'), 'virtual-machine'),
  );
}
