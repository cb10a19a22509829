// Knows how batches of documents are shared out between worker threads and this one. Does not know what is done with them, and leaves the
// order of the results to who asks for them.
import type { Worker } from 'node:worker_threads';
import type { YamlDocument } from '../rewrite.ts';
import type { Done } from './batch-work.ts';

/** Documents of one file that are worked on together. */
export interface Batch {
  readonly file: string;
  readonly documents: readonly YamlDocument[];
}

/** A batch on its way. */
export interface Task {
  readonly batch: Batch;
  readonly size: number;
  done: Done | undefined;
}

/** What a worker thread is told of a batch, and tells of it. */
export type Message = { readonly id: number } & ({ readonly batch: Batch } | { readonly done: Done });

/** The threads and what waits for them. */
export interface Pool {
  readonly work: (batch: Batch) => Done;
  readonly startWorker: () => Promise<Worker>;
  /** Called when there is much to do and every thread has started. */
  readonly settle: () => void;
  readonly jobs: number;
  /** Nothing is gained by threads for less than so many characters. */
  readonly threshold: number;
  readonly waiting: Task[];
  readonly threads: Thread[];
  submitted: number;
  isStarting: boolean;
  isSettled: boolean;
  failure: unknown;
  wake: () => void;
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Map<number, Task>;
  next: number;
}

/** A pool of `jobs` threads, this one included; the others start when there is enough to do. */
export function newPool(parts: Pick<Pool, 'work' | 'startWorker' | 'settle' | 'jobs' | 'threshold'>): Pool {
  const state = { waiting: [], threads: [], submitted: 0, isStarting: false, isSettled: false, failure: undefined };
  return { ...parts, ...state, wake: () => {} };
}

/** Puts a batch on its way. */
export function submit(pool: Pool, batch: Batch): Task {
  const size = batch.documents.reduce((sum, { text }) => sum + text.length, 0);
  const task: Task = { batch, size, done: undefined };
  pool.submitted += size;
  pool.waiting.push(task);
  if (pool.submitted > pool.threshold) {
    if (pool.jobs === 1) settleOnce(pool);
    else if (!pool.isStarting) void startThreads(pool);
  }
  handOut(pool);
  return task;
}

function settleOnce(pool: Pool): void {
  if (!pool.isSettled) pool.settle();
  pool.isSettled = true;
}

async function startThreads(pool: Pool): Promise<void> {
  pool.isStarting = true;
  try {
    for (let count = 1; count < pool.jobs; count++) addThread(pool, await pool.startWorker());
  } catch {
    // Without threads everything is done here.
  }
  handOut(pool);
}

function addThread(pool: Pool, worker: Worker): void {
  const thread: Thread = { worker, tasks: new Map(), next: 0 };
  worker.unref();
  worker.on('message', (message: Message) => {
    const task = thread.tasks.get(message.id);
    thread.tasks.delete(message.id);
    if (pool.threads.length === pool.jobs - 1) settleOnce(pool);
    if (task && 'done' in message) task.done = message.done;
    handOut(pool);
    pool.wake();
  });
  worker.on('error', (error) => {
    pool.failure = error;
    pool.wake();
  });
  pool.threads.push(thread);
}

const AHEAD = 2;

function handOut({ threads, waiting }: Pool): void {
  for (const thread of threads) {
    while (thread.tasks.size < AHEAD && waiting.length > 0) {
      const task = waiting.shift()!;
      const id = thread.next++;
      thread.tasks.set(id, task);
      thread.worker.postMessage({ id, batch: task.batch } satisfies Message);
    }
  }
}

/** What became of a batch. Until it is known, this thread works, too. */
export async function resultOf(pool: Pool, task: Task): Promise<Done> {
  while (task.done === undefined) {
    if (pool.failure) throw pool.failure;
    const here = pool.waiting.shift();
    if (here) here.done = pool.work(here.batch);
    await (pool.threads.length === 0 && !pool.isStarting ? undefined : turn(pool, here !== undefined));
  }
  return task.done;
}

/** Lets messages in: at once where there is work to do, else when one comes. */
function turn(pool: Pool, isBusy: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (isBusy) {
      setImmediate(resolve);
      return;
    }
    // Threads may not keep the process alive, but what is waited for must.
    const alive = setInterval(() => {}, 1000);
    pool.wake = () => {
      clearInterval(alive);
      resolve();
    };
  });
}

/** Ends the threads. */
export async function closePool(pool: Pool): Promise<void> {
  await Promise.all(pool.threads.map(({ worker }) => worker.terminate()));
}
