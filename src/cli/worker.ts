// The other side of pool.ts: a thread that works on the batches that come, with what it was given at its start.
import { parentPort, workerData } from 'node:worker_threads';
import { memory } from '../memory.ts';
import { type Job, workOn } from './batch-work.ts';
import type { Message } from './pool.ts';

/** What a thread is given. */
export interface WorkerData {
  readonly job: Job;
  readonly isPlain: boolean;
}

/** Works until it is ended. */
export function work(): void {
  const { job, isPlain } = workerData as WorkerData;
  memory.isOn = !isPlain;
  parentPort?.on('message', (message: Message) => {
    if ('batch' in message)
      parentPort?.postMessage({ id: message.id, done: workOn(message.batch, job) } satisfies Message);
  });
}
