// Knows how the reference writes a value as YAML: block style, sequences not indented, sorted keys, strings quoted where YAML 1.1
// would read something else. Does not read YAML.
import { stringify } from 'yaml';

/** The value (plain JSON) as YAML, with a line break at the end. */
export function goYaml(value: unknown): string {
  if (value === undefined || value === null) return 'null\n';
  return stringify(value, STYLE);
}

const STYLE = {
  version: '1.1',
  lineWidth: 0,
  indentSeq: false,
  aliasDuplicateObjects: false,
  sortMapEntries: (a: { readonly key: unknown }, b: { readonly key: unknown }) => compare(textOf(a.key), textOf(b.key)),
} as const;

function textOf(key: unknown): string {
  return String(typeof key === 'object' && key !== null && 'value' in key ? key.value : key);
}

// Letters by code point and after everything else; runs of digits by their number.
function compare(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((rune, index) => rune !== right[index]);
  const [one, other] = [left[at], right[at]];
  if (one === undefined || other === undefined) return left.length - right.length;
  const [isLetter, isOther] = [/\p{L}/u.test(one), /\p{L}/u.test(other)];
  if (isLetter !== isOther) return isLetter ? 1 : -1;
  const byNumber = isLetter ? 0 : compareNumbers(left, right, at);
  return byNumber || (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
}

function compareNumbers(left: readonly string[], right: readonly string[], at: number): number {
  const isZero = left[at] === '0' || right[at] === '0';
  const lead = isZero && /[1-9]\d*$/.test(left.slice(0, at).join('')) ? '1' : '';
  const [one, other] = [digitsAt(left, at), digitsAt(right, at)];
  return Number(lead + one) - Number(lead + other) || one.length - other.length;
}

function digitsAt(runes: readonly string[], at: number): string {
  return /^\d*/.exec(runes.slice(at).join(''))?.[0] ?? '';
}
