// Knows what an injected pod tells of its injection: who did it, with which templates, and what the sidecar was told.
// Does not undo it.
import { InjectError } from '../errors.ts';
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import type { Container, Owner, Pod, Workload } from '../kubernetes/workloads.ts';
import { type Behaviours, behavioursOf, isRelease } from './behaviours.ts';
import { parseProxyConfig } from './config/proxy-config.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { CONFIG_ANNOTATION } from './pod-mesh.ts';
import { type ContainerList, containersOf, envOf, envValue, INIT, SIDECAR, VALIDATION } from './sidecar.ts';
import { type InjectionStatus, readStatus } from './status.ts';

/** What a pod tells of the injection that made it. */
export interface EarlierInjection {
  readonly owner: Owner;
  /** The pod as it is. */
  readonly pod: Pod;
  readonly status: InjectionStatus;
  readonly overrides: Overrides;
  readonly sidecar: Container | undefined;
  /** Of the release that injected; undefined when no image tells it. */
  readonly version: string | undefined;
  /** Of that release; where an image does not tell it, or does not fit, of the one that the pod's parts tell of. */
  readonly behaviours: Behaviours;
  /** The templates that took part, as far as the pod tells. */
  readonly templates: ReadonlySet<string>;
  readonly isCni: boolean;
  readonly proxyConfig: JsonMap;
  readonly statusPort: number;
}

/** Reads an earlier injection from the pod; undefined where the pod tells of none. */
export function readEarlierInjection({ owner, pod }: Workload): EarlierInjection | undefined {
  const status = readStatus(pod);
  if (status === undefined) return undefined;
  const injected = (list: ContainerList): readonly Container[] =>
    containersOf(pod, list).filter(({ name }) => status[list].includes(name));
  const containers = [...injected('containers'), ...injected('initContainers')];
  const isSidecar = ({ name }: Container): boolean => name === SIDECAR;
  const sidecar =
    containers.find(isSidecar) ??
    [...containersOf(pod, 'containers'), ...containersOf(pod, 'initContainers')].find(isSidecar);
  const version = versionOf(sidecar === undefined ? containers : [sidecar, ...containers]);
  const proxyConfig = parseMap(envValue(sidecar, 'PROXY_CONFIG'));
  return {
    ...{ owner, pod, status, sidecar, version, proxyConfig },
    overrides: readOverrides(pod) ?? { containers: [], initContainers: [] },
    behaviours: behavioursOf(version && isRelease(version) ? version : releaseBySigns(pod, status, sidecar)),
    templates: new Set(templatesOf(pod, status, sidecar)),
    isCni: isCniPod(pod, status),
    statusPort: Number(proxyConfig.statusPort ?? ownConfig(pod).statusPort ?? 15020),
  };
}

function versionOf(containers: readonly Container[]): string | undefined {
  const versions = containers.map(
    ({ image }) => /:(\d+\.\d+\.\d+)[^/:]*$/.exec(String(image ?? '').replace(/@.*$/, ''))?.[1],
  );
  return versions.find((version) => version !== undefined);
}

/** What appeared in pods with a release, in the releases' order. */
const SIGNS: readonly (readonly [
  release: string,
  isThere: (pod: Pod, status: InjectionStatus, sidecar: Container | undefined) => boolean,
])[] = [
  ['1.14', (_, { volumes }) => volumes.includes('workload-socket')],
  ['1.15', (_, { volumes }, sidecar) => volumes.includes('credential-socket') || hasPort(sidecar, 'mesh-metrics')],
  ['1.17.3', (_, __, sidecar) => hasEnv(sidecar, 'ISTIO_META_NODE_NAME')],
  ['1.18', ({ metadata }, { revision }) => metadata.annotations?.['istio.io/rev'] === revision],
  ['1.19', (_, __, sidecar) => hasEnv(sidecar, 'GOMEMLIMIT')],
  ['1.22.2', (_, __, sidecar) => hasEnv(sidecar, 'GOMEMLIMIT') && !hasEnv(sidecar, 'JWT_POLICY')],
  ['1.27', (_, { volumes }) => volumes.includes('istio-ca-crl')],
];

function releaseBySigns(pod: Pod, status: InjectionStatus, sidecar: Container | undefined): string {
  return SIGNS.findLast(([, isThere]) => isThere(pod, status, sidecar))?.[0] ?? '1.13';
}

function hasPort(sidecar: Container | undefined, name: string): boolean {
  const ports = sidecar?.ports;
  return Array.isArray(ports) && ports.some((port: JsonMap) => port.name === name);
}

function hasEnv(sidecar: Container | undefined, name: string): boolean {
  return envOf(sidecar).some((entry) => entry.name === name);
}

// What a pod asks for is what it got; only names that somebody gave to templates of their own may stand for anything.
function templatesOf(pod: Pod, status: InjectionStatus, sidecar: Container | undefined): readonly string[] {
  const asked = templatesAsked(pod);
  const isPlain = asked.length > 0 && asked.every((name) => BUILT_IN.has(name));
  return isPlain ? asked : [...asked, ...templatesSeen(status, sidecar)];
}

const BUILT_IN = new Set(['sidecar', 'gateway', 'grpc-agent', 'grpc-simple']);

function templatesAsked(pod: Pod): readonly string[] {
  const asked = pod.metadata.annotations?.['inject.istio.io/templates'] ?? '';
  return asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function templatesSeen(status: InjectionStatus, sidecar: Container | undefined): readonly string[] {
  const byInit = status.initContainers.flatMap((name) => TEMPLATES_BY_INIT[name] ?? []);
  if (sidecar === undefined) return byInit;
  if (envValue(sidecar, 'ISTIO_META_GENERATOR') === 'grpc') return [...byInit, 'grpc-agent'];
  const { args } = sidecar;
  return [...byInit, Array.isArray(args) && args[1] === 'router' ? 'gateway' : 'sidecar'];
}

const TEMPLATES_BY_INIT: Readonly<Record<string, string>> = {
  [INIT]: 'sidecar',
  [VALIDATION]: 'sidecar',
  'grpc-bootstrap-init': 'grpc-simple',
};

// Without traffic rules no container tells of the CNI plugin, but the annotations that were written for it do.
function isCniPod(pod: Pod, status: InjectionStatus): boolean {
  if (status.initContainers.includes(VALIDATION)) return true;
  const annotations = pod.metadata.annotations ?? {};
  return (
    annotations['sidecar.istio.io/interceptionMode'] === 'NONE' &&
    annotations['traffic.sidecar.istio.io/includeOutboundIPRanges'] !== undefined
  );
}

// The sidecar's own variable may have been replaced by the user's.
function ownConfig(pod: Pod): JsonMap {
  try {
    return parseProxyConfig(pod.metadata.annotations?.[CONFIG_ANNOTATION] ?? '', '1.13.1').config;
  } catch (error) {
    if (error instanceof InjectError) return {};
    throw error;
  }
}

function parseMap(text: string | undefined): JsonMap {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}
