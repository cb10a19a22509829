// Rules in the form that was asked for: iptables-restore's input, commands, nft's script or JSON; explained if wanted.
// Does not know where they come from.
import { explainRule } from './explain.ts';
import { nftText } from './nft.ts';
import { cleanupText, commandText, restoreText } from './restore.ts';
import { routeCommands } from './routes.ts';
import { matchWords, ruleText } from './rule.ts';
import { makeRules } from './rules.ts';
import type { Family, Settings } from './settings.ts';

/** The forms of a listing. */
export const FORMATS = ['restore', 'commands', 'nft', 'json'] as const;

/** A form of a listing. */
export type Format = (typeof FORMATS)[number];

/** How a listing is asked for; `isCleanup` asks for what takes the rules away again. */
export interface ListingOptions {
  readonly format: Format;
  readonly family: Family;
  readonly isExplained: boolean;
  readonly isCleanup?: boolean;
  /** What is to be done beside the rules stands among commands as commands, too. */
  readonly isComplete?: boolean;
}

/** The rules of one family as text, every line ended. What is to be done beside them is a comment, or a command among commands. */
export function listRules(
  settings: Settings,
  { format, family, isExplained, isCleanup = false, isComplete = true }: ListingOptions,
): string {
  const rules = makeRules(settings, family);
  const { behaviours } = settings;
  const comment = isExplained ? explainRule : undefined;
  if (isCleanup) return cleanupText(rules, family, behaviours);
  switch (format) {
    case 'restore':
      return restoreText(rules, behaviours, comment) + routes(settings, family, false);
    case 'commands':
      return commandText(rules, family, behaviours, comment) + routes(settings, family, isComplete);
    case 'nft':
      return nftText(rules, family, comment) + routes(settings, family, false);
    case 'json':
      return `${JSON.stringify(listRulesAsJson(settings, family), null, 2)}\n`;
  }
}

function routes(settings: Settings, family: Family, areCommands: boolean): string {
  return routeCommands(settings, family)
    .map((command) => `${areCommands ? '' : '# '}${command}\n`)
    .join('');
}

/** The rules of one family as plain data; the version counts incompatible changes of this form. */
export function listRulesAsJson(settings: Settings, family: Family): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    family: family === 'v4' ? 'ipv4' : 'ipv6',
    rules: makeRules(settings, family).map((rule) => ({
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
    })),
    commands: routeCommands(settings, family),
  };
}
