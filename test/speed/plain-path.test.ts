// Whatever is remembered, the bytes are those of the plain path, which remembers nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { injectText } from '../../src/inject.ts';
import type { InjectionConfig } from '../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../src/istio/config/load.ts';
import { memory } from '../../src/memory.ts';
import { formatReport } from '../../src/report.ts';
import { podsplice } from '../built.ts';
import { manifestsAt } from '../manifests.ts';
import { randomYaml } from '../yaml/random-yaml.ts';

const SAMPLE = readFileSync(new URL('../../examples/bookinfo/bookinfo.yaml', import.meta.url), 'utf8');

const { patience } = memory;

afterEach(() => {
  Object.assign(memory, { isOn: true, patience });
});

test.each(['1.30', '1.13'])('every manifest at hand, with other names, at %s', async (version) => {
  const manifests = manifestsAt(version);
  memory.patience = 0;
  const before = memory.counts.patterns;
  for (const turn of [0, 1, 2, 3, 4])
    for (const { name, text, config } of manifests) {
      const others = turn === 0 ? [text] : [renamed(text, turn), renamedEverywhere(text, turn)];
      for (const other of others) expect(await both(other, config), name).toBe(true);
    }
  // The last copies come from patterns, but for those whose values are looked into.
  expect(memory.counts.patterns - before).toBeGreaterThan(manifests.length);
});

test('generated documents', async () => {
  const config = loadConfig({});
  memory.patience = 0;
  await fc.assert(
    fc.asyncProperty(randomYaml, async ({ text }) => {
      expect(await both(text, config)).toBe(true);
      for (const turn of [1, 2, 3, 4]) expect(await both(renamed(text, turn), config)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('threads give what one gives, in the same order, with the same report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podsplice-'));
  try {
    const path = join(folder, 'many.yaml');
    const broken = 'apiVersion: v1\nkind: Pod\nmetadata: {name: [\n';
    const copies = Array.from({ length: 400 }, (_, copy) => renamed(SAMPLE, copy));
    writeFileSync(path, [...copies.slice(0, 200), broken, ...copies.slice(200)].join('---\n'));
    const [one, three] = ['1', '3'].map((jobs) => podsplice(['inject', '-f', path, '--jobs', jobs, '--keep-going']));
    expect(three).toEqual(one);
    expect(one?.stderr).toContain('many.yaml:');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Whether text and report are the same on both paths. */
async function both(text: string, config: InjectionConfig): Promise<boolean> {
  const [fast, plain] = [await run(text, config, true), await run(text, config, false)];
  if (fast !== plain) expect(fast).toBe(plain);
  return fast === plain;
}

async function run(text: string, config: InjectionConfig, isOn: boolean): Promise<string> {
  memory.isOn = isOn;
  const { text: injected, report } = await injectText(text, config);
  return `${injected}\n${formatReport(report)}`;
}

/** The same with names, images and ports of a copy's own. */
function renamed(text: string, copy: number): string {
  return text
    .replace(/\b(name|app|version|serviceAccountName): ([a-z][\w-]*)$/gm, `$1: $2-${copy}`)
    .replace(/\b(image: \S+:)[\w.]+$/gm, `$11.2.${copy}`)
    .replace(/\b(containerPort: )\d+$/gm, `$1${8000 + copy}`);
}

/** The same with other words for its names and ports, wherever they stand. */
function renamedEverywhere(text: string, copy: number): string {
  const words = [...text.matchAll(/\b(?:name|app|containerPort): (\w{4,})$/gm)].map(([, word]) => word as string);
  const other = (word: string): string => (/^\d+$/.test(word) ? String(Number(word) + copy) : `${word}${copy}`);
  return text.replace(/\w+/g, (word) => (words.includes(word) ? other(word) : word));
}
