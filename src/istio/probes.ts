// Knows how the application's probes and lifecycle handlers are led through the sidecar, which can reach the
// application where the kubelet cannot. Does not know how the sidecar answers them.
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { goJson, parseGoBool } from './go-json.ts';
import { containersOf, type EnvEntry, findSidecar, mapContainers, SIDECAR, withSidecarEnv } from './sidecar.ts';
import { typedValue } from './typed-container.ts';
import { valueAt } from './value-at.ts';

/** The variable in which the sidecar finds what it has to ask the application. */
export const PROBERS_ENV = 'ISTIO_KUBE_APP_PROBERS';

/** One thing the sidecar asks: exactly one action, and how long to wait for the answer. */
export interface Prober {
  readonly httpGet?: Action;
  readonly tcpSocket?: Action;
  readonly grpc?: Action;
  readonly timeoutSeconds?: number;
}

/** An httpGet, tcpSocket or grpc action as plain JSON. */
type Action = Readonly<Record<string, unknown>>;

/** Probers by the path under which the sidecar answers for them. */
export type Probers = Readonly<Record<string, Prober>>;

/** The places of a container that hold a handler, each with the path that the sidecar gives it. */
export const HANDLERS: readonly Place[] = [
  { path: ['readinessProbe'], url: (name) => `/app-health/${name}/readyz`, isHook: false },
  { path: ['livenessProbe'], url: (name) => `/app-health/${name}/livez`, isHook: false },
  { path: ['startupProbe'], url: (name) => `/app-health/${name}/startupz`, isHook: false },
  { path: ['lifecycle', 'preStop'], url: (name) => `/app-lifecycle/${name}/prestopz`, isHook: true },
  { path: ['lifecycle', 'postStart'], url: (name) => `/app-lifecycle/${name}/poststartz`, isHook: true },
];

/** A probe or hook of a container: where it is, and the sidecar's path for it. */
export interface Place {
  readonly path: readonly string[];
  readonly url: (container: string) => string;
  readonly isHook: boolean;
}

/** What rewriting goes by. `port`: where the probes shall go; `statusPort`: where they went in an earlier injection. */
export interface ProbeSettings {
  readonly port: number;
  readonly statusPort: number;
  readonly config: InjectionConfig;
  /** The pod's own notes of an earlier injection are still in it, as the reference leaves them. */
  readonly isReinjection: boolean;
}

/** The pod with its probes led through the sidecar, where there is one and the pod or the values ask for it. */
export function rewriteProbes(pod: Pod, settings: ProbeSettings): Pod {
  const { config } = settings;
  if (findSidecar(pod, config.behaviours) === undefined || !isRewriting(pod, config)) return pod;
  const probers = collectProbers(pod, settings);
  const noted = Object.keys(probers).length === 0 ? pod : noteProbers(pod, probers, settings);
  return listsOf(config).reduce(
    (each, list) => mapContainers(each, list, (container) => redirect(container, settings)),
    noted,
  );
}

/** The port to which probes are led: the pod's own annotation before the mesh's. */
export function probePort(pod: Pod, statusPort: number): number {
  const text = pod.metadata.annotations?.['status.sidecar.istio.io/port'];
  if (text === undefined) return statusPort;
  return /^[+-]?\d+$/.test(text) ? Number.parseInt(text, 10) : 0;
}

/** Whether the pod has probes or hooks that go to port 0, where nobody can ask. `statusPort`: the mesh's. */
export function areProbesLost(pod: Pod, statusPort: number, config: InjectionConfig): boolean {
  if (probePort(pod, statusPort) !== 0 || findSidecar(pod, config.behaviours) === undefined) return false;
  const settings: ProbeSettings = { port: 0, statusPort, config, isReinjection: false };
  return rewriteProbes(pod, settings) !== pod;
}

function isRewriting(pod: Pod, config: InjectionConfig): boolean {
  const wish = parseGoBool(pod.metadata.annotations?.['sidecar.istio.io/rewriteAppHTTPProbers'] ?? '');
  return wish ?? valueAt(config.values, 'sidecarInjectorWebhook', 'rewriteAppHTTPProbe') === true;
}

function listsOf({ behaviours }: InjectionConfig): readonly ('initContainers' | 'containers')[] {
  return behaviours.sidecarMayBeInit ? ['initContainers', 'containers'] : ['containers'];
}

function collectProbers(pod: Pod, settings: ProbeSettings): Probers {
  const containers = listsOf(settings.config).flatMap((list) => containersOf(pod, list));
  const entries = containers
    .filter(({ name }) => name !== SIDECAR)
    .flatMap((container) => probersOf(container, settings));
  return Object.fromEntries(entries);
}

function probersOf(container: Container, settings: ProbeSettings): [string, Prober][] {
  return placesFor(settings.config).flatMap((place) => {
    const handler = valueAt(container, ...place.path);
    const url = urlOf(place, container);
    const prober = handler ? proberOf(handler as Handler, container, place, settings) : undefined;
    return prober ? [[url, prober] as [string, Prober]] : [];
  });
}

function placesFor({ behaviours }: InjectionConfig): readonly Place[] {
  return behaviours.rewritesHandlers ? HANDLERS : HANDLERS.filter(({ isHook }) => !isHook);
}

