// Knows the forms that annotation values take: ports, CIDRs, words, quantities. Does not know which annotation takes which.
import { isIPv4, isIPv6 } from 'node:net';
import { formatPath } from '../kubernetes/finding.ts';
import { isMap } from '../kubernetes/json.ts';
import { parseQuantity } from '../kubernetes/quantities.ts';
import { readTyped } from '../kubernetes/typed-value.ts';
import type { Behaviours } from './behaviours.ts';
import { parseGoBool } from './go-json.ts';

/** What is wrong with a value, as the end of a sentence that begins with it; undefined when nothing is. */
export type Grammar = (value: string, behaviours: Behaviours) => string | undefined;

/** One of some words, exactly. */
export function oneOf(...words: readonly string[]): Grammar {
  return (value) => (words.includes(value) ? undefined : `is none of ${words.join(', ')}`);
}

/** What Go takes for a bool. */
export const goBool: Grammar = (value) =>
  parseGoBool(value) === undefined ? 'is not a bool (true or false)' : undefined;

/** A port number; spaces around it do not count. */
export const port: Grammar = (value) => (isUnsigned(value.trim(), 16) ? undefined : 'is not a port (0 to 65535)');

/** A number of seconds or of attempts. */
export const count: Grammar = (value) =>
  isUnsigned(value, 32) ? undefined : 'is not a whole number from 0 to 4294967295';

/** A comma list of ports; may be empty. `*` stands for all ports where that is allowed. */
export function ports(wildcard: '*' | 'no *'): Grammar {
  return (value) => {
    if (value.trim() === '' || (wildcard === '*' && value === '*')) return undefined;
    const wrong = value.split(',').find((item) => !isUnsigned(item.trim(), 16));
    if (wrong === undefined) return undefined;
    return `is not a list of ports such as 80,8080: ${quoteItem(wrong)} is not a port (0 to 65535)`;
  };
}

/** A comma list of CIDRs without spaces; may be empty. `*` stands for all addresses where that is allowed. */
export function cidrs(wildcard: '*' | 'no *'): Grammar {
  return (value, { strictCidrs }) => {
    if (value === '' || (wildcard === '*' && value === '*')) return undefined;
    const wrong = value.split(',').find((item) => !isCidr(item, strictCidrs));
    if (wrong === undefined) return undefined;
    return `is not a list of CIDRs such as 10.0.0.0/8,fd00::/8 without spaces: ${quoteItem(wrong)} is none`;
  };
}

/** A comma list of network interfaces; may be empty. */
export const interfaces: Grammar = (value) => {
  if (value === '') return undefined;
  const wrong = value.split(',').find((item) => !INTERFACE.test(item.trim()));
  if (wrong === undefined) return undefined;
  return `is not a list of network interfaces: ${quoteItem(wrong)} is none (a letter, then at most 14 letters, digits, "_", "." or "-")`;
};

/** A Kubernetes quantity such as 100m or 1Gi. */
export const quantity: Grammar = (value) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the reference refuses them here by name
  /[\x00-\x1f\x7f]/.test(value) || parseQuantity(value) === undefined
    ? 'is not a quantity such as 100m or 1Gi'
    : undefined;

/** A JSON object or list. */
export const json: Grammar = (value) => {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? undefined : 'is not a JSON object';
  } catch {
    return 'is not JSON';
  }
};

/** What the injector notes of the user's containers: JSON with lists of containers. */
export const containers: Grammar = (value, behaviours) => {
  const problem = json(value, behaviours);
  if (problem !== undefined) return value.trim() === 'null' ? undefined : problem;
  const noted: unknown = JSON.parse(value);
  if (!isMap(noted)) return 'is not a JSON object';
  const spec = { containers: noted.containers, initContainers: noted.initContainers };
  const [misfit] = readTyped({ spec }, 'Pod', { foldNames: true }).misfits;
  return misfit && `does not list containers: ${formatPath(misfit.path.slice(1))} is of the wrong type`;
};

const INTERFACE = /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/;

function quoteItem(item: string): string {
  return item.trim() === '' ? 'an empty item' : `"${item}"`;
}

function isUnsigned(text: string, bits: 16 | 32): boolean {
  return /^\d+$/.test(text) && BigInt(text) < 2n ** BigInt(bits);
}

function isCidr(text: string, isStrict: boolean): boolean {
  const slash = text.lastIndexOf('/');
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !(isStrict ? /^(?:0|[1-9]\d*)$/ : /^\d+$/).test(length) || address.includes('%')) return false;
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return Number(length) <= bits;
}
