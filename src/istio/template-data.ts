// Knows what a template sees as its dot: the fields by their Go names and types, each computed when a template asks for it.
// Does not render anything.
import { type GoField, type GoType, typed } from '../gotemplate/index.ts';
import type { Owner, Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { estimateConcurrency } from './concurrency.ts';
import type { InjectionConfig, MeshConfig } from './config/injection-config.ts';
import { minorOf } from './config/mesh-types.ts';
import { messagePointer } from './mesh-view.ts';
import { areNativeSidecars, NATIVE_ANNOTATION } from './native-sidecar.ts';
import { meshOf } from './pod-mesh.ts';
import { podGoType } from './pod-view.ts';
import { proxyImage } from './proxy-image.ts';

/** What the data is made from: whose pod it is, the pod as templates see it, and the configuration. */
export interface TemplateSource {
  readonly owner: Owner;
  readonly pod: Pod;
  readonly config: InjectionConfig;
}

/** The data of a template, a pointer to Istio's struct. */
export function templateData(source: TemplateSource): unknown {
  const { behaviours, version } = source.config;
  return typed(valuesOf(rowsOf(behaviours), source), dataType(behaviours, minorOf(version)));
}

const dataTypes = new WeakMap<Behaviours, GoType>();

function dataType(behaviours: Behaviours, minor: number): GoType {
  const known = dataTypes.get(behaviours);
  if (known) return known;
  const fields = rowsOf(behaviours).map(({ name, type }) => ({ name, type: type(minor, behaviours) }));
  const struct: GoType = { kind: 'struct', name: 'inject.SidecarTemplateData', fields };
  const pointer: GoType = { kind: 'pointer', elem: struct };
  dataTypes.set(behaviours, pointer);
  return pointer;
}

const rows = new WeakMap<Behaviours, readonly Row[]>();

function rowsOf(behaviours: Behaviours): readonly Row[] {
  const known = rows.get(behaviours) ?? ROWS.filter(({ only }) => only === undefined || behaviours[only]);
  rows.set(behaviours, known);
  return known;
}

function valuesOf(fields: readonly Row[], source: TemplateSource): object {
  const values = {};
  for (const { name, value } of fields)
    Object.defineProperty(values, name, { get: () => value(source), enumerable: true });
  return values;
}

const STRING: GoType = { kind: 'string' };
const BOOL: GoType = { kind: 'bool' };
const INT: GoType = { kind: 'int' };
const INT64: GoType = { kind: 'int64' };
const VALUES: GoType = { kind: 'map', key: STRING, elem: { kind: 'interface' } };

const TYPE_META: GoType = {
  kind: 'struct',
  name: 'v1.TypeMeta',
  fields: [
    { name: 'Kind', json: 'kind', type: STRING, omitempty: true },
    { name: 'APIVersion', json: 'apiVersion', type: STRING, omitempty: true },
  ],
};

const NAMESPACED_NAME: GoType = {
  kind: 'struct',
  name: 'types.NamespacedName',
  fields: [
    { name: 'Namespace', json: 'namespace', type: STRING },
    { name: 'Name', json: 'name', type: STRING },
  ],
  methods: {
    String: { result: STRING, call: (name: Owner['metadata']) => `${name.namespace ?? ''}/${name.name ?? ''}` },
  },
};

const PROXY_USER = 1337;

/** A field of the data. `only`: in releases with that behaviour. */
interface Row {
  readonly name: string;
  readonly type: (minor: number, behaviours: Behaviours) => GoType;
  readonly value: (source: TemplateSource) => unknown;
  readonly only?: keyof Behaviours;
}

const ROWS: readonly Row[] = [
  { name: 'TypeMeta', type: () => TYPE_META, value: ({ owner }) => owner },
  { name: 'DeploymentMeta', type: ownerMetaType, value: ownerMeta },
  { name: 'ObjectMeta', type: () => podGoType('ObjectMeta'), value: ({ pod }) => pod.metadata },
  { name: 'Spec', type: () => podGoType('PodSpec'), value: ({ pod }) => pod.spec },
  {
    name: 'ProxyConfig',
    type: (minor) => messagePointer('ProxyConfig', minor),
    value: (source) => meshSeenBy(source).defaultConfig,
  },
  { name: 'MeshConfig', type: (minor) => messagePointer('MeshConfig', minor), value: meshSeenBy },
  { name: 'Values', type: () => VALUES, value: ({ config }) => config.values },
  { name: 'Revision', type: () => STRING, value: ({ config }) => config.revision },
  {
    name: 'EstimatedConcurrency',
    type: () => INT,
    value: ({ pod, config }) => estimateConcurrency(pod, meshOf(pod, config).defaultConfig, config.values),
    only: 'estimatesConcurrency',
  },
  { name: 'ProxyImage', type: () => STRING, value: ({ pod, config }) => proxyImage(pod, config) },
  {
    name: 'InboundTrafficPolicyMode',
    type: () => STRING,
    value: inboundMode,
    only: 'inboundModeInMesh',
  },
  {
    name: 'CompliancePolicy',
    type: () => STRING,
    value: ({ config }) => config.environment.COMPLIANCE_POLICY,
    only: 'compliancePolicy',
  },
  { name: 'ProxyUID', type: () => INT64, value: () => PROXY_USER, only: 'proxyUser' },
  { name: 'ProxyGID', type: () => INT64, value: () => PROXY_USER, only: 'proxyUser' },
  {
    name: 'NativeSidecars',
    type: () => BOOL,
    value: ({ config }) => areNativeSidecars(config),
    only: 'nativeSidecars',
  },
  // Not Istio's: what the built-in templates need to serve more than one release.
  { name: 'NativeSidecar', type: () => BOOL, value: isNative },
  { name: 'Release', type: (_, behaviours) => releaseType(behaviours), value: ({ config }) => config.behaviours },
];

function ownerMetaType(_: number, behaviours: Behaviours): GoType {
  return behaviours.fullOwnerMeta ? podGoType('ObjectMeta') : NAMESPACED_NAME;
}

// An object that names no namespace will be in the one that it is applied to, where that is known.
function ownerMeta({ owner: { metadata }, config }: TemplateSource): Owner['metadata'] {
  const namespace = metadata.namespace || (config.compat ? undefined : config.namespace);
  return namespace === undefined ? metadata : { ...metadata, namespace };
}

function meshSeenBy({ pod, config }: TemplateSource): MeshConfig {
  return meshOf(pod, config);
}

function inboundMode(source: TemplateSource): string {
  const policy = meshSeenBy(source).inboundTrafficPolicy as { readonly mode?: unknown } | undefined;
  return policy?.mode === 'LOCALHOST' ? 'localhost' : 'passthrough';
}

/** Whether the template writes a native sidecar: each release reads the pod's annotation in its own way. */
function isNative({ pod, config }: TemplateSource): boolean {
  const { behaviours, environment, nativeSidecars } = config;
  if (!behaviours.sidecarMayBeInit) return false;
  const word = behaviours.nativeByAnnotation ? pod.metadata.annotations?.[NATIVE_ANNOTATION] : undefined;
  if (behaviours.nativeByWord) return word ? word !== 'false' : areNativeSidecars(config);
  if (word !== undefined) return word === 'true';
  return nativeSidecars === 'auto' ? environment.ENABLE_NATIVE_SIDECARS === 'true' : nativeSidecars === 'on';
}

function releaseType(behaviours: Behaviours): GoType {
  const fields: readonly GoField[] = Object.keys(behaviours).map((json) => ({
    name: json.charAt(0).toUpperCase() + json.slice(1),
    json,
    type: BOOL,
  }));
  return { kind: 'struct', name: 'podsplice.Release', fields };
}
