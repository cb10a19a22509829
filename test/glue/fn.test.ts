// podsplice fn over its protocol: ResourceLists as kustomize and kpt send them, edited in their own text.
import { describe, expect, test } from 'vitest';
import { parseValue } from '../../src/yaml/parse.ts';
import { podsplice } from '../built.ts';

const WEB = `- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web # the shop's
    annotations:
      config.kubernetes.io/index: '1'
      config.kubernetes.io/path: 'shop/web.yaml'
      internal.config.kubernetes.io/path: 'shop/web.yaml'
      internal.config.kubernetes.io/index: '1'
      internal.config.kubernetes.io/seqindent: 'compact'
  spec:
    template:
      metadata:
        labels:
          app: web
      spec:
        containers:
        - name: web
          image: web:1   # pinned
`;
const SERVICE = `- {apiVersion: v1, kind: Service, metadata: {name: web}}
`;

interface Parsed {
  readonly items: { spec: { template: { spec: { containers: { name: string }[] } } } }[];
  readonly results?: Record<string, unknown>[];
}

function list(items: string, rest = '', apiVersion = 'config.kubernetes.io/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ResourceList\nitems:\n${items}${rest}`;
}

function fn(input: string, ...args: string[]) {
  const run = podsplice(['fn', ...args], input);
  return { ...run, list: run.stdout === '' ? undefined : (parseValue(run.stdout) as Parsed) };
}

const own = (spec: string) =>
  `functionConfig:\n  apiVersion: podsplice.dev/v1alpha1\n  kind: SidecarInjector\n  metadata: {name: istio}\n  spec: ${spec}\n`;
const configMap = (data: string) =>
  `functionConfig:\n  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: istio}\n  data:\n${data}`;

