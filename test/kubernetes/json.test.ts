// How Go prints plain JSON, and the text a number becomes.
import { expect, test } from 'vitest';
import { compareCodePoints, printGo, scalarText } from '../../src/kubernetes/json.ts';

test.each([
  [null, '<nil>'],
  [{ b: [1, 'x', null], a: { c: true } }, 'map[a:map[c:true] b:[1 x <nil>]]'],
  [[], '[]'],
  [15020, '15020'],
  [1e6, '1e+06'],
  [1234567, '1.234567e+06'],
  [0.00001, '1e-05'],
  [0.30000000000000004, '0.30000000000000004'],
])('%j prints as %s', (value, text) => {
  expect(printGo(value)).toBe(text);
});

test.each([
  [true, 'true'],
  [5, '5'],
  [20230101, '20230101'],
  [1.1, '1.1'],
  [123456.5, '123456.5'],
  [1234567.5, '1.2345675e+06'],
  [16777217.5, '1.6777218e+07'],
  [0.30000000000000004, '0.3'],
  [1e-7, '1e-07'],
  [1e39, '+Inf'],
  [Number.NaN, 'NaN'],
])('%d reads as %s', (value, text) => {
  expect(scalarText(value)).toBe(text);
});

test('order is that of code points, not of UTF-16', () => {
  expect(['\u{1f600}', '\uffff', 'b', 'a', 'aa'].sort(compareCodePoints)).toEqual([
    'a',
    'aa',
    'b',
    '\uffff',
    '\u{1f600}',
  ]);
});
