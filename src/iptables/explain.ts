// A rule as a sentence: which packets, what becomes of them, and why. Does not know how a rule is written.
import { purposeOf } from './purposes.ts';
import type { Match, MatchKind, Rule, Target } from './rule.ts';

/** One sentence about a rule, without a full stop at its end. */
export function explainRule(rule: Rule): string {
  const why = purposeOf(rule.purpose)?.why;
  const sentence = `${subject(rule.matches)} ${outcome(rule.target, rule.chain)}`;
  return why === undefined ? sentence : `${sentence}: ${why}`;
}

function subject(matches: readonly Match[]): string {
  const protocol = matches.find(({ kind }) => kind === 'protocol')?.value.toUpperCase() ?? 'anything';
  const rest = matches.filter(({ kind }) => kind !== 'protocol').map(describeMatch);
  return [protocol, ...rest].join(' ');
}

const MATCHES: Readonly<Record<MatchKind, readonly [is: string, isNot: string]>> = {
  in: ['arriving on', 'not arriving on'],
  out: ['leaving by', 'not leaving by'],
  source: ['from', 'not from'],
  destination: ['to', 'not to'],
  protocol: ['over', 'not over'],
  dport: ['to port', 'not to port'],
  dports: ['to the ports', 'not to the ports'],
  sport: ['from port', 'not from port'],
  uid: ['of user', 'not of user'],
  gid: ['of group', 'not of group'],
  state: ['in the state', 'not in the state'],
  mark: ['with the mark', 'without the mark'],
  connmark: ["with the connection's mark", "without the connection's mark"],
};

/** A condition in words: `not of user 1337`. */
function describeMatch({ kind, value, not }: Match): string {
  return `${MATCHES[kind][not ? 1 : 0]} ${value}`;
}

function outcome(target: Target, chain: string): string {
  switch (target.kind) {
    case 'return':
      return chain.startsWith('ISTIO_') ? 'goes back, uncaptured here' : 'is left alone';
    case 'accept':
      return 'is accepted';
    case 'drop':
      return 'is dropped';
    case 'save-mark':
      return 'gives its mark to the connection';
    case 'restore-mark':
      return 'takes the mark of its connection';
    case 'jump':
      return `goes on in ${target.chain}`;
    case 'redirect':
      return `is redirected to port ${target.port}`;
    case 'tproxy':
      return `is handed to port ${target.port} with the mark ${target.mark}`;
    case 'mark':
      return `gets the mark ${target.mark}`;
    case 'zone':
      return `is tracked in zone ${target.zone}`;
    case 'log':
      return `is logged as ${target.prefix}`;
  }
}
