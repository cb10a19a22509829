// Knows where among the containers of a pod the user's own istio-proxy stood before the injector moved it, as far as the
// pod tells. Does not restore the container itself.
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { EarlierInjection } from './earlier-injection.ts';
import { goJson } from './go-json.ts';
import { containersOf, envValue, SIDECAR, withContainers } from './sidecar.ts';
import { typedValue } from './typed-container.ts';

/** The pod with its istio-proxy at its place: where it is, unless something that was told in order tells otherwise. */
export function placeSidecar(pod: Pod, injection: EarlierInjection): Pod {
  const containers = containersOf(pod, 'containers');
  const at = containers.findIndex(({ name }) => name === SIDECAR);
  const sidecar = containers[at];
  if (sidecar === undefined) return pod;
  const others = containers.toSpliced(at, 1);
  const orders = [at, ...others.keys(), others.length].map((place) => others.toSpliced(place, 0, sidecar));
  const order = orders.find((each) => isAsTold(each, injection));
  return order === undefined || order === orders[0] ? pod : withContainers(pod, 'containers', order);
}

/** Whether an istio-proxy that is an init container now may have been written among the containers: its ports were told. */
export function mayStandAmongContainers(noted: Container, { pod, status, sidecar }: EarlierInjection): boolean {
  if (noted.restartPolicy !== undefined || status.containers.includes(SIDECAR)) return false;
  const told = [...containersOf(pod, 'containers'), noted].flatMap(portsOf);
  return portsOf(noted).length === 0 || toldPorts(sidecar).length === told.length;
}

function isAsTold(containers: readonly Container[], { templates, status, sidecar }: EarlierInjection): boolean {
  // This template names every container of the pod, in the pod's order.
  if (templates.has('grpc-simple')) return isInOrder(containers, status.containers);
  return containers.flatMap(portsOf).join() === toldPorts(sidecar).join();
}

function isInOrder(containers: readonly Container[], names: readonly string[]): boolean {
  const known = containers.map(({ name }) => name).filter((name) => names.includes(name));
  return known.join() === names.join();
}

/** The ports that the sidecar was told of, each as JSON. */
function toldPorts(sidecar: Container | undefined): readonly string[] {
  try {
    const ports: unknown = JSON.parse(envValue(sidecar, 'ISTIO_META_POD_PORTS') ?? '[]');
    return Array.isArray(ports) ? ports.map(goJson) : [];
  } catch {
    return [];
  }
}

function portsOf({ ports }: Container): string[] {
  return Array.isArray(ports) ? ports.map((port) => goJson(typedValue(port, 'ContainerPort'))) : [];
}
