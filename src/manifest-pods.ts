// Knows how the pods of a manifest are read, injected where they are not yet, for commands that tell about pods and change nothing.
import { InjectError } from './errors.ts';
import { type Interception, interceptionOf } from './interception.ts';
import { findWorkloads, mayHoldWorkload, type Pod, type Workload } from './kubernetes/workloads.ts';
import { splitDocuments } from './yaml/documents.ts';
import { parseDocument } from './yaml/parse.ts';

/** A manifest: its chunks, and the name by which its places are told. */
export interface Manifest {
  readonly name: string;
  readonly chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** Injects a workload that is not injected yet: its pod with the sidecar, or the reason why it gets none. */
export type Inject = (workload: Workload) => Pod | string;

/** A workload of a manifest, by name and by its place among the manifests, and how its traffic is intercepted. */
export interface InterceptedWorkload {
  readonly name: string;
  readonly place: string;
  readonly interception: Interception;
}

/** Every workload of some manifests, in their order. */
export async function interceptedWorkloads(
  manifests: readonly Manifest[],
  inject: Inject,
): Promise<InterceptedWorkload[]> {
  const found: InterceptedWorkload[] = [];
  for (const manifest of manifests) found.push(...(await workloadsOf(manifest, inject)));
  if (found.length > 0) return found;
  const names = manifests.map(({ name }) => name).join(', ');
  throw new InjectError(
    'input',
    `${names}: no workload in ${manifests.length === 1 ? 'this manifest' : 'these manifests'}`,
  );
}

async function workloadsOf({ name, chunks }: Manifest, inject: Inject): Promise<InterceptedWorkload[]> {
  const found: InterceptedWorkload[] = [];
  for await (const { text, line } of splitDocuments(chunks)) {
    if (!mayHoldWorkload(text)) continue;
    const workloads = readAt(name, line, () => findWorkloads(parseDocument(text).value));
    found.push(...workloads.map((workload) => readWorkload(workload, name, inject)));
  }
  return found;
}

/** Does something with a workload; a failure tells which workload it was. */
export function withPlace<T>({ place }: Pick<InterceptedWorkload, 'place'>, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof InjectError ? error.at(place) : error;
  }
}

function readAt<T>(file: string, line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InjectError ? error.at(file, line - 1) : error;
  }
}

function readWorkload(workload: Workload, file: string, inject: Inject): InterceptedWorkload {
  const name = nameOf(workload);
  const place = `${file}: ${name}`;
  return { name, place, interception: withPlace({ place }, () => intercept(workload, inject)) };
}

function nameOf({ owner }: Workload): string {
  const { namespace, name, generateName } = owner.metadata;
  return [owner.kind, namespace, name ?? generateName].filter((part) => part !== undefined && part !== '').join('/');
}

function intercept(workload: Workload, inject: Inject): Interception {
  const own = interceptionOf(workload.pod);
  if (own !== undefined) return own;
  const pod = inject(workload);
  if (typeof pod === 'string') return { kind: 'none', why: `the pod gets no sidecar: ${pod}` };
  return interceptionOf(pod) ?? { kind: 'none', why: 'the pod gets no istio-proxy' };
}
