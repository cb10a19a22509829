// The way back as a call of its own: a pod without its sidecar. Does not know how: restore-pod.ts does.
import type { Workload } from '../kubernetes/workloads.ts';
import { type Restored, restorePod } from './restore-pod.ts';

/** The pod of a workload as it was before it was injected, by whomever; `previous` is absent when it was not. */
export function uninjectPod(workload: Workload): Restored {
  return restorePod(workload);
}
