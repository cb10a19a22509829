// Every built-in template at every release, for a plain pod and for the pods and settings of cases.yaml, against expected/.
// UPDATE=1 writes what is expected; the last test lists the branches of templates that no case takes.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { InjectError } from '../../../src/errors.ts';
import type { InjectionConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { knownReleases } from '../../../src/istio/config/releases.ts';
import { files } from '../../../src/istio/config/templates.generated.ts';
import { renderTexts } from '../../../src/istio/render-overlays.ts';
import { memory } from '../../../src/memory.ts';
import { parseValue } from '../../../src/yaml/parse.ts';
import { markBranches, PREFIX } from './branches.ts';
import { difference, flatten } from './flatten.ts';

interface Case {
  readonly name: string;
  readonly templates?: readonly string[];
  /** Minors, or patches of them; all minors where none is named. */
  readonly releases?: readonly string[];
  readonly owner?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: object;
  readonly values?: object;
  readonly mesh?: object;
  readonly config?: Partial<InjectionConfig>;
}

const home = new URL('.', import.meta.url).pathname;
const cases = parse(readFileSync(`${home}cases.yaml`, 'utf8'), { merge: true }) as readonly Case[];
const lines = knownReleases();
const TEMPLATES = ['sidecar', 'gateway', 'grpc-agent', 'grpc-simple'];

const pieces = (files['releases.yaml'] as { pieces: string[] }).pieces;
const texts = Object.keys(files).filter((file) => typeof files[file] === 'string');
const marked = new Map(texts.map((file) => [file, markBranches(file, String(files[file]))]));
const taken = new Set<string>();
for (const template of TEMPLATES) {
  test(`${template}, plain`, () => {
    const all = lines.map(({ minor }) => plain(template, minor));
    const sections = all.map((each, index) => {
      const before = all[index - 1];
      const { minor, hub, patch } = lines[index]!;
      return `# ${minor}, ${hub}, ${patch}\n${before === undefined ? [...each].join('\n') : change(before, each)}`;
    });
    expectFile(`plain-${template}.txt`, sections.join('\n\n'));
  });
}

describe('cases', () => {
  for (const each of cases) {
    test(each.name, () => {
      const parts = (each.templates ?? ['sidecar']).map((template) => `## ${template}\n\n${changes(template, each)}`);
      expectFile(`${each.name.replaceAll(/\W+/g, '-')}.txt`, parts.join('\n\n'));
    });
  }
});

test('every expectation belongs to a case', () => {
  const known = [
    ...TEMPLATES.map((name) => `plain-${name}.txt`),
    ...cases.map(({ name }) => `${name.replaceAll(/\W+/g, '-')}.txt`),
  ];
  expect(readdirSync(`${home}expected`).sort()).toEqual([...known].sort());
});

test('every branch of every template is taken', () => {
  const branches = [...marked.values()].flatMap((each) => each.branches);
  expect(branches.filter((branch) => !taken.has(branch))).toEqual([]);
});

/** What a case changes against a plain pod, release by release; releases that change alike stand together. */
function changes(template: string, each: Case): string {
  const groups: { versions: string[]; shown: string }[] = [];
  for (const version of each.releases ?? lines.map(({ minor }) => minor)) {
    const shown = change(plain(template, version), rendered(template, version, named(each)));
    const last = groups.at(-1);
    if (last?.shown === shown) last.versions.push(version);
    else groups.push({ versions: [version], shown });
  }
  return groups.map(({ versions, shown }) => `# ${range(versions)}\n${shown}`).join('\n\n');
}

function change(before: Rendered, after: Rendered): string {
  if (typeof after === 'string') return `refused: ${after}`;
  return typeof before === 'string' ? '' : different(before, after);
}

// Neighbouring releases render the same text more often than not.
const different = remember(
  (before: readonly string[], after: readonly string[]) => difference(before, after).join('\n') || '(nothing)',
);
const plain = remember((template: string, version: string) => rendered(template, version, PLAIN));
const linesOf = remember((text: string) => flatten(parseValue(text, { lastWins: true })));

function remember<A, B, T>(make: (a: A, b: B) => T): (a: A, b?: B) => T {
  const known = new Map<A, Map<B | undefined, T>>();
  return (a, b) => {
    const some = known.get(a) ?? new Map<B | undefined, T>();
    known.set(a, some);
    if (!some.has(b)) some.set(b, make(a, b as B));
    return some.get(b) as T;
  };
}

function range(versions: readonly string[]): string {
  return versions.length === 1 ? String(versions[0]) : `${versions[0]} to ${versions.at(-1)}`;
}

// One image for all releases, so that they can stand together.
const IMAGE = { hub: 'hub', tag: 'tag' };
const PLAIN: Case = { name: 'plain', values: { global: IMAGE } };

function named(each: Case): Case {
  const values = (each.values ?? {}) as { readonly global?: object };
  return { ...each, values: { ...values, global: { ...IMAGE, ...values.global } } };
}

/** The lines of an overlay, or why there is none. */
type Rendered = readonly string[] | string;

function rendered(template: string, version: string, each: Case): Rendered {
  try {
    const pod = {
      metadata: {
        labels: { app: 'hello' },
        ...pick(each, 'labels'),
        annotations: { ...each.annotations, 'inject.istio.io/templates': template },
      },
      spec: {
        containers: [{ name: 'app', image: 'example/app:1', ports: [{ containerPort: 8080, name: 'http' }] }],
        ...each.spec,
      },
    };
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'hello' }, ...each.owner };
    return renderTexts(owner, pod, configOf(version, each)).flatMap(({ text }) => linesOf(text));
  } catch (error) {
    if (!(error instanceof InjectError)) throw error;
    return error.message;
  }
}

const configs = new Map<string, InjectionConfig>();

// One object for each release, filled anew: its templates are compiled once, and remember nothing else.
memory.isOn = false;

function configOf(version: string, each: Case): InjectionConfig {
  const config = Object.assign(configs.get(version) ?? {}, { kubernetesVersion: undefined }, makeConfig(version, each));
  configs.set(version, config);
  return config;
}

function makeConfig(version: string, each: Case): InjectionConfig {
  const line = lines.find(({ minor }) => `${version}.`.startsWith(`${minor}.`));
  const text = (value: object) => ({ name: 'case', text: JSON.stringify(value) });
  const config = loadConfig({
    version,
    ...(each.values ? { values: text(each.values) } : {}),
    ...(each.mesh ? { meshConfig: text(each.mesh) } : {}),
  });
  const templates = Object.entries(line!.templates).map(([name, file]) => [
    name,
    [file, ...pieces].map((part) => marked.get(part)!.text).join(''),
  ]);
  const { environment = {}, ...rest } = each.config ?? {};
  return { ...config, ...rest, templates: Object.fromEntries(templates), environment: watched(environment) };
}

/** An environment that notes which branches ask it. */
function watched(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return new Proxy(environment, {
    getOwnPropertyDescriptor: (target, name) => {
      if (String(name).startsWith(PREFIX)) taken.add(String(name).slice(PREFIX.length));
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

function pick<T extends object, K extends keyof T>(object: T, key: K): Partial<T> {
  return object[key] === undefined ? {} : ({ [key]: object[key] } as unknown as Partial<T>);
}

function expectFile(name: string, text: string): void {
  const path = `${home}expected/${name}`;
  if (process.env.UPDATE) writeFileSync(path, `${text}\n`);
  expect(`${text}\n`).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}
