// Knows what a rule of iptables is and how it is written. Does not know which rules Istio makes, nor what they are for.

/** The tables that matter here, in the order in which iptables-restore's input names them. */
export const TABLES = ['mangle', 'nat', 'raw'] as const;

/** A table. */
export type Table = (typeof TABLES)[number];

/** The chains that the kernel itself enters. */
export const HOOKS: readonly string[] = ['INPUT', 'OUTPUT', 'FORWARD', 'PREROUTING', 'POSTROUTING'];

/** What a match looks at. */
export type MatchKind =
  | 'in'
  | 'out'
  | 'source'
  | 'destination'
  | 'protocol'
  | 'dport'
  | 'dports'
  | 'sport'
  | 'uid'
  | 'gid'
  | 'state'
  | 'mark'
  | 'connmark';

/** One condition of a rule; `value` is the text as it stands in the rule. */
export interface Match {
  readonly kind: MatchKind;
  readonly value: string;
  readonly not: boolean;
}

/** What a rule does with a packet that meets all its conditions. */
export type Target =
  | { readonly kind: 'return' | 'accept' | 'drop' | 'save-mark' | 'restore-mark' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'redirect'; readonly port: string; readonly option: '--to-ports' | '--to-port' }
  | { readonly kind: 'tproxy'; readonly port: string; readonly mark: string }
  | { readonly kind: 'mark'; readonly mark: string }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'log'; readonly prefix: string };

/** A rule; `position` is there when it is inserted (1 is the head) and not appended. `purpose` is a name from explain.ts. */
export interface Rule<Purpose extends string = string> {
  readonly table: Table;
  readonly chain: string;
  readonly position?: number;
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly purpose: Purpose;
}

/** A condition that must hold. */
export function is(kind: MatchKind, value: string): Match {
  return { kind, value, not: false };
}

/** A condition that must not hold. */
export function isNot(kind: MatchKind, value: string): Match {
  return { kind, value, not: true };
}

/** `-A CHAIN …` or `-I CHAIN n …`, as iptables-restore and iptables take it. */
export function ruleText(rule: Rule): string {
  const place = rule.position === undefined ? ['-A', rule.chain] : ['-I', rule.chain, String(rule.position)];
  return [...place, ...specification(rule)].join(' ');
}

/** The rule's conditions and its target, word by word. */
export function specification({ matches, target }: Pick<Rule, 'matches' | 'target'>): string[] {
  return [...matches.flatMap(matchWords), '-j', ...targetWords(target)];
}

const MATCHES: Readonly<Record<MatchKind, readonly [option: string, module?: string]>> = {
  in: ['-i'],
  out: ['-o'],
  source: ['-s'],
  destination: ['-d'],
  protocol: ['-p'],
  dport: ['--dport'],
  dports: ['--dports', 'multiport'],
  sport: ['--sport'],
  uid: ['--uid-owner', 'owner'],
  gid: ['--gid-owner', 'owner'],
  state: ['--ctstate', 'conntrack'],
  mark: ['--mark', 'mark'],
  connmark: ['--mark', 'connmark'],
};

/** A condition as words: `-m owner ! --uid-owner 1337`. */
export function matchWords({ kind, value, not }: Match): string[] {
  const [option, module] = MATCHES[kind];
  return [...(module === undefined ? [] : ['-m', module]), ...(not ? ['!'] : []), option, value];
}

function targetWords(target: Target): string[] {
  switch (target.kind) {
    case 'return':
    case 'accept':
    case 'drop':
      return [target.kind.toUpperCase()];
    case 'save-mark':
    case 'restore-mark':
      return ['CONNMARK', `--${target.kind}`];
    case 'jump':
      return [target.chain];
    case 'redirect':
      return ['REDIRECT', target.option, target.port];
    case 'tproxy':
      return ['TPROXY', '--tproxy-mark', `${target.mark}/0xffffffff`, '--on-port', target.port];
    case 'mark':
      return ['MARK', '--set-mark', target.mark];
    case 'zone':
      return ['CT', '--zone', target.zone];
    case 'log':
      return ['NFLOG', '--nflog-prefix', target.prefix, '--nflog-group', '1337', '--nflog-size', '20'];
  }
}
