// Rules in the form that was asked for: iptables-restore's input, commands, nft's script or JSON; explained if wanted.
// Does not know where they come from.
import { explainRule } from './explain.ts';
import type { IstioRule } from './make.ts';
import { nftCleanup, nftText } from './nft.ts';
import { cleanupText, commandText, restoreText } from './restore.ts';
import { routeCommands } from './routes.ts';
import { matchWords, ruleText } from './rule.ts';
import { makeRules } from './rules.ts';
import type { Family, Settings } from './settings.ts';

/** The forms of a listing. */
export const FORMATS = ['restore', 'commands', 'nft', 'json'] as const;

/** A form of a listing. */
export type Format = (typeof FORMATS)[number];

/** What is done to a pod's rules: they are made, taken away again, or let be. */
export type Act = 'apply' | 'cleanup' | 'nothing';

/** How a listing is asked for. */
export interface ListingOptions {
  readonly format: Format;
  readonly family: Family;
  readonly isExplained: boolean;
  readonly act?: Act;
  /** What is to be done beside the rules stands among commands as commands, too. */
  readonly isComplete?: boolean;
}

const NOTHING = '# --skip-rule-apply: istio-iptables makes no rules\n';

/** The rules of one family as text, every line ended. What is to be done beside them is a comment, or a command among commands. */
export function listRules(
  settings: Settings,
  { format, family, isExplained, act = 'apply', isComplete = true }: ListingOptions,
): string {
  if (format === 'json') return `${JSON.stringify(listRulesAsJson(settings, family, act), null, 2)}\n`;
  if (act === 'nothing') return NOTHING;
  const rules = makeRules(settings, family);
  const { behaviours } = settings;
  const comment = isExplained ? explainRule : undefined;
  const areCommands = format === 'commands' && isComplete;
  if (act === 'cleanup') {
    const text = format === 'nft' ? nftCleanup(rules, family) : cleanupText(rules, family, behaviours);
    return text + routes(settings, family, areCommands);
  }
  const text = {
    restore: () => restoreText(rules, behaviours, comment),
    commands: () => commandText(rules, family, behaviours, comment),
    nft: () => nftText(rules, family, comment),
  }[format]();
  return text + routes(settings, family, areCommands);
}

function routes(settings: Settings, family: Family, areCommands: boolean): string {
  return routeCommands(settings, family)
    .map((command) => `${areCommands ? '' : '# '}${command}\n`)
    .join('');
}

/** The rules of one family as plain data; the version counts incompatible changes of this form. */
export function listRulesAsJson(
  settings: Settings,
  family: Family,
  act: Act = 'apply',
): Readonly<Record<string, unknown>> {
  const rules = act === 'nothing' ? [] : makeRules(settings, family);
  const removal = act === 'cleanup' ? cleanupText(rules, family, settings.behaviours).split('\n').slice(0, -1) : [];
  return {
    version: 1,
    family: family === 'v4' ? 'ipv4' : 'ipv6',
    rules: act === 'apply' ? rules.map(ruleAsJson) : [],
    commands: act === 'nothing' ? [] : [...removal, ...routeCommands(settings, family)],
  };
}

function ruleAsJson(rule: IstioRule): Readonly<Record<string, unknown>> {
  return {
    table: rule.table,
    chain: rule.chain,
    position: rule.position,
    text: ruleText(rule),
    matches: rule.matches.map((match) => ({
      ...match,
      text: matchWords(match).join(' '),
    })),
    target: rule.target,
    purpose: rule.purpose,
    explanation: explainRule(rule),
  };
}
