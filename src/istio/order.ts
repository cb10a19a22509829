// Knows in which order a pod's containers start once it has a sidecar. Does not know what they do.
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';
import { CORE_DUMP, containersOf, INIT, SIDECAR, VALIDATION, withContainers } from './sidecar.ts';

/**
 * The pod with its containers in the injector's order: the sidecar last, or first where the others wait for it;
 * init containers in an order that lets the user's run with the network they expect.
 */
export function orderContainers(pod: Pod, isHeld: boolean, { sidecarMayBeInit }: Behaviours): Pod {
  const containers = move(containersOf(pod, 'containers'), [[SIDECAR, isHeld ? 'first' : 'last']]);
  const initial = containersOf(pod, 'initContainers');
  const isNative = sidecarMayBeInit && initial.some(({ name }) => name === SIDECAR);
  const ordered = withContainers(pod, 'containers', containers);
  return initial.length < 2
    ? ordered
    : withContainers(ordered, 'initContainers', move(initial, isNative ? NATIVE : CLASSIC));
}

type Move = readonly [name: string, to: 'first' | 'last'];

const CLASSIC: readonly Move[] = [
  [VALIDATION, 'first'],
  [INIT, 'last'],
  [CORE_DUMP, 'last'],
];

const NATIVE: readonly Move[] = [
  [CORE_DUMP, 'first'],
  [SIDECAR, 'first'],
  [VALIDATION, 'first'],
  [INIT, 'first'],
];

function move(containers: readonly Container[], moves: readonly Move[]): readonly Container[] {
  return moves.reduce(moveOne, containers);
}

// A name that occurs twice keeps its last container only, as the reference does.
function moveOne(containers: readonly Container[], [name, to]: Move): readonly Container[] {
  const moved = containers.findLast((container) => container.name === name);
  if (moved === undefined) return containers;
  const others = containers.filter((container) => container.name !== name);
  return to === 'first' ? [moved, ...others] : [...others, moved];
}
