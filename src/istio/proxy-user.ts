// Knows that whoever gives the sidecar another user must tell the traffic rules too, which let only that user's
// packets pass. Does not write those rules.
import type { Finding } from '../kubernetes/finding.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { containersOf, INIT, mapContainers, SIDECAR, sidecarList, VALIDATION } from './sidecar.ts';
import { valueAt } from './value-at.ts';

/** A pod with what there is to say about it. */
export interface Followed {
  readonly pod: Pod;
  readonly findings: readonly Finding[];
}

/** The user and group that the user's own istio-proxy asks for, carried to the init container. `given`: the pod as it came. */
export function followProxyUser(pod: Pod, given: Pod, behaviours: Behaviours, isTproxy: boolean): Followed {
  const wish = wishOf(given);
  if (wish === undefined) return { pod, findings: [] };
  const names = containersOf(pod, 'initContainers').map(({ name }) => name);
  const target = [INIT, VALIDATION].find((name) => names.includes(name));
  if (target === undefined) return { pod, findings: [NO_INIT_CONTAINER] };
  const sidecar = isTproxy && wish.user !== undefined ? mapSidecar(pod, behaviours, { runAsUser: 0 }) : pod;
  const followed = mapContainers(sidecar, 'initContainers', (container) =>
    container.name === target ? follow(container, wish, isTproxy) : container,
  );
  return { pod: followed, findings: [] };
}

interface Wish {
  readonly user: unknown;
  readonly group: unknown;
}

const NO_INIT_CONTAINER: Finding = {
  severity: 'warning',
  code: 'proxy-user-without-init',
  path: ['spec', 'initContainers'],
  message: `${SIDECAR} runs as another user, but the pod has neither ${INIT} nor ${VALIDATION} to be told of it`,
};

function wishOf(given: Pod): Wish | undefined {
  const sidecar = [...containersOf(given, 'containers'), ...containersOf(given, 'initContainers')].find(
    ({ name }) => name === SIDECAR,
  );
  const user = valueAt(sidecar, 'securityContext', 'runAsUser') ?? undefined;
  const group = valueAt(sidecar, 'securityContext', 'runAsGroup') ?? undefined;
  return user === undefined && group === undefined ? undefined : { user, group };
}

function mapSidecar(pod: Pod, behaviours: Behaviours, change: Readonly<Record<string, unknown>>): Pod {
  const list = sidecarList(pod, behaviours);
  if (list === undefined) return pod;
  return mapContainers(pod, list, (container) =>
    container.name === SIDECAR ? withSecurity(container, change) : container,
  );
}

function follow(container: Container, { user, group }: Wish, isTproxy: boolean): Container {
  const copied =
    !isTproxy && container.name === VALIDATION
      ? withSecurity(container, {
          ...(user === undefined ? {} : { runAsUser: user }),
          ...(group === undefined ? {} : { runAsGroup: group }),
        })
      : container;
  return user === undefined || user === 0 ? copied : withUserArgument(copied, String(user));
}

function withSecurity(container: Container, change: Readonly<Record<string, unknown>>): Container {
  return { ...container, securityContext: { ...(container.securityContext as object | undefined), ...change } };
}

function withUserArgument(container: Container, user: string): Container {
  const args = Array.isArray(container.args) ? (container.args as unknown[]) : [];
  const index = args.indexOf('-u') + 1;
  return index === 0 || index >= args.length ? container : { ...container, args: args.with(index, user) };
}
