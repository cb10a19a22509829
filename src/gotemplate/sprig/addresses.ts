// Knows which texts are IPv6 addresses, and what Go's net/netip says of those that are not. Knows nothing else of addresses.
import { quote } from '../quote.ts';

/** What is wrong with the address between a URL's brackets; undefined for an IPv6 address. */
export function addressProblem(address: string): string | undefined {
  const mark = /[.:%]/.exec(address)?.[0];
  if (mark === undefined) return said(address, 'unable to parse IP');
  if (mark === '%') return said(address, 'missing IPv6 address');
  const problem = mark === '.' ? fieldsProblem(address) : version6Problem(address);
  if (problem !== undefined) return said(address, ...problem);
  return mark === '.' ? 'invalid IP-literal' : undefined;
}

type Problem = readonly [message: string, at?: string];

function said(address: string, message: string, at?: string): string {
  return `invalid host: ParseAddr(${quote(address)}): ${message}${at === undefined ? '' : ` (at ${quote(at)})`}`;
}

/** Four numbers with dots. */
function fieldsProblem(text: string): Problem | undefined {
  let fields = 0;
  let digits = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter >= '0' && letter <= '9') {
      if (digits === '0') return ['IPv4 field has octet with leading zero'];
      digits += letter;
      if (Number(digits) > 255) return ['IPv4 field has value >255'];
    } else if (letter === '.') {
      if (digits === '' || at === text.length - 1) return ['IPv4 field must have at least one digit', text.slice(at)];
      if (fields === 3) return ['IPv4 address too long'];
      fields++;
      digits = '';
    } else return ['unexpected character', text.slice(at)];
  }
  return fields < 3 ? ['IPv4 address too short'] : undefined;
}

interface Groups {
  rest: string;
  /** Bytes so far. */
  count: number;
  hasGap: boolean;
}

function version6Problem(address: string): Problem | undefined {
  const zone = address.indexOf('%');
  if (zone === address.length - 1) return ['zone must be a non-empty string'];
  const text = zone < 0 ? address : address.slice(0, zone);
  const groups: Groups = { rest: text.replace(/^::/, ''), count: 0, hasGap: text.startsWith('::') };
  if (groups.hasGap && groups.rest === '') return undefined;
  while (groups.count < 16) {
    const problem = groupProblem(groups);
    if (problem !== undefined) return problem;
    if (groups.rest === '') break;
  }
  if (groups.rest !== '') return ['trailing garbage after address', groups.rest];
  if (groups.count < 16) return groups.hasGap ? undefined : ['address string too short'];
  return groups.hasGap ? ['the :: must expand to at least one field of zeros'] : undefined;
}

function groupProblem(groups: Groups): Problem | undefined {
  const { rest } = groups;
  const digits = /^[0-9a-fA-F]*/.exec(rest)![0];
  if (digits.length > 4) return ['each group must have 4 or less digits', rest];
  if (digits === '') return ['each colon-separated field must have at least one digit', rest];
  if (rest[digits.length] === '.') return embeddedProblem(groups);
  groups.count += 2;
  groups.rest = rest.slice(digits.length);
  return groups.rest === '' ? undefined : separatorProblem(groups);
}

function embeddedProblem(groups: Groups): Problem | undefined {
  const { rest, count, hasGap } = groups;
  if (!hasGap && count !== 12) {
    return ['embedded IPv4 address must replace the final 2 fields of the address', rest];
  }
  if (count + 4 > 16) return ['too many hex fields to fit an embedded IPv4 at the end of the address', rest];
  groups.count += 4;
  groups.rest = '';
  return fieldsProblem(rest);
}

function separatorProblem(groups: Groups): Problem | undefined {
  const { rest } = groups;
  if (!rest.startsWith(':')) return ['unexpected character, want colon', rest];
  if (rest.length === 1) return ['colon must be followed by more characters', rest];
  groups.rest = rest.slice(1);
  if (!groups.rest.startsWith(':')) return undefined;
  if (groups.hasGap) return ['multiple :: in address', groups.rest];
  groups.hasGap = true;
  groups.rest = groups.rest.slice(1);
  return undefined;
}
