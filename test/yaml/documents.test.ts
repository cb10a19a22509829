// Where documents end, and what is no text. A row: the stream, and the documents with their first lines.
import { expect, test } from 'vitest';
import { InjectError } from '../../src/errors.ts';
import { splitDocuments, splitText } from '../../src/yaml/documents.ts';

const ROWS: readonly [name: string, stream: string, documents: readonly (readonly [number, string])[]][] = [
  ['nothing', '', []],
  ['one document', 'a: 1\n', [[1, 'a: 1\n']]],
  [
    'two documents',
    'a: 1\n---\nb: 2\n',
    [
      [1, 'a: 1\n'],
      [2, '---\nb: 2\n'],
    ],
  ],
  ['a comment above the first marker', '# licence\n\n---\na: 1\n', [[1, '# licence\n\n---\na: 1\n']]],
  [
    'markers with a comment, content or white space',
    '--- # one\na\n--- two\n---\t\nb\n',
    [
      [1, '--- # one\na\n'],
      [3, '--- two\n'],
      [4, '---\t\nb\n'],
    ],
  ],
  [
    'what only begins like a marker',
    '---a\n--- \n----\n',
    [
      [1, '---a\n'],
      [2, '--- \n----\n'],
    ],
  ],
  [
    'JSON objects one after the other',
    '{"a": [\n{"b": 1}\n]}\n{"c": 2}\r\n\r\n{\n}\n---\n[\n{}\n]\n',
    [
      [1, '{"a": [\n{"b": 1}\n]}\n'],
      [4, '{"c": 2}\r\n\r\n'],
      [6, '{\n}\n'],
      [8, '---\n[\n{}\n]\n'],
    ],
  ],
  [
    'braces at the start of a line that begin nothing',
    '# {a}\n{a: b,\nc: d}\n---\na: {\n}\n{\n',
    [
      [1, '# {a}\n{a: b,\nc: d}\n'],
      [4, '---\na: {\n}\n{\n'],
    ],
  ],
  [
    'no last line break',
    'a\n---',
    [
      [1, 'a\n'],
      [2, '---'],
    ],
  ],
  [
    'empty documents',
    '---\n---\n\n---\n',
    [
      [1, '---\n'],
      [2, '---\n\n'],
      [4, '---\n'],
    ],
  ],
  [
    'only comments',
    '# a\n---\n# b\n---\n# c\n',
    [
      [1, '# a\n---\n# b\n'],
      [4, '---\n# c\n'],
    ],
  ],
  [
    'an end with a comment',
    'a\n... # end\nb\n',
    [
      [1, 'a\n... # end\n'],
      [3, 'b\n'],
    ],
  ],
  [
    'directives go with what follows them',
    'a\n...\n%YAML 1.1\n---\nb\n',
    [
      [1, 'a\n...\n'],
      [3, '%YAML 1.1\n---\nb\n'],
    ],
  ],
  [
    'CRLF',
    'a\r\n---\r\nb\r\n...\r\nc\r\n',
    [
      [1, 'a\r\n'],
      [2, '---\r\nb\r\n...\r\n'],
      [5, 'c\r\n'],
    ],
  ],
  [
    'CR alone',
    'a\r---\rb',
    [
      [1, 'a\r'],
      [2, '---\rb'],
    ],
  ],
  [
    'a byte order mark',
    '\ufeff---\na\n---\nb\n',
    [
      [1, '\ufeff---\na\n'],
      [3, '---\nb\n'],
    ],
  ],
  [
    'a marker inside a block scalar',
    'a: |\n  x\n---\nb\n',
    [
      [1, 'a: |\n  x\n'],
      [3, '---\nb\n'],
    ],
  ],
  ['an indented marker is text', 'a: |\n  ---\n ---\n', [[1, 'a: |\n  ---\n ---\n']]],
  ['JSON', '{"a":\n1}\n', [[1, '{"a":\n1}\n']]],
];

async function collect(chunks: Iterable<string | Uint8Array>): Promise<unknown[]> {
  const documents: unknown[] = [];
  for await (const document of splitDocuments(chunks)) documents.push(document);
  return documents;
}

function inPieces<T extends { slice(start: number, end: number): T; readonly length: number }>(
  whole: T,
  size: number,
): T[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, at) => whole.slice(at * size, (at + 1) * size));
}

for (const [name, stream, documents] of ROWS) {
  test(`split - ${name}`, async () => {
    const expected = documents.map(([line, text], index) => ({ text, line, index }));
    expect(splitText(stream)).toEqual(expected);
    for (const size of [1, 2, 3, 7, 1000]) {
      expect(await collect(inPieces(stream, size))).toEqual(expected);
      expect(await collect(inPieces(new Uint8Array(Buffer.from(stream)), size))).toEqual(expected);
    }
  });
}

test('split - characters of two, three and four bytes, cut anywhere', async () => {
  const stream = 'ä: €\n---\n😀: 日本\n';
  expect(await collect(inPieces(new Uint8Array(Buffer.from(stream)), 1))).toEqual(splitText(stream));
});

test('split - a document comes before the input ends', async () => {
  let isOver = false;
  async function* chunks(): AsyncGenerator<string> {
    yield `a: ${'x'.repeat(40_000)}\n---\nb: 1\n---\n`;
    isOver = true;
  }
  for await (const document of splitDocuments(chunks())) {
    if (document.index === 0) expect(isOver).toBe(false);
  }
});

const BINARY: readonly [name: string, bytes: readonly number[], message: RegExp, line: number | undefined][] = [
  ['a NUL byte', [97, 10, 0], /binary/, 2],
  ['UTF-16, big-endian', [0xfe, 0xff, 0, 97], /UTF-16/, undefined],
  ['UTF-16, little-endian', [0xff, 0xfe, 97, 0], /UTF-16/, undefined],
  ['no UTF-8', [97, 10, 97, 0xc3, 0x28], /not UTF-8/, 2],
  ['a cut character at the end', [97, 10, 0xe2, 0x82], /not UTF-8/, 2],
];

for (const [name, bytes, message, line] of BINARY) {
  test(`refuse - ${name}`, async () => {
    for (const size of [1, 2, 100]) {
      const error = await collect(inPieces(Uint8Array.from(bytes), size)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InjectError);
      expect(error).toMatchObject({ code: 'input', message: expect.stringMatching(message), hint: expect.any(String) });
      expect((error as InjectError).where?.line).toBe(line);
    }
  });
}
