// Random templates and data, to this engine and to the real Go: both must say the same. FUZZ_SEED and FUZZ_PAIRS choose others.
import { expect, it } from 'vitest';
import { findDifferences } from './differ.ts';
import { buildOracle } from './oracle.ts';
import { randomCase } from './random-case.ts';

const PAIRS = Number(process.env.FUZZ_PAIRS ?? 20_000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

it(`says what Go says for ${PAIRS} random pairs`, { timeout: 600_000 }, ({ skip }) => {
  const oracle = buildOracle();
  if ('missing' in oracle) return skip(oracle.missing);
  const cases = Array.from({ length: PAIRS }, (_, at) => randomCase(SEED * 1_000_003 + at));
  const { differences, asked } = findDifferences(oracle.path, cases);
  expect(asked.length).toBeGreaterThan(PAIRS * 0.99);
  expect(asked.filter(({ output }) => output !== undefined).length).toBeGreaterThan(PAIRS * 0.3);
  expect(differences).toEqual([]);
});
