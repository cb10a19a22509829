import { describe, expect, test } from 'vitest';
import { formatError, InjectError } from '../../../src/errors.ts';
import { type ConfigSources, loadConfig } from '../../../src/istio/config/load.ts';
import { injectorConfig, injectorMap, meshFile, meshMap, otherObjects, valuesJson } from './captured.ts';

const named = (text: string, name = 'file.yaml'): { name: string; text: string } => ({ name, text });
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((sum, key) => (sum as Record<string, unknown> | undefined)?.[key], value);

function message(sources: ConfigSources): string {
  try {
    loadConfig(sources);
  } catch (error) {
    return error instanceof InjectError ? `${error.code}: ${formatError(error)}` : String(error);
  }
  return 'nothing is wrong';
}

describe('with a built-in template', () => {
  test('the release is the default and its defaults are there', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      policy: 'enabled',
      defaultTemplates: ['sidecar'],
      revision: '',
      compat: false,
      warnings: [],
    });
    expect(at(config.values, 'global.tag')).toBe(config.version);
    expect(config.meshConfig).toMatchObject({ trustDomain: 'cluster.local', defaultConfig: { statusPort: 15020 } });
    expect(Object.keys(config.templates)).toContain('sidecar');
  });

  test('values and mesh files lie over them; null stays null', () => {
    const { values, meshConfig } = loadConfig({
      values: named('global:\n  proxy: {resources: null, logLevel: debug}\n  imagePullSecrets: [a]\n'),
      meshConfig: named('accessLogFile: /dev/stdout\ndefaultConfig: {statusPort: 15022}\n'),
    });
    expect(at(values, 'global.proxy')).toMatchObject({ resources: null, logLevel: 'debug', image: 'proxyv2' });
    expect(at(values, 'global.imagePullSecrets')).toEqual(['a']);
    expect(meshConfig).toMatchObject({
      accessLogFile: '/dev/stdout',
      defaultConfig: { statusPort: 15022, discoveryAddress: 'istiod.istio-system.svc:15012' },
    });
  });

  test('--set comes last', () => {
    const config = loadConfig({
      values: named('{global: {proxy: {logLevel: debug}, imagePullSecrets: [a, b]}}'),
      set: [
        'global.proxy.logLevel=info,values.global.imagePullSecrets[1]=c',
        'tag=1.20',
        'hub=h',
        'meshConfig.defaultConfig.concurrency=3',
      ],
    });
    expect(at(config.values, 'global')).toMatchObject({
      proxy: { logLevel: 'info' },
      imagePullSecrets: ['a', 'c'],
      tag: '1.20',
      hub: 'h',
    });
    expect(config.meshConfig.defaultConfig).toMatchObject({ concurrency: 3 });
  });

  test('what --set gives for text is text, though it looks like a number', () => {
    const { values } = loadConfig({
      set: ['global.proxy.resources.requests.cpu=2,global.network=7,global.proxy.statusPort=1'],
    });
    expect(at(values, 'global.proxy.resources.requests.cpu')).toBe('2');
    expect(at(values, 'global.network')).toBe('7');
    expect(at(values, 'global.proxy.statusPort')).toBe(1);
  });

  test('templates among the values are there too', () => {
    const { templates } = loadConfig({ values: named('{sidecarInjectorWebhook: {templates: {mine: "a: b"}}}') });
    expect(templates).toMatchObject({ mine: 'a: b', sidecar: expect.any(String) });
  });

  test.each(['', '{}', 'null', '# nothing\n'])('%j is no values', (text) => {
    expect(loadConfig({ values: named(text) }).values).toEqual(loadConfig({}).values);
  });

  test('the literal default is no revision', () => {
    expect(loadConfig({ revision: 'default' }).revision).toBe('');
    expect(loadConfig({ revision: 'canary' }).revision).toBe('canary');
  });
});

