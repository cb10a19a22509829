// Undoes an earlier injection, by whomever: everything that a template or the injector added goes, everything that they
// replaced comes back, as far as the pod still tells. Where it does not tell, a finding says so. Does not inject.
import type { Finding } from '../kubernetes/finding.ts';
import type { ObjectMeta, Pod, Workload } from '../kubernetes/workloads.ts';
import { type EarlierInjection, readEarlierInjection } from './earlier-injection.ts';
import { restoreContainers } from './restore-containers.ts';
import { restoreAnnotations, restoreLabels } from './restore-metadata.ts';
import { restoreProbes } from './restore-probes.ts';
import { restorePullSecrets, restoreSecurity, restoreVolumes } from './restore-spec.ts';
import { tellStrangers } from './restore-strangers.ts';
import { STATUS_ANNOTATION } from './sidecar.ts';

/** A pod without its earlier injection. */
export interface Restored {
  readonly pod: Pod;
  readonly findings: readonly Finding[];
  /** The release that had injected; `unknown` when no image tells it; absent when the pod was not injected. */
  readonly previous?: string;
  /** The metadata of a CronJob's job template, where the reference had written there what belongs to the pod. */
  readonly job?: ObjectMeta;
}

/** A step of the way back: the pod with one kind of thing restored. */
export type RestoreStep = (pod: Pod, injection: EarlierInjection) => Pick<Restored, 'pod' | 'findings'>;

/** The pod of a workload as it was before an earlier injection; as it is when there was none. */
export function restorePod(workload: Workload): Restored {
  const injection = readEarlierInjection(workload);
  if (injection === undefined)
    return restoreThroughJob(workload) ?? { pod: workload.pod, findings: unreadableStatus(workload.pod) };
  const restored = steps.reduce<Pick<Restored, 'pod' | 'findings'>>(
    (before, step) => {
      const { pod, findings } = step(before.pod, injection);
      return { pod, findings: [...before.findings, ...findings] };
    },
    { pod: workload.pod, findings: tellStrangers(injection) },
  );
  return {
    ...restored,
    pod: withoutEmptiedParts(workload.pod, restored.pod),
    previous: injection.version ?? 'unknown',
  };
}

function restoreThroughJob({ job, ...workload }: Workload): Restored | undefined {
  if (job?.metadata.annotations?.[STATUS_ANNOTATION] === undefined) return undefined;
  const { metadata, spec } = workload.pod;
  const { pod, ...restored } = restorePod({ ...workload, pod: { metadata: job.metadata, spec } });
  if (restored.previous === undefined) return undefined;
  return { ...restored, pod: { metadata, spec: pod.spec }, job: pod.metadata };
}

// Containers first: what they mount and which probes they have decides about the rest.
const steps: readonly RestoreStep[] = [
  restoreContainers,
  restoreProbes,
  restoreVolumes,
  restorePullSecrets,
  restoreSecurity,
  restoreAnnotations,
  restoreLabels,
];

function unreadableStatus(pod: Pod): Finding[] {
  if (pod.metadata.annotations?.[STATUS_ANNOTATION] === undefined) return [];
  const path = ['metadata', 'annotations', STATUS_ANNOTATION];
  const message = `the annotation ${STATUS_ANNOTATION} is not JSON: an earlier injection, if there was one, is not undone`;
  return [{ severity: 'warning', code: 'status-unreadable', path, message }];
}

/** A part that is empty now, and was not before, had nothing in it but the injection's. */
function withoutEmptiedParts(before: Pod, after: Pod): Pod {
  return { metadata: withoutEmptied(before.metadata, after.metadata), spec: withoutEmptied(before.spec, after.spec) };
}

function withoutEmptied<T extends Readonly<Record<string, unknown>>>(before: T, after: T): T {
  const entries = Object.entries(after).filter(([key, part]) => !isEmpty(part) || isEmpty(before[key]));
  return Object.fromEntries(entries) as T;
}

function isEmpty(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).length === 0;
}
