// Knows how the pod's Prometheus annotations are pointed at the sidecar, which then scrapes the application in their
// place. Does not know what is scraped.
import type { Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { goJson, parseGoBool } from './go-json.ts';
import { withAnnotations, withSidecarEnv } from './sidecar.ts';

/** The variable in which the sidecar finds what the application's own annotations said. */
export const PROMETHEUS_ENV = 'ISTIO_PROMETHEUS_ANNOTATIONS';

/** The path under which the sidecar answers for both. */
const MERGED_PATH = '/stats/prometheus';

/** What a pod says about its own metrics. */
export interface Scraping {
  readonly scrape: string;
  readonly path: string;
  readonly port: string;
}

/** The mesh's part in it. */
export interface MetricsSettings {
  readonly isMerging: boolean;
  readonly statusPort: number;
  readonly behaviours: Behaviours;
}

/** The pod with its metrics merged into the sidecar's, where it is asked for. */
export function mergeMetrics(pod: Pod, { isMerging, statusPort, behaviours }: MetricsSettings): Pod {
  const annotations = pod.metadata.annotations ?? {};
  const own = scrapingOf(annotations);
  const wish = parseGoBool(annotations[MERGE_ANNOTATION] ?? '');
  if (isScrapingOff(annotations) || !(wish ?? isMerging) || own.port === String(statusPort)) return pod;
  const isScraped = own.scrape !== '' || own.path !== '' || own.port !== '';
  const noted = isScraped
    ? withSidecarEnv(pod, behaviours, (env) => [...env, { name: PROMETHEUS_ENV, value: goJson(own) }])
    : pod;
  return withAnnotations(noted, { ...withoutScraping(annotations), ...mergedScraping(String(statusPort)) });
}

/** The annotations of a pod whose metrics are merged. */
export function mergedScraping(statusPort: string): Readonly<Record<string, string>> {
  return scrapingAnnotations({ port: statusPort, path: MERGED_PATH, scrape: 'true' });
}

/** The annotations that say this of a pod; nothing is said of what is empty. */
export function scrapingAnnotations({ port, path, scrape }: Scraping): Readonly<Record<string, string>> {
  const entries = Object.entries({ port, path, scrape }).filter(([, value]) => value !== '');
  return Object.fromEntries(entries.map(([key, value]) => [`prometheus.io/${key}`, value]));
}

/** What the annotations say, in whatever spelling (`prometheus.io/port`, `prometheus_io_port` …); the usual one first. */
export function scrapingOf(annotations: Readonly<Record<string, string>>): Scraping {
  const value = (key: keyof Scraping): string => {
    const names = spellings(annotations, key);
    const name = names.find((each) => each === `prometheus.io/${key}`) ?? names[0];
    return name === undefined ? '' : (annotations[name] ?? '');
  };
  return { scrape: value('scrape'), path: value('path'), port: value('port') };
}

/** Changes that take every spelling of the three annotations away. */
export function withoutScraping(annotations: Readonly<Record<string, string>>): Record<string, undefined> {
  const names = (['scrape', 'path', 'port'] as const).flatMap((key) => spellings(annotations, key));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

const MERGE_ANNOTATION = 'prometheus.istio.io/merge-metrics';

// The first spelling that is a bool decides; any other text counts as true.
function isScrapingOff(annotations: Readonly<Record<string, string>>): boolean {
  const wishes = spellings(annotations, 'scrape').map((name) => parseGoBool(annotations[name] ?? ''));
  return wishes.find((wish) => wish !== undefined) === false;
}

function spellings(annotations: Readonly<Record<string, string>>, key: keyof Scraping): string[] {
  return Object.keys(annotations).filter(
    (name) => name.startsWith('prometheus') && name.replace(/[^a-zA-Z0-9_]/g, '_') === `prometheus_io_${key}`,
  );
}
