// Goldens: each file of cases/ is a document, `+++`, the targets of a revision, `+++`, and the document after it, byte for byte.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isEqual } from '../../src/yaml/equal.ts';
import { parseValue } from '../../src/yaml/parse.ts';
import type { Target } from '../../src/yaml/revise.ts';
import { revised } from './revised.ts';

const folder = new URL('cases/', import.meta.url);

for (const file of readdirSync(folder)) {
  test(file.replace(/\.txt$/, ''), () => {
    const sections = readFileSync(new URL(encodeURIComponent(file), folder), 'utf8').split(/^\+\+\+\n/m);
    expect(sections).toHaveLength(3);
    const [before, change, after] = sections as [string, string, string];
    const targets = parseValue(change) as Target[];
    expect(revised(before, targets)).toBe(after);
    const given = targets.filter(({ value }) => value !== undefined);
    for (const { path, value } of given) expect(isEqual(valueAt(parseValue(after), path), value)).toBe(true);
  });
}

function valueAt(value: unknown, path: Target['path']): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}
