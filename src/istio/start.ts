// Knows what injection starts from: the pod that overlays are merged into, what templates see of it, and what it notes of an
// earlier injection. Does not undo that injection: restore-pod.ts does.
import type { Finding } from '../kubernetes/finding.ts';
import type { ObjectMeta, Pod, Workload } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { scrapingOf, withoutScraping } from './metrics.ts';
import { type Overrides, readOverrides } from './overrides.ts';
import { meshOf, statusPortOf } from './pod-mesh.ts';
import { restorePod } from './restore-pod.ts';
import { containersOf, STATUS_ANNOTATION, withAnnotations, withContainers } from './sidecar.ts';
import { type InjectionStatus, readStatus } from './status.ts';

/** What injection starts from. */
export interface Start {
  /** The pod as it came. */
  readonly given: Pod;
  /** What the overlays are merged into. */
  readonly pod: Pod;
  /** What the pod notes of an earlier injection that is still in it. */
  readonly status: InjectionStatus | undefined;
  readonly noted: Overrides;
  /** The release of an earlier injection that was undone. */
  readonly previous?: string;
  /** The metadata of a CronJob's job template without that injection. */
  readonly job?: ObjectMeta;
  readonly findings: readonly Finding[];
}

/** The start for a workload: an earlier injection is undone, but for the reference's way, which merges over it. */
export function readStart(workload: Workload, config: InjectionConfig): Start {
  if (config.compat)
    return { ...startWith(workload.pod), given: workload.pod, status: readStatus(workload.pod), findings: [] };
  const { pod, ...restored } = restorePod(workload);
  return { ...startWith(pod), given: workload.pod, status: undefined, ...restored };
}

function startWith(pod: Pod): Pick<Start, 'pod' | 'noted'> {
  return { pod, noted: readOverrides(pod) ?? { containers: [], initContainers: [] } };
}

/** What templates see of the pod: nothing that an earlier injection put there, but what it notes of the user's own containers. */
export function viewOf({ pod, status, noted }: Start, config: InjectionConfig): Pod {
  return withNoted(status === undefined ? pod : strip(pod, status, config), noted);
}

// Of the volumes and labels of an earlier injection the reference's templates see everything.
function strip(pod: Pod, status: InjectionStatus, config: InjectionConfig): Pod {
  const bare = (['containers', 'initContainers'] as const).reduce((each, list) => {
    const containers = containersOf(each, list);
    const others = containers.filter(({ name }) => !status[list].includes(name));
    return others.length === containers.length ? each : withContainers(each, list, others);
  }, pod);
  const annotations = pod.metadata.annotations ?? {};
  const isMerged = scrapingOf(annotations).port === String(statusPortOf(meshOf(pod, config)));
  return withAnnotations(bare, { ...(isMerged ? withoutScraping(annotations) : {}), [STATUS_ANNOTATION]: undefined });
}

function withNoted(pod: Pod, noted: Overrides): Pod {
  return (['containers', 'initContainers'] as const).reduce((each, list) => {
    const present = containersOf(each, list);
    const missing = noted[list].filter(({ name }) => !present.some((container) => container.name === name));
    return missing.length === 0 ? each : withContainers(each, list, [...present, ...missing]);
  }, pod);
}
