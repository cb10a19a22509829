// Knows which volumes, pull secrets and security settings of an injected pod are the user's. Does not know its containers.
import type { Finding } from '../kubernetes/finding.ts';
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { ANYTHING, INJECTED_VOLUMES } from './injected-volumes.ts';
import type { Restored, RestoreStep } from './restore-pod.ts';
import { CORE_DUMP, containersOf, INIT, placeIn, SIDECAR, VALIDATION } from './sidecar.ts';

/** The pod without the volumes that a template brought; one that the user has too keeps the user's part. */
export const restoreVolumes: RestoreStep = (pod, { status, pod: given }): Restored => {
  const volumes = itemsOf(pod.spec.volumes);
  const mounted = mountedVolumes(pod);
  const shared = volumesOfUsers(volumes, status.volumes, mounted);
  const findings: Finding[] = [];
  const kept = volumes.flatMap((volume) => {
    const name = String(volume.name);
    if (!status.volumes.includes(name)) return [volume];
    if (!shared.has(name) && !isMore(volume)) return [];
    const restored = withoutInjectedPart(volume);
    const mounting = mounted.get(name);
    if (restored === volume && mounting !== undefined) findings.push(unsureVolume(given, name, mounting));
    return [restored];
  });
  const isSame = kept.length === volumes.length && kept.every((volume, index) => volume === volumes[index]);
  return { pod: isSame ? pod : { ...pod, spec: { ...pod.spec, volumes: kept } }, findings };
};

/** The pod without the pull secrets that a template brought. */
export const restorePullSecrets: RestoreStep = (pod, { status }): Restored => {
  const secrets = itemsOf(pod.spec.imagePullSecrets);
  const shared = behindOthers(secrets, status.imagePullSecrets);
  const kept = secrets.filter(
    ({ name }) => !status.imagePullSecrets.includes(String(name)) || shared.has(String(name)),
  );
  if (kept.length === secrets.length) return { pod, findings: [] };
  return { pod: { ...pod, spec: { ...pod.spec, imagePullSecrets: kept } }, findings: [] };
};

/** The pod without the group and the kernel setting that templates of some releases write. */
export const restoreSecurity: RestoreStep = (pod, { behaviours, templates }): Restored => {
  const { securityContext } = pod.spec;
  if (!isMap(securityContext)) return { pod, findings: [] };
  const { fsGroup, sysctls } = securityContext;
  const mayHaveGroup = fsGroup === FS_GROUP && writesGroup(templates, behaviours);
  const hasGroup = mayHaveGroup && behaviours.groupOfFilesByDefault;
  const hasSysctls = templates.has('gateway') && behaviours.unprivilegedPorts && isUnprivilegedPorts(sysctls);
  const gone = [...(hasGroup ? ['fsGroup'] : []), ...(hasSysctls ? ['sysctls'] : [])];
  const findings = mayHaveGroup && !hasGroup ? [UNSURE_GROUP] : [];
  if (gone.length === 0) return { pod, findings };
  const kept = Object.entries(securityContext).filter(([key]) => !gone.includes(key));
  return { pod: { ...pod, spec: { ...pod.spec, securityContext: Object.fromEntries(kept) } }, findings };
};

const FS_GROUP = 1337;

function writesGroup(templates: ReadonlySet<string>, behaviours: Behaviours): boolean {
  const isAgents = templates.has('grpc-agent') && behaviours.workloadCertificates; // both came at once
  return behaviours.groupOfFiles && (templates.has('sidecar') || templates.has('gateway') || isAgents);
}

// After 1.14 only a variable of the control plane asked for it.
const UNSURE_GROUP: Finding = {
  severity: 'warning',
  code: 'restore-security',
  path: ['spec', 'securityContext'],
  message: `fsGroup ${FS_GROUP} may be the injector's or the pod's own; it stays`,
};

function isUnprivilegedPorts(sysctls: unknown): boolean {
  const [first, ...more] = itemsOf(sysctls);
  return first?.name === 'net.ipv4.ip_unprivileged_port_start' && String(first.value) === '0' && more.length === 0;
}

/** Which volumes are mounted by whom, the injected containers left aside. */
function mountedVolumes(pod: Pod): ReadonlyMap<string, string> {
  const containers = [...containersOf(pod, 'initContainers'), ...containersOf(pod, 'containers')];
  const own = containers.filter(({ name }) => ![SIDECAR, INIT, VALIDATION, CORE_DUMP].includes(name));
  return new Map(
    own.flatMap((container) => mountsOf(container).map((volume): [string, string] => [volume, container.name])),
  );
}

function mountsOf({ volumeMounts }: Container): string[] {
  return itemsOf(volumeMounts).map(({ name }) => String(name));
}

function volumesOfUsers(
  volumes: readonly JsonMap[],
  injected: readonly string[],
  mounted: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  return new Set([...behindOthers(volumes, injected), ...injected.filter((name) => mounted.has(name))]);
}

/** The merge sets a user's item before an injected one only where it found both in the pod, in this order. */
function behindOthers(items: readonly JsonMap[], injected: readonly string[]): ReadonlySet<string> {
  const names = items.map(({ name }) => String(name));
  const isInjected = (name: string | undefined): boolean => name === undefined || injected.includes(name);
  return new Set(names.filter((name, index) => isInjected(name) && !isInjected(names[index - 1])));
}

/** Whether a volume has more to it than any template gives it. */
function isMore(volume: JsonMap): boolean {
  const injected = INJECTED_VOLUMES[String(volume.name)];
  if (injected === undefined) return false;
  const { name: _, ...sources } = volume;
  return Object.keys(sources).length > 1 || Object.keys(subtract(sources, injected)).length > 0;
}

function withoutInjectedPart(volume: JsonMap): JsonMap {
  const { name, ...sources } = volume;
  const injected = INJECTED_VOLUMES[String(name)];
  if (injected === undefined) return volume;
  const own = subtract(sources, injected);
  if (Object.keys(own).length > 0) return { name, ...own };
  return isMap(sources.emptyDir) && Object.keys(sources.emptyDir).length > 0 ? { name, emptyDir: {} } : volume;
}

/** What a map has beside another one's entries. */
function subtract(map: JsonMap, other: JsonMap): JsonMap {
  const entries = Object.entries(map).flatMap(([key, value]): [string, unknown][] => {
    if (!Object.hasOwn(other, key)) return [[key, value]];
    const theirs = other[key];
    if (theirs === ANYTHING) return [];
    if (isMap(value) && isMap(theirs)) {
      const rest = subtract(value, theirs);
      return Object.keys(rest).length === 0 ? [] : [[key, rest]];
    }
    return JSON.stringify(value) === JSON.stringify(theirs) ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

function unsureVolume(pod: Pod, name: string, container: string): Finding {
  const message = `the volume ${name} is the injector's, and perhaps the pod's own as well: the container ${container} mounts it, so it stays`;
  return { severity: 'warning', code: 'restore-volume', path: placeIn(pod, ['spec', 'volumes', name]), message };
}

function itemsOf(value: unknown): readonly JsonMap[] {
  return Array.isArray(value) ? value.filter(isMap) : [];
}
