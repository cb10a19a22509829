// Knows what a pod tells OpenTelemetry about itself: the attributes of its service. Does not know how a proxy is told.
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import type { Container } from '../kubernetes/workloads.ts';

/** What is known of the pod. */
export interface Described {
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
}

/** The attributes as `name=value,…`; empty unless a provider of the mesh asks for them. */
export function resourceAttributes(mesh: JsonMap, pod: Described, namespace: string): string {
  const providers = Array.isArray(mesh.extensionProviders) ? mesh.extensionProviders : [];
  if (!providers.some(asksForAttributes)) return '';
  const said = (name: string): string => pod.annotations[`resource.opentelemetry.io/${name}`] ?? '';
  const attributes = [
    ['service.namespace', said('service.namespace') || namespace],
    ['service.version', said('service.version') || versionOf(pod)],
    ['service.instance.id', said('service.instance.id') || instanceOf(pod, namespace)],
  ];
  return attributes
    .filter(([, value]) => value !== '')
    .map((attribute) => attribute.join('='))
    .join(',');
}

function asksForAttributes(provider: unknown): boolean {
  const opentelemetry = isMap(provider) ? provider.opentelemetry : undefined;
  return isMap(opentelemetry) && opentelemetry.serviceAttributeEnrichment === 'OTEL_SEMANTIC_CONVENTIONS';
}

function versionOf({ labels, containers: [container, ...others] }: Described): string {
  const label = labels['app.kubernetes.io/version'];
  if (label) return label;
  return container === undefined || others.length > 0 ? '' : imageVersion(container.image ?? '');
}

// tag@digest, or what there is of it; a colon before the last slash is a port's.
function imageVersion(image: string): string {
  const [name = '', digest = ''] = image.split('@', 2);
  const last = name.slice(name.lastIndexOf('/') + 1);
  const tag = last.includes(':') ? last.slice(last.lastIndexOf(':') + 1) : '';
  return [tag, digest].filter((part) => part !== '').join('@');
}

// The pod's name is the kubelet's to fill in.
function instanceOf({ containers: [container] }: Described, namespace: string): string {
  return container === undefined ? '' : `${namespace}.$(POD_NAME).${container.name}`;
}
