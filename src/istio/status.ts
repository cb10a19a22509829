// Knows the note that an injection leaves in a pod: which of its parts a template named. Does not know what they are.
import type { Pod } from '../kubernetes/workloads.ts';
import { goJson } from './go-json.ts';
import { STATUS_ANNOTATION } from './sidecar.ts';

/** The names that templates gave to parts of a pod, each list in the templates' order. */
export interface InjectedNames {
  readonly initContainers: readonly string[];
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly imagePullSecrets: readonly string[];
}

/** What the status annotation of an injected pod says. */
export interface InjectionStatus extends InjectedNames {
  readonly revision: string;
}

/** The lists of a pod that the status names parts of. */
export const STATUS_LISTS = ['initContainers', 'containers', 'volumes', 'imagePullSecrets'] as const;

/** The text of the status annotation. */
export function formatStatus(names: InjectedNames, revision: string): string {
  const lists = STATUS_LISTS.map((list) => [list, names[list].length === 0 ? null : names[list]]);
  return goJson({ ...Object.fromEntries(lists), revision: revision === '' ? 'default' : revision });
}

/** What an earlier injection noted; undefined when there was none, or its note cannot be read. */
export function readStatus(pod: Pod): InjectionStatus | undefined {
  const text = pod.metadata.annotations?.[STATUS_ANNOTATION];
  const status = text === undefined ? undefined : parseObject(text);
  if (status === undefined) return undefined;
  const lists = STATUS_LISTS.map((list) => [list, strings(status[list])]);
  const { revision } = status;
  return {
    ...(Object.fromEntries(lists) as unknown as InjectedNames),
    revision: typeof revision === 'string' ? revision : '',
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
