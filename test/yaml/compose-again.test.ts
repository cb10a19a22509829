// What was composed before, and is composed again with other scalars, is what composing it anew gives.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memory } from '../../src/memory.ts';
import { compose } from '../../src/yaml/compose.ts';
import { composeAgain, valueAgain } from '../../src/yaml/compose-again.ts';
import { maskScalars } from '../../src/yaml/simple-scalars.ts';
import { randomYaml } from './random-yaml.ts';

const word = fc.constantFrom(
  'a',
  '0',
  '0x1F',
  'true',
  'null',
  'no',
  '1.5',
  '08',
  'a:b',
  'x-y',
  'v1/beta',
  '2026-01-01',
  '1_000',
  '.5',
);
const quoted = fc.oneof(word, fc.constantFrom('', ' a b ', '# no comment', 'a: b', '{x}', '- y', 'é€😀', ','));

test('random documents with other scalars compose as if they were new', () => {
  fc.assert(
    fc.property(randomYaml, fc.array(fc.tuple(quoted, word), { minLength: 1 }), ({ text }, words) => {
      for (let turn = 0; turn < 5; turn++) {
        const changed = withOthers(text, words, turn);
        const fresh = attempt(() => compose(changed));
        expect(attempt(() => composeAgain(changed))).toStrictEqual(fresh);
        expect(attempt(() => valueAgain(changed, false))).toStrictEqual(fresh?.root?.value);
      }
    }),
    { numRuns: 120 },
  );
});

test('a text like two before it is not read token by token', () => {
  const text = (name: string): string =>
    `kind: Pod # it\nmetadata: {\n  name: "${name}",\n}\nlist:\n- a: ${name}\n- |\n  b: c\n`;
  for (const name of ['x', 'yy']) composeAgain(text(name));
  const before = memory.counts.parses;
  expect(composeAgain(text('zzz'))).toStrictEqual(compose(text('zzz')));
  expect(memory.counts.parses).toBe(before);
  expect(composeAgain(text('zzz').replace('b: c', 'b: d'))).toStrictEqual(compose(text('zzz').replace('b: c', 'b: d')));
});

test('what did not change is the same object', () => {
  const text = (name: string): string => `a:\n  b: ${name}\nc:\n  d: e\n`;
  const [, , one, two] = ['w', 'x', 'y', 'z'].map((name) => valueAgain(text(name), true) as Record<string, object>);
  expect(two).toStrictEqual({ a: { b: 'z' }, c: { d: 'e' } });
  expect(two!.c).toBe(one!.c);
});

/** The text with some of its simple scalars replaced. */
function withOthers(text: string, words: readonly (readonly [string, string])[], turn: number): string {
  const spans = maskScalars(text)?.spans ?? [];
  let result = '';
  let kept = 0;
  for (let at = 0; at < spans.length; at += 2) {
    const [start, end] = [spans[at]!, spans[at + 1]!];
    const quote = text[start - 1];
    const [inQuotes, plain] = words[(at + turn) % words.length]!;
    if ((at + turn) % 3 === 0 || turn === 0) continue;
    result += text.slice(kept, start) + (quote === '"' || quote === "'" ? inQuotes : plain);
    kept = end;
  }
  return result + text.slice(kept);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
