// Knows which words and numbers of a manifest's text are its own affair (names, images, ports, labels, comments) and how to blank them out:
// what is left is the document's shape. Does not know what is done with documents of one shape.

/** A document's shape, and what was blanked out of it. */
export interface Shape {
  /** The document's text with stand-ins for its values: of equal texts, documents differ in their values only. */
  readonly text: string;
  readonly values: readonly string[];
  /** What stands for each value, in the same order. */
  readonly standIns: readonly string[];
}

/** Whether somebody who reads manifests compares values with that word: it is never blanked. */
export type IsSpelled = (word: string) => boolean;

/** The shape of a document; undefined where what it says of its pod is read deeper than blanks allow. */
export function shapeOf(text: string, isSpelled: IsSpelled): Shape | undefined {
  if (text.length > MOST_CHARACTERS || READ_DEEPER.test(text)) return undefined;
  const blanks = withEchoes(text, findBlanks(text, isSpelled));
  const given = new Map<string, string>();
  for (const kind of KINDS) giveStandIns(kind, blanks, given);
  if (given.size > MOST_VALUES || LOOKS_LIKE_STAND_IN.test(withBlanks(text, blanks, () => ''))) return undefined;
  const shape = withBlanks(text, blanks, ({ value }) => given.get(value)!);
  return { text: shape, values: [...given.keys()], standIns: [...given.values()] };
}

const MOST_CHARACTERS = 1 << 16;
const MOST_VALUES = 500;

// Annotations that the injector takes apart, names that it derives others from, and what an earlier injection left.
const READ_DEEPER =
  /proxy\.istio\.io\/|sidecar\.istio\.io\/(?:status|user)|generateName|pod-template-hash|ownerReferences|cni\.cncf\.io/;

type Kind = 'name' | 'image' | 'number' | 'comment';

const KINDS: readonly Kind[] = ['name', 'image', 'number', 'comment'];

interface Blank {
  readonly kind: Kind;
  readonly start: number;
  readonly value: string;
}

const BLANKED_KEYS: ReadonlySet<string> = new Set(
  (
    'name app version image containerPort port targetPort hostPort nodePort serviceAccountName serviceAccount account serviceName ' +
    'claimName secretName hostname tier component role release instance track team run k8s-app prometheus.io/port helm.sh/chart ' +
    'app.kubernetes.io/name app.kubernetes.io/instance app.kubernetes.io/version app.kubernetes.io/component app.kubernetes.io/part-of'
  ).split(' '),
);

