// Compares PROXY_CONFIG, the proxy's configuration in a pod, with the reference's answers where they are at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { proxyConfigJson, withProxyConfig } from '../../../src/istio/config/proxy-config.ts';
import { splitText } from '../../../src/yaml/documents.ts';
import { parseValue } from '../../../src/yaml/parse.ts';

const oracle = new URL('../../../../shared/oracle/', import.meta.url).pathname;
const isThere = existsSync(oracle);
const cases = isThere
  ? readdirSync(`${oracle}cases`).filter((name) => /^(?:mesh|proxyconfig|proxy-image-type)/.test(name))
  : [];
const versions = isThere ? readdirSync(`${oracle}answers`) : [];

test.skipIf(!isThere).each(versions)(
  'the proxy config of the reference at %s (skipped without ../shared/oracle)',
  (version) => {
    const asked = cases.filter((name) => existsSync(`${oracle}answers/${version}/${name}.yaml`));
    const differing = asked.filter((name) => {
      const answers = valuesOf(`${oracle}answers/${version}/${name}.yaml`).flatMap(proxyConfigs);
      return !answers.every((answer) => answer === ours(name, version));
    });
    expect(differing).toEqual([]);
    expect(asked.length).toBeGreaterThan(20);
  },
);

function ours(name: string, version: string): string {
  const file = `${oracle}cases/${name}/mesh.yaml`;
  const meshConfig = existsSync(file) ? { name: file, text: readFileSync(file, 'utf8') } : undefined;
  const config = loadConfig({ version, meshConfig });
  const annotations = valuesOf(`${oracle}cases/${name}/in.yaml`).flatMap(configAnnotations);
  const mesh = annotations.reduce((sum, text) => withProxyConfig(sum, text, version), config.meshConfig);
  return `${proxyConfigJson(mesh.defaultConfig, version)}\n`;
}

function valuesOf(file: string): unknown[] {
  return splitText(readFileSync(file, 'utf8')).map(({ text }) => parseValue(text));
}

function proxyConfigs(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, value: text } = value as Record<string, unknown>;
  return name === 'PROXY_CONFIG' ? [text] : Object.values(value).flatMap(proxyConfigs);
}

function configAnnotations(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'proxy.istio.io/config' ? [String(item)] : configAnnotations(item),
  );
}
