import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleText, describeConfig } from '../../../src/istio/config/bundle.ts';
import type { LoadedConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { injectorMap, meshMap } from './captured.ts';

function again(config: LoadedConfig): LoadedConfig {
  return loadConfig({ configs: [{ name: 'bundle.yaml', text: bundleText(config) }] });
}

function meaning({ origins: _, warnings: __, ...config }: LoadedConfig): object {
  return config;
}

describe('a bundle gives the same configuration again', () => {
  test.each([
    ['the default', loadConfig({})],
    [
      'an old release',
      loadConfig({ version: '1.13.1', meshConfig: { name: 'm', text: 'accessLogFile: ""\nconnectTimeout: 1.5s\n' } }),
    ],
    [
      'a captured revision',
      loadConfig({
        configs: [{ name: 'x', text: `${injectorMap('canary')}---\n${meshMap('canary')}` }],
      }),
    ],
    [
      'an emptied default',
      loadConfig({ meshConfig: { name: 'm', text: 'ingressClass: ""\nextensionProviders: []\n' } }),
    ],
  ])('%s', (_, config) => {
    expect(meaning(again(config))).toEqual(meaning(config));
  });

  test('with any texts', () => {
    const config = loadConfig({});
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', ':', '#', '-', '{', '\u0085', '\u2028') }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), text, { minKeys: 1 }), text, (templates, value) => {
        const given = { ...config, templates, values: { ...config.values, [value]: value } };
        expect(meaning(again(given))).toEqual(meaning(given));
      }),
      { numRuns: 200 },
    );
  });
});

test('templates stand in a bundle as they were written', () => {
  const config = { ...loadConfig({}), templates: { sidecar: 'metadata:\n  labels: {a: "{{ .X }}"}\n\n' } };
  expect(bundleText(config)).toMatch(
    /templates:\n {2}sidecar: \|\+\n {4}metadata:\n {6}labels: \{a: "\{\{ \.X \}\}"\}\n\n$/,
  );
});

test('what was understood', () => {
  const config = loadConfig({ configs: [{ name: 'x', text: injectorMap('canary') }] });
  expect(describeConfig(config)).toEqual({
    version: '1.20.3',
    revision: 'canary',
    policy: 'enabled',
    defaultTemplates: ['sidecar', 'extra'],
    templates: {
      sidecar: 'x: ConfigMap istio-sidecar-injector-canary, config',
      extra: 'x: ConfigMap istio-sidecar-injector-canary, config',
    },
    aliases: { both: ['sidecar', 'extra'] },
    origins: {
      version: 'global.tag of x: ConfigMap istio-sidecar-injector-canary, values',
      revision: "the ConfigMap's name",
      injectionConfig: 'x: ConfigMap istio-sidecar-injector-canary, config',
      values: 'x: ConfigMap istio-sidecar-injector-canary, values',
      meshConfig: "Istio 1.20.3's own",
    },
  });
});
