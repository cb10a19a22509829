// Revisions whose bytes no golden file shows well: line ends, marks, tabs, missing last lines; and what is left alone.
import { expect, test } from 'vitest';
import { applyEdits } from '../../src/yaml/edits.ts';
import type { Target } from '../../src/yaml/revise.ts';
import { revised } from './revised.ts';

const ROWS: readonly [name: string, before: string, path: Target['path'], value: unknown, after: string][] = [
  ['add an entry - no last line break', 'a: 1', ['b'], 2, 'a: 1\nb: 2'],
  [
    'add an entry - no last line break, CRLF',
    'a: 1\r\nb: 2',
    ['c'],
    [{ d: 1, e: 2 }],
    'a: 1\r\nb: 2\r\nc:\r\n- d: 1\r\n  e: 2',
  ],
  [
    'add an entry - at two levels, no last line break',
    'a:\n  b: 1',
    [],
    { a: { b: 1, c: 2 }, d: 3 },
    'a:\n  b: 1\n  c: 2\nd: 3',
  ],
  [
    'add an entry - CRLF',
    'a:\r\n  b: 1\r\nc: 2\r\n',
    ['a', 'd'],
    { e: 'one\ntwo\n' },
    'a:\r\n  b: 1\r\n  d:\r\n    e: |\r\n      one\r\n      two\r\nc: 2\r\n',
  ],
  [
    'add an entry - mixed line ends, as the line above',
    'a: 1\r\nb: 2\nc: 3\r\n',
    [],
    { a: 1, x: 1, b: 2, z: 2, c: 3 },
    'a: 1\r\nx: 1\r\nb: 2\nz: 2\nc: 3\r\n',
  ],
  ['add an entry - a byte order mark', '\ufeffa: 1\n', [], { b: 2, a: 1 }, '\ufeffb: 2\na: 1\n'],
  ['add an entry - to nothing', '', ['a', 'b'], 1, 'a:\n  b: 1\n'],
  ['add an entry - to a comment', '# a\n---\n# b', ['a'], 1, '# a\n---\n# b\na: 1\n'],
  ['add an entry - before the end of the document', 'a: 1\n...\n', ['b'], 2, 'a: 1\nb: 2\n...\n'],
  ['add an entry - a tab after the last value', 'a: 1\t\nb: 2\t# c\n', ['d'], 3, 'a: 1\t\nb: 2\t# c\nd: 3\n'],
  [
    'add an entry - after a text that keeps its line breaks',
    'a: |+\n  x\n\n\nb: 1\n',
    [],
    { a: 'x\n\n\n', c: 2, b: 1 },
    'a: |+\n  x\n\n\nc: 2\nb: 1\n',
  ],
  [
    'add an entry - to JSON indented by tabs',
    '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
    ['a', 'c'],
    [1],
    '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": [\n\t\t\t1\n\t\t]\n\t}\n}\n',
  ],
  ['add an entry - to an empty document of JSON', '{}\n', ['a'], 'b', '{"a": "b"}\n'],
  [
    'add a map - where commas lead the lines',
    'a: [\n    {b: 1}\n  , {b: 2}\n  ]\n',
    ['a'],
    [{ b: 1 }, { b: 2 }, { c: [3] }],
    'a: [\n    {b: 1}\n  , {b: 2},\n    {\n        c: [\n            3\n        ]\n    }\n  ]\n',
  ],
  [
    'add a map - where elements are aligned with the first one',
    'abcdefghij: [{b: 1},\n             {b: 2}]\n',
    ['abcdefghij'],
    [{ b: 1 }, { b: 2 }, { c: 3 }],
    'abcdefghij: [{b: 1},\n             {b: 2},\n             {\n               c: 3\n             }]\n',
  ],
  [
    'replace an alias - a tab behind the colon of an explicit key',
    'a: &a {b: 1}\n? c\n:  *a\t # d\n',
    ['c'],
    { b: 1, e: 2 },
    'a: &a {b: 1}\n? c\n: # d\n  b: 1\n  e: 2\n',
  ],
  [
    'add an entry - quoted as what could be quoted either way',
    `a: '{"b": 1}'\nc: "d"\n`,
    ['e'],
    '1',
    `a: '{"b": 1}'\nc: "d"\ne: "1"\n`,
  ],
  [
    'add an entry - quoted as usual where a text needs its quotes',
    `a: '{"b": 1}'\n`,
    ['e'],
    '1',
    `a: '{"b": 1}'\ne: "1"\n`,
  ],
  [
    'add an item - to an empty list',
    'a: []  # none\n',
    ['a'],
    ['b', { c: 1, d: 2 }],
    'a:  # none\n- b\n- c: 1\n  d: 2\n',
  ],
  ['add an item - to an empty list in flow', 'a: {b: []}\n', ['a', 'b'], ['c'], 'a: {b: [c]}\n'],
  ['add an item - after one with nothing', 'a:\n-\n- b\n', ['a'], [null, 'x', 'b'], 'a:\n-\n- x\n- b\n'],
  ['remove an entry - the last, no last line break', 'a: 1\nb: 2', ['b'], undefined, 'a: 1'],
  ['remove an entry - the last, CRLF, no last line break', 'a: 1\r\nb:\r\n  c: 2', ['b'], undefined, 'a: 1'],
  [
    'remove an entry - all but a comment',
    '# about a\na: 1\n# about b\nb: 2\n',
    ['a'],
    undefined,
    '# about a\n# about b\nb: 2\n',
  ],
  [
    'remove an entry - after a text that keeps its line breaks',
    'a: |+\n  x\n\nb: 1\n',
    ['b'],
    undefined,
    'a: |+\n  x\n\n',
  ],
  ['remove an entry - that is not there', 'a: 1\n', ['b', 'c'], undefined, 'a: 1\n'],
  ['replace scalar - missing from dest', 'a:\n  b: 1\n', ['a', 'c', 'd'], 'x', 'a:\n  b: 1\n  c:\n    d: x\n'],
  ['replace scalar - nothing there', 'a:\n  b:\n  c:\t# c\n', ['a'], { b: 1, c: 'x' }, 'a:\n  b: 1\n  c: x\t# c\n'],
  ['replace scalar - nothing there, in flow', '{a: , b, c: }\n', [], { a: 1, b: 2, c: 3 }, '{a: 1, b: 2, c: 3 }\n'],
  ['replace scalar - the whole document', '--- one # c\n', [], 'two', '--- two # c\n'],
  ['replace scalar - by null', 'a: {b: 1}\nc:\n  d: 1\n', [], { a: null, c: null }, 'a: null\nc: null\n'],
  ['replace scalar - quoted because another reader would not see a string', 'a: b\n', ['a'], 'on', 'a: "on"\n'],
  ['replace scalar - in JSON', '{"a": "b"}\n', ['a'], 'on\n"c"', '{"a": "on\\n\\"c\\""}\n'],
  [
    'replace a folded text - the header keeps its comment',
    'a: >+2 # keep\n  b\n\nc: 1\n',
    ['a'],
    'x\ny\n',
    'a: | # keep\n  x\n  y\nc: 1\n',
  ],
  [
    'replace a list item - in place',
    'a: [1, 2, 3]\nb:\n- x # x\n- y # y\n',
    [],
    { a: [1, 20, 3], b: ['x', 'z'] },
    'a: [1, 20, 3]\nb:\n- x # x\n- z # y\n',
  ],
];

