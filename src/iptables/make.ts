// The small words in which Istio's rules are said. Does not know the rules.
import type { PurposeName } from './purposes.ts';
import type { Match, Rule, Table, Target } from './rule.ts';
import type { Family, Settings } from './settings.ts';

/** A rule with one of Istio's purposes. */
export type IstioRule = Rule<PurposeName | 'log'>;

/** A rule at the end of its chain. */
export function append(
  table: Table,
  chain: string,
  matches: readonly Match[],
  target: Target,
  purpose: PurposeName,
): IstioRule {
  return { table, chain, matches, target, purpose };
}

/** A rule at a place of its chain, 1 being the head. */
export function insert(
  position: number,
  table: Table,
  chain: string,
  matches: readonly Match[],
  target: Target,
  purpose: PurposeName,
): IstioRule {
  return { table, chain, position, matches, target, purpose };
}

/** Back to the chain before; in a chain that the kernel entered, out of this table. */
export const goBack: Target = { kind: 'return' };

/** Out of this table, unchanged. */
export const accept: Target = { kind: 'accept' };

/** The end of the packet. */
export const drop: Target = { kind: 'drop' };

/** On in another chain. */
export function jump(chain: string): Target {
  return { kind: 'jump', chain };
}

/** To a port of this pod; TCP and UDP are written differently. */
export function redirect(port: string, option: '--to-ports' | '--to-port' = '--to-ports'): Target {
  return { kind: 'redirect', port, option };
}

/** A mark on the packet. */
export function setMark(mark: string): Target {
  return { kind: 'mark', mark };
}

/** A zone of conntrack. */
export function setZone(zone: string): Target {
  return { kind: 'zone', zone };
}

/** The address that Envoy and istio-agent take as a source when they hand a connection to the application. */
export function passthroughSource(family: Family): string {
  return family === 'v4' ? '127.0.0.6/32' : '::6/128';
}

/** Every owner that is the proxy's: its users, then its groups. */
export function owners({ uids, gids }: Settings): readonly { readonly kind: 'uid' | 'gid'; readonly id: string }[] {
  return [...uids.map((id) => ({ kind: 'uid', id }) as const), ...gids.map((id) => ({ kind: 'gid', id }) as const)];
}
