// Knows the constraint language of Go's Masterminds/semver v3: operators, wildcards, ranges, `,` and `||`.
import { panic } from '../functions.ts';
import { compilePattern } from './regex.ts';
import { compareVersions, parseVersion, type Version } from './versions.ts';

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** Some part is missing or a wildcard; and which one is the first. */
  readonly isOpen: boolean;
  readonly isMinorOpen: boolean;
  readonly isPatchOpen: boolean;
}

const OPERATOR = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const VERSION =
  'v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?' +
  '(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?';
const ONE = `^\\s*(${OPERATOR})\\s*(${VERSION})\\s*$`;
const RANGE = `\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`;
const EACH = `(${OPERATOR})\\s*(${VERSION})`;
const ALL = `^(\\s*(${OPERATOR})\\s*(${VERSION})\\s*)((?:\\s+|,\\s*)(${OPERATOR})\\s*(${VERSION})\\s*)*$`;

/** Parse constraints; the result tells whether a version is within them. */
export function parseConstraints(text: string): (version: Version) => boolean {
  const alternatives = withRanges(text).split('||').map(parseAlternative);
  return (version) => alternatives.some((each) => each.every((constraint) => isWithin(version, constraint)));
}

function groupsOf(pattern: string, text: string, count: number): string[][] {
  return compilePattern(pattern)
    .matches(text, count)
    .map((found) => Array.from({ length: found.length / 2 }, (_, at) => groupText(found, at, text)));
}

function groupText(found: readonly number[], at: number, text: string): string {
  return found[2 * at]! < 0 ? '' : text.slice(found[2 * at], found[2 * at + 1]);
}

/** `1.2 - 1.4` is `>= 1.2, <= 1.4`. */
function withRanges(text: string): string {
  let rewritten = text;
  for (const groups of groupsOf(RANGE, text, -1)) {
    rewritten = rewritten.replace(groups[0]!, () => `>= ${groups[1]}, <= ${groups[11]} `);
  }
  return rewritten;
}

function parseAlternative(text: string): Constraint[] {
  if (!compilePattern(ALL).isMatch(text)) panic(`improper constraint: ${text}`);
  return groupsOf(EACH, text, -1).map(([each]) => parseConstraint(each!));
}

const isWild = (part: string): boolean => ['', 'x', 'X', '*'].includes(part.replace(/^\./, ''));

function parseConstraint(text: string): Constraint {
  const groups = groupsOf(ONE, text, 1)[0] ?? panic(`improper constraint: ${text}`);
  const [, operator = '', whole = '', major = '', minor = '', patch = '', pre = ''] = groups;
  const open = isWild(major) ? 'major' : isWild(minor) ? 'minor' : isWild(patch) ? 'patch' : undefined;
  const version = open === undefined ? whole : filled(open, major, minor, pre);
  return {
    operator,
    version: parsedOr(version),
    isOpen: open !== undefined,
    isMinorOpen: open === 'minor',
    isPatchOpen: open === 'patch',
  };
}

function filled(open: 'major' | 'minor' | 'patch', major: string, minor: string, pre: string): string {
  if (open === 'major') return `0.0.0${pre}`;
  return open === 'minor' ? `${major}.0.0${pre}` : `${major}${minor}.0${pre}`;
}

function parsedOr(text: string): Version {
  try {
    return parseVersion(text);
  } catch {
    return panic('constraint Parser Error');
  }
}

type Check = (version: Version, constraint: Constraint) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  '': isAbout,
  '=': isAbout,
  '!=': isOther,
  '>': isGreater,
  '<': (version, { version: limit }) => compareVersions(version, limit) < 0,
  '>=': (version, { version: limit }) => compareVersions(version, limit) >= 0,
  '=>': (version, { version: limit }) => compareVersions(version, limit) >= 0,
  '<=': isAtMost,
  '=<': isAtMost,
  '~': isNear,
  '~>': isNear,
  '^': isCompatible,
};

function isWithin(version: Version, constraint: Constraint): boolean {
  const isPreExcluded = version.pre !== '' && constraint.version.pre === '';
  // Only `!=` of a whole version lets pre-releases pass that the constraint does not name.
  if (isPreExcluded && (constraint.operator !== '!=' || constraint.isOpen)) return false;
  return CHECKS[constraint.operator]!(version, constraint);
}

function isAbout(version: Version, constraint: Constraint): boolean {
  return constraint.isOpen ? isNear(version, constraint) : compareVersions(version, constraint.version) === 0;
}

function isOther(version: Version, { version: other, isOpen, isMinorOpen, isPatchOpen }: Constraint): boolean {
  if (!isOpen) return compareVersions(version, other) !== 0;
  if (version.major !== other.major) return true;
  if (isMinorOpen) return false;
  if (version.minor !== other.minor) return true;
  if (!isPatchOpen) return version.patch !== other.patch || compareVersions(version, other) !== 0;
  return (version.pre !== '' || other.pre !== '') && version.pre !== other.pre;
}

function isGreater(version: Version, { version: limit, isOpen, isMinorOpen, isPatchOpen }: Constraint): boolean {
  if (!isOpen) return compareVersions(version, limit) > 0;
  if (version.major !== limit.major) return version.major > limit.major;
  if (isMinorOpen) return false;
  return isPatchOpen ? version.minor > limit.minor : compareVersions(version, limit) > 0;
}

function isAtMost(version: Version, { version: limit, isOpen, isMinorOpen }: Constraint): boolean {
  if (!isOpen) return compareVersions(version, limit) <= 0;
  if (version.major > limit.major) return false;
  return !(version.major === limit.major && version.minor > limit.minor && !isMinorOpen);
}

function isNear(version: Version, { version: base, isMinorOpen, isPatchOpen }: Constraint): boolean {
  if (compareVersions(version, base) < 0) return false;
  const isZero = base.major === 0 && base.minor === 0 && base.patch === 0;
  if (isZero && !isMinorOpen && !isPatchOpen) return true;
  return version.major === base.major && (version.minor === base.minor || isMinorOpen);
}

function isCompatible(version: Version, { version: base, isMinorOpen, isPatchOpen }: Constraint): boolean {
  if (compareVersions(version, base) < 0) return false;
  if (base.major > 0 || isMinorOpen) return version.major === base.major;
  if (version.major > 0) return false;
  if (base.minor > 0 || isPatchOpen) return version.minor === base.minor;
  return version.minor === 0 && version.patch === base.patch;
}