for (const [name, before, path, value, after] of ROWS) {
  test(name, () => expect(revised(before, [{ path, value }])).toBe(after));
}

test('several targets - each where it is', () => {
  const targets = [
    { path: ['a', 'b'], value: 1 },
    { path: ['c', 0], value: 'z' },
    { path: ['d'], value: undefined },
  ];
  expect(revised('a: {}\nc: [x]\nd: 1\n', targets)).toBe('a:\n  b: 1\nc: [z]\n');
});

test('a new entry - before the one that it belongs before, or last', () => {
  const add = (text: string, before: string): string => revised(text, [{ path: ['a', 'x'], value: 1, before }]);
  expect(add('a:\n  # of b\n  b: 2\n  c: 3\n', 'b')).toBe('a:\n  x: 1\n  # of b\n  b: 2\n  c: 3\n');
  expect(add('a: {b: 2, c: 3}\n', 'c')).toBe('a: {b: 2, x: 1, c: 3}\n');
  expect(add('a:\n  b: 2\n', 'c')).toBe('a:\n  b: 2\n  x: 1\n');
  expect(add('a:\n  x: 0\n  b: 2\n', 'x')).toBe('a:\n  x: 1\n  b: 2\n');
});

test('an alias and its anchor - both change, each to what it is', () => {
  const targets = [
    { path: ['b', 0, 'x'], value: 2 },
    { path: ['b', 1, 'x'], value: 3 },
  ];
  expect(revised('b:\n- &a {x: 1}\n- *a\n', targets)).toBe('b:\n- &a {x: 2}\n- x: 3\n');
});

test('a ConfigMap of 10,000 lines beside a workload is not touched', () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, index) => `  line-${index}: "${'x'.repeat(index % 90)}"  # ${index}\n`,
  ).join('');
  const before = `kind: List\nitems:\n- kind: ConfigMap\n  data:\n${lines.replace(/^/gm, '  ').trimEnd()}\n- kind: Pod\n  spec: {containers: []}\n`;
  const after = revised(before, [{ path: ['items', 1, 'spec', 'containers'], value: [{ name: 'a' }] }]);
  expect(after).toBe(before.replace('[]', '[{name: a}]'));
});

test('edits - overlaps are refused, insertions at one place keep their order', () => {
  expect(() =>
    applyEdits('abc', [
      { start: 0, end: 2, text: '' },
      { start: 1, end: 3, text: '' },
    ]),
  ).toThrow(/overlap/);
  expect(() => applyEdits('abc', [{ start: 2, end: 9, text: '' }])).toThrow();
  expect(
    applyEdits('abc', [
      { start: 1, end: 2, text: 'B' },
      { start: 1, end: 1, text: 'x' },
      { start: 1, end: 1, text: 'y' },
    ]),
  ).toBe('axyBc');
});
