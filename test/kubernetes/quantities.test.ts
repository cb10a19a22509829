// Quantities against Kubernetes' own answers, and their laws.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalQuantity,
  ceilCores,
  compareQuantities,
  parseQuantity,
  quantityProblem,
} from '../../src/kubernetes/quantities.ts';
import { recorded } from './recorded.ts';

interface Case {
  readonly text: string;
  readonly canonical?: string;
  readonly error?: string;
}

test.each(recorded<Case>('quantities').map((each) => [each.text, each] as const))(
  'as Kubernetes answers: %j',
  (text, { canonical, error }) => {
    expect(canonicalQuantity(text)).toBe(canonical);
    expect(quantityProblem(text)).toBe(error);
  },
);

describe('canonical text', () => {
  test.each('1.234 1.500 1.234k 12k 8Mi 1500m 1e3 1000Mi 00100m +5 1024 0'.split(' '))('%s stays', (text) => {
    expect(canonicalQuantity(text)).toBe(text);
  });

  test.each([
    ['1.5k', '1500'],
    ['0.125', '125m'],
    ['1.0005', '1000500u'],
    ['100000m', '100'],
    ['2000m', '2'],
    ['0.5', '500m'],
    ['1.10', '1100m'],
    ['1000', '1k'],
    ['1000000', '1M'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['2048Ki', '2Mi'],
    ['0Mi', '0'],
    ['0.0001', '100u'],
    ['0.0000000001', '1n'],
  ])('%s becomes %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });
});

test('a very large exponent costs nothing', () => {
  expect(canonicalQuantity('1e2147483647')).toBe('10e2147483646');
  expect(canonicalQuantity('1e-2147483647')).toBe('1e-9');
});

test.each([
  ['2', 2],
  ['1500m', 2],
  ['100m', 1],
  ['0', 0],
  ['2.0', 2],
  ['1k', 1000],
  ['x', undefined],
])('%s needs %s cores', (text, cores) => {
  expect(ceilCores(text)).toBe(cores);
});

const text = fc
  .tuple(
    fc.bigInt(0n, 10n ** 20n),
    fc.option(fc.nat(99999)),
    fc.constantFrom('', 'n', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3'),
  )
  .map(([whole, fraction, suffix]) => `${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`);

test('law: the canonical text is its own', () => {
  fc.assert(
    fc.property(text, (each) => {
      const canonical = canonicalQuantity(each)!;
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});

test('law: comparing is an order', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const [x, y] = [parseQuantity(a)!, parseQuantity(b)!];
      expect(Math.sign(compareQuantities(x, y)) + Math.sign(compareQuantities(y, x))).toBe(0);
      expect(compareQuantities(x, x)).toBe(0);
    }),
  );
});