describe('items', () => {
  test.each(['config.kubernetes.io/v1', 'config.kubernetes.io/v1beta1'])(
    'are injected in their own text (%s)',
    (apiVersion) => {
      const input = list(SERVICE + WEB, '', apiVersion);
      const run = fn(input);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.list?.items[1]?.spec.template.spec.containers.map(({ name }) => name)).toContain('istio-proxy');
      const output = run.stdout.split('\n');
      let at = 0;
      for (const line of input.split('\n')) {
        const found = output.indexOf(line, at);
        expect(found, line).toBeGreaterThanOrEqual(at);
        at = found;
      }
    },
  );

  test('may be JSON', () => {
    const items = parseValue(WEB);
    const run = fn(JSON.stringify({ apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList', items }));
    expect(run.status).toBe(0);
    expect((JSON.parse(run.stdout) as Parsed).items[0]?.spec.template.spec.containers).toHaveLength(2);
  });

  test('that are injected already, or absent, leave the text as it is', () => {
    const injected = fn(list(WEB)).stdout;
    expect(fn(injected).stdout).toBe(injected);
    const empty = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n';
    expect(fn(empty).stdout).toBe(empty);
  });

  test('are restored with uninject', () => {
    const injected = fn(list(WEB)).stdout;
    const run = fn(`${injected}${own('{uninject: true}')}`);
    expect(run.stdout).toBe(list(WEB, own('{uninject: true}')));
  });
});

describe('functionConfig', () => {
  test('an own kind, with values and mesh config as maps', () => {
    const spec =
      '{istioVersion: "1.24", revision: canary, values: {global: {proxy: {logLevel: debug}}}, meshConfig: {accessLogFile: /dev/stdout}, set: [global.hub=registry.example.com/istio]}';
    const { stdout, status } = fn(list(WEB, own(spec)));
    expect(status).toBe(0);
    expect(stdout).toMatch(/registry\.example\.com\/istio\/proxyv2:1\.24/);
    expect(stdout).toContain('--proxyLogLevel=debug');
    expect(stdout).toContain('istio.io/rev: canary');
  });

  test('a ConfigMap, with the same as text', () => {
    const data =
      '    istioVersion: "1.24"\n    values: |\n      global: {proxy: {logLevel: debug}}\n    set: |\n      global.hub=registry.example.com/istio\n      global.tag=1.24.9\n';
    const { stdout, status } = fn(list(WEB, configMap(data)));
    expect(status).toBe(0);
    expect(stdout).toContain('registry.example.com/istio/proxyv2:1.24.9');
    expect(stdout).toContain('--proxyLogLevel=debug');
  });

  test('goes over the options of the command line', () => {
    expect(fn(list(WEB), '--istio-version', '1.20').stdout).toContain('proxyv2:1.20');
    expect(fn(list(WEB, own('{istioVersion: "1.24"}')), '--istio-version', '1.20').stdout).toContain('proxyv2:1.24');
  });

  test('more kinds that hold pods', () => {
    const fleet = WEB.replace('apps/v1', 'example.com/v1').replace('Deployment', 'Fleet');
    const { list: output } = fn(list(fleet, own('{workloads: [example.com/Fleet=spec.template]}')));
    expect(output?.items[0]?.spec.template.spec.containers).toHaveLength(2);
  });

  test.each([
    ['a misspelt field', own('{istioVersoin: "1.24"}'), 'istioVersoin: is not known'],
    ['a number for a version', own('{istioVersion: 1.2}'), 'istioVersion: must be text'],
    ['a release that there is not', own('{istioVersion: "0.8"}'), '0.8'],
    ['another kind', 'functionConfig: {apiVersion: v1, kind: Secret}\n', 'must be a SidecarInjector'],
  ])('%s is an error: the items come back as they were, with a result', (_, config, message) => {
    const input = list(WEB, config);
    const run = fn(input);
    expect(run.status).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stdout.startsWith(input)).toBe(true);
    expect(run.list?.results).toMatchObject([{ severity: 'error', field: { path: 'functionConfig' } }]);
  });
});

describe('results', () => {
  test('say what was skipped, and why, of which object and file', () => {
    const host = WEB.replace(
      '      spec:\n        containers',
      '      spec:\n        hostNetwork: true\n        containers',
    );
    const { list: output, status } = fn(list(host));
    expect(status).toBe(0);
    expect(output?.results).toEqual([
      {
        message: expect.stringMatching(/^skipped: .*host/),
        severity: 'info',
        resourceRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        file: { path: 'shop/web.yaml', index: 1 },
      },
    ]);
  });

  test('an error has its field, the exit code is 1, the other items are injected', () => {
    const bad = WEB.replace(
      '      spec:\n',
      '        annotations: {sidecar.istio.io/proxyCPU: much, traffic.sidecar.istio.io/includeInboundPorts: http}\n      spec:\n',
    );
    const { list: output, status, stderr } = fn(list(bad + WEB.replace('name: web #', 'name: cart #')));
    expect(status).toBe(1);
    const errors = output?.results?.filter(({ severity }) => severity === 'error');
    expect(errors?.map(({ field }) => field)).toContainEqual({
      path: 'spec.template.metadata.annotations["traffic.sidecar.istio.io/includeInboundPorts"]',
    });
    expect(stderr).toContain('includeInboundPorts');
    expect(output?.items.map(({ spec }) => spec.template.spec.containers.length)).toEqual([1, 2]);
  });

  test('a kind that is not known but looks like a workload is a warning; strict makes a skip an error', () => {
    const fleet = WEB.replace('apps/v1', 'example.com/v1').replace('Deployment', 'Fleet');
    expect(fn(list(WEB + fleet)).list?.results).toMatchObject([
      { severity: 'warning', resourceRef: { kind: 'Fleet' } },
    ]);
    const host = WEB.replace(
      '      spec:\n        containers',
      '      spec:\n        hostNetwork: true\n        containers',
    );
    const strict = fn(list(host, own('{strict: true}')));
    expect(strict.status).toBe(1);
    expect(strict.list?.results).toMatchObject([{ severity: 'error' }]);
    const strange = fn(list(WEB + fleet, own('{strict: true}')));
    expect(strange.status).toBe(1);
    expect(strange.stderr).toContain('Fleet/web: skipped: the kind is not known');
    expect(strange.list?.results).toMatchObject([{ severity: 'error', resourceRef: { kind: 'Fleet' } }]);
  });

  test('a kind that workloads: names is injected, and nothing is said of it', () => {
    const fleet = WEB.replace('apps/v1', 'example.com/v1').replace('Deployment', 'Fleet');
    const { list: output, status } = fn(
      list(fleet, own('{strict: true, workloads: ["example.com/Fleet=spec.template"]}')),
    );
    expect(status).toBe(0);
    expect(output?.results).toBeUndefined();
    expect(output?.items[0]?.spec.template.spec.containers).toHaveLength(2);
  });

  test('the way of interception counts, from the command line and from the functionConfig', () => {
    const tproxy = /interceptionMode: "?TPROXY|- "?-m"?\n\s*- "?TPROXY/;
    expect(fn(list(WEB), '--interception', 'tproxy').stdout).toMatch(tproxy);
    expect(fn(list(WEB, own('{interception: tproxy}'))).stdout).toMatch(tproxy);
    expect(fn(list(WEB, own('{interception: redirect}')), '--interception', 'tproxy').stdout).not.toMatch(tproxy);
    expect(fn(list(WEB, own('{interception: magic}'))).stderr).toContain('interception: must be one of redirect, ');
  });

  test("an earlier function's stay where there are none of ours", () => {
    const results = 'results:\n- {message: earlier, severity: info}\n';
    expect(fn(list(WEB, results)).list?.results).toEqual([{ message: 'earlier', severity: 'info' }]);
  });
});

test.each(['', 'kind: Deployment\n', '- 1\n'])('what is no ResourceList is an error without output: %j', (input) => {
  const { status, stdout, stderr } = fn(input);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('ResourceList');
});
