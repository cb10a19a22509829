// Rules as the kernel holds them after they were loaded: each chain with its rules in their final order. Does not know packets.
import { HOOKS, type Rule, TABLES, type Table } from './rule.ts';

/** The chains of every table, by name. */
export type Ruleset<R extends Rule = Rule> = Readonly<Record<Table, ReadonlyMap<string, readonly R[]>>>;

/** Loads rules as iptables-restore does, line after line: an insertion counts positions at that moment. */
export function loadRules<R extends Rule>(rules: readonly R[]): Ruleset<R> {
  const tables = TABLES.map((table) => [table, new Map<string, R[]>()] as const);
  const ruleset = Object.fromEntries(tables) as Record<Table, Map<string, R[]>>;
  for (const rule of rules) {
    const chain = ruleset[rule.table].get(rule.chain) ?? [];
    chain.splice(rule.position === undefined ? chain.length : rule.position - 1, 0, rule);
    ruleset[rule.table].set(rule.chain, chain);
  }
  return ruleset;
}

/** The chains of a table: those that the kernel enters first. */
export function chainNames(ruleset: Ruleset, table: Table): string[] {
  const names = [...ruleset[table].keys()];
  return [...HOOKS.filter((hook) => names.includes(hook)), ...names.filter((name) => !HOOKS.includes(name))];
}
