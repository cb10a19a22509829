// What the engine's tests share: a workload out of a plain object, and a configuration with a small template.

import type { LoadedConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { injectPod, type Outcome } from '../../../src/istio/inject-pod.ts';
import type { Pod, Workload } from '../../../src/kubernetes/workloads.ts';
import { findWorkloads } from '../../../src/kubernetes/workloads.ts';

/** A sidecar that a reader takes in at a glance. */
const SMALL_TEMPLATE = `
spec:
  initContainers:
  - {name: istio-init, image: "proxy:1", args: [-u, "1337"]}
  containers:
  - name: istio-proxy
    image: example.test/proxyv2:1.30.3
    env:
    - {name: PROXY_CONFIG, value: "{}"}
    - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
  volumes:
  - {name: istio-data, emptyDir: {}}
`;

/** What a test changes about the configuration. */
export interface Settings {
  readonly version?: string;
  readonly compat?: boolean;
  readonly template?: string;
  readonly values?: object;
  readonly mesh?: object;
  readonly more?: Partial<LoadedConfig>;
}

/** A configuration with the small template alone, at the newest release. */
export function configOf({
  version = '1.30.3',
  compat = false,
  template = SMALL_TEMPLATE,
  values,
  mesh,
  more,
}: Settings = {}): LoadedConfig {
  const named = (name: string, value: object): { name: string; text: string } => ({
    name,
    text: JSON.stringify(value),
  });
  const config = loadConfig({
    ...{ version, compat },
    injectConfig: named('inject.yaml', { templates: { sidecar: template } }),
    values: named('values.yaml', { sidecarInjectorWebhook: { rewriteAppHTTPProbe: true }, ...values }),
    meshConfig: named('mesh.yaml', mesh ?? {}),
  });
  return { ...config, ...more };
}

/** A Deployment's pod as a workload. */
export function workloadOf(metadata: object, spec: object, owner: object = {}): Workload {
  const kind = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...owner } };
  const [workload] = findWorkloads({ ...kind, spec: { template: { metadata, spec } } });
  if (workload === undefined) throw new Error('no workload');
  return workload;
}

/** A workload whose pod has one container, with these fields. */
export function appOf(fields: object = {}, metadata: object = {}): Workload {
  return workloadOf(metadata, { containers: [{ name: 'app', image: 'app:1', ...fields }] });
}

/** The same workload with another pod, as a second run finds it. */
export function again(workload: Workload, pod: Pod): Workload {
  return { ...workload, pod };
}

/** The injected pod; fails when the workload was skipped or refused. */
export function injected(workload: Workload, settings: Settings = {}): Pod {
  const outcome = injectPod(workload, configOf(settings));
  if (outcome.kind !== 'injected') throw new Error(describeOutcome(outcome));
  return outcome.pod;
}

/** An outcome in a few words. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'injected':
      return 'injected';
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'refused':
      return `refused: ${outcome.findings.map(({ message }) => message).join('; ')}`;
  }
}

/** The container of that name, in either list. */
export function containerOf(pod: Pod, name: string): Record<string, unknown> {
  const all = [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])];
  const found = all.find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** The value of an environment variable of the sidecar. */
export function sidecarEnv(pod: Pod, name: string): string | undefined {
  const env = (containerOf(pod, 'istio-proxy').env ?? []) as { name: string; value?: string }[];
  return env.find((entry) => entry.name === name)?.value;
}
