// A random case for the oracle: a template with data, plain or typed, and now and then another option.
import { focusedTemplate } from './focus.ts';
import { randomData, randomTemplate } from './grammar.ts';
import type { Case } from './oracle.ts';
import { type Random, random } from './random.ts';
import { TYPED_FIELDS } from './typed.ts';
import { randomTyped } from './typed-data.ts';

/** The case of that seed. */
export function randomCase(seed: number): Case {
  const dice = random(seed);
  if (dice.chance(25)) return { template: focusedTemplate(dice) };
  const isTyped = dice.chance(20);
  const template = isTyped ? randomTemplate(dice, TYPED_FIELDS) : randomTemplate(dice);
  const given = isTyped ? { typed: randomTyped(dice) } : { data: randomData(dice) };
  return { template, ...given, ...randomOptions(dice) };
}

function randomOptions(dice: Random): Pick<Case, 'missingkey' | 'bare'> {
  return {
    ...(dice.chance(12) ? { missingkey: dice.pick(['zero', 'error'] as const) } : {}),
    ...(dice.chance(8) ? { bare: true } : {}),
  };
}
