// Knows how an injected pod's traffic is intercepted: by which container, with which arguments and environment, or by none.
// Does not know what the arguments do.
import type { Pod } from './kubernetes/workloads.ts';

/** Who makes the rules of a pod, and with what; `none` tells why nobody does. */
export type Interception = Intercepted | { readonly kind: 'none'; readonly why: string };

/** Rules made by istio-init or by the CNI plugin, from these arguments and this environment. */
export interface Intercepted {
  readonly kind: 'init' | 'cni';
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The release of the image, where its tag tells it. */
  readonly version: string | undefined;
  readonly notes: readonly string[];
}

/** What intercepts a pod's traffic; undefined when the pod is not injected. */
export function interceptionOf(pod: Pod): Interception | undefined {
  const containers = containersOf(pod);
  const named = (name: string): Container | undefined => containers.find((container) => container.name === name);
  const [init, validation, proxy] = [named('istio-init'), named('istio-validation'), named('istio-proxy')];
  if (init !== undefined) return ofInit(init);
  if (validation !== undefined)
    return ofCni(
      argsOf(validation).filter((word) => !CHECK_ONLY.has(word)),
      validation,
    );
  if (proxy === undefined) return undefined;
  const mode = annotationsOf(pod)[MODE];
  if (mode !== undefined && mode !== 'NONE') return ofCni(argsOfAnnotations(annotationsOf(pod), mode), proxy);
  return {
    kind: 'none',
    why: 'nothing intercepts the traffic of this pod: it has neither istio-init nor the marks of the CNI plugin',
  };
}

interface Container {
  readonly name?: unknown;
  readonly image?: unknown;
  readonly args?: unknown;
  readonly env?: unknown;
  readonly envFrom?: unknown;
}

function containersOf({ spec }: Pod): Container[] {
  return [spec.initContainers, spec.containers].flatMap((list) => (Array.isArray(list) ? (list as Container[]) : []));
}

function annotationsOf({ metadata }: Pod): Readonly<Record<string, string>> {
  return metadata.annotations ?? {};
}

/** What istio-validation adds to the arguments of the rules that it checks. */
const CHECK_ONLY: ReadonlySet<string> = new Set(['--run-validation', '--skip-rule-apply']);

function ofInit(container: Container): Interception {
  const { environment, notes } = environmentOf(container);
  const args = argsOf(container).map((word) => expand(word, environment));
  return {
    kind: 'init',
    args,
    environment,
    version: versionOf(container),
    notes,
  };
}

const MADE_BY_CNI = "the node's Istio CNI plugin makes these rules; nothing in the pod does";

/** The plugin reads these variables only, and captures DNS to every server where it captures DNS at all. */
const CNI_VARIABLES: ReadonlySet<string> = new Set([
  'ISTIO_META_DNS_CAPTURE',
  'INVALID_DROP',
  'ISTIO_DUAL_STACK',
  'ISTIO_AGENT_DUAL_STACK',
]);

function ofCni(args: readonly string[], container: Container): Interception {
  const all = environmentOf(container).environment;
  const environment = Object.fromEntries(Object.entries(all).filter(([name]) => CNI_VARIABLES.has(name)));
  return {
    kind: 'cni',
    args: [...args, '--capture-all-dns'],
    environment,
    version: versionOf(container),
    notes: [MADE_BY_CNI],
  };
}

const MODE = 'sidecar.istio.io/interceptionMode';
const TRAFFIC = 'traffic.sidecar.istio.io/';

/** The options that the CNI plugin takes from annotations, with its defaults. */
const FROM_ANNOTATIONS: readonly {
  readonly flag: string;
  readonly name: string;
  readonly fallback?: string;
  readonly also?: string;
}[] = [
  { flag: '-i', name: 'includeOutboundIPRanges', fallback: '*' },
  { flag: '-x', name: 'excludeOutboundIPRanges' },
  { flag: '-b', name: 'includeInboundPorts', fallback: '*' },
  { flag: '-d', name: 'excludeInboundPorts', also: '15090,15021,15020' },
  { flag: '-q', name: 'includeOutboundPorts' },
  { flag: '-o', name: 'excludeOutboundPorts' },
  { flag: '-k', name: 'kubevirtInterfaces' },
  { flag: '--istio-exclude-interfaces', name: 'excludeInterfaces' },
];

function argsOfAnnotations(annotations: Readonly<Record<string, string>>, mode: string): string[] {
  const options = FROM_ANNOTATIONS.flatMap(({ flag, name, fallback = '', also }) => {
    const value = annotations[`${TRAFFIC}${name}`] ?? fallback;
    const values = [also, value].filter((text) => text !== undefined && text !== '');
    return values.length === 0 ? [] : [flag, values.join(',')];
  });
  return ['-p', '15001', '-z', '15006', '-u', '1337', '-m', mode, ...options];
}

function argsOf({ args }: Container): string[] {
  const words = Array.isArray(args) ? args.map(String) : [];
  return words[0] === 'istio-iptables' ? words.slice(1) : words;
}

/** The variables whose values stand in the manifest; of the others it is told that they do not. */
function environmentOf({ env, envFrom }: Container): {
  environment: Record<string, string>;
  notes: string[];
} {
  const environment: Record<string, string> = {};
  const notes: string[] = [];
  for (const { name, value, valueFrom } of (Array.isArray(env) ? env : []) as Record<string, unknown>[]) {
    if (valueFrom !== undefined) notes.push(`${name} gets its value in the cluster: it is not known here`);
    else environment[String(name)] = expand(String(value ?? ''), environment);
  }
  if (Array.isArray(envFrom) && envFrom.length > 0)
    notes.push('more variables come from envFrom: they are not known here');
  return { environment, notes };
}

/** Kubernetes' `$(NAME)`; what is not known stays, and `$$(NAME)` is `$(NAME)`. */
function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (found, name?: string) =>
    name === undefined ? '$' : (environment[name] ?? found),
  );
}

const TAG = /:v?(1\.\d+(?:\.\d+)?)(?:[-.@][^:/]*)?$/;

function versionOf({ image }: Container): string | undefined {
  return TAG.exec(String(image ?? '').replace(/@.*$/, ''))?.[1];
}