function urlOf(place: Place, { name }: Container): string {
  return place.url(name ?? '');
}

type Handler = { readonly [field: string]: unknown };
type Kind = 'httpGet' | 'tcpSocket' | 'grpc';

/** The action that the sidecar takes over, if it can: exec and sleep stay with the kubelet. */
function kindOf(handler: Handler, { isHook }: Place, config: InjectionConfig): Kind | undefined {
  const has = (kind: Kind): boolean => typeof handler[kind] === 'object' && handler[kind] !== null;
  if (has('httpGet')) return 'httpGet';
  if (has('tcpSocket') && rewritesTcp(config)) return 'tcpSocket';
  return has('grpc') && !isHook ? 'grpc' : undefined;
}

function rewritesTcp({ behaviours, environment }: InjectionConfig): boolean {
  return !behaviours.tcpProbesByEnvironment || parseGoBool(environment.REWRITE_TCP_PROBES ?? '') !== false;
}

function proberOf(handler: Handler, container: Container, place: Place, settings: ProbeSettings): Prober | undefined {
  const kind = kindOf(handler, place, settings.config);
  if (kind === undefined) return undefined;
  const action = handler[kind] as Action;
  const port = kind === 'grpc' ? action.port : resolvePort(action.port, container);
  if (port === undefined || (kind !== 'grpc' && isLed(action, urlOf(place, container), settings))) return undefined;
  const timeoutSeconds = place.isHook ? 0 : Number(handler.timeoutSeconds ?? 0);
  return {
    [kind]: typedValue({ ...action, port }, ACTION_TYPES[kind]),
    ...(timeoutSeconds === 0 ? {} : { timeoutSeconds }),
  };
}

// An earlier injection led it already. Where its port is the pod's own choice, the reference would ask itself.
function isLed({ path, port = 0 }: Action, url: string, settings: ProbeSettings): boolean {
  return port === settings.statusPort || (!settings.config.compat && path === url && port === settings.port);
}

// A name, even one made of digits, is looked up among the container's own ports.
function resolvePort(port: unknown, container: Container): number | undefined {
  if (typeof port !== 'string') return typeof port === 'number' ? port : 0;
  const ports = Array.isArray(container.ports)
    ? (container.ports as { name?: unknown; containerPort?: unknown }[])
    : [];
  const named = ports.find(({ name }) => String(name) === port)?.containerPort;
  return typeof named === 'number' ? named : undefined;
}

const ACTION_TYPES: Readonly<Record<Kind, string>> = {
  httpGet: 'HTTPGetAction',
  tcpSocket: 'TCPSocketAction',
  grpc: 'GRPCAction',
};

function noteProbers(pod: Pod, probers: Probers, { config, isReinjection }: ProbeSettings): Pod {
  const { behaviours } = config;
  return withSidecarEnv(pod, behaviours, (env) => {
    const entry = { name: PROBERS_ENV, value: formatProbers(probers) };
    if (!isReinjection || behaviours.appendsProbers) return [...env, entry];
    if (env.some(({ name }) => name === PROBERS_ENV)) return env.map((each) => mergeEntry(each, probers));
    return behaviours.appendsMissingProbers ? [...env, entry] : env;
  });
}

function mergeEntry(entry: EnvEntry, probers: Probers): EnvEntry {
  if (entry.name !== PROBERS_ENV) return entry;
  return { ...entry, value: formatProbers({ ...probers, ...parseProbers(entry.value ?? '') }) };
}

/** The probers that a variable's text names; none when it cannot be read. */
export function parseProbers(text: string): Probers {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Probers) : {};
  } catch {
    return {};
  }
}

function formatProbers(probers: Probers): string {
  const sorted = Object.entries(probers).sort(([a], [b]) => (a < b ? -1 : 1));
  return goJson(Object.fromEntries(sorted));
}

function redirect(container: Container, settings: ProbeSettings): Container {
  if (container.name === SIDECAR) return container;
  return placesFor(settings.config).reduce((each, place) => redirectPlace(each, place, settings), container);
}

function redirectPlace(container: Container, place: Place, { port, config }: ProbeSettings): Container {
  const handler = valueAt(container, ...place.path) as Handler | null | undefined;
  const kind = handler ? kindOf(handler, place, config) : undefined;
  if (!handler || kind === undefined) return container;
  const httpGet = {
    ...(kind === 'httpGet' ? plainHttp(handler.httpGet as Action) : {}),
    path: urlOf(place, container),
    port,
  };
  const { tcpSocket, grpc, ...others } = handler;
  const kept = kind === 'tcpSocket' ? { ...others, ...(grpc === undefined ? {} : { grpc }) } : others;
  const after = kind === 'httpGet' ? { ...handler, httpGet } : { ...kept, httpGet };
  return replaceAt(container, place.path, after) as Container;
}

function plainHttp(action: Action): Action {
  return action.scheme === 'HTTPS' ? { ...action, scheme: 'HTTP' } : action;
}

/** Plain JSON with another value at a path of objects; undefined takes the entry away. */
export function replaceAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  const { [key]: before, ...others } = value as Record<string, unknown>;
  const after = replaceAt(before, rest, replacement);
  if (after === undefined) return others;
  return { ...(value as Record<string, unknown>), [key]: after };
}
