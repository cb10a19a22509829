// Knows what a template cannot say: what depends on the whole pod once everything is in it. Does not merge.
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig, MeshConfig } from './config/injection-config.ts';
import { labelNetwork, meshPlace, placeSidecar } from './mesh-place.ts';
import { mergeMetrics } from './metrics.ts';
import { orderContainers } from './order.ts';
import { meshOf, statusPortOf } from './pod-mesh.ts';
import { probePort, rewriteProbes } from './probes.ts';
import { STATUS_ANNOTATION, withAnnotations } from './sidecar.ts';
import type { Start } from './start.ts';
import { formatStatus, type InjectedNames } from './status.ts';
import { valueAt } from './value-at.ts';

/** The merged pod with its place in the mesh, its metrics and probes led through the sidecar, a note of it all, and its containers in order. */
export function finish(merged: Pod, start: Start, names: InjectedNames, config: InjectionConfig): Pod {
  const mesh = meshOf(start.pod, config);
  const statusPort = statusPortOf(mesh);
  const place = meshPlace(start.pod, config);
  const placed = placeSidecar(merged, place, config);
  const metered = mergeMetrics(placed, {
    isMerging: mesh.enablePrometheusMerge !== false,
    statusPort,
    behaviours: config.behaviours,
  });
  const probed = rewriteProbes(metered, {
    ...{ port: probePort(metered, statusPort), statusPort, config },
    isReinjection: start.pod.metadata.annotations?.[STATUS_ANNOTATION] !== undefined,
  });
  const status = { [STATUS_ANNOTATION]: formatStatus(names, config.revision), ...config.injectedAnnotations };
  const noted = withAnnotations(labelNetwork(probed, place), status);
  return orderContainers(noted, isHeld(mesh, config), config.behaviours);
}

function isHeld(mesh: MeshConfig, { values }: InjectionConfig): boolean {
  const key = 'holdApplicationUntilProxyStarts';
  return mesh.defaultConfig[key] === true || valueAt(values, 'global', 'proxy', key) === true;
}
