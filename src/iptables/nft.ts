// Rules as a script for `nft -f`: the same chains and the same decisions, one table for each of iptables'.
// Does not know what a rule is for.

import type { Commentary } from './restore.ts';
import { HOOKS, type Match, type Rule, TABLES, type Table, type Target } from './rule.ts';
import { chainNames, loadRules, type Ruleset } from './ruleset.ts';
import type { Family } from './settings.ts';

const HOOK_TYPES: Readonly<Record<Table, Readonly<Record<string, string>>>> = {
  raw: { PREROUTING: 'filter hook prerouting priority -300', OUTPUT: 'filter hook output priority -300' },
  mangle: { PREROUTING: 'filter hook prerouting priority -150', OUTPUT: 'route hook output priority -150' },
  nat: { PREROUTING: 'nat hook prerouting priority -100', OUTPUT: 'nat hook output priority -100' },
};

/** A script for nft; loading it again replaces the tables that it made. */
export function nftText<R extends Rule>(
  rules: readonly R[],
  family: Family,
  comment: Commentary<R> = () => undefined,
): string {
  const ruleset = loadRules(rules);
  return TABLES.filter((table) => ruleset[table].size > 0)
    .map((table) => tableText(ruleset, table, family, comment))
    .join('');
}

/** The script that takes the tables away again; a table that is not there is made first, so that this is no error. */
export function nftCleanup(rules: readonly Rule[], family: Family): string {
  return TABLES.filter((table) => rules.some((rule) => rule.table === table))
    .map((table) => `table ${tableName(table, family)}\ndelete table ${tableName(table, family)}\n`)
    .join('');
}

function tableName(table: Table, family: Family): string {
  return `${family === 'v4' ? 'ip' : 'ip6'} istio-proxy-${table}`;
}

function tableText<R extends Rule>(ruleset: Ruleset<R>, table: Table, family: Family, comment: Commentary<R>): string {
  const name = tableName(table, family);
  const entered = [...ruleset[table].values()]
    .flat()
    .flatMap(({ target }) => (target.kind === 'jump' ? [target.chain] : []));
  // A chain must stand before the rule that jumps to it, so all are declared before any is filled.
  const chains = [...new Set([...chainNames(ruleset, table), ...entered])];
  const declared = chains.map((chain) => `  chain ${chainName(chain)} {${hookText(table, chain)}}`);
  const filled = chains.flatMap((chain) => [
    `  chain ${chainName(chain)} {`,
    ...(ruleset[table].get(chain) ?? []).flatMap((rule) => ruleLines(rule, family, comment)),
    '  }',
  ]);
  return [
    `table ${name}`,
    `delete table ${name}`,
    `table ${name} {`,
    ...declared,
    '}',
    `table ${name} {`,
    ...filled,
    '}',
    '',
  ].join('\n');
}

function chainName(chain: string): string {
  return chain.toLowerCase().replaceAll('_', '-');
}

function hookText(table: Table, chain: string): string {
  return HOOKS.includes(chain) ? ` type ${HOOK_TYPES[table][chain]}; policy accept; ` : '';
}

function ruleLines<R extends Rule>(rule: R, family: Family, comment: Commentary<R>): string[] {
  const said = comment(rule);
  const protocol = rule.matches.find(({ kind }) => kind === 'protocol')?.value ?? 'tcp';
  const words = [
    ...rule.matches.filter(isNarrowing).map((match) => matchText(match, family, protocol)),
    'counter',
    targetText(rule.target),
  ];
  return [...(said === undefined ? [] : [`    # ${said}`]), `    ${words.join(' ')}`];
}

/** iptables' `+` alone is every interface, for which nft has no pattern. */
function isNarrowing({ kind, value }: Match): boolean {
  return !((kind === 'in' || kind === 'out') && value === '+');
}

function matchText({ kind, value, not }: Match, family: Family, protocol: string): string {
  const equals = not ? '!= ' : '';
  const address = family === 'v4' ? 'ip' : 'ip6';
  switch (kind) {
    case 'in':
      return `iifname ${equals}${interfaceText(value)}`;
    case 'out':
      return `oifname ${equals}${interfaceText(value)}`;
    case 'source':
      return `${address} saddr ${equals}${value}`;
    case 'destination':
      return `${address} daddr ${equals}${value}`;
    case 'protocol':
      return `meta l4proto ${equals}${value}`;
    case 'dport':
    case 'sport':
      return `${protocol} ${kind} ${equals}${rangeText(value)}`;
    case 'dports':
      return `${protocol} dport ${equals}{ ${value.split(',').map(rangeText).join(', ')} }`;
    case 'uid':
    case 'gid':
      return `meta sk${kind} ${equals}${value}`;
    case 'state':
      return `ct state ${equals}${value.toLowerCase()}`;
    case 'mark':
    case 'connmark':
      return `${kind === 'mark' ? 'meta' : 'ct'} mark ${markText(value, not)}`;
  }
}

/** iptables' `eth+` is every name that begins so. */
function interfaceText(name: string): string {
  return `"${name.replace(/\+$/, '*')}"`;
}

/** iptables' `80:90`, `:90` and `80:`. */
function rangeText(ports: string): string {
  const [from, to] = ports.split(':');
  return to === undefined ? ports : `${from || 0}-${to || 65535}`;
}

function markText(mark: string, not: boolean): string {
  const [value, mask] = mark.split('/');
  if (mask === undefined) return `${not ? '!= ' : ''}${mark}`;
  return `and ${mask} ${not ? '!=' : '=='} ${value}`;
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'return':
    case 'accept':
    case 'drop':
      return target.kind;
    case 'save-mark':
      return 'ct mark set meta mark';
    case 'restore-mark':
      return 'meta mark set ct mark';
    case 'jump':
      return `jump ${chainName(target.chain)}`;
    case 'redirect':
      return `redirect to :${rangeText(target.port)}`;
    case 'tproxy':
      return `tproxy to :${target.port} meta mark set ${target.mark} accept`;
    case 'mark':
      return `meta mark set ${setMarkText(target.mark)}`;
    case 'zone':
      return `ct zone set ${target.zone}`;
    case 'log':
      return `log prefix "${target.prefix.replaceAll('"', '')}" group 1337 snaplen 20`;
  }
}

/** With a mask only the bits of the mask change. */
function setMarkText(mark: string): string {
  const [value, mask] = mark.split('/');
  if (mask === undefined) return mark;
  const kept = (~Number(mask) & 0xffffffff) >>> 0;
  return `meta mark and 0x${kept.toString(16)} or ${value}`;
}
