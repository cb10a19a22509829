// What documents mean to Kubernetes, where their nodes are, and how what is wrong with them is told.
import { expect, test } from 'vitest';
import { InjectError } from '../../src/errors.ts';
import { locate, parseDocument, parseValue } from '../../src/yaml/parse.ts';

const SCALARS: readonly [text: string, meaning: unknown][] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['nULL', 'nULL'],
  ['y', true],
  ['Yes', true],
  ['on', true],
  ['TRUE', true],
  ['tRUE', 'tRUE'],
  ['oN', 'oN'],
  ['n', false],
  ['No', false],
  ['OFF', false],
  ['false', false],
  ['12', 12],
  ['+1', 1],
  ['-0x10', -16],
  ['0644', 420],
  ['0o644', 420],
  ['0b11', 3],
  ['0B11', 3],
  ['1_000', 1000],
  ['08', 8],
  ['0x', '0x'],
  ['0b2', '0b2'],
  ['1.5', 1.5],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['1e3', 1000],
  ['1.5e+3', 1500],
  ['1_0.5', 10.5],
  ['1e', '1e'],
  ['1e400', '1e400'],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.INF', Number.NEGATIVE_INFINITY],
  ['.NaN', Number.NaN],
  ['1:30', '1:30'],
  ['190:20:30', '190:20:30'],
  ['2001-01-01', '2001-01-01'],
  ['=', '='],
  ['1.30.3', '1.30.3'],
  ['100m', '100m'],
  ['"yes"', 'yes'],
  ["'12'", '12'],
  ['!!str 12', '12'],
  ['!!int "12"', 12],
  ['!!float 1', 1],
  ['!!bool yes', true],
  ['!!null ""', null],
  ['!!binary aGVsbG8=', 'hello'],
  ['!own 12', '12'],
  ['! 12', '12'],
  ['"a\\u00e9\\x41\\U0001F600\\n"', 'aéA😀\n'],
  ['"a\n\n  b \\\n  c"', 'a\nb c'],
  ["'a\n  b'", 'a b'],
  ['a b\n  c\n\n  d', 'a b c\nd'],
  ['|\n  a\n  b\n\n', 'a\nb\n'],
  ['|-\n  a\n\n', 'a'],
  ['|+\n  a\n\n', 'a\n\n'],
  ['>\n  a\n  b\n\n  c\n', 'a b\nc\n'],
  ['|2\n   a\n', ' a\n'],
  ['-0x8000000000000000', -(2 ** 63)],
  ['-0x8000000000000001', '-0x8000000000000001'],
  ['"it\\\'s"', "it's"],
  ['"a\n\tb"', 'a b'],
  ['"a\nb"', 'a b'],
  ["'a\n\nb'", 'a\nb'],
  ['!!timestamp 2001-01-01', '2001-01-01'],
  ['>-\n  a\n   b\n  c\n', 'a\n b\nc'],
];

for (const [text, meaning] of SCALARS) {
  test(`read scalar - ${JSON.stringify(text)}`, () => {
    expect(parseValue(`key: ${text}`)).toEqual({ key: meaning });
  });
}

const DOCUMENTS: readonly [name: string, text: string, value: unknown][] = [
  ['nothing', '', undefined],
  ['a comment', '# a\n---\n# b\n', undefined],
  ['null', '--- null\n', null],
  ['list below its key, indented or not', 'a:\n- 1\nb:\n  - 2\n', { a: [1], b: [2] }],
  ['keys that are no strings', '1: a\ntrue: b\n1.50: c\n0x10: d\n', { 1: 'a', true: 'b', 1.5: 'c', 16: 'd' }],
  [
    'keys that are integers, and keys that are floats',
    '9007199254740993: a\n1e10: b\n12345678.5: c\n685230.15: d\n-0x10: e\n1e2: f\n',
    { '9007199254740993': 'a', '1e+10': 'b', '1.2345678e+07': 'c', '685230.1': 'd', '-16': 'e', '100': 'f' },
  ],
  ['keys of an object', '__proto__: 1\nconstructor: 2\n', JSON.parse('{"__proto__":1,"constructor":2}')],
  ['explicit keys', '? a\n: b\n? c\n', { a: 'b', c: null }],
  ['flow', '{a: [b, {c: d}, e: f], "g":1, h, i: }', { a: ['b', { c: 'd' }, { e: 'f' }], g: 1, h: null, i: null }],
  ['flow, indented less than its key', 'a:\n  b: {\n"c": 1, # }\n}\n', { a: { b: { c: 1 } } }],
  [
    'flow, indented less than its key, with text of several lines',
    'a:\n  b: [\n"c\n  d", e\n    f, # g\n\'h\n\n  i\']\n  j: {\nk: l}\n',
    { a: { b: ['c d', 'e f', 'h\ni'], j: { k: 'l' } } },
  ],
  [
    'quotes, indented less than their key',
    'a:\n  b: "c\nd"\n  e:\n  - \'f\n\n g\'\n',
    { a: { b: 'c d', e: ['f\ng'] } },
  ],
  ['a CR alone ends a line', 'a: |\r  b\r  c\rd: e\r  f\rg: "h\r\r i"\r', { a: 'b\nc\n', d: 'e f', g: 'h\ni' }],
  [
    'alias and merge',
    'a: &a {x: 1, y2: 2}\nb: *a\nc: {<<: *a, x: 3}\nd: {<<: [{x: 4}, *a]}\n',
    { a: { x: 1, y2: 2 }, b: { x: 1, y2: 2 }, c: { x: 3, y2: 2 }, d: { x: 4, y2: 2 } },
  ],
  ['a merge wins over what stands above it', 'a: &a {x: 1}\nb:\n  x: 2\n  <<: *a\n', { a: { x: 1 }, b: { x: 1 } }],
  ['a quoted << is a key', 'a:\n  "<<": 1\n', { a: { '<<': 1 } }],
  ['a << with a tag is a key', 'a:\n  !!str <<: {b: 1}\n', { a: { '<<': { b: 1 } } }],
  ['CRLF, a byte order mark and tabs', '\ufeffa:\tb\t# c\r\nc: |\r\n  d\r\n', { a: 'b', c: 'd\n' }],
  ['the end of a document', '%YAML 1.1\n---\na: 1\n...\n', { a: 1 }],
];

