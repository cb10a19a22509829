// Knows which runes are letters, digits, printable …, as Go 1.26's tables (Unicode 15.0) have it, whatever Unicode the runtime has.

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;
const LOWER = /^\p{Ll}$/u;
const UPPER = /^\p{Lu}$/u;
const PRINT = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** unicode.IsLetter */
export function isLetter(rune: string): boolean {
  return rune < '\x80' ? (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z') : is(rune, LETTER);
}

/** unicode.IsDigit */
export function isDigit(rune: string): boolean {
  return rune < '\x80' ? rune >= '0' && rune <= '9' : is(rune, DIGIT);
}

/** unicode.IsSpace */
export function isSpace(rune: string): boolean {
  return SPACE.test(rune);
}

/** unicode.IsLower */
export function isLower(rune: string): boolean {
  return rune === '\u0295' || is(rune, LOWER);
}

/** unicode.IsUpper */
export function isUpper(rune: string): boolean {
  return is(rune, UPPER);
}

/** strconv.IsPrint */
export function isPrint(rune: string): boolean {
  return rune < '\x80' ? rune >= ' ' && rune <= '~' : is(rune, PRINT);
}

/** unicode.ToUpper, of one rune to one rune. */
export function toUpper(rune: string): string {
  return TITLE_ONLY.get(rune) ?? single(rune, rune.toUpperCase());
}

/** unicode.ToLower */
export function toLower(rune: string): string {
  return rune === '\u0130' ? 'i' : single(rune, rune.toLowerCase());
}

/** unicode.ToTitle */
export function toTitle(rune: string): string {
  const digraph = DIGRAPHS.find((each) => each.includes(rune));
  if (digraph !== undefined) return digraph[1]!;
  return rune >= '\u10d0' && rune <= '\u10ff' ? rune : toUpper(rune);
}

// Greek letters with iota: JavaScript spells their upper case with two letters, Go has one.
const TITLE_ONLY: ReadonlyMap<string, string> = new Map(
  [0x1f80, 0x1f90, 0x1fa0]
    .flatMap((start) => Array.from({ length: 8 }, (_, n) => [start + n, start + n + 8] as const))
    .concat([
      [0x1fb3, 0x1fbc],
      [0x1fc3, 0x1fcc],
      [0x1ff3, 0x1ffc],
    ])
    .map(([from, to]) => [String.fromCodePoint(from), String.fromCodePoint(to)]),
);

const DIGRAPHS = ['\u01c4\u01c5\u01c6', '\u01c7\u01c8\u01c9', '\u01ca\u01cb\u01cc', '\u01f1\u01f2\u01f3'];

function single(rune: string, changed: string): string {
  if (rune.length === changed.length && !isNewer(rune) && !isNewer(changed)) return changed;
  return [...changed].length === 1 && !isNewer(rune) && !isNewer(changed) ? changed : rune;
}

function is(rune: string, table: RegExp): boolean {
  return table.test(rune) && !isNewer(rune);
}

// Given out after Unicode 15.0, to 17.0.
const NEWER = parseRanges(
  '88f 897 c5c cdc 1acf-1add 1ae0-1aeb 1b4e-1b4f 1b7f 1c89-1c8a 20c1 2427-2429 2b96 2ffc-2fff 31e4-31e5 31ef a7cb-a7cf ' +
    'a7d2 a7d4 a7da-a7dc a7f1 fbc3-fbd2 fd90-fd91 fdc8-fdce 105c0-105f3 10940-10959 10d40-10d65 10d69-10d85 ' +
    '10d8e-10d8f 10ec2-10ec7 10ed0-10ed8 10efa-10efc 11380-11389 1138b 1138e 11390-113b5 113b7-113c0 113c2 113c5 ' +
    '113c7-113ca 113cc-113d5 113d7-113d8 113e1-113e2 116d0-116e3 11b60-11b67 11bc0-11be1 11bf0-11bf9 11db0-11ddb ' +
    '11de0-11de9 11f5a 13460-143fa 16100-16139 16d40-16d79 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 187f8-187ff 18cff ' +
    '18d09-18d1e 18d80-18df2 1cc00-1ccfc 1cd00-1ceb3 1ceba-1ced0 1cee0-1cef0 1e5d0-1e5fa 1e5ff 1e6c0-1e6de ' +
    '1e6e0-1e6f5 1e6fe-1e6ff 1f6d8 1f777-1f77a 1f8b2-1f8bb 1f8c0-1f8c1 1f8d0-1f8d8 1fa54-1fa57 1fa89-1fa8a ' +
    '1fa8e-1fa8f 1fabe 1fac6 1fac8 1facd 1fadc 1fadf 1fae9-1faea 1faef 1fbcb-1fbef 1fbfa 2b73a-2b73f 2cea2-2cead ' +
    '2ebf0-2ee5d 323b0-33479',
);

function parseRanges(text: string): readonly (readonly [number, number])[] {
  return text.split(' ').map((range) => {
    const [from, to] = range.split('-').map((hex) => Number.parseInt(hex, 16));
    return [from!, to ?? from!] as const;
  });
}

function isNewer(rune: string): boolean {
  const code = rune.codePointAt(0)!;
  return code >= 0x88f && NEWER.some(([from, to]) => code >= from && code <= to);
}
