// Options to rules: all that istio-iptables makes of them, in the order in which it makes them; the order decides.
// Does not know how rules are written, nor what becomes of a packet.
import { earlyDnsRules, lateDnsRules } from './dns.ts';
import { inboundRules, interfaceRules, invalidRules, listenerRules } from './inbound.ts';
import type { IstioRule } from './make.ts';
import { destinationRules, enterOutboundRules, groupRules, ownerRules } from './outbound.ts';
import { purposeOf } from './purposes.ts';
import type { Family, Settings } from './settings.ts';
import { markRules } from './tproxy.ts';

type Step = (settings: Settings, family: Family) => readonly IstioRule[];

const STEPS: readonly Step[] = [
  interfaceRules,
  invalidRules,
  listenerRules,
  inboundRules,
  enterOutboundRules,
  ownerRules,
  (settings) => groupRules(settings, 'ISTIO_OUTPUT'),
  earlyDnsRules,
  destinationRules,
  lateDnsRules,
  markRules,
];

/** The rules of one family, in the order in which they are handed to the kernel. */
export function makeRules(settings: Settings, family: Family): IstioRule[] {
  const rules = STEPS.flatMap((step) => step(settings, family));
  return settings.logsRules ? rules.flatMap((rule) => withLog(rule, settings)) : rules;
}

/** A rule that tells of itself: its twin comes before it where it is appended, and ends up before it where it is inserted. */
function withLog(rule: IstioRule, { behaviours }: Settings): IstioRule[] {
  const name = purposeOf(rule.purpose)?.log;
  if (name === undefined) return [rule];
  const prefix = behaviours.quotesLogPrefix ? `"${name}"` : name;
  const twin: IstioRule = { ...rule, target: { kind: 'log', prefix }, purpose: 'log' };
  return rule.position === undefined ? [twin, rule] : [rule, twin];
}
