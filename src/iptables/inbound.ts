// The rules for what arrives in the pod, and those for whole interfaces. Does not know what the pod sends.
import { append, drop, goBack, type IstioRule, insert, jump, redirect } from './make.ts';
import { is } from './rule.ts';
import type { Family, Settings } from './settings.ts';
import { toTransparentListener } from './tproxy.ts';

const TCP = is('protocol', 'tcp');

/** Neither way is captured on the excluded interfaces, nor is it outbound traffic of a virtual machine unless asked for. */
export function interfaceRules({ excludedInterfaces, kubeVirtInterfaces, isTproxy }: Settings): IstioRule[] {
  const tables = isTproxy ? (['nat', 'mangle'] as const) : (['nat'] as const);
  const excluded = tables.flatMap((table) =>
    excludedInterfaces.flatMap((name) => [
      append(table, 'PREROUTING', [is('in', name)], goBack, 'excluded-interface'),
      append(table, 'OUTPUT', [is('out', name)], goBack, 'excluded-interface'),
    ]),
  );
  return [
    ...excluded,
    ...kubeVirtInterfaces.map((name) =>
      insert(1, 'nat', 'PREROUTING', [is('in', name)], goBack, 'virtual-machine-rest'),
    ),
  ];
}

/** Packets that conntrack takes for no part of any connection. */
export function invalidRules({ dropsInvalid, behaviours }: Settings): IstioRule[] {
  if (!dropsInvalid) return [];
  const invalid = [is('state', 'INVALID')];
  if (!behaviours.dropsInItsOwnChain) return [append('mangle', 'PREROUTING', invalid, drop, 'invalid')];
  return [
    append('mangle', 'PREROUTING', invalid, jump('ISTIO_DROP'), 'invalid'),
    append('mangle', 'ISTIO_DROP', [], drop, 'invalid'),
  ];
}

/** The tunnel is left alone; the two chains that end at Envoy are there whoever enters them. */
export function listenerRules({ tunnelPort, envoyPort, capturePort, isTproxy, inboundPorts }: Settings): IstioRule[] {
  const isEntered = !isTproxy && inboundPorts !== undefined;
  return [
    append('nat', 'ISTIO_INBOUND', [TCP, is('dport', tunnelPort)], goBack, isEntered ? 'tunnel' : 'tunnel-unasked'),
    append('nat', 'ISTIO_REDIRECT', [TCP], redirect(envoyPort), 'to-outbound-listener'),
    append('nat', 'ISTIO_IN_REDIRECT', [TCP], redirect(capturePort), 'to-inbound-listener'),
  ];
}

/** What arrives: every port but the excluded ones, or the listed ones only. */
export function inboundRules(settings: Settings, family: Family): IstioRule[] {
  const { inboundPorts, isTproxy } = settings;
  if (inboundPorts === undefined) return [];
  const table = isTproxy ? 'mangle' : 'nat';
  const ports = inboundPorts === 'all' ? everyPort(settings) : inboundPorts.flatMap((port) => capture(settings, port));
  const transparent = isTproxy ? toTransparentListener(settings, family) : [];
  return [...transparent, append(table, 'PREROUTING', [TCP], jump('ISTIO_INBOUND'), 'enter-inbound'), ...ports];
}

function everyPort(settings: Settings): IstioRule[] {
  const table = settings.isTproxy ? 'mangle' : 'nat';
  const excluded = settings.excludedInboundPorts.map((port) =>
    append(table, 'ISTIO_INBOUND', [TCP, is('dport', port)], goBack, 'excluded-inbound-port'),
  );
  return [...excluded, ...capture(settings)];
}

function capture({ isTproxy }: Settings, port?: string): IstioRule[] {
  const matches = port === undefined ? [TCP] : [TCP, is('dport', port)];
  const purpose = port === undefined ? 'inbound' : 'inbound-port';
  if (!isTproxy) return [append('nat', 'ISTIO_INBOUND', matches, jump('ISTIO_IN_REDIRECT'), purpose)];
  const established = [...matches, is('state', 'RELATED,ESTABLISHED')];
  const establishedPurpose = port === undefined ? 'established-inbound' : 'established-inbound-port';
  return [
    append('mangle', 'ISTIO_INBOUND', established, jump('ISTIO_DIVERT'), establishedPurpose),
    append('mangle', 'ISTIO_INBOUND', matches, jump('ISTIO_TPROXY'), purpose),
  ];
}