// After a key's colon a scalar that ends there: a number of four or five digits, or a word; or a comment on a line of its own.
const SCALAR =
  /:[ \t]+["']?(?:([1-9]\d{3,4})|([a-z](?:[\w./@:-]*\w)?))(?=["']?[ \t]*(?:[,}\]\r\n]|$| #))|\n[ \t]*#([^\r\n]+)/g;

// What a reader refuses, or takes for the end of a line, also in a comment.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const REFUSED_IN_COMMENTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

function findBlanks(text: string, isSpelled: IsSpelled): readonly Blank[] {
  const blanks: Blank[] = [];
  const add = (kind: Kind, value: string, end: number): void => {
    if (kind === 'comment' ? !REFUSED_IN_COMMENTS.test(value) : !isSpelled(value))
      blanks.push({ kind, start: end - value.length, value });
  };
  SCALAR.lastIndex = 0;
  for (let match = SCALAR.exec(text); match; match = SCALAR.exec(text)) {
    const [, digits, word, comment] = match;
    const end = SCALAR.lastIndex;
    const key = comment === undefined ? keyBefore(text, match.index) : '';
    if (comment !== undefined) add('comment', comment, end);
    else if (!BLANKED_KEYS.has(key)) continue;
    else if (digits !== undefined && isPort(digits)) add('number', digits, end);
    else if (word !== undefined && key === 'image') addImage(word, end, add);
    else if (word !== undefined && NAME.test(word)) add('name', word, end);
  }
  return blanks;
}

const KEY_CHARACTER = /[\w./-]/;

function keyBefore(text: string, colon: number): string {
  const end = text[colon - 1] === '"' || text[colon - 1] === "'" ? colon - 1 : colon;
  let start = end;
  while (start > 0 && KEY_CHARACTER.test(text[start - 1]!)) start--;
  return text.slice(start, end);
}

function isPort(digits: string): boolean {
  return Number(digits) >= 1024 && Number(digits) <= 65535;
}

// Short enough for every label, and without an ending from which the name of an owner is read.
const NAME = /^(?!.*-\d{8,10}$)[\w.-]{1,48}$/;
// A tag alone must read as a string, like the word that stands for it.
const IMAGE = /^([\w./-]+(?::\d+\/[\w./-]+)?)(?::([a-z][\w.-]*|\d+\.\d+\.\d+[\w.-]*))?(?:@sha256:([0-9a-f]{64}))?$/;

function addImage(image: string, end: number, add: (kind: Kind, value: string, end: number) => void): void {
  const [whole, path, tag, digest] = IMAGE.exec(image) ?? [];
  if (whole === undefined || path === undefined) return;
  const start = end - image.length;
  add('image', path, start + path.length);
  if (tag !== undefined) add('image', tag, start + path.length + 1 + tag.length);
  if (digest !== undefined) add('image', digest, end);
}

/**
 * What is blanked in one place is blanked wherever it stands as a word, so that the shape tells where it comes again: in an address, an argument.
 * A value that stands where more is read from it is not blanked at all.
 */
function withEchoes(text: string, blanks: readonly Blank[]): readonly Blank[] {
  const isBlank = new Uint8Array(text.length);
  for (const { start, value } of blanks) isBlank.fill(1, start, start + value.length);
  const kinds = new Map<string, Kind>();
  for (const { kind, value } of blanks) if (kind !== 'comment') kinds.set(value, kind);
  const refused = new Set<string>();
  const echoes: Blank[] = [];
  for (const [value, kind] of kinds) {
    for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + value.length)) {
      const end = start + value.length;
      if (isBlank[start] || isBlank[end - 1] || !isWord(text, start, end) || isKey(text, end)) continue;
      if (READ_IN_LINE.test(lineAround(text, start, end))) refused.add(value);
      echoes.push({ kind, start, value });
      isBlank.fill(1, start, end);
    }
  }
  if (echoes.length === 0) return blanks;
  const all = [...blanks, ...echoes].sort((one, other) => one.start - other.start);
  return refused.size === 0 ? all : all.filter(({ value }) => !refused.has(value));
}

// Lines that say what an object is, and annotations that are taken at their word.
const READ_IN_LINE = /apiVersion|kind|istio\.io\//;
const WORD_CHARACTER = /[\w-]/;

function isWord(text: string, start: number, end: number): boolean {
  return !WORD_CHARACTER.test(text.charAt(start - 1)) && !WORD_CHARACTER.test(text.charAt(end));
}

function isKey(text: string, end: number): boolean {
  return /^["']?:(?:\s|$)/.test(text.slice(end, end + 3));
}

function lineAround(text: string, start: number, end: number): string {
  const last = text.indexOf('\n', end);
  return text.slice(text.lastIndexOf('\n', start) + 1, last < 0 ? text.length : last);
}

/** A stand-in for each value of a kind. */
function giveStandIns(kind: Kind, blanks: readonly Blank[], given: Map<string, string>): void {
  const values = new Set<string>();
  for (const blank of blanks) if (blank.kind === kind) values.add(blank.value);
  const { order, make } = STAND_INS[kind];
  const sorted = order ? [...values].sort(order) : [...values];
  for (const [index, value] of sorted.entries()) if (!given.has(value)) given.set(value, make(index));
}

interface StandIns {
  /** The order that stand-ins keep, where somebody may sort the values. */
  readonly order?: (one: string, other: string) => number;
  readonly make: (index: number) => string;
}

const STAND_INS: Readonly<Record<Kind, StandIns>> = {
  // Names are sorted as parts of paths.
  name: { order: (one, other) => (`${one}/` < `${other}/` ? -1 : 1), make: (index) => `zq${letters(index)}q` },
  image: { make: (index) => `yq${letters(index)}q` },
  number: { order: (one, other) => Number(one) - Number(other), make: (index) => String(47111 + index) },
  comment: { make: (index) => `xq${letters(index)}q` },
};

/** What stands for a value, or could. */
export const LOOKS_LIKE_STAND_IN: RegExp = /[xyz]q[a-z]{2}q|47\d{3}/;

/** What stands for a whole name. */
export const IS_NAME: RegExp = /^zq[a-z]{2}q$/;

function letters(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));
}

function withBlanks(text: string, blanks: readonly Blank[], fill: (blank: Blank) => string): string {
  let filled = '';
  let at = 0;
  for (const blank of blanks) {
    filled += text.slice(at, blank.start) + fill(blank);
    at = blank.start + blank.value.length;
  }
  return filled + text.slice(at);
}
