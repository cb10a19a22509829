// Knows which functions of a template hand on a name or a number without a look at it, so that what they give differs just where the names
// do. Does not know templates. What is not in a table here is taken for a look.
import { Typed } from '../gotemplate/index.ts';

/** Tells the words that stand in for others; `isName`: of a short name, without anything around it. */
export interface StandInWords {
  readonly isIn: (text: string) => boolean;
  readonly isName: (text: string) => boolean;
}

/** Whether a call could give for the stand-ins in its arguments something else than for what they stand for. */
export function looksInto(
  name: string,
  values: readonly unknown[],
  words: StandInWords,
  isSpelled: (word: string) => boolean,
): boolean {
  const carrying = values.map((value) => carries(value, words));
  if (!carrying.includes(true) || WHATEVER_IT_IS.has(name)) return false;
  if (INSIDE.has(name)) return values.some((value, index) => carrying[index] && !isCollection(value));
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  return !rule?.(values, carrying, words, isSpelled);
}

// These copy, wrap or join what they are given, or ask whether it is there.
const WHATEVER_IT_IS: ReadonlySet<string> = new Set(
  (
    'and append applicationPorts coalesce concat default empty first includeInboundPorts indent initial join last list mergeMaps ' +
    'mustAppend mustPrepend nindent not omitNil or otelResourceAttributes prepend print println protoToJSON quote rest reverse squote ' +
    'structToJSON ternary text toJSON toJson toJsonMap toString toStrings tuple valueOrDefault'
  ).split(' '),
);

// These may be given collections with stand-ins in them, but ask by other keys.
const INSIDE: ReadonlySet<string> = new Set(
  'annotation dig get hasKey index isset keys len omit pick pluck'.split(' '),
);

type Rule = (
  values: readonly unknown[],
  carrying: readonly boolean[],
  words: StandInWords,
  isSpelled: (word: string) => boolean,
) => boolean;

const LONGEST_NAME = 48;

const RULES: Readonly<Record<string, Rule>> = {
  dict: hasKnownKeys,
  strdict: hasKnownKeys,
  // A stand-in is no word that anybody spells, and neither is what it stands for.
  eq: isComparedWithSpelled,
  ne: isComparedWithSpelled,
  printf: ([format], [isInFormat]) => isInFormat === false && /^(?:[^%]|%[svdq%])*$/.test(String(format)),
  trimSuffix: ([suffix, text], _, words) => suffix === '-' && words.isName(String(text)),
  trunc: ([length, text], _, words) => Number(length) >= LONGEST_NAME && words.isName(String(text)),
};

function hasKnownKeys(_: readonly unknown[], carrying: readonly boolean[]): boolean {
  return carrying.every((isCarrying, index) => !isCarrying || index % 2 === 1);
}

function isComparedWithSpelled(
  values: readonly unknown[],
  carrying: readonly boolean[],
  words: StandInWords,
  isSpelled: (word: string) => boolean,
): boolean {
  return values.every((value, index) => {
    const text = String(plain(value));
    return carrying[index] ? words.isName(text) : text === '' || isSpelled(text);
  });
}

function carries(value: unknown, words: StandInWords): boolean {
  const inner = plain(value);
  if (typeof inner === 'string') return words.isIn(inner);
  if (typeof inner === 'number' || typeof inner === 'bigint') return words.isIn(String(inner));
  if (typeof inner !== 'object' || inner === null) return false;
  return Object.values(inner).some((each) => carries(each, words));
}

function isCollection(value: unknown): boolean {
  const inner = plain(value);
  return typeof inner === 'object' && inner !== null;
}

function plain(value: unknown): unknown {
  return value instanceof Typed ? value.value : value;
}
