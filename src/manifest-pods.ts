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

/** A workload of a manifest, by name, and how its traffic is intercepted. */
export interface InterceptedWorkload {
  readonly name: string;
  readonly interception: Interception;
}

/** Every workload of a manifest, in its order. */
export async function interceptedWorkloads({ name, chunks }: Manifest, inject: Inject): Promise<InterceptedWorkload[]> {
  const found: InterceptedWorkload[] = [];
  for await (const { text, line } of splitDocuments(chunks)) {
    if (!mayHoldWorkload(text)) continue;
    const workloads = readAt(name, line, () => findWorkloads(parseDocument(text).value));
    found.push(...workloads.map((workload) => readWorkload(workload, name, inject)));
  }
  if (found.length === 0) throw new InjectError('input', `${name}: no workload in this manifest`);
  return found;
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
  try {
    return { name, interception: intercept(workload, inject) };
  } catch (error) {
    throw error instanceof InjectError ? error.at(`${file}: ${name}`) : error;
  }
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
