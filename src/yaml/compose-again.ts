// Knows texts that were composed before, by what they are without their simple scalars: manifests that a tool or a person makes from one
// pattern differ in these only, and need not be read token by token again. Does not know tokens.
import { memory, Remembered } from '../memory.ts';
import { type Composed, compose } from './compose.ts';
import { cast, castValue, isLike, type Likeness, type Mold, makeMold } from './molds.ts';
import { maskScalars } from './simple-scalars.ts';

/** The nodes of a document, as `compose` gives them. */
export function composeAgain(text: string): Composed {
  const found = look(text, false);
  return found.mold ? cast(found.mold, found) : found.composed;
}

/** The value of a document, as `compose` gives it; what it has in common with one read before may be the same object. */
export function valueAgain(text: string, lastWins: boolean): unknown {
  const found = look(text, lastWins);
  if (!found.mold) return found.composed.root?.value;
  return found.mold.hasAliases ? cast(found.mold, found).root?.value : castValue(found.mold, found);
}

type Found = { readonly mold: undefined; readonly composed: Composed } | (Likeness & { readonly mold: Mold });

/** Molds by their key; an empty list is a key that came once. */
const molds = new Remembered<Mold[]>(1_000_000);
const LONGEST = 100_000;
const MOST_ALIKE = 8;

function look(text: string, lastWins: boolean): Found {
  const masked = memory.isOn && text.length <= LONGEST ? maskScalars(text) : undefined;
  if (masked === undefined) return { mold: undefined, composed: composeCounted(text, lastWins) };
  const { spans } = masked;
  const key = lastWins ? `${masked.key}\0last` : masked.key;
  const known = molds.get(key);
  const like = known?.find((each) => isLike(each, { text, spans }));
  if (like) return { mold: like, text, spans };
  const composed = composeCounted(text, lastWins);
  // Of what is rendered (where the last of equal keys wins) the first is soon followed by its like; documents show it by a second.
  const kept = known ?? [];
  if (known === undefined) molds.set(key, kept, key.length);
  const mold = (known || lastWins) && kept.length < MOST_ALIKE ? makeMold(text, spans, composed) : undefined;
  if (mold) kept.push(mold);
  return { mold: undefined, composed };
}

function composeCounted(text: string, lastWins: boolean): Composed {
  memory.counts.parses += 1;
  return compose(text, lastWins);
}
