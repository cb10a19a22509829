// The design's laws over every manifest at hand: tiling, untouched, idempotent, reversible, nothing skipped in silence.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { injectText } from '../src/inject.ts';
import type { InjectionConfig } from '../src/istio/config/injection-config.ts';
import { type ConfigSources, loadConfig } from '../src/istio/config/load.ts';
import type { LostFact } from '../src/istio/lost-facts.ts';
import { createReport, hasFailed } from '../src/report.ts';
import { uninjectText } from '../src/uninject.ts';
import { splitDocuments, splitText } from '../src/yaml/documents.ts';
import { manifestsAtHand } from './manifests.ts';

const RELEASES = ['1.13.1', '1.30.3'];
const manifests = manifestsAtHand();

test('law 1, tiling: the documents joined are the input, for any chunking', async () => {
  for (const { text } of manifests) {
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        expect((await texts(chunks)).join('')).toBe(text);
      }),
      { numRuns: 3 },
    );
  }
});

test('law 1, tiling: also byte by byte, with CRLF, a BOM and no last newline', async () => {
  for (const { text } of manifests.slice(0, 60)) {
    const variant = `\ufeff${text.replaceAll('\n', '\r\n').replace(/\r\n$/, '')}`;
    const bytes = Buffer.from(variant);
    const documents = await texts(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
    expect(documents.join('')).toBe(variant);
    expect(documents).toEqual(splitText(variant).map((document) => document.text));
  }
});

for (const version of RELEASES) {
  test(`law 3, idempotent: inject(inject(x)) = inject(x), byte for byte (${version})`, async () => {
    for (const { name, text, sources } of manifests) {
      const config = configFor(sources, version);
      if (!config) continue;
      const once = await injectText(text, config);
      if (hasFailed(once.report)) continue;
      const twice = await injectText(once.text, config);
      expect(twice.text, name).toBe(once.text);
    }
  });

  test(`law 5, skipped: the same document, and always a reason (${version})`, async () => {
    for (const { name, text, sources } of manifests) {
      const report = createReport();
      const config = configFor(sources, version);
      if (!config) continue;
      const result = await injectText(text, config, { report });
      const kept = report.workloads.every((entry) => entry.result === 'skipped' || entry.result === 'refused');
      if (kept) expect(result.text, name).toBe(text);
      for (const entry of report.workloads) expect(entry.detail, name).not.toBe('');
    }
  });

  test(`law 3, reversible: uninject(inject(x)) = x, byte for byte where inject only added (${version})`, async () => {
    const differing: string[] = [];
    for (const { name, text, sources } of manifests) {
      const config = configFor(sources, version);
      const injected = config && (await injectText(text, config));
      if (!injected || hasFailed(injected.report) || !isOnlyAddedTo(text, injected.text)) continue;
      const back = await uninjectText(injected.text);
      if (back.text !== text) differing.push(name);
    }
    expect(differing.filter((name) => !Object.hasOwn(NOT_TOLD, name))).toEqual([]);
  });
}

/** Manifests whose output no longer tells what they were, and the lost fact of the README that says so. */
const NOT_TOLD: Readonly<Record<string, LostFact>> = {
  'case pod-annotations-kept': 'equalValue',
  'case multus-present': 'cniNetwork',
  'case overrides-annotation': 'overridesAnnotation',
  'case prometheus-conflict': 'metricsSpelling',
  'case values-network': 'network',
  'golden uninject-gives-the-manifest-back': 'equalValue',
  'golden upgrade-from-an-older-release': 'equalValue',
};

/** Every line of the manifest is in the output, in order. */
function isOnlyAddedTo(before: string, after: string): boolean {
  const lines = after.split('\n');
  let at = 0;
  return before.split('\n').every((line) => {
    at = lines.indexOf(line, at) + 1;
    return at > 0;
  });
}

/** A release that does not know what a manifest's configuration says has nothing to show. */
function configFor(sources: ConfigSources, version: string): InjectionConfig | undefined {
  try {
    return loadConfig({ ...sources, version });
  } catch {
    return undefined;
  }
}

async function texts(chunks: Iterable<Uint8Array>): Promise<string[]> {
  const found: string[] = [];
  for await (const document of splitDocuments(chunks)) found.push(document.text);
  return found;
}
