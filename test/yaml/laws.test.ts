// What holds for all YAML: read alike by others, tiled, revised to what is wanted and no further, and back again. Over random styles.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { splitDocuments, splitText } from '../../src/yaml/documents.ts';
import { parseDocument, parseValue } from '../../src/yaml/parse.ts';
import { revise } from '../../src/yaml/revise.ts';
import { randomAddition, randomChange, randomFrom } from './random-values.ts';
import { type RandomDocument, randomDocument, randomYaml } from './random-yaml.ts';
import { byName, revised, revisedTo, sorted } from './revised.ts';

/** Of 10,000 documents, on a machine that does other things, too. */
const LONG = 300_000;

const asOthersRead = (text: string): unknown => parse(text, { version: '1.1', maxAliasCount: -1 });

function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(sorted(a), sorted(b));
}

function everyDocument(numRuns: number, holds: (document: RandomDocument) => void): void {
  fc.assert(fc.property(randomYaml, holds), { numRuns });
}

test(
  'a document means what the generator meant, to us and to the yaml package',
  () => {
    everyDocument(1500, ({ text, value }) => {
      if (!isSame(parseValue(text), value)) expect(parseValue(text), text).toEqual(value);
      if (!isSame(asOthersRead(text), value)) expect(asOthersRead(text), text).toEqual(value);
    });
  },
  LONG,
);

test('law 1: the documents of a stream are the stream, for any chunking', async () => {
  const streams = fc.array(fc.integer(), { minLength: 1, maxLength: 4 }).map((seeds) => streamOf(seeds));
  await fc.assert(
    fc.asyncProperty(streams, fc.integer({ min: 1, max: 40 }), async (stream, size) => {
      const bytes = Buffer.from(stream);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const documents: unknown[] = [];
      for await (const document of splitDocuments(chunks)) documents.push(document);
      expect(documents).toEqual(splitText(stream));
      expect(
        splitText(stream)
          .map(({ text }) => text)
          .join(''),
      ).toBe(stream);
    }),
    { numRuns: 300 },
  );
});

test('law 1: a stream has the documents that went into it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 4 }), (seeds) => {
      const values = splitText(streamOf(seeds)).map(({ text }) => parseValue(text));
      expect(values.filter((value) => value !== undefined)).toEqual(seeds.map((seed) => randomDocument(seed).value));
    }),
    { numRuns: 200 },
  );
});

/** Directives come after an end of the document before them. */
function streamOf(seeds: readonly number[]): string {
  return seeds
    .map((seed) => randomDocument(seed).text.replace(/^\ufeff/, ''))
    .map((text, index, all) => (index === all.length - 1 || /\n$/.test(text) ? text : `${text}\n`))
    .map((text, index) =>
      index === 0 || /^(?:#[^\n]*\n|\s)*---/.test(text)
        ? text
        : /^(?:#[^\n]*\n|\s)*%/.test(text)
          ? `...\n${text}`
          : `---\n${text}`,
    )
    .join('');
}

test(
  'law 2: what a revised document means is what is wanted',
  () => {
    everyDocument(10_000, ({ seed, text, value }) => {
      revisedTo(text, randomChange(randomFrom(seed ^ 0x5bd1e995), value));
    });
  },
  LONG,
);

test(
  'law 2: … to the yaml package, too',
  () => {
    everyDocument(1000, ({ seed, text, value }) => {
      const wanted = randomChange(randomFrom(seed ^ 0x2c1b3c6d), value);
      const result = revised(text, [{ path: [], value: wanted }]);
      if (!isSame(asOthersRead(result), wanted))
        expect(asOthersRead(result), `${text}\nbecame\n${result}`).toEqual(wanted);
    });
  },
  LONG,
);

test('law 3: an equal value makes no edits', () => {
  everyDocument(1500, ({ text, value }) => {
    expect(revise(parseDocument(text), [{ path: [], value: structuredClone(value) }], { identify: byName })).toEqual(
      [],
    );
  });
});

test(
  'law 4: whole entries put in and taken out again leave the bytes that were there',
  () => {
    everyDocument(3000, ({ seed, text, value }) => {
      if (parseDocument(text).aliases.length > 0) return;
      const added = revisedTo(text, randomAddition(randomFrom(seed ^ 0x297a2d39), value));
      const back = revisedTo(added, value);
      if (back !== text) expect(back, added).toBe(text);
    });
  },
  LONG,
);
