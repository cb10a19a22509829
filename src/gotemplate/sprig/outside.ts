// Knows which of sprig's functions are refused: those that would reach outside, be random, or make keys.
import type { DeclaredFunction } from '../functions.ts';
import { panic } from '../functions.ts';
import { ANY, STRING } from '../gotype.ts';

const REASONS = {
  outside: 'is not available: a template here cannot reach outside (the environment, the network)',
  random: 'is not available: a template here gives the same text every time, so nothing in it is random',
  keys: 'is not available: a template here makes no keys and no certificates',
} as const;

const refused = (name: string, reason: keyof typeof REASONS): DeclaredFunction => ({
  params: [ANY],
  variadic: true,
  result: 'any',
  call: () => panic(`${name} ${REASONS[reason]}`),
});

const OUTSIDE = ['env', 'expandenv', 'getHostByName'];
const RANDOM = [
  'randAlpha',
  'randAlphaNum',
  'randAscii',
  'randNumeric',
  'randBytes',
  'randInt',
  'shuffle',
  'uuidv4',
  'bcrypt',
];
const KEYS = [
  'genPrivateKey',
  'genCA',
  'genCAWithKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
];

const named = (names: readonly string[], reason: keyof typeof REASONS): Record<string, DeclaredFunction> =>
  Object.fromEntries(names.map((name) => [name, refused(name, reason)]));

/** sprig's functions that end the template and say why. */
export const REFUSED_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  ...named(OUTSIDE, 'outside'),
  ...named(RANDOM, 'random'),
  ...named(KEYS, 'keys'),
  htpasswd: {
    params: [STRING, STRING],
    result: STRING,
    call: (user: string) => (user.includes(':') ? `invalid username: ${user}` : panic(`htpasswd ${REASONS.random}`)),
  },
};
