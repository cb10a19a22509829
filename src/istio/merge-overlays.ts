// Knows how rendered templates become part of a pod: one after the other, then the user's own choices over them. Does not
// render, and adds nothing of its own.
import type { Finding } from '../kubernetes/finding.ts';
import { isMap, type JsonMap } from '../kubernetes/json.ts';
import { strategicMerge } from '../kubernetes/strategic-merge.ts';
import type { Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { type OwnChoices, settleChoices } from './exclusive-choices.ts';
import { mergeOptionsOf } from './merge-options.ts';
import { isNativeSidecar, moveSidecarToInit } from './native-sidecar.ts';
import { keepOverrides } from './overrides.ts';
import { meshOf } from './pod-mesh.ts';
import { followProxyUser } from './proxy-user.ts';
import type { Overlay } from './render-overlays.ts';
import { containersOf, SIDECAR } from './sidecar.ts';
import type { Start } from './start.ts';
import { type InjectedNames, STATUS_LISTS } from './status.ts';
import { readOverlay } from './typed-overlay.ts';

/** A pod with all overlays in it, and what they name. */
export interface Merged {
  readonly pod: Pod;
  readonly names: InjectedNames;
  readonly findings: readonly Finding[];
}

/** The overlays merged into the pod, one after the other; what the user says of their containers counts more. */
export function mergeOverlays(start: Start, overlays: readonly Overlay[], config: InjectionConfig): Merged {
  const given = start.pod;
  const { pod: merged, named } = overlays.reduce<Partly>(
    (before, overlay) => mergeOne(before, readOverlay(overlay, config), given, config),
    { pod: given, named: {} },
  );
  const names = namesOf(named);
  const kept = keepOverrides(merged, { given, names, noted: start.noted, status: start.status, config });
  const settled = config.compat ? { pod: kept, findings: [] } : settleChoices(kept, ownChoices(start));
  if (!config.behaviours.followsProxyUser) return { ...settled, names };
  const followed = followProxyUser(settled.pod, given, config.behaviours, isTproxy(settled.pod, given, config));
  return { pod: followed.pod, names, findings: [...settled.findings, ...followed.findings] };
}

interface Partly {
  readonly pod: Pod;
  /** The overlays merged with each other as they are merged with the pod; of their parts the names only. */
  readonly named: JsonMap;
}

function mergeOne({ pod, named }: Partly, patch: JsonMap, given: Pod, config: InjectionConfig): Partly {
  const options = mergeOptionsOf(config);
  const after = strategicMerge(named, { spec: onlyNames(patch.spec) }, options);
  const isInit = namesOf(after).initContainers.includes(SIDECAR) && isNativeSidecar(given, config);
  const target = isInit ? moveSidecarToInit(pod) : pod;
  return { pod: strategicMerge(target, keepInitContainers(patch, config.compat), options), named: after };
}

// No init containers are an empty list from 1.26 on, which changes nothing and need not be written; templates up to 1.25 render
// them as null, which deletes the user's (deviation `initContainers`).
function keepInitContainers(patch: JsonMap, isCompat: boolean): JsonMap {
  const { spec } = patch;
  if (!isMap(spec)) return patch;
  const { initContainers, ...others } = spec;
  const isNothing = Array.isArray(initContainers) ? initContainers.length === 0 : initContainers === null && !isCompat;
  return isNothing ? { ...patch, spec: others } : patch;
}

function namesOf({ spec }: JsonMap): InjectedNames {
  const lists = STATUS_LISTS.map((list) => [list, namesIn(isMap(spec) ? spec[list] : undefined)]);
  return Object.fromEntries(lists) as unknown as InjectedNames;
}

function onlyNames(spec: unknown): JsonMap {
  if (!isMap(spec)) return {};
  const { $patch } = spec;
  const lists = STATUS_LISTS.filter((list) => spec[list] !== undefined).map((list) => [
    list,
    strippedItems(spec[list]),
  ]);
  return { ...Object.fromEntries(lists), ...($patch === undefined ? {} : { $patch }) };
}

function strippedItems(items: unknown): unknown {
  if (!Array.isArray(items)) return items;
  return items.map((item: JsonMap) => {
    const { name, $patch } = item;
    return { ...(name === undefined ? {} : { name }), ...($patch === undefined ? {} : { $patch }) };
  });
}

function namesIn(items: unknown): string[] {
  return Array.isArray(items) ? items.map((item: JsonMap) => String(item.name)) : [];
}

function ownChoices({ given, pod, noted }: Start): OwnChoices {
  const inPod = [...containersOf(pod, 'containers'), ...containersOf(pod, 'initContainers')];
  return { containers: [...noted.containers, ...noted.initContainers, ...inPod], volumes: pod.spec.volumes, given };
}

function isTproxy(merged: Pod, given: Pod, config: InjectionConfig): boolean {
  const mode = merged.metadata.annotations?.['sidecar.istio.io/interceptionMode'];
  return mode === 'TPROXY' || meshOf(given, config).defaultConfig.interceptionMode === 'TPROXY';
}
