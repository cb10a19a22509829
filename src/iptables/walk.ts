// One packet through one table at one hook: each chain and rule it meets, what matched and why, and what became of it.
// Does not know the order of tables, routing, or who listens.
import { matchAll, type Packet, parseMark } from './packet.ts';
import type { Rule, Table, Target } from './rule.ts';
import type { Ruleset } from './ruleset.ts';

/** A rule that was looked at. A jump that matched carries what was met in the other chain. */
export interface Visit {
  readonly rule: Rule;
  readonly isMatch: boolean;
  readonly why: string;
  readonly inside?: readonly Visit[];
}

/** What a table decided. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' }
  | { readonly kind: 'redirect'; readonly port: number }
  | { readonly kind: 'tproxy'; readonly port: number };

/** A packet's way through one table: the visits, the packet with its marks afterwards, and the verdict. */
export interface Walk {
  readonly table: Table;
  readonly hook: string;
  readonly visits: readonly Visit[];
  readonly packet: Packet;
  readonly verdict: Verdict;
}

/** Walks a table from the chain that the kernel enters. All policies accept. */
export function walk(ruleset: Ruleset, table: Table, hook: string, packet: Packet): Walk {
  const { visits, packet: after, verdict } = walkChain(ruleset, table, hook, packet);
  return { table, hook, visits, packet: after, verdict: verdict ?? { kind: 'accept' } };
}

interface Passage {
  readonly visits: readonly Visit[];
  readonly packet: Packet;
  /** Undefined: back to the chain before. */
  readonly verdict: Verdict | undefined;
}

function walkChain(ruleset: Ruleset, table: Table, chain: string, entering: Packet): Passage {
  const visits: Visit[] = [];
  let packet = entering;
  for (const rule of ruleset[table].get(chain) ?? []) {
    const { isMatch, why } = matchAll(rule.matches, packet);
    if (!isMatch) {
      visits.push({ rule, isMatch, why });
      continue;
    }
    const step = follow(ruleset, table, rule.target, packet);
    visits.push({ rule, isMatch, why, ...(step.inside === undefined ? {} : { inside: step.inside }) });
    packet = step.packet;
    if (step.verdict === 'return') return { visits, packet, verdict: undefined };
    if (step.verdict !== undefined) return { visits, packet, verdict: step.verdict };
  }
  return { visits, packet, verdict: undefined };
}

interface Step {
  readonly packet: Packet;
  readonly verdict?: Verdict | 'return' | undefined;
  readonly inside?: readonly Visit[];
}

function follow(ruleset: Ruleset, table: Table, target: Target, packet: Packet): Step {
  switch (target.kind) {
    case 'jump': {
      const { visits, packet: after, verdict } = walkChain(ruleset, table, target.chain, packet);
      return { packet: after, verdict, inside: visits };
    }
    case 'return':
      return { packet, verdict: 'return' };
    case 'accept':
    case 'drop':
      return { packet, verdict: { kind: target.kind } };
    case 'redirect':
      return { packet, verdict: { kind: 'redirect', port: Number(target.port) } };
    case 'tproxy':
      return {
        packet: { ...packet, mark: marked(packet.mark, `${target.mark}/0xffffffff`) },
        verdict: { kind: 'tproxy', port: Number(target.port) },
      };
    default:
      return { packet: { ...packet, ...changes(target, packet) } };
  }
}

function changes(target: Target, packet: Packet): Partial<Packet> {
  switch (target.kind) {
    case 'mark':
      return { mark: marked(packet.mark, target.mark) };
    case 'save-mark':
      return { connectionMark: packet.mark };
    case 'restore-mark':
      return { mark: packet.connectionMark };
    case 'zone':
      // The first assignment wins.
      return { zone: packet.zone ?? Number(target.zone) };
    default:
      return {};
  }
}

/** The bits of the mask go, the bits of the value come. */
function marked(mark: number, text: string): number {
  const { value, mask } = parseMark(text);
  return ((mark & ~mask) | value) >>> 0;
}
