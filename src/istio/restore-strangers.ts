// Knows which parts of an injected pod no template of Istio's own brings. Whoever brought them may have changed more.
import type { Finding } from '../kubernetes/finding.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import { INJECTED_VOLUMES } from './injected-volumes.ts';
import { CORE_DUMP, envValue, INIT, SIDECAR, STATUS_ANNOTATION, VALIDATION } from './sidecar.ts';

/** A warning where a template took part that is not Istio's own. */
export function tellStrangers(injection: EarlierInjection): Finding[] {
  const strangers = [...strangeContainers(injection), ...strangeVolumes(injection)];
  if (strangers.length === 0) return [];
  const message = `a template that is not Istio's own brought ${strangers.join(', ')}: what else it changed cannot be known`;
  return [
    { severity: 'warning', code: 'restore-template', path: ['metadata', 'annotations', STATUS_ANNOTATION], message },
  ];
}

const CONTAINERS = new Set([SIDECAR, INIT, VALIDATION, CORE_DUMP, 'grpc-bootstrap-init']);

function strangeContainers({ status, overrides, sidecar }: EarlierInjection): string[] {
  const applications = (envValue(sidecar, 'ISTIO_META_APP_CONTAINERS') ?? '').split(',');
  const noted = [...overrides.containers, ...overrides.initContainers].map(({ name }) => name).concat(applications);
  const names = [...status.containers, ...status.initContainers];
  return names.filter((name) => !CONTAINERS.has(name) && !noted.includes(name));
}

// The pod's own annotation asks for volumes, too, by their names.
function strangeVolumes({ pod, status }: EarlierInjection): string[] {
  const asked = pod.metadata.annotations?.['sidecar.istio.io/userVolume'];
  return asked === undefined ? status.volumes.filter((name) => !Object.hasOwn(INJECTED_VOLUMES, name)) : [];
}
