// Knows which labels and annotations of an injected pod are the injection's, by what it would have written. One that the
// user had with the same value goes with it: the pod does not tell them apart.
import type { Finding } from '../kubernetes/finding.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import { mergedScraping, PROMETHEUS_ENV, type Scraping, scrapingAnnotations, withoutScraping } from './metrics.ts';
import { ownerOf } from './pod-owner.ts';
import type { Restored, RestoreStep } from './restore-pod.ts';
import { restoreTraffic } from './restore-traffic.ts';
import {
  containersOf,
  envValue,
  NETWORK_LABEL,
  OVERRIDES_ANNOTATION,
  SIDECAR,
  STATUS_ANNOTATION,
  withAnnotations,
  withLabels,
} from './sidecar.ts';

/** The pod without the labels that a template wrote. */
export const restoreLabels: RestoreStep = (pod, injection): Restored => {
  const gone = injectedNames(pod.metadata.labels ?? {}, INJECTED_LABELS, pod, injection);
  const findings = pod.metadata.labels?.[NETWORK_LABEL] === undefined ? [] : [UNSURE_NETWORK];
  return { pod: gone.length === 0 ? pod : withLabels(pod, absent(gone)), findings };
};

/** The pod without the annotations that a template or the injector wrote, and with the ones that they replaced. */
export const restoreAnnotations: RestoreStep = (pod, injection): Restored => {
  const gone = injectedNames(pod.metadata.annotations ?? {}, INJECTED_ANNOTATIONS, pod, injection);
  const scraped = restoreScraping(withAnnotations(pod, absent(gone)), injection);
  const traffic = restoreTraffic(scraped.pod, injection);
  return { pod: traffic.pod, findings: [...scraped.findings, ...traffic.findings] };
};

/** Whether a template took part that writes labels and annotations for every proxy. */
function hasProxy({ templates }: EarlierInjection): boolean {
  return ['sidecar', 'gateway', 'grpc-agent'].some((name) => templates.has(name));
}

/** Whether a value is what the injection would have written. */
type Test = (value: string, injection: EarlierInjection, pod: Pod) => boolean;

const INJECTED_LABELS: Readonly<Record<string, Test>> = {
  'security.istio.io/tlsMode': (value, { templates }) => value === 'istio' && templates.has('sidecar'),
  'service.istio.io/canonical-name': (value, injection) =>
    hasProxy(injection) && canonicalNames(injection).includes(value),
  'service.istio.io/canonical-revision': (value, injection) =>
    hasProxy(injection) && value === canonicalRevision(injection.pod),
  'istio.io/rev': (value, { status, templates, behaviours }) =>
    behaviours.revisionLabel && templates.has('gateway') && value === status.revision,
  'networking.istio.io/tunnel': (value, { sidecar }) =>
    value === 'http' && envValue(sidecar, 'ISTIO_META_ENABLE_HBONE') === 'true',
};

const isDefaultContainer: Test = (value, injection, pod) => {
  const { behaviours, templates } = injection;
  const names = containersOf(pod, 'containers').map(({ name }) => name);
  const [first, ...others] = names.filter((name) => name !== SIDECAR);
  const isFirstOfSeveral =
    behaviours.firstContainer && !(templates.has('gateway') && !behaviours.gatewayFirstContainer);
  return hasProxy(injection) && value === first && (others.length === 0 || isFirstOfSeveral);
};

const INJECTED_ANNOTATIONS: Readonly<Record<string, Test>> = {
  [STATUS_ANNOTATION]: () => true,
  [OVERRIDES_ANNOTATION]: () => true,
  'kubectl.kubernetes.io/default-container': isDefaultContainer,
  'kubectl.kubernetes.io/default-logs-container': isDefaultContainer,
  'istio.io/rev': (value, injection) =>
    injection.behaviours.revisionAnnotation && hasProxy(injection) && value === injection.status.revision,
  'sidecar.istio.io/rewriteAppHTTPProbers': (value, { templates }) =>
    value === 'false' && (templates.has('grpc-agent') || templates.has('grpc-simple')),
};

const UNSURE_NETWORK: Finding = {
  severity: 'warning',
  code: 'restore-network',
  path: ['metadata', 'labels', NETWORK_LABEL],
  message: `the label ${NETWORK_LABEL} may be the mesh's or the pod's own; it stays`,
};

function injectedNames(
  map: Readonly<Record<string, string>>,
  tests: Readonly<Record<string, Test>>,
  pod: Pod,
  injection: EarlierInjection,
): string[] {
  return Object.entries(map)
    .filter(([name, value]) => Object.hasOwn(tests, name) && tests[name]?.(value, injection, pod))
    .map(([name]) => name);
}

function absent(names: readonly string[]): Record<string, undefined> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** The names that the label may have been given: after the pod's other labels, else after the workload; in some releases cut. */
function canonicalNames({ owner, pod, behaviours }: EarlierInjection): readonly string[] {
  const labels = pod.metadata.labels ?? {};
  const name = labels['app.kubernetes.io/name'] || labels.app || ownerOf(owner, behaviours).metadata.name || '';
  return [name, name.slice(0, 63).replace(/-$/, '')];
}

function canonicalRevision({ metadata: { labels = {} } }: Pod): string {
  return labels['app.kubernetes.io/version'] || labels.version || 'latest';
}

function restoreScraping(pod: Pod, { sidecar, statusPort }: EarlierInjection): Restored {
  const annotations = pod.metadata.annotations ?? {};
  const isTold = sidecar !== undefined && envValue(sidecar, PROMETHEUS_ENV) === undefined;
  const port = isTold ? String(statusPort) : annotations['prometheus.io/port'];
  const merged = Object.entries(mergedScraping(port ?? ''));
  const isMerged = merged.every(([name, value]) => annotations[name] === value);
  if (!isMerged) return { pod, findings: [] };
  const restored = withAnnotations(pod, {
    ...withoutScraping(annotations),
    ...scrapingAnnotations(ownScraping(sidecar)),
  });
  return { pod: restored, findings: sidecar === undefined ? [UNSURE_SCRAPING] : [] };
}

function ownScraping(sidecar: EarlierInjection['sidecar']): Scraping {
  try {
    const own = JSON.parse(envValue(sidecar, PROMETHEUS_ENV) ?? '{}') as Partial<Scraping> | null;
    return { scrape: own?.scrape ?? '', path: own?.path ?? '', port: own?.port ?? '' };
  } catch {
    return { scrape: '', path: '', port: '' };
  }
}

const UNSURE_SCRAPING: Finding = {
  severity: 'warning',
  code: 'restore-metrics',
  path: ['metadata', 'annotations'],
  message: "the pod's own prometheus.io annotations, if it had any, are not noted in it; the injected ones are removed",
};
