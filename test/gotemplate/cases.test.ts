// Replays cases whose answers the real Go gave. With GOTEMPLATE_REGENERATE=1 and Go on the machine the answers are asked for anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answer, askOracle, buildOracle, type Case } from './oracle.ts';
import { ask } from './ours.ts';

const folder = new URL('cases/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

function read(file: URL): (Case & Answer)[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Case & Answer);
}

function regenerate(file: URL): void {
  const oracle = buildOracle();
  if ('missing' in oracle) throw new Error(oracle.missing);
  const cases = read(file).map(({ output: _, error: __, ...each }) => each);
  const answers = askOracle(oracle.path, cases);
  writeFileSync(file, cases.map((each, at) => `${JSON.stringify({ ...each, ...answers[at] })}\n`).join(''));
}

describe('what Go said', () => {
  it.each(files)('%s', (name) => {
    const file = new URL(name, folder);
    if (process.env.GOTEMPLATE_REGENERATE) regenerate(file);
    for (const { output, error, ...each } of read(file)) {
      expect(ask(each), JSON.stringify(each.template)).toEqual(error === undefined ? { output } : { error });
    }
  });
});

describe('the shared cases', () => {
  const shared = new URL('../../../shared/gotemplate/cases.jsonl', import.meta.url);
  const text = ((): string | undefined => {
    try {
      return readFileSync(shared, 'utf8');
    } catch {
      return undefined;
    }
  })();

  it.skipIf(text === undefined)('are all equal (skipped where ../shared is not there)', () => {
    for (const line of text!.split('\n').filter(Boolean)) {
      const { output, error, template, data } = JSON.parse(line) as Case & Answer;
      expect(ask({ template, data }), template).toEqual(error === undefined ? { output } : { error });
    }
  });
});