describe('with --injectConfigFile', () => {
  test('only its templates count, and values and mesh files are the whole truth', () => {
    const config = loadConfig({
      version: '1.20',
      injectConfig: named(injectorConfig),
      values: named(valuesJson),
      meshConfig: named(meshFile),
    });
    expect(Object.keys(config.templates)).toEqual(['sidecar', 'extra']);
    expect(config).toMatchObject({
      defaultTemplates: ['sidecar'],
      aliases: {},
      neverInjectSelector: [],
      injectedAnnotations: {},
    });
    expect(config.values).toEqual(JSON.parse(valuesJson));
    expect(config.meshConfig.defaultConfig).toMatchObject({
      discoveryAddress: 'istiod.mesh.svc:15012',
      holdApplicationUntilProxyStarts: true,
    });
  });

  test.each([
    ['a template', 'spec:\n  containers:\n  {{ .X }}\n'],
    ['a template that is YAML', 'metadata:\n  labels: {a: "{{ .X }}"}\n'],
    ['text without templates', 'metadata: {}\n'],
  ])('%s is the template sidecar', (_, text) => {
    expect(loadConfig({ injectConfig: named(text) }).templates).toEqual({ sidecar: text });
  });

  test('the release follows the values', () => {
    expect(loadConfig({ injectConfig: named(injectorConfig), values: named(valuesJson) }).version).toBe('1.20.3');
  });
});

