// Knows semantic versions: how they are read, written and ordered. Does not know constraints.

import { parseInteger } from '../floats.ts';
import { panic } from '../functions.ts';
import { narrow } from '../values.ts';

/** A version in its parts; `original` is how it was written. The names are those of the Go struct's fields. */
export interface Version {
  readonly major: number | bigint;
  readonly minor: number | bigint;
  readonly patch: number | bigint;
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

const VERSION =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Read a version, strictly or not: `v1`, `1.2`, `1.2.3-rc.1+build`. */
export function parseVersion(text: string): Version {
  const parts = VERSION.exec(text) ?? panic('Invalid Semantic Version');
  const [, major = '', minor = '0', patch = '0', pre = '', metadata = ''] = parts;
  const numbers = { major: segment(major), minor: segment(minor), patch: segment(patch) };
  checkPrerelease(pre);
  return { ...numbers, pre, metadata, original: text };
}

function segment(text: string): number | bigint {
  const parsed = parseInteger(text, 10, false);
  if (typeof parsed === 'bigint') return narrow(parsed);
  return panic(`Error parsing version segment: strconv.ParseUint: parsing "${text}": ${parsed}`);
}

/** What a pre-release may be made of. */
export function checkPrerelease(pre: string): void {
  for (const part of pre === '' ? [] : pre.split('.')) {
    if (/^0[0-9]+$/.test(part)) panic('Version segment starts with 0');
    if (!/^[0-9A-Za-z-]*$/.test(part)) panic('Invalid Prerelease string');
  }
}

/** The version in its canonical form. */
export function versionText({ major, minor, patch, pre, metadata }: Version): string {
  return `${major}.${minor}.${patch}${pre && `-${pre}`}${metadata && `+${metadata}`}`;
}

/** -1, 0, 1; what is built from the same source is equal. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  if (a.pre === b.pre) return 0;
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  return comparePrereleases(a.pre.split('.'), b.pre.split('.'));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const order = comparePart(a[at] ?? '', b[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const [numberA, numberB] = [parseInteger(a, 10, false), parseInteger(b, 10, false)];
  if (typeof numberA === 'bigint' && typeof numberB === 'bigint') return numberA > numberB ? 1 : -1;
  if (typeof numberA !== 'bigint' && typeof numberB !== 'bigint') return a > b ? 1 : -1;
  return typeof numberA === 'bigint' ? -1 : 1;
}
