// What Istio adds to the template language: its functions, release by release, and the data that a template sees.
import { describe, expect, test } from 'vitest';
import { InjectError } from '../../../src/errors.ts';
import type { InjectionConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { renderOverlays, renderTexts } from '../../../src/istio/render-overlays.ts';
import type { Owner, Pod } from '../../../src/kubernetes/workloads.ts';

const owner: Owner = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'hello', labels: { team: 'a' } } };
const pod: Pod = {
  metadata: { namespace: 'ns', labels: { app: 'hello' }, annotations: { empty: '', given: 'x' } },
  spec: {
    serviceAccountName: 'robot',
    containers: [
      {
        name: 'app',
        image: 'example/app:1',
        ports: [
          { containerPort: 80, name: 'http' },
          { containerPort: 53, protocol: 'UDP' },
        ],
      },
      { name: 'istio-proxy', ports: [{ containerPort: 81, protocol: 'TCP' }] },
    ],
  },
};

function configAt(version: string, changes: Partial<InjectionConfig> = {}): InjectionConfig {
  const { global } = {
    global: {
      hub: 'hub',
      tag: 'tag',
      big: 1234567,
      nothing: null,
      list: [1, null],
      map: { a: { b: null }, c: {}, d: '<' },
    },
  };
  return { ...loadConfig({ version, values: { name: 'values', text: JSON.stringify({ global }) } }), ...changes };
}

function render(template: string, version = '1.30', changes: Partial<InjectionConfig> = {}, of: Pod = pod): string {
  const config = { ...configAt(version, changes), templates: { sidecar: template } };
  return renderTexts(owner, of, config)[0]?.text ?? '';
}

