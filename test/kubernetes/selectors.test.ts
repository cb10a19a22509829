// What a label selector matches, and which selectors are none.
import { expect, test } from 'vitest';
import { type LabelSelector, matchesSelector, selectorProblem } from '../../src/kubernetes/selectors.ts';

const term = (key: string, operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});

test.each<[LabelSelector, Record<string, string>, boolean]>([
  [{}, { a: 'b' }, true],
  [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
  [{ matchLabels: { a: 'b' } }, { a: 'c' }, false],
  [{ matchLabels: { constructor: 'b' } }, {}, false],
  [term('a', 'In', 'b', 'c'), { a: 'c' }, true],
  [term('a', 'In', 'b'), {}, false],
  [term('a', 'NotIn', 'b'), { a: 'c' }, true],
  [term('a', 'NotIn', 'b'), {}, true],
  [term('a', 'NotIn', 'b'), { a: 'b' }, false],
  [term('a', 'Exists'), { a: '' }, true],
  [term('a', 'Exists'), {}, false],
  [term('a', 'DoesNotExist'), {}, true],
  [term('a', 'DoesNotExist'), { a: '' }, false],
  [{ matchLabels: { a: 'b' }, ...term('c', 'Exists') }, { a: 'b' }, false],
  [term('a', 'Equals', 'b'), { a: 'b' }, false],
])('%j on %j: %s', (selector, labels, matches) => {
  expect(matchesSelector(selector, labels)).toBe(matches);
});

test.each<[LabelSelector, string]>([
  [term('a', 'Equals', 'b'), '"Equals" is not a valid label selector operator'],
  [term('a', 'In'), "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"],
  [term('a', 'Exists', 'b'), 'values: Invalid value: ["b"]: values set must be empty for exists and does not exist'],
])('%j is none: %s', (selector, problem) => {
  expect(selectorProblem(selector)).toBe(problem);
});

test.each(['a b', '', 'a/b/c', '/a', '-a', 'x'.repeat(64), 'Example.com/a'])('%j is no label key', (key) => {
  expect(selectorProblem(term(key, 'Exists'))).toMatch(/^key: Invalid value/);
  expect(selectorProblem({ matchLabels: { [key]: 'a' } })).toMatch(/^key: Invalid value/);
});

test.each(['example.com/a_b.C', 'a', 'x'.repeat(63)])('%j is a label key', (key) => {
  expect(selectorProblem(term(key, 'Exists'))).toBeUndefined();
});

test('a value has the form of a label', () => {
  expect(selectorProblem(term('a', 'In', 'b c'))).toMatch(/^values: Invalid value: "b c"/);
  expect(selectorProblem({ matchLabels: { a: '' } })).toBeUndefined();
});
