// Knows what of the user's own definition of a template's container is kept: all of it, field by field over the
// template's. Notes it in the pod, so that a later injection finds it again. Does not render templates.
import { isMap } from '../kubernetes/json.ts';
import { strategicMerge } from '../kubernetes/strategic-merge.ts';
import type { Container, Pod } from '../kubernetes/workloads.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { goJson } from './go-json.ts';
import { inWordsOf, withoutZeros } from './in-words-of.ts';
import { mergeOptionsOf } from './merge-options.ts';
import {
  type ContainerList,
  containersOf,
  mapContainers,
  OVERRIDES_ANNOTATION,
  STATUS_ANNOTATION,
  withAnnotations,
} from './sidecar.ts';
import type { InjectedNames, InjectionStatus } from './status.ts';
import { typedContainer } from './typed-container.ts';

/** The user's own containers among those that templates define, by list. */
export type Overrides = Readonly<Record<ContainerList, readonly Container[]>>;

/** What the user's containers are found by. */
export interface OverrideSources {
  /** The pod as it came. */
  readonly given: Pod;
  /** What the templates name. */
  readonly names: InjectedNames;
  /** What the pod's annotation notes of an earlier injection. */
  readonly noted: Overrides;
  /** What an earlier injection put into the pod; what it lists is not the user's. */
  readonly status: InjectionStatus | undefined;
  readonly config: InjectionConfig;
}

/** The merged pod with the user's own containers laid over it again, and a note of them. */
export function keepOverrides(merged: Pod, sources: OverrideSources): Pod {
  const kept = { containers: findInList('containers', sources), initContainers: findInList('initContainers', sources) };
  const pod = LISTS.reduce((each, list) => applyAll(each, list, kept[list], sources.config), merged);
  const isFirst = sources.given.metadata.annotations?.[STATUS_ANNOTATION] === undefined;
  const hasAny = LISTS.some((list) => kept[list].length > 0);
  return isFirst && hasAny ? withAnnotations(pod, { [OVERRIDES_ANNOTATION]: formatOverrides(kept) }) : pod;
}

/** What the pod's annotation notes of the user's own containers; undefined where it cannot be read. */
export function readOverrides(pod: Pod): Overrides | undefined {
  const text = pod.metadata.annotations?.[OVERRIDES_ANNOTATION];
  const value = text === undefined ? {} : (parse(text) ?? {});
  const containers = isMap(value) ? containersIn(value.containers) : undefined;
  const initContainers = isMap(value) ? containersIn(value.initContainers) : undefined;
  return containers && initContainers && { containers, initContainers };
}

// The reference's order: containers, then init containers.
const LISTS = ['containers', 'initContainers'] as const;

/** One of the user's own containers, without an image that is `auto`: as they wrote it, and as Go notes it. */
interface Own {
  readonly written: Container;
  readonly typed: Container;
}

/** The user's own containers among those that the templates name; `image: auto` asks for the template's image. */
function findInList(list: ContainerList, sources: OverrideSources): Own[] {
  const { status, config } = sources;
  const listed = config.behaviours.keepsInjectedContainers ? (status?.[list] ?? []) : [];
  const names = sources.names[list].filter((name) => !listed.includes(name));
  return names.flatMap((name) => {
    const own = ownContainer(name, list, sources);
    if (own === undefined) return [];
    const written = withoutAuto(own);
    return [{ written, typed: typedContainer(written, config) }];
  });
}

function ownContainer(
  name: string,
  list: ContainerList,
  { given, noted, config }: OverrideSources,
): Container | undefined {
  const crosses = config.behaviours.sidecarMayBeInit && list === 'initContainers';
  const candidates = crosses ? LISTS.flatMap((each) => containersOf(given, each)) : containersOf(given, list);
  return [...noted[list], ...candidates].find((container) => container.name === name);
}

function withoutAuto(container: Container): Container {
  if (container.image !== 'auto') return container;
  const { image: _, ...others } = container;
  return others as Container;
}

function applyAll(pod: Pod, list: ContainerList, owns: readonly Own[], config: InjectionConfig): Pod {
  return owns.reduce<Pod>((each, { written, typed }) => {
    const overlay = inWordsOf(written, typed, ['spec', list]);
    const merged = strategicMerge(each, { spec: { [list]: [overlay] } }, mergeOptionsOf(config));
    return mapContainers(merged, list, (container) =>
      container.name === typed.name
        ? (withoutZeros(container, written, typed, ['spec', list]) as Container)
        : container,
    );
  }, pod);
}

function formatOverrides(overrides: Readonly<Record<ContainerList, readonly Own[]>>): string {
  return goJson(
    Object.fromEntries(
      LISTS.map((list) => [list, overrides[list].map(({ typed }) => typed)] as const).filter(
        ([, all]) => all.length > 0,
      ),
    ),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return 'unreadable';
  }
}

function containersIn(value: unknown): readonly Container[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((item) => isMap(item))
    ? (value as unknown as readonly Container[])
    : undefined;
}
