// Knows what Kubernetes' Go types write of an object though nobody gave it: counters and flags that are never left out.
// Source: the tables of fields without omitempty in k8s.io/api, apps/v1, core/v1, and github.com/openshift/api, apps/v1.
import type { Path } from './finding.ts';
import { isMap, type JsonMap } from './json.ts';

const EMPTY: Readonly<Record<string, readonly string[]>> = {
  DaemonSet: ['currentNumberScheduled', 'desiredNumberScheduled', 'numberMisscheduled', 'numberReady'],
  StatefulSet: ['replicas', 'availableReplicas'],
  ReplicaSet: ['replicas'],
  ReplicationController: ['replicas'],
  DeploymentConfig: [
    'latestVersion',
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'availableReplicas',
    'unavailableReplicas',
  ],
};

/** What istioctl's output has beside the pod, where the object itself says nothing; paths start at the object. */
export function neverLeftOut(object: JsonMap, kind: string): { readonly path: Path; readonly value: unknown }[] {
  const counters = EMPTY[kind] ?? [];
  const status = Object.fromEntries(counters.map((name) => [name, 0]));
  const found = counters.length > 0 && !isMap(object.status) ? [{ path: ['status'], value: status }] : [];
  const isTested = kind !== 'DeploymentConfig' || !isMap(object.spec) || object.spec.test !== undefined;
  return isTested ? found : [...found, { path: ['spec', 'test'], value: false }];
}
