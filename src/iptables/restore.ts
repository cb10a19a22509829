// Rules as the input of iptables-restore, and as commands of iptables. Does not know what a rule is for.
import type { Behaviours } from './behaviours.ts';
import { HOOKS, type Rule, ruleText, specification, TABLES, type Table } from './rule.ts';
import type { Family } from './settings.ts';

/** A comment for a rule; undefined where there is nothing to say. */
export type Commentary<R extends Rule = Rule> = (rule: R) => string | undefined;

/** The input of iptables-restore --noflush: each table with its chains and its rules; nothing when there are no rules. */
export function restoreText<R extends Rule>(
  rules: readonly R[],
  behaviours: Behaviours,
  comment: Commentary<R> = () => undefined,
): string {
  const chains = chainsOf(rules, behaviours);
  return TABLES.map((table) => {
    const own = rules.filter((rule) => rule.table === table);
    const lines = own.flatMap((rule) => [...commentLine(comment(rule)), ruleText(rule)]);
    const created = chains.filter((chain) => chain.table === table).map(({ name }) => `-N ${name}`);
    return lines.length === 0 ? '' : [`* ${table}`, ...created, ...lines, 'COMMIT', ''].join('\n');
  }).join('');
}

/** The same as one command a line. */
export function commandText<R extends Rule>(
  rules: readonly R[],
  family: Family,
  behaviours: Behaviours,
  comment: Commentary<R> = () => undefined,
): string {
  const program = programOf(family);
  const created = chainsOf(rules, behaviours).map(({ table, name }) => `${program} -t ${table} -N ${name}`);
  const added = rules.flatMap((rule) => [
    ...commentLine(comment(rule)),
    `${program} -t ${rule.table} ${shellText(ruleText(rule))}`,
  ]);
  return [...created, ...added].map((line) => `${line}\n`).join('');
}

function programOf(family: Family): string {
  return family === 'v4' ? 'iptables' : 'ip6tables';
}

function commentLine(comment: string | undefined): string[] {
  return comment === undefined ? [] : [`# ${comment}`];
}

/** Words that a shell would read otherwise are quoted; a quoted log prefix stays as it is. */
function shellText(text: string): string {
  const words = text.split(' ');
  return words.map((word) => (/^["\w./:,=!@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

/** A chain of a table. */
interface Chain {
  readonly table: Table;
  readonly name: string;
}

/** The chains to create, each where its own first rule stands; since 1.24 also those that are only jumped to. */
function chainsOf(rules: readonly Rule[], { createsJumpTargets }: Pick<Behaviours, 'createsJumpTargets'>): Chain[] {
  const filled = rules.map(({ table, chain }) => ({ table, name: chain }));
  const entered = rules.flatMap(({ table, target }) => (target.kind === 'jump' ? [{ table, name: target.chain }] : []));
  const seen = new Set<string>();
  return [...filled, ...(createsJumpTargets ? entered : [])].filter(({ table, name }) => {
    const key = `${table} ${name}`;
    const isNew = !HOOKS.includes(name) && !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** What --cleanup-only does: the jumps into Istio's chains and the rules outside of them go, then the chains. */
export function cleanupText(rules: readonly Rule[], family: Family, behaviours: Behaviours): string {
  const program = programOf(family);
  const deleted = rules
    .toReversed()
    .filter(({ chain, target }) => !isIstios(chain) || (target.kind === 'jump' && isIstios(target.chain)));
  const chains = chainsOf(rules, behaviours);
  return [
    ...deleted.map(
      (rule) => `${program} -t ${rule.table} -D ${rule.chain} ${shellText(specification(rule).join(' '))}`,
    ),
    ...chains.flatMap(({ table, name }) => [`${program} -t ${table} -F ${name}`, `${program} -t ${table} -X ${name}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function isIstios(chain: string): boolean {
  return chain.startsWith('ISTIO_');
}
