// Knows what there is to say about a pod, and where in the pod. Does not know the text: a path becomes a line and a column elsewhere.

/** Keys and indices that lead from a value to a place in it. */
export type Path = readonly (string | number)[];

/** One thing to say about a pod; `path` starts at the pod: `['metadata', …]` or `['spec', …]`. An error keeps it from being injected. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** A path as users write it: `spec.containers[0].env[1].value`. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join('').replace(/^\./, '');
}

function formatStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^[\w$-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
