// Knows what an IstioOperator makes of a release's defaults: the values and the mesh file that its installation would write.
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import { type ConfigText, valueAt } from './config-text.ts';
import { mergeValues } from './merge.ts';
import { isAlive } from './mesh-types.ts';
import { plainRevision } from './sources.ts';

/** An installation: layers to lay over the release's defaults, and its revision where it names one. */
export interface Installation {
  readonly values: JsonMap;
  readonly mesh: JsonMap;
  readonly revision?: string;
  /** A profile that is not one of Istio's. */
  readonly unknownProfile?: string;
}

/** The installation that an IstioOperator describes at a minor release. */
export function installationOf(operator: ConfigText, minor: number, defaults: JsonMap): Installation {
  const spec = mapAt(operator.value, 'spec');
  const profile = String(spec.profile ?? 'default');
  const revision = typeof spec.revision === 'string' ? spec.revision : undefined;
  const isCniOn = valueAt(spec, ['components', 'cni', 'enabled']) === true;
  const rows = profileRows.filter(
    (row) => isAlive(row, minor) && (row.profiles.includes(profile) || (isCniOn && row.profiles.includes('cni'))),
  );
  const values = mergeValues(
    ...rows.map((row) => row.values ?? {}),
    imageOf(spec),
    revision === undefined ? {} : { revision },
    mapAt(spec, 'unvalidatedValues'),
    mapAt(spec, 'values'),
  );
  const mesh = mergeValues(
    ...rows.map((row) => row.mesh ?? {}),
    meshOfValues(mergeValues(defaults, values), values, minor),
    mapAt(values, 'meshConfig'),
    mapAt(spec, 'meshConfig'),
  );
  return {
    values,
    mesh,
    ...(revision === undefined ? {} : { revision: plainRevision(revision) }),
    ...(profileNames.includes(profile) ? {} : { unknownProfile: profile }),
  };
}

function mapAt(value: unknown, key: string): JsonMap {
  const found = valueAt(value, [key]);
  return isMap(found) ? found : {};
}

function imageOf({ hub, tag }: JsonMap): JsonMap {
  return { global: { ...(hub === undefined ? {} : { hub }), ...(tag === undefined ? {} : { tag }) } };
}

/** What the chart writes into the mesh file because of the values: only what differs from the release's own. */
function meshOfValues(all: JsonMap, given: JsonMap, minor: number): JsonMap {
  const namespace = String(valueAt(all, ['global', 'istioNamespace']) ?? 'istio-system');
  const revision = plainRevision(String(valueAt(given, ['revision']) ?? ''));
  const meshId = valueAt(given, ['global', 'meshID']);
  const imageType = isAlive({ since: 16 }, minor) ? valueAt(given, ['global', 'variant']) : undefined;
  return {
    rootNamespace: namespace,
    defaultConfig: {
      discoveryAddress: `istiod${revision === '' ? '' : `-${revision}`}.${namespace}.svc:15012`,
      ...(isAlive({ until: 21 }, minor) ? { tracing: { zipkin: { address: `zipkin.${namespace}:9411` } } } : {}),
      ...(meshId ? { meshId } : {}),
      ...(imageType ? { image: { imageType } } : {}),
    },
  };
}

interface ProfileRow {
  readonly profiles: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly values?: JsonMap;
  readonly mesh?: JsonMap;
}

const profileNames = [
  'default',
  'demo',
  'minimal',
  'empty',
  'openshift',
  'ambient',
  'openshift-ambient',
  'preview',
  'external',
  'remote',
  'stable',
];

// `cni` stands for an operator that switches the component on itself.
const chained = { enabled: true, chained: true };
const profileRows: readonly ProfileRow[] = [
  { profiles: ['demo'], values: { global: { proxy: { resources: { requests: { cpu: '10m', memory: '40Mi' } } } } } },
  { profiles: ['preview'], mesh: { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } } } },
  { profiles: ['preview'], until: 13, mesh: { defaultConfig: { proxyMetadata: { BOOTSTRAP_XDS_AGENT: 'true' } } } },
  { profiles: ['ambient'], since: 16, mesh: { defaultConfig: { proxyMetadata: { ISTIO_META_ENABLE_HBONE: 'true' } } } },
  { profiles: ['ambient'], since: 22, values: { global: { variant: 'distroless' } } },
  { profiles: ['cni', 'openshift'], until: 18, values: { istio_cni: { enabled: true } } },
  { profiles: ['ambient'], since: 18, until: 18, values: { istio_cni: { enabled: true } } },
  { profiles: ['cni', 'ambient', 'openshift'], since: 19, until: 23, values: { istio_cni: chained } },
  { profiles: ['openshift'], since: 19, until: 21, values: { istio_cni: { chained: false } } },
  { profiles: ['openshift'], since: 22, values: { pilot: { cni: { enabled: true, provider: 'multus' } } } },
  { profiles: ['cni', 'ambient'], since: 24, values: { pilot: { cni: { enabled: true } } } },
];