describe('functions', () => {
  test.each([
    ['annotation .ObjectMeta "given" "d"', 'x'],
    ['annotation .ObjectMeta "empty" "d"', ''],
    ['annotation .ObjectMeta "none" "d"', 'd'],
    ['annotation .ObjectMeta "none" .Values.nope', '<nil>'],
    ['annotation .ObjectMeta "none" .Values.global.big', '1.234567e+06'],
    ['annotation .ObjectMeta "none" .ProxyConfig.InterceptionMode', 'REDIRECT'],
    ['isset .ObjectMeta.Annotations "empty"', 'true'],
    ['isset .ObjectMeta.Annotations "none"', 'false'],
    ['valueOrDefault .Values.global.nothing "d"', 'd'],
    ['valueOrDefault "" "d"', 'd'],
    ['valueOrDefault 0 "d"', '0'],
    ['valueOrDefault false "d"', 'false'],
    ['excludeInboundPort 15020 ""', '15020'],
    ['excludeInboundPort 15020 "80, 81,"', '80,81,15020'],
    ['excludeInboundPort 15020 "80,15020"', '80,15020'],
    ['excludeInboundPort 15020 "80, 15020"', '80,15020,15020'],
    ['excludeInboundPort " 0 " "80, 81"', '80, 81'],
    ['includeInboundPorts .Spec.Containers', '80,81'],
    ['applicationPorts .Spec.Containers', '80'],
    ['kubevirtInterfaces "a,b"', 'a,b'],
    ['excludeInterfaces "a,b"', 'a,b'],
    ['toJSON .ObjectMeta.Labels', '{"app":"hello"}'],
    ['toJSON .Spec.NodeSelector', '{}'],
    ['toJson .Values.global.map', '{"a":{"b":null},"c":{},"d":"\\u003c"}'],
    ['(fromJSON "{\\"a\\": [1, 1.5]}").a', '[1 1.5]'],
    ['fromJSON "no"', '{}'],
    ['structToJSON (index (index .Spec.Containers 0).Ports 0)', '{"name":"http","containerPort":80}'],
    ['protoToJSON .ProxyConfig', '{}'],
    ['toYaml .Values.global.map', 'a:\n  b: null\nc: {}\nd: <\n'],
    ['toYaml nil', 'null\n'],
    ['indent 2 "a\nb\n\nc"', 'a\n  b\n  \n  c'],
    ['directory "/etc/ls/ca.pem"', '/etc/ls/'],
    ['directory "ca.pem"', ''],
    ['contains "/" "a/b"', 'true'],
    ['toLower "ABC"', 'abc'],
    ['formatDuration .ProxyConfig.DrainDuration', '45s'],
    ['formatDuration .ProxyConfig.FileFlushInterval', '0s'],
    ['env "GIVEN" "d"', 'yes'],
    ['env "EMPTY" "d"', 'd'],
    ['env "PATH" "d"', 'd'],
    ['omit .ObjectMeta.Labels "app"', 'map[]'],
    ['strdict "a" "1" "b"', 'map[a:1 b:]'],
    ['toJsonMap (strdict "a" "1") (strdict "a" "2" "b" "3")', '{"a":"2","b":"3"}'],
    ['toJsonMap', 'null'],
    ['mergeMaps (strdict "a" "1") (strdict "a" "2")', 'map[a:2]'],
    ['omitNil .Values.global.map', 'map[c:map[] d:<]'],
    ['omitNil .Values.global.list', '[1]'],
    ['text "a \\"b\\" \\\\"', '"a \\"b\\" \\\\"'],
    ['text .Values.nope', '"<no value>"'],
  ])('%s', (call, expected) => {
    expect(render(`{{ ${call.replaceAll('\n', '\\n')} }}`, '1.30', { environment: { GIVEN: 'yes', EMPTY: '' } })).toBe(
      expected,
    );
  });

  test.each([
    ['1.22', '', 'a/b', 'a/b'],
    ['1.22', 'x', 'n', 'x, n'],
    ['1.22', 'x , n', 'n', 'x , n'],
    ['1.22', '[{"name": "x"}]', 'ns/n', '[{"name": "x"}, {"name": "ns/n"}]'],
    ['1.23', '[{"name": "x"}]', 'ns/n', '[{"name": "x"}, {"name": "n", "namespace": "ns"}]'],
    ['1.23', '[{"name": "n", "namespace": "ns"}]', 'ns/n', '[{"name": "n", "namespace": "ns"}]'],
    ['1.23', '[{"name": "n"}]', 'n', '[{"name": "n"}]'],
    ['1.23', '[{"name": "n"}]', 'ns/n', '[{"name": "n"}, {"name": "n", "namespace": "ns"}]'],
    ['1.23', '[{"name"]', 'n', '[{"name"]'],
    ['1.23', '["n"]', 'n', '["n"]'],
    ['1.23', '[]', 'n', '[, {"name": "n"}]'],
  ])('appendMultusNetwork at %s: %s + %s', (version, existing, network, expected) => {
    expect(render(`{{ appendMultusNetwork \`${existing}\` "${network}" }}`, version)).toBe(expected);
  });

  test.each([
    ['1.13', '{{ render "a {{ .Revision }}b{{ env `X` `y` }}" }}{{ render "{{" }}', 'a by'],
    ['1.13', '{{ formatDuration .ProxyConfig.Nope }}', /can't evaluate field Nope in type \*v1alpha1\.ProxyConfig/],
    ['1.14', '{{ render "a" }}', /template: inject:1: function "render" not defined/],
    [
      '1.17',
      '{{ omit .ObjectMeta.Labels "a" }}',
      /wrong type for value; expected map\[string\]interface \{\}; got map\[string\]string/,
    ],
    [
      '1.18',
      '{{ toJson .Values.global.map }}',
      /wrong type for value; expected map\[string\]string; got map\[string\]interface \{\}/,
    ],
    ['1.18', '{{ toJson .ObjectMeta.Labels }}', '{"app":"hello"}'],
    ['1.17', '{{ .EstimatedConcurrency }}', '2'],
    [
      '1.18',
      '{{ .EstimatedConcurrency }}',
      /can't evaluate field EstimatedConcurrency in type \*inject\.SidecarTemplateData/,
    ],
    ['1.19', '{{ .ProxyUID }}', /can't evaluate field ProxyUID/],
    ['1.20', '{{ .ProxyUID }} {{ .ProxyGID }} {{ .CompliancePolicy }}', '1337 1337 '],
    ['1.20.3', '{{ .CompliancePolicy }}', /can't evaluate field CompliancePolicy/],
    ['1.21', '{{ .DeploymentMeta.Labels.team }} {{ .DeploymentMeta.GetName }}', 'a hello'],
    ['1.22', '{{ .DeploymentMeta.Name }} {{ .DeploymentMeta }}', 'hello /hello'],
    ['1.22', '{{ .DeploymentMeta.Labels }}', /can't evaluate field Labels in type types\.NamespacedName/],
    ['1.22', '{{ .InboundTrafficPolicyMode }}', 'passthrough'],
    ['1.27', '{{ .NativeSidecars }} {{ .NativeSidecar }}', 'false false'],
    ['1.30', '{{ .Release.Nope }}', /can't evaluate field Nope in type podsplice\.Release/],
    ['1.30', '{{ protoToJSON .Values }}', /wrong type for value/],
    [
      '1.30',
      '{{ .TypeMeta.Kind }} {{ .TypeMeta.APIVersion }} {{ .ObjectMeta.Namespace }} {{ .Spec.ServiceAccountName }}',
      'Deployment apps/v1 ns robot',
    ],
    [
      '1.30',
      '{{ .MeshConfig.TrustDomain }} {{ .MeshConfig.ProxyListenPort }} {{ .MeshConfig.GetRootNamespace }}',
      'cluster.local 15001 istio-system',
    ],
    [
      '1.30',
      '{{ .ProxyConfig.InterceptionMode.String }} {{ .ProxyConfig.HoldApplicationUntilProxyStarts.GetValue }} {{ .ProxyConfig.GetTracing.GetTlsSettings.GetCaCertificates }}.',
      'REDIRECT false .',
    ],
  ])('%s: %s', (version, template, expected) => {
    if (typeof expected === 'string') expect(render(template, version)).toBe(expected);
    else expect(() => render(template, version)).toThrow(expected);
  });

  test('text with --compat istioctl puts a value there as it is', () => {
    expect(render('{{ text "a\\tb\\nc\\n\\n d" }}', '1.30', { compat: true })).toBe('"a\tb c\\nd"');
  });

  test('--native-sidecars reaches templates that ask the environment', () => {
    expect(render('{{ env "ENABLE_NATIVE_SIDECARS" "false" }}', '1.24', { nativeSidecars: 'on' })).toBe('true');
    expect(render('{{ .NativeSidecars }}', '1.27', { kubernetesVersion: 'v1.33.1' })).toBe('true');
  });
});

describe('otelResourceAttributes', () => {
  const providers = [{ name: 'otel', opentelemetry: { serviceAttributeEnrichment: 'OTEL_SEMANTIC_CONVENTIONS' } }];
  const call =
    '{{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels "ns" .Spec.Containers }}';
  const asked = (of: Pod): string => {
    const { meshConfig } = configAt('1.30');
    return render(call, '1.30', { meshConfig: { ...meshConfig, extensionProviders: providers } }, of);
  };
  const one = (image: string): Pod => ({ metadata: {}, spec: { containers: [{ name: 'app', image }] } });

  test.each([
    ['host:5000/app', 'service.namespace=ns,service.instance.id=ns.$(POD_NAME).app'],
    ['host:5000/app:1.2', 'service.namespace=ns,service.version=1.2,service.instance.id=ns.$(POD_NAME).app'],
    ['app@sha256:ab', 'service.namespace=ns,service.version=sha256:ab,service.instance.id=ns.$(POD_NAME).app'],
    ['app:1@sha256:ab', 'service.namespace=ns,service.version=1@sha256:ab,service.instance.id=ns.$(POD_NAME).app'],
  ])('image %s', (image, expected) => expect(asked(one(image))).toBe(expected));

  test('annotations before everything else', () => {
    const said = { 'service.namespace': 'a', 'service.version': 'b', 'service.instance.id': 'c' };
    const annotations = Object.fromEntries(
      Object.entries(said).map(([name, value]) => [`resource.opentelemetry.io/${name}`, value]),
    );
    expect(asked({ ...pod, metadata: { annotations } })).toBe(
      'service.namespace=a,service.version=b,service.instance.id=c',
    );
  });

  test('two containers name no version, a label does', () => {
    expect(asked(pod)).toBe('service.namespace=ns,service.instance.id=ns.$(POD_NAME).app');
    expect(asked({ ...pod, metadata: { labels: { 'app.kubernetes.io/version': '7' } } })).toContain(
      'service.version=7',
    );
  });

  test('nothing unless a provider asks', () => expect(render(call)).toBe(''));
});

describe('proxy image', () => {
  const imageOf = (tag: unknown, type: string | undefined, version = '1.30', global: object = {}): string => {
    const config = configAt(version);
    const values = { ...config.values, global: { ...(config.values.global as object), tag, ...global } };
    const annotations = type === undefined ? {} : { 'sidecar.istio.io/proxyImageType': type };
    return render('{{ .ProxyImage }}', version, { values }, { ...pod, metadata: { annotations } });
  };

  test.each([
    ['1.2', undefined, 'hub/proxyv2:1.2'],
    ['1.2', '', 'hub/proxyv2:1.2'],
    ['1.2', 'distroless', 'hub/proxyv2:1.2-distroless'],
    ['1.2-debug', 'distroless', 'hub/proxyv2:1.2-distroless'],
    ['1.2-distroless-debug', 'default', 'hub/proxyv2:1.2-distroless'],
    ['1.2-distroless', undefined, 'hub/proxyv2:1.2-distroless'],
    [1.5, undefined, 'hub/proxyv2:1.5'],
    [null, undefined, 'hub/proxyv2:'],
  ])('tag %s, type %s', (tag, type, expected) => expect(imageOf(tag, type)).toBe(expected));

  test('the variant counts from 1.22 on', () => {
    expect(imageOf('1', undefined, '1.21', { variant: 'debug' })).toBe('hub/proxyv2:1');
    expect(imageOf('1', undefined, '1.22', { variant: 'debug' })).toBe('hub/proxyv2:1-debug');
    expect(imageOf('1', '', '1.22', { variant: 'debug' })).toBe('hub/proxyv2:1');
  });
});

describe('concurrency', () => {
  const estimated = (concurrency: number, annotations: Record<string, string> = {}): string => {
    const { meshConfig } = configAt('1.17');
    const mesh = { ...meshConfig, defaultConfig: { ...meshConfig.defaultConfig, concurrency } };
    return render('{{ .EstimatedConcurrency }}', '1.17', { meshConfig: mesh }, { ...pod, metadata: { annotations } });
  };

  test.each([
    [4, {}, '4'],
    [0, {}, '2'],
    [0, { 'sidecar.istio.io/proxyCPULimit': '6500m' }, '7'],
    [0, { 'sidecar.istio.io/proxyCPU': '500m' }, '1'],
    [0, { 'sidecar.istio.io/proxyCPULimit': 'lots', 'sidecar.istio.io/proxyCPU': '5' }, '2'],
    [-1, { 'sidecar.istio.io/proxyCPU': '0' }, '0'],
  ])('%s with %j', (concurrency, annotations, expected) => expect(estimated(concurrency, annotations)).toBe(expected));
});

describe('templates of a pod', () => {
  const asking = (names: string): Pod => ({
    ...pod,
    metadata: { annotations: { 'inject.istio.io/templates': names } },
  });
  const config = { ...configAt('1.30'), templates: { sidecar: 'a: 1', other: 'b: 2' } };

  test('in the order that the pod gives', () => {
    expect(renderOverlays(owner, asking(' other ,sidecar'), config)).toEqual([
      { template: 'other', value: { b: 2 } },
      { template: 'sidecar', value: { a: 1 } },
    ]);
  });

  test('by an alias, once', () => {
    const aliases = { all: ['sidecar', 'other'], sidecar: ['other'] };
    expect(renderOverlays(owner, asking('all'), { ...config, aliases }).map(({ template }) => template)).toEqual([
      'sidecar',
      'other',
    ]);
  });

  test.each(['nosuch', '', 'sidecar,', 'constructor'])('%j is refused', (names) => {
    expect(() => renderOverlays(owner, asking(names), config)).toThrow(InjectError);
    expect(() => renderOverlays(owner, asking(names), config)).toThrow(
      /requested template ".*" not found; have other, sidecar$/,
    );
  });

  test('of two equal keys the last one counts; what is no YAML is refused', () => {
    expect(renderOverlays(owner, pod, { ...config, templates: { sidecar: 'a: 1\na: 2' } })[0]?.value).toEqual({ a: 2 });
    expect(() => renderOverlays(owner, pod, { ...config, templates: { sidecar: 'a: [' } })).toThrow(
      /template sidecar renders no valid YAML/,
    );
  });
});
