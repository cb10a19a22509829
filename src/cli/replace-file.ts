// Knows how a file is replaced without ever being half-written: written beside, then renamed. Does not know what is in it.
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { InjectError } from '../errors.ts';
import { writeAll } from './held-text.ts';
import { systemWords } from './system-words.ts';

/** A file that is being written beside the one it will replace: written, sealed (all that may fail is done), then put in place. */
export interface Replacement {
  readonly write: (chunk: string | Uint8Array) => void;
  readonly seal: () => void;
  readonly commit: () => void;
  readonly abandon: () => void;
}

/** Starts a replacement of `path`: links are followed, mode and owner kept; a device or pipe is written to directly. */
export function startReplacement(path: string): Replacement {
  const { write, seal, commit, abandon } = tryTo(path, () => {
    const target = realPath(path);
    const before = statSync(target, { throwIfNoEntry: false });
    if (before?.isDirectory()) throw new InjectError('input', `${path}: is a directory`);
    return before && !before.isFile() ? writeDirectly(target) : writeBeside(target, before);
  });
  return {
    write: (chunk) => tryTo(path, () => write(chunk)),
    seal: () => tryTo(path, seal),
    commit: () => tryTo(path, commit),
    abandon,
  };
}

/** What could not be written, as a list; other failures go on. */
export async function failuresOf(act: () => void | Promise<void>): Promise<readonly InjectError[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (error instanceof InjectError) return [error];
    throw error;
  }
}

function tryTo<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof InjectError) throw error;
    throw new InjectError('input', `${path}: cannot be written: ${systemWords(error)}`, { cause: error });
  }
}

/** Files that are being written beside others: an interrupted run leaves none of them. */
const unfinished = new Set<string>();
let count = 0;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
  unfinished.clear();
}

/** Cleans up first, then ends as the signal would have ended the process. */
function endBySignal(signal: NodeJS.Signals): void {
  removeUnfinished();
  for (const each of SIGNALS) process.removeListener(each, endBySignal);
  process.kill(process.pid, signal);
}

function watchForEnd(): void {
  if (process.listeners('exit').includes(removeUnfinished)) return;
  process.once('exit', removeUnfinished);
  for (const signal of SIGNALS) process.once(signal, endBySignal);
}

function writeBeside(target: string, before: Stats | undefined): Replacement {
  count += 1;
  const beside = join(dirname(target), `.podsplice-${process.pid}-${count}`);
  watchForEnd();
  unfinished.add(beside);
  const file = openSync(beside, 'wx', before ? before.mode & 0o7777 : 0o666);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    write: (chunk) => writeAll(file, bytesOf(chunk)),
    seal: () => {
      if (before) keepOwner(beside, before);
      fsyncSync(file);
      close();
    },
    commit: () => {
      renameSync(beside, target);
      unfinished.delete(beside);
    },
    abandon: () => {
      rmSync(beside, { force: true });
      unfinished.delete(beside);
      close();
    },
  };
}

function writeDirectly(target: string): Replacement {
  const file = openSync(target, 'w');
  return {
    write: (chunk) => writeAll(file, bytesOf(chunk)),
    seal: () => {},
    commit: () => closeSync(file),
    abandon: () => closeSync(file),
  };
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function keepOwner(path: string, { uid, gid, mode }: Stats): void {
  try {
    chownSync(path, uid, gid);
  } catch {
    // only root may give a file away; the content matters more
  }
  chmodSync(path, mode & 0o7777);
}

function bytesOf(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
