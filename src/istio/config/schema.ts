// Knows the fields of the values, the injection config and the IstioOperator and their types, as plain data. Compiled by
// compile-schemas.ts when the project is built; read as it is to guess what a misspelt key was meant to be.

/**
 * A field's shape: text, a flag (true or false), a whole number (quoted or not), anything; a list of text; words to choose from;
 * `{ list }` and `{ each }` for lists and maps of one shape; otherwise a map with these fields and any others.
 */
export type Shape =
  | 'text'
  | 'flag'
  | 'whole'
  | 'any'
  | 'map'
  | 'texts'
  | { readonly words: readonly string[] }
  | { readonly list: Shape }
  | { readonly each: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const selector: Shape = {
  fields: {
    matchLabels: { each: 'text' },
    matchExpressions: { list: { fields: { key: 'text', operator: 'text', values: 'texts' } } },
  },
};

const resources: Shape = { fields: { limits: { each: 'text' }, requests: { each: 'text' } } };

const proxy: Shape = {
  fields: {
    autoInject: 'text',
    clusterDomain: 'text',
    componentLogLevel: 'text',
    enableCoreDump: 'flag',
    excludeInboundPorts: 'text',
    excludeIPRanges: 'text',
    excludeOutboundPorts: 'text',
    holdApplicationUntilProxyStarts: 'flag',
    image: 'text',
    includeInboundPorts: 'text',
    includeIPRanges: 'text',
    includeOutboundPorts: 'text',
    lifecycle: 'map',
    logLevel: 'text',
    outlierLogPath: 'text',
    privileged: 'flag',
    readinessFailureThreshold: 'whole',
    readinessInitialDelaySeconds: 'whole',
    readinessPeriodSeconds: 'whole',
    resources,
    seccompProfile: 'map',
    startupProbe: { fields: { enabled: 'flag', failureThreshold: 'whole' } },
    statusPort: 'whole',
    tracer: { words: ['zipkin', 'lightstep', 'datadog', 'stackdriver', 'openCensusAgent', 'none'] },
  },
};

const tracer: Shape = {
  fields: {
    datadog: { fields: { address: 'text' } },
    lightstep: { fields: { address: 'text', accessToken: 'text' } },
    stackdriver: {
      fields: {
        debug: 'flag',
        maxNumberOfAnnotations: 'whole',
        maxNumberOfAttributes: 'whole',
        maxNumberOfMessageEvents: 'whole',
      },
    },
    zipkin: { fields: { address: 'text' } },
  },
};

const global: Shape = {
  fields: {
    arch: 'any',
    autoscalingv2API: 'flag',
    caAddress: 'text',
    caName: 'text',
    capNetBindService: 'any',
    certSigners: 'texts',
    configCluster: 'flag',
    configRootNamespace: 'text',
    configValidation: 'flag',
    defaultConfigVisibilitySettings: 'texts',
    defaultNodeSelector: 'map',
    defaultPodDisruptionBudget: 'any',
    defaultResources: 'any',
    defaultTolerations: 'any',
    externalIstiod: 'flag',
    hub: 'text',
    imagePullPolicy: 'text',
    imagePullSecrets: 'texts',
    ipFamilies: 'texts',
    ipFamilyPolicy: 'text',
    istioNamespace: 'text',
    istiod: { fields: { enableAnalysis: 'flag' } },
    jwtPolicy: 'text',
    logAsJson: 'flag',
    logging: { fields: { level: 'text' } },
    meshID: 'text',
    meshNetworks: 'map',
    mountMtlsCerts: 'flag',
    multiCluster: {
      fields: { clusterName: 'text', enabled: 'flag', globalDomainSuffix: 'text', includeEnvoyFilter: 'flag' },
    },
    nativeNftables: 'flag',
    network: 'text',
    networkPolicy: 'any',
    omitSidecarInjectorConfigMap: 'flag',
    oneNamespace: 'flag',
    operatorManageWebhooks: 'flag',
    pilotCertProvider: 'text',
    platform: 'text',
    podDNSSearchNamespaces: 'texts',
    priorityClassName: 'text',
    proxy,
    proxy_init: { fields: { forceApplyIptables: 'flag', image: 'text', resources } },
    remotePilotAddress: 'text',
    resourceScope: 'text',
    revision: 'text',
    sds: { fields: { token: 'map' } },
    sts: { fields: { servicePort: 'whole' } },
    tag: 'any',
    tracer,
    trustBundleName: 'text',
    trustDomain: 'any',
    useMCP: 'flag',
    variant: 'text',
    waypoint: 'any',
  },
};

const cni: Shape = { fields: { chained: 'flag', enabled: 'flag', provider: 'text' } };

const values: Shape = {
  fields: {
    base: 'any',
    cni: 'any',
    compatibilityVersion: 'text',
    defaultRevision: 'text',
    gateways: { fields: { securityContext: 'map', seccompProfile: 'map' } },
    global,
    istio_cni: cni,
    istiodRemote: 'any',
    meshConfig: 'any',
    ownerName: 'text',
    pilot: { fields: { cni, env: 'map', crlConfigMapName: 'any' } },
    profile: 'text',
    revision: 'text',
    revisionTags: 'texts',
    sidecarInjectorWebhook: {
      fields: {
        alwaysInjectSelector: { list: 'map' },
        defaultTemplates: 'texts',
        enableNamespacesByDefault: 'flag',
        injectedAnnotations: 'map',
        injectionURL: 'text',
        neverInjectSelector: { list: 'map' },
        objectSelector: 'map',
        reinvocationPolicy: 'text',
        rewriteAppHTTPProbe: 'flag',
        templates: { each: 'text' },
        useLegacySelectors: 'flag',
      },
    },
    telemetry: 'any',
    ztunnel: 'any',
  },
};

const injector: Shape = {
  fields: {
    aliases: { each: 'texts' },
    alwaysInjectSelector: { list: selector },
    defaultTemplates: 'texts',
    injectedAnnotations: { each: 'text' },
    neverInjectSelector: { list: selector },
    policy: 'text',
    template: 'text',
    templates: { each: 'text' },
  },
};

const operator: Shape = {
  fields: {
    spec: {
      fields: {
        components: 'map',
        compatibilityVersion: 'text',
        hub: 'text',
        meshConfig: 'map',
        namespace: 'text',
        profile: 'text',
        revision: 'text',
        tag: 'any',
        unvalidatedValues: 'map',
        values: 'map',
      },
    },
  },
};

/** The shapes that are compiled, by the name of what they describe. */
export const shapes: Readonly<Record<'values' | 'injector' | 'operator', Shape>> = { values, injector, operator };

/** The JSON Schema of a shape; null is nothing and therefore always right. */
export function schemaOf(shape: Shape): Readonly<Record<string, unknown>> {
  if (typeof shape === 'string') return simple[shape];
  if ('words' in shape) return { enum: [...shape.words, ...shape.words.keys(), null] };
  if ('list' in shape) return { type: ['array', 'null'], items: schemaOf(shape.list) };
  if ('each' in shape) return { type: ['object', 'null'], additionalProperties: schemaOf(shape.each) };
  const properties = Object.entries(shape.fields).map(([name, field]) => [name, schemaOf(field)]);
  return { type: ['object', 'null'], properties: Object.fromEntries(properties) };
}

const simple = {
  text: { type: ['string', 'null'] },
  flag: { type: ['boolean', 'null'] },
  whole: { type: ['integer', 'string', 'null'], pattern: '^[0-9]+$', minimum: 0 },
  any: {},
  map: { type: ['object', 'null'] },
  texts: { type: ['array', 'null'], items: { type: ['string', 'null'] } },
} as const;
