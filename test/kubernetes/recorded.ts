// Cases that were asked of Kubernetes' own libraries, one JSON object a line, and how to compare their answers with ours.
import { readFileSync } from 'node:fs';

/** The recorded cases of `cases/NAME.jsonl`. */
export function recorded<T>(name: string): T[] {
  const text = readFileSync(new URL(`cases/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** A value without what Go's types leave out or fill in: keys sorted, empty and zero entries of maps dropped. */
export function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, withoutZeros(entry)] as const);
  return Object.fromEntries(entries.filter(([, entry]) => !isZero(entry)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === '' || value === 0 || value === false;
}

/** A deeply frozen copy: whoever changes it throws. */
export function frozen<T>(value: T): T {
  const copy: unknown = structuredClone(value);
  freeze(copy);
  return copy as T;
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