for (const [name, text, value] of DOCUMENTS) {
  test(`read document - ${name}`, () => expect(parseValue(text)).toEqual(value));
}

const ERRORS: readonly [name: string, text: string, line: number, column: number, message: RegExp][] = [
  ['tab in the indentation', 'a:\n\tb: 1\n', 2, 1, /tab/i],
  ['bad indentation', 'a:\n    b: 1\n  c: 2\n', 3, 3, /./],
  ['unclosed flow map', 'a: {b: 1\nc: 2\n', 1, 4, /never closed/],
  ['unclosed flow list', 'a: [1, 2\n', 1, 4, /never closed/],
  ['unclosed quote', 'a: "b\n', 1, 4, /./],
  ['unclosed quote before another one', 'a: "b\nc: "d"\n', 1, 4, /quote " is never closed/],
  ['a fault behind a quote that is indented too little', 'a: "b\nc"\nd: e: f\n', 3, 4, /map begins/],
  ['a comment inside a value of a flow collection', 'a: {\nb: c # d\n e}\n', 2, 6, /comment inside/],
  ['a question mark in flow', 'a: [b?c]\n', 1, 6, /\?/],
  ['a colon without its space in flow', 'a: {b:, c: d}\n', 1, 6, /space is missing/],
  ['flow nested too deep', `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 1, 503, /500 levels/],
  ['flow nested deep and never closed', `a: ${'['.repeat(100_000)}\n`, 1, 4, /never closed/],
  ['duplicate key', 'a: 1\nb: 2\na: 3\n', 3, 1, /"a".*twice/],
  ['duplicate key in flow', 'x: {a: 1, a: 2}\n', 1, 11, /twice/],
  ['duplicate key of another type', '1: a\n"1": b\n', 2, 1, /twice/],
  ['two values on a line', 'a: b: c\n', 1, 4, /./],
  ['unknown alias', 'a: *b\n', 1, 4, /\*b/],
  ['alias inside its own anchor', 'a: &a [*a]\n', 1, 8, /\*a/],
  ['a map as key', '{a: b}: c\n', 1, 1, /key/],
  ['null as key', '~: a\n', 1, 1, /key/],
  ['merge of a scalar', 'a:\n  <<: 1\n', 2, 7, /merged/],
  ['wrong tag', 'a: !!int b\n', 1, 10, /!!int/],
  ['a float with the tag of an integer', 'a: !!int 1.0\n', 1, 10, /!!int/],
  ['binary that is not base64', 'a: !!binary b\n', 1, 13, /!!binary/],
  ['an integer of more than 64 bits as key', '9223372036854775808: a\n', 1, 1, /key/],
  ['reserved character', 'a: @b\n', 1, 4, /./],
  ['control character', 'a: b\u0007\n', 1, 5, /U\+0007/],
  ['second document', 'a: 1\n---\nb: 2\n', 2, 1, /second document/],
  [
    'aliases that multiply',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((name, index) => `${name}${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(', ')}]\n`).join('')}`,
    7,
    1,
    /repeat/,
  ],
];

for (const [name, text, line, column, message] of ERRORS) {
  test(`refuse - ${name}`, () => {
    let caught: unknown;
    try {
      parseDocument(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InjectError);
    const { code, where, hint, message: said } = caught as InjectError;
    expect({ code, line: where?.line, source: where?.source }).toEqual({
      code: 'yaml',
      line,
      source: text.split('\n')[line - 1],
    });
    if (!said.includes('repeat')) expect(where?.column).toBe(column);
    expect(said).toMatch(message);
    expect(hint).toBeTypeOf('string');
  });
}

test('locate - the key of an entry, the dash of an item, the deepest that there is', () => {
  const document = parseDocument('a:\n  - b: 1\n    c: &c {d: 2}\ne: *c\nf:\n  <<: *c\n');
  const at = (...path: (string | number)[]): string => {
    const { line, column } = locate(document, path);
    return `${line}:${column}`;
  };
  expect([at(), at('a'), at('a', 0), at('a', 0, 'c'), at('a', 0, 'c', 'd')]).toEqual([
    '1:1',
    '1:1',
    '2:3',
    '3:5',
    '3:12',
  ]);
  expect([at('e', 'd'), at('f', 'd'), at('a', 9), at('zz', 'x')]).toEqual(['3:12', '3:12', '1:1', '1:1']);
});