describe('with --config', () => {
  const installation = named(`${otherObjects}---\n${injectorMap()}---\n${meshMap()}`, 'all.yaml');

  test('everything in it counts', () => {
    const config = loadConfig({ configs: [installation] });
    expect(config).toMatchObject({
      version: '1.20.3',
      revision: '',
      policy: 'enabled',
      defaultTemplates: ['sidecar', 'extra'],
      aliases: { both: ['sidecar', 'extra'] },
      alwaysInjectSelector: [{ matchLabels: { always: 'yes' } }],
      injectedAnnotations: { 'example.com/injected': 'true' },
      meshConfig: { trustDomain: 'corp.test' },
      warnings: [],
    });
    expect(config.values).toEqual(JSON.parse(valuesJson));
    expect(config.origins).toMatchObject({
      version: 'global.tag of all.yaml: ConfigMap istio-sidecar-injector, values',
      'template extra': 'all.yaml: ConfigMap istio-sidecar-injector, config',
      meshConfig: 'all.yaml: ConfigMap istio, mesh',
    });
  });

  test('files of values and mesh lie over it', () => {
    const config = loadConfig({
      configs: [installation],
      values: named('{global: {hub: h}}'),
      meshConfig: named('trustDomain: other.test'),
    });
    expect(config.values).toMatchObject({ global: { hub: 'h', tag: '1.20.3' } });
    expect(config.meshConfig).toMatchObject({
      trustDomain: 'other.test',
      defaultConfig: { holdApplicationUntilProxyStarts: true },
    });
  });

  test('what is missing is the release of its own', () => {
    const config = loadConfig({ configs: [named(injectorConfig)] });
    expect(config.version).toBe('1.20.3');
    expect(config.values).toMatchObject({ global: { proxy: { image: 'proxyv2' } } });
  });

  test('of two revisions -r picks one', () => {
    const both = named(
      [injectorMap(), injectorMap('canary'), meshMap(), meshMap('canary', 'trustDomain: canary.test\n')].join('---\n'),
    );
    expect(loadConfig({ configs: [both], revision: 'canary' })).toMatchObject({
      revision: 'canary',
      meshConfig: { trustDomain: 'canary.test' },
    });
    expect(loadConfig({ configs: [both], revision: 'default' })).toMatchObject({
      revision: '',
      meshConfig: { trustDomain: 'corp.test' },
    });
    expect(message({ configs: [both] })).toBe(
      'config: the configuration holds 2 revisions: default, canary\n  choose one with --revision, such as -r canary',
    );
    expect(message({ configs: [both], revision: 'x' })).toBe(
      'config: the configuration does not hold the revision x\n  it holds default, canary',
    );
  });

  test("a mesh config of another revision is not taken for one's own", () => {
    const config = loadConfig({ configs: [named(injectorMap('canary')), named(meshMap())] });
    expect(config).toMatchObject({ revision: 'canary', meshConfig: { trustDomain: 'cluster.local' } });
    expect(config.warnings).toHaveLength(1);
  });

  test.each([
    ['an unknown newer release', '1.99.1', '1.30'],
    ['an unknown older release', '1.9.1', '1.13'],
  ])('%s: the nearest is taken, with a warning', (_, tag, minor) => {
    const config = loadConfig({ configs: [named(valuesJson.replace('1.20.3', tag)), named(injectorConfig)] });
    expect(config.version).toMatch(new RegExp(`^${minor}\\.`));
    expect(config.warnings[0]?.message).toContain(`is of Istio ${tag}, which is not known`);
  });

  test('values that say only what they change describe an installation', () => {
    const text = 'global: {tag: 1.24.1, proxy: {autoInject: disabled}}\nmeshConfig: {accessLogFile: /x}\n';
    const config = loadConfig({ configs: [named(text)] });
    expect(config).toMatchObject({ version: '1.24.1', policy: 'disabled', meshConfig: { accessLogFile: '/x' } });
    expect(config.values).toMatchObject({ global: { tag: '1.24.1', proxy: { image: 'proxyv2' } } });
    const faulty = named('global: {}\nmeshConfig:\n  enablePrometheusMerge: 1\n');
    expect(message({ configs: [faulty] })).toContain('file.yaml:3:3: enablePrometheusMerge must be true or false');
  });

  test('beside captured pieces such values lie over them', () => {
    const partial = named('global: {hub: h}\nmeshConfig: {accessLogFile: /x}\n', 'mine.yaml');
    const { values, meshConfig, origins } = loadConfig({ configs: [partial, installation] });
    expect(values).toEqual({
      ...JSON.parse(valuesJson),
      global: { hub: 'h', tag: '1.20.3', proxy: { statusPort: 15020 } },
      meshConfig: { accessLogFile: '/x' },
    });
    expect(meshConfig).toMatchObject({ accessLogFile: '/x', trustDomain: 'corp.test' });
    expect(origins.values).toBe('all.yaml: ConfigMap istio-sidecar-injector, values < mine.yaml');
  });

  test('labels and annotations that YAML takes for something else are read as text', () => {
    const text =
      'templates: {sidecar: "a: b"}\ninjectedAnnotations: {a: yes}\nneverInjectSelector: [{matchLabels: {b: 1}}]\n';
    const { injectedAnnotations, neverInjectSelector, warnings } = loadConfig({
      version: '1.30',
      configs: [named(text)],
    });
    expect({ injectedAnnotations, neverInjectSelector }).toEqual({
      injectedAnnotations: { a: 'true' },
      neverInjectSelector: [{ matchLabels: { b: '1' } }],
    });
    expect(warnings.map(({ where, hint }) => [where?.line, hint])).toEqual([
      [2, 'write it in quotes'],
      [3, 'write it in quotes'],
    ]);
  });

  test('the one template of an old configuration is the sidecar, unless it is no pod', () => {
    const pod = 'spec:\n  containers: []\n';
    const old = (template: string): ConfigSources => ({
      configs: [named(`policy: enabled\ntemplate: ${JSON.stringify(template)}\n`)],
    });
    expect(loadConfig(old(pod)).templates).toEqual({ sidecar: pod });
    expect(message(old('containers:\n- name: istio-proxy\n'))).toContain(
      'file.yaml:2:1: template has `template` and no `templates`',
    );
    expect(Object.keys(loadConfig(old('{{ Template_Version_Mismatch }}')).templates)).toContain('gateway');
  });

  test('a release that cannot be told is the default, with a warning', () => {
    const config = loadConfig({ configs: [named('templates: {sidecar: "a: b"}')] });
    expect(config.warnings[0]?.message).toContain('does not say its Istio release');
  });

  test('--istio-version beats what was captured', () => {
    expect(loadConfig({ configs: [installation], version: '1.22' }).version).toMatch(/^1\.22\./);
  });

  test('a single mesh config serves any revision', () => {
    expect(loadConfig({ configs: [named(meshMap())], revision: 'canary' })).toMatchObject({
      revision: 'canary',
      meshConfig: { trustDomain: 'corp.test' },
    });
  });

  test('a bare template', () => {
    expect(loadConfig({ configs: [named('metadata: {labels: {a: "{{ .X }}"}}')] }).templates).toEqual({
      sidecar: 'metadata: {labels: {a: "{{ .X }}"}}',
    });
  });
});

