// What istio-iptables does beside the rules: routing for the TPROXY mode, an address for IPv6. Does not know the rules.
import type { Family, Settings } from './settings.ts';

/** The `ip` commands that a run adds, in their order. */
export function routeCommands(settings: Settings, family: Family): string[] {
  const ip = family === 'v4' ? 'ip' : 'ip -6';
  const everywhere = family === 'v4' ? '0.0.0.0/0' : '::/0';
  const own = family === 'v6' ? ['ip -6 addr add ::6/128 dev lo'] : [];
  if (!hasTproxyRoute(settings)) return own;
  return [
    ...own,
    `${ip} rule add fwmark ${settings.mark} lookup ${settings.routeTable}`,
    `${ip} route add local ${everywhere} dev lo table ${settings.routeTable}`,
  ];
}

/** Whether marked packets are delivered in the pod whatever their address. */
export function hasTproxyRoute({ isTproxy, inboundPorts }: Settings): boolean {
  return isTproxy && inboundPorts !== undefined;
}

/** What would end the run after the rules were made. */
export function routeFailure(settings: Settings): string | undefined {
  const bad = [settings.mark, settings.routeTable].find((text) => !/^[-+]?\d+$/.test(text));
  return hasTproxyRoute(settings) && bad !== undefined
    ? `the routing for TPROXY needs a number, not ${JSON.stringify(bad)}`
    : undefined;
}
