// Knows the recorded answers of the reference, where they are at hand, and when two documents mean the same. Runs nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { InjectionConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { canonicalQuantity } from '../../../src/kubernetes/quantities.ts';

const home = new URL('../../../../shared/oracle/', import.meta.url);

/** Whether the recorded answers are here. */
export const hasOracle: boolean = existsSync(home);

/** The releases that have answers. */
export const versions: readonly string[] = hasOracle ? readdirSync(new URL('answers/', home)).sort(byRelease) : [];

function byRelease(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1]);
}

/** One recorded case at one release; `answer` is undefined where the reference refused it. */
export interface OracleCase {
  readonly name: string;
  readonly input: string;
  readonly values: string | undefined;
  readonly mesh: string | undefined;
  readonly answer: string | undefined;
}

/** All cases that a release was asked. */
export function casesOf(version: string): OracleCase[] {
  const answers = new URL(`answers/${version}/`, home);
  const files = readdirSync(answers).filter((file) => !file.endsWith('.stderr.txt'));
  const names = [...new Set(files.map((file) => file.replace(/\.refused\.txt$|\.yaml$/, '')))];
  return names.map((name) => ({
    ...{ name, input: read(`cases/${name}/in.yaml`) ?? '' },
    ...{ values: read(`cases/${name}/values.yaml`), mesh: read(`cases/${name}/mesh.yaml`) },
    answer: read(`answers/${version}/${name}.yaml`),
  }));
}

const texts = new Map<string, string | undefined>();

function read(path: string): string | undefined {
  if (!texts.has(path)) {
    const url = new URL(path, home);
    texts.set(path, existsSync(url) ? readFileSync(url, 'utf8') : undefined);
  }
  return texts.get(path);
}

/** How a case is asked. */
export interface Mode {
  readonly version: string;
  readonly compat: boolean;
}

const configs = new Map<string, InjectionConfig>();

/** The configuration of a case. Most cases change nothing about a release's own, whose templates are then compiled once. */
export function configFor({ values, mesh }: Pick<OracleCase, 'values' | 'mesh'>, mode: Mode): InjectionConfig {
  const key = JSON.stringify([mode, values, mesh]);
  const known = configs.get(key);
  if (known) return known;
  const config = loadConfig({
    ...mode,
    values: values === undefined ? undefined : { name: 'values.yaml', text: values },
    meshConfig: mesh === undefined ? undefined : { name: 'mesh.yaml', text: mesh },
  });
  configs.set(key, config);
  return config;
}

const parsed = new Map<string, unknown[]>();

/** The documents of a text as Kubernetes reads them; empty ones are left out. */
export function documentsOf(text: string): unknown[] {
  const known = parsed.get(text) ?? parseDocuments(text);
  parsed.set(text, known);
  return known;
}

function parseDocuments(text: string): unknown[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    merge: true,
    customTags: withoutTimes,
  });
  return documents.flatMap((document) => {
    const value: unknown = document.toJS();
    return value === null || value === undefined ? [] : [value];
  });
}

type Tags = Extract<
  NonNullable<NonNullable<Parameters<typeof parseAllDocuments>[1]>['customTags']>,
  (tags: never) => unknown
>;

// Kubernetes knows no dates and no sexagesimal numbers.
const withoutTimes: Tags = (tags) =>
  tags
    .filter((tag) => typeof tag === 'string' || !/timestamp$/.test(tag.tag ?? ''))
    .filter((tag) => typeof tag === 'string' || !('format' in tag && tag.format === 'TIME'));

/** What differs between two lists of documents in what they mean, a line for each difference. */
export function differencesOf(expected: readonly unknown[], actual: readonly unknown[]): string[] {
  return compare(
    expected.map((each) => canon(each)),
    actual.map((each) => canon(each)),
    '',
  );
}

const JSON_ENV = ['PROXY_CONFIG', 'ISTIO_META_POD_PORTS', 'ISTIO_KUBE_APP_PROBERS', 'ISTIO_PROMETHEUS_ANNOTATIONS'];
const JSON_ANNOTATIONS = ['sidecar.istio.io/status', 'proxy.istio.io/overrides'];

/** A value without what means nothing: empty fields, the spelling of quantities, the spelling of JSON in text. */
function canon(value: unknown, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => canon(item, path));
  if (typeof value !== 'object' || value === null) return value;
  const map = value as Record<string, unknown>;
  const entries = Object.entries(map).map(([key, entry]): [string, unknown] => [
    key,
    canonEntry(key, entry, map, path),
  ]);
  return Object.fromEntries(entries.filter(([, entry]) => !isEmpty(entry)));
}

function canonEntry(key: string, value: unknown, map: Record<string, unknown>, path: readonly string[]): unknown {
  if (JSON_ANNOTATIONS.includes(key)) return asJson(value);
  if (key === 'value' && JSON_ENV.includes(String(map.name))) return asJson(value);
  const isQuantity = ['limits', 'requests'].includes(path.at(-1) ?? '') && path.at(-2) === 'resources';
  if (isQuantity || key === 'sizeLimit' || key === 'divisor') return canonicalQuantity(String(value)) ?? value;
  return canon(value, [...path, key]);
}

function asJson(value: unknown): unknown {
  try {
    return canon(JSON.parse(String(value)));
  } catch {
    return value;
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function compare(a: unknown, b: unknown, path: string): string[] {
  if (
    typeof a !== 'object' ||
    typeof b !== 'object' ||
    a === null ||
    b === null ||
    Array.isArray(a) !== Array.isArray(b)
  ) {
    return a === b ? [] : [`${path}: ${short(a)} != ${short(b)}`];
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length)
    return [`${path}: ${short(a.map(nameOf))} != ${short(b.map(nameOf))}`];
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  return keys.flatMap((key) => compare(left[key], right[key], `${path}.${key}`));
}

function nameOf(item: unknown): unknown {
  return (item as { name?: unknown } | null)?.name ?? item;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length < 160 ? text : `${text.slice(0, 157)}...`;
}
