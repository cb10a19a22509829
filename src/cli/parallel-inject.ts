// Knows how injection is spread over the cores: documents in batches, small files read ahead, everything in the order of the input. Does not
// know how a document is injected.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InjectError } from '../errors.ts';
import { memory } from '../memory.ts';
import type { Report } from '../report.ts';
import { splitDocuments, type YamlDocument } from '../rewrite.ts';
import { addTo, type Job, workOn } from './batch-work.ts';
import type { Input } from './inputs.ts';
import { closePool, newPool, type Pool, resultOf, submit, type Task } from './pool.ts';

/** Injection with a pool behind it. */
export interface ParallelInjection {
  /** One input's new text, and its part of the report. */
  readonly inject: (input: Input, report: Report) => AsyncGenerator<string>;
  readonly close: () => Promise<void>;
}

/** How many threads, and by how many percent the heap may grow between two collections. */
export interface Effort {
  readonly jobs: number;
  readonly growth: number;
}

/**
 * How many characters a batch has (so few that its text is no large object to the heap, or so many that sending it pays), how many may be
 * on their way, and how many there must be for threads to pay.
 */
const BATCH = 1 << 13;
const BATCH_FOR_THREADS = 1 << 17;
const MOST_UNDER_WAY = 1 << 21;
const THRESHOLD = 1 << 20;
const MOST_FILES_AHEAD = 64;
const SMALL_FILE = 1 << 18;

/** Starts with no threads; `inputs` are all that will be asked for, in order. */
export function startInjection(job: Job, { jobs, growth }: Effort, inputs: () => readonly Input[]): ParallelInjection {
  // V8 otherwise lets garbage grow to many times what is in use, and most before it first looks. A thread that starts later could not use
  // the code cache.
  const settle = () => {
    setFlagsFromString(`--heap-growing-percent=${growth}`);
    collectGarbage();
  };
  const startWorker = async () => {
    // The bundle runs as a script, which cannot import; required, the module loads only where threads start.
    const { Worker } = createRequire(import.meta.url)('node:worker_threads') as typeof import('node:worker_threads');
    const env = { ...process.env, PODSPLICE_WORKER: '1' };
    return new Worker(new URL('./cli.js', import.meta.url), { env, workerData: { job, isPlain: !memory.isOn } });
  };
  const pool = newPool({ jobs, startWorker, settle, threshold: THRESHOLD, work: (batch) => workOn(batch, job) });
  const ahead: Ahead = { pool, inputs, next: 0, read: new Map() };
  return { inject: (input, report) => injectInput(ahead, input, report), close: () => closePool(pool) };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}

interface Ahead {
  readonly pool: Pool;
  readonly inputs: () => readonly Input[];
  next: number;
  /** Small files that were read already: their tasks, or what was wrong with them. */
  readonly read: Map<Input, readonly Task[] | InjectError>;
}

async function* injectInput(ahead: Ahead, input: Input, report: Report): AsyncGenerator<string> {
  if (ahead.pool.jobs > 1) await readAhead(ahead, input);
  const known = ahead.read.get(input);
  ahead.read.delete(input);
  if (known === undefined) yield* injectStream(ahead.pool, input, report);
  else if (known instanceof InjectError) throw known;
  else for (const task of known) yield await finish(ahead.pool, task, report);
}

/** The next files' documents go on their way before this one's are asked for. */
async function readAhead(ahead: Ahead, input: Input): Promise<void> {
  const inputs = ahead.inputs();
  if (inputs.length === 1) return;
  while (ahead.next < inputs.length && (ahead.read.size < MOST_FILES_AHEAD / 2 || !ahead.read.has(input))) {
    const next = inputs[ahead.next]!;
    const text = smallFile(next);
    if (text === undefined && next === input) break;
    if (text === undefined) return;
    ahead.next += 1;
    ahead.read.set(next, await tasksOf(ahead.pool, next, text));
  }
  if (inputs[ahead.next] === input) ahead.next += 1;
}

function smallFile({ path, size }: Input): Uint8Array | undefined {
  if (path === undefined || size === undefined || size > SMALL_FILE) return undefined;
  try {
    return readFileSync(path);
  } catch {
    return undefined; // told when its turn comes
  }
}

async function tasksOf(pool: Pool, input: Input, bytes: Uint8Array): Promise<readonly Task[] | InjectError> {
  const tasks: Task[] = [];
  try {
    const documents: YamlDocument[] = [];
    for await (const document of splitDocuments([bytes])) documents.push(document);
    tasks.push(submit(pool, { file: input.name, documents }));
  } catch (error) {
    if (error instanceof InjectError) return error;
    throw error;
  }
  return tasks;
}

async function* injectStream(pool: Pool, input: Input, report: Report): AsyncGenerator<string> {
  const tasks: Task[] = [];
  let underWay = 0;
  let failure: unknown;
  try {
    for await (const documents of batches(input.open(), pool.jobs > 1 ? BATCH_FOR_THREADS : BATCH)) {
      const task = submit(pool, { file: input.name, documents });
      tasks.push(task);
      underWay += task.size;
      while (underWay > MOST_UNDER_WAY || (pool.threads.length === 0 && tasks.length > 0 && !isEnough(pool))) {
        const first = tasks.shift()!;
        underWay -= first.size;
        yield await finish(pool, first, report);
      }
    }
  } catch (error) {
    failure = error;
  }
  for (const task of tasks) yield await finish(pool, task, report);
  if (failure !== undefined) throw failure;
}

/** Whether threads are there soon, so that more can be on its way. */
function isEnough({ isStarting, jobs }: Pool): boolean {
  return jobs > 1 && isStarting;
}

async function* batches(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<readonly YamlDocument[]> {
  let documents: YamlDocument[] = [];
  let size = 0;
  let failure: unknown;
  try {
    for await (const document of splitDocuments(chunks)) {
      documents.push(document);
      size += document.text.length;
      if (size < most) continue;
      yield documents;
      documents = [];
      size = 0;
    }
  } catch (error) {
    failure = error;
  }
  // What came before a fault counts, as if it had been alone.
  if (documents.length > 0) yield documents;
  if (failure !== undefined) throw failure;
}

async function finish(pool: Pool, task: Task, report: Report): Promise<string> {
  const done = await resultOf(pool, task);
  addTo(report, done);
  return done.text;
}