describe('with an IstioOperator', () => {
  const operator = (spec: string): { name: string; text: string } =>
    named(
      `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${spec.replace(/^/gm, '  ')}\n`,
      'op.yaml',
    );

  test('it lies over the release, and over values and mesh files', () => {
    const config = loadConfig({
      version: '1.20',
      operator: operator(
        'hub: h.test\ntag: t\nvalues: {global: {proxy: {logLevel: debug}}}\nmeshConfig: {trustDomain: op.test}',
      ),
      values: named('{global: {proxy: {logLevel: info, statusPort: 1}}}'),
      meshConfig: named('{trustDomain: file.test, accessLogFile: /x}'),
    });
    expect(config.values).toMatchObject({
      global: { hub: 'h.test', tag: 't', proxy: { logLevel: 'debug', statusPort: 1, image: 'proxyv2' } },
    });
    expect(config.meshConfig).toMatchObject({ trustDomain: 'op.test', accessLogFile: '/x' });
  });

  test('its revision and namespace are those of an installation', () => {
    const config = loadConfig({
      version: '1.20',
      operator: operator('revision: canary\nvalues: {global: {istioNamespace: mesh, meshID: m}}'),
    });
    expect(config).toMatchObject({ revision: 'canary', values: { revision: 'canary' } });
    expect(config.meshConfig).toMatchObject({
      rootNamespace: 'mesh',
      defaultConfig: {
        discoveryAddress: 'istiod-canary.mesh.svc:15012',
        meshId: 'm',
        tracing: { zipkin: { address: 'zipkin.mesh:9411' } },
      },
    });
  });

  test.each([
    ['1.13', 'profile: demo', 'global.proxy.resources.requests.cpu', '10m'],
    ['1.13', 'components: {cni: {enabled: true}}', 'istio_cni', { enabled: true }],
    ['1.20', 'components: {cni: {enabled: true}}', 'istio_cni', { enabled: true, chained: true }],
    ['1.20', 'profile: openshift', 'istio_cni.chained', false],
    ['1.30', 'components: {cni: {enabled: true}}', 'pilot.cni', { enabled: true, provider: 'default' }],
    ['1.30', 'profile: openshift', 'pilot.cni.provider', 'multus'],
    ['1.30', 'profile: ambient', 'global.variant', 'distroless'],
  ])('%s: %s', (version, spec, path, expected) => {
    expect(at(loadConfig({ version, operator: operator(spec) }).values, path)).toEqual(expected);
  });

  test('the release follows its tag where none is asked for', () => {
    expect(loadConfig({ operator: operator('tag: 1.22.1') }).version).toBe('1.22.1');
  });

  test('an unknown profile changes nothing, with a warning', () => {
    expect(loadConfig({ version: '1.30', operator: operator('profile: nosuch') }).warnings[0]).toMatchObject({
      message: 'the profile nosuch is not known and changes nothing',
      where: { file: 'op.yaml', line: 4 },
    });
  });

  test('its own values decide when it was captured', () => {
    const spec =
      'values: {global: {proxy: {autoInject: disabled}}, sidecarInjectorWebhook: {neverInjectSelector: [{matchLabels: {a: b}}]}}';
    expect(loadConfig({ version: '1.30', configs: [operator(spec)] })).toMatchObject({
      policy: 'disabled',
      neverInjectSelector: [{ matchLabels: { a: 'b' } }],
    });
  });
});
