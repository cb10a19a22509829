// The glance at a document's text: never blind to a workload, and seldom in doubt.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { findWorkloads, mayHoldWorkload, parseWorkloadRow } from '../../src/kubernetes/workloads.ts';

test.each([
  'apiVersion: apps/v1\nkind: Deployment\n',
  'kind: Deployment',
  'kind:   Deployment # the front\n',
  "kind: 'Deployment'\n",
  'kind: "Deployment"\r\n',
  'kind : Deployment\n',
  'kind:\n  Deployment\n',
  'kind: |-\n  Deployment\n',
  'kind: !!str Deployment\n',
  'kind: &k Deployment\n',
  'x: &k Deployment\nkind: *k\n',
  'kind: "Deploy\\u006dent"\n',
  'kind: "Deploy\\\n  ment"\n',
  '"kind": Deployment\n',
  '"\\x6bind": Deployment\n',
  "'kind': Deployment\n",
  '? kind\n: Deployment\n',
  '!!str kind: Deployment\n',
  '&a kind: Deployment\n',
  'apiVersion: v1\n&a kind : Deployment\n',
  'x: &base {kind: Deployment}\n<<: *base\n',
  '{"kind":"Deployment"}',
  '{\n  "kind" :\n    "Deployment"\n}',
  '{"\\u006bind":"Deployment"}',
  '{kind: Deployment}',
  '--- {kind: Deployment}\n',
  '---\n# comment\n\nkind: Deployment\n',
  '--- # comment\nkind: Deployment\n',
  '%YAML 1.1\n---\nkind: Deployment\n',
  '\uFEFFkind: Deployment\n',
  '  kind: Deployment\n  apiVersion: apps/v1\n',
  'kind: ConfigMap\nkind: Deployment\n',
  'apiVersion: v1\rkind: Deployment\r',
  'kind: List\nitems: []\n',
  'apiVersion: serving.knative.dev/v1\nkind: Service\n',
  'apiVersion: tekton.dev/v1\nkind: Task\n',
  'apiVersion: example.com/v1\nkind: Unknown\nspec:\n  containers: []\n',
])('in doubt or sure: %j', (text) => {
  expect(mayHoldWorkload(text)).toBe(true);
});

test.each([
  '',
  '# kind: Deployment\n',
  '---\n# only a comment\n',
  'just text',
  'a: 1\n',
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: kind\n',
  'apiVersion: v1\nkind: ConfigMap\ndata:\n  kind: Deployment\n  a.yaml: |\n    kind: Deployment\n    containers: []\n',
  '{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"kind of containers"}}',
  'kind: CustomResourceDefinition\nspec:\n  containers: {}\n',
  'kind: Unknown\nspec: {}\n',
  'resources:\n  - deployment.yaml\nkindness: Deployment\n',
])('sure that not: %j', (text) => {
  expect(mayHoldWorkload(text)).toBe(false);
});

test('rows that users add count', () => {
  const text = 'apiVersion: example.com/v1\nkind: Fleet\n';
  expect(mayHoldWorkload(text)).toBe(false);
  expect(mayHoldWorkload(text, [parseWorkloadRow('example.com/Fleet=spec')])).toBe(true);
});

test('a megabyte of text costs a glance', () => {
  const text = `kind: ConfigMap\ndata:\n  a: |\n${'    any kind: of "kind" text, with containers\n'.repeat(25_000)}`;
  const start = performance.now();
  for (let i = 0; i < 20; i++) expect(mayHoldWorkload(text)).toBe(false);
  expect((performance.now() - start) / 20).toBeLessThan(60);
});

const kind = fc.constantFrom('Deployment', 'Pod', 'List', 'CronJob', 'Service', 'ConfigMap', 'Rollout', 'Widget');
const object = fc.record(
  {
    apiVersion: fc.constantFrom('v1', 'apps/v1', 'argoproj.io/v1alpha1', 'serving.knative.dev/v1'),
    kind,
    metadata: fc.record({ name: fc.string() }),
    spec: fc.record({ template: fc.constant({ spec: { containers: [{ name: 'a', image: 'b' }] } }) }),
    items: fc.constant([{ kind: 'Pod', spec: { containers: [] } }]),
    data: fc.dictionary(fc.string(), fc.string()),
  },
  { requiredKeys: [] },
);
const style = fc.record({
  indent: fc.integer({ min: 1, max: 6 }),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultKeyType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'QUOTE_SINGLE' as const),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'BLOCK_LITERAL' as const,
    'BLOCK_FOLDED' as const,
  ),
});

test('law: whoever holds a workload may hold one, in every style', () => {
  fc.assert(
    fc.property(object, style, (value, options) => {
      const text = stringify(value, options);
      if (findWorkloads(parse(text)).length > 0) expect(mayHoldWorkload(text)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const CASES = new URL('../../../shared/oracle/cases/', import.meta.url);

test.skipIf(!existsSync(CASES))('law: also in the cases at hand (skipped without ../shared)', () => {
  for (const name of readdirSync(CASES)) {
    const text = readFileSync(new URL(`${name}/in.yaml`, CASES), 'utf8');
    for (const document of text.split(/^---.*$/m)) {
      const found = findWorkloads(parse(document, { version: '1.1', uniqueKeys: false }));
      if (found.length > 0) expect(mayHoldWorkload(document), name).toBe(true);
    }
  }
});
