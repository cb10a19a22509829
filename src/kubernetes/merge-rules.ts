// Knows, for every list of a pod, how Kubernetes merges it, and what a null becomes in a map of it. One table, keyed by path.

/** How a list merges: by a key of its items, or (no key) as a set of scalars. A list without a rule is replaced whole. */
export interface ListRule {
  readonly key?: string;
  /** The key may be missing from an item of the original (it is optional in the API); elsewhere a missing one reads as empty. */
  readonly isOptional?: boolean;
}

const METADATA: Readonly<Record<string, ListRule>> = {
  ownerReferences: { key: 'uid' },
  finalizers: {},
};

const CONTAINER: Readonly<Record<string, ListRule>> = {
  env: { key: 'name' },
  ports: { key: 'containerPort' },
  volumeMounts: { key: 'mountPath' },
  volumeDevices: { key: 'devicePath' },
};

const POD: Readonly<Record<string, ListRule>> = {
  containers: { key: 'name' },
  initContainers: { key: 'name' },
  ephemeralContainers: { key: 'name' },
  volumes: { key: 'name' },
  imagePullSecrets: { key: 'name', isOptional: true },
  hostAliases: { key: 'ip' },
  topologySpreadConstraints: { key: 'topologyKey' },
  resourceClaims: { key: 'name' },
  schedulingGates: { key: 'name' },
};

/** All list rules by their path in a pod, list indices left out. */
export const LIST_RULES: ReadonlyMap<string, ListRule> = new Map([
  ...below('metadata', METADATA),
  ...below('spec', POD),
  ...below('spec.containers', CONTAINER),
  ...below('spec.initContainers', CONTAINER),
  ...below('spec.ephemeralContainers', CONTAINER),
  ...below('spec.volumes.ephemeral.volumeClaimTemplate.metadata', METADATA),
]);

function below(path: string, rules: Readonly<Record<string, ListRule>>): [string, ListRule][] {
  return Object.entries(rules).map(([name, rule]) => [`${path}.${name}`, rule]);
}

// Maps (not structs): a null in one of them is an entry with the empty value of its type.
const EMPTY_VALUES: ReadonlyMap<string, string> = new Map([
  ...['labels', 'annotations', 'nodeSelector', 'matchLabels', 'options', 'volumeAttributes', 'userAnnotations'].map(
    emptyText,
  ),
  ...['limits', 'requests', 'overhead'].map((name): [string, string] => [name, '0']),
]);

function emptyText(name: string): [string, string] {
  return [name, ''];
}

/** What a null entry of the map at this path reads as; undefined where it is a struct's field and so not there at all. */
export function emptyValueIn(path: string): string | undefined {
  return EMPTY_VALUES.get(path.slice(path.lastIndexOf('.') + 1));
}
