// Knows the manifests that the laws are checked on: every golden's input, the examples, and the reference's cases where they are.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InjectError } from '../src/errors.ts';
import type { InjectionConfig } from '../src/istio/config/injection-config.ts';
import { type ConfigSources, loadConfig } from '../src/istio/config/load.ts';
import { splitText } from '../src/yaml/documents.ts';
import { parseValue } from '../src/yaml/parse.ts';

/** A manifest at hand, and the configuration that goes with it. */
export interface Manifest {
  readonly name: string;
  readonly text: string;
  readonly sources: ConfigSources;
}

const HERE = new URL('.', import.meta.url).pathname;
const CASES = join(HERE, '../../shared/oracle/cases');

/** All manifests at hand. */
export function manifestsAtHand(): Manifest[] {
  return [...goldens(), ...examples(), ...referenceCases()];
}

/** All manifests at hand with their configurations at a release; without those whose configuration that release refuses. */
export function manifestsAt(version: string): { name: string; text: string; config: InjectionConfig }[] {
  const loaded = new Map<string, InjectionConfig | undefined>();
  return manifestsAtHand().flatMap(({ name, text, sources }) => {
    const key = JSON.stringify(sources);
    if (!loaded.has(key)) loaded.set(key, tryToLoad({ ...sources, version }));
    const config = loaded.get(key);
    return config ? [{ name: `${name} at ${version}`, text, config }] : [];
  });
}

/** The values of a manifest's documents, each its own copy; without those that cannot be read (they pass as they came). */
export function valuesIn(text: string): unknown[] {
  return splitText(text).flatMap((document) => {
    try {
      const value = document.text.trim() === '' ? undefined : parseValue(document.text);
      return value === undefined ? [] : [JSON.parse(JSON.stringify(value))];
    } catch (error) {
      if (error instanceof InjectError) return [];
      throw error;
    }
  });
}

function tryToLoad(sources: ConfigSources): InjectionConfig | undefined {
  try {
    return loadConfig(sources);
  } catch (error) {
    if (error instanceof InjectError) return undefined;
    throw error;
  }
}

function goldens(): Manifest[] {
  return readdirSync(join(HERE, 'golden')).flatMap((name) => {
    const folder = join(HERE, 'golden', name);
    const input = readdirSync(folder).find((file) => file.startsWith('input.'));
    return input
      ? [{ name: `golden ${name}`, text: readFileSync(join(folder, input), 'utf8'), sources: sourcesIn(folder) }]
      : [];
  });
}

function examples(): Manifest[] {
  const text = readFileSync(join(HERE, '../examples/bookinfo/bookinfo.yaml'), 'utf8');
  return [{ name: 'example bookinfo', text, sources: {} }];
}

function referenceCases(): Manifest[] {
  if (!existsSync(CASES)) return [];
  return readdirSync(CASES).map((name) => {
    const folder = join(CASES, name);
    return { name: `case ${name}`, text: readFileSync(join(folder, 'in.yaml'), 'utf8'), sources: sourcesIn(folder) };
  });
}

function sourcesIn(folder: string): ConfigSources {
  const read = (name: string) =>
    existsSync(join(folder, name)) ? { name, text: readFileSync(join(folder, name), 'utf8') } : undefined;
  return { values: read('values.yaml'), meshConfig: read('mesh.yaml') };
}
