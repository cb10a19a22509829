// Knows how to keep text until it is wanted: in memory, and past a limit in a temporary file. Does not know what it is for.
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many bytes all held texts together keep in memory before they go to a file. */
const LIMIT = 64 * 1024 * 1024;

/** Bytes in memory of all held texts that share it. */
export interface Budget {
  used: number;
}

/** Text that is held back: appended to, then read once or discarded. */
export class HeldText {
  readonly #budget: Budget;
  readonly #folders: string[] = [];
  #chunks: Buffer[] = [];
  #inMemory = 0;
  #file: number | undefined;

  constructor(budget: Budget = { used: 0 }) {
    this.#budget = budget;
  }

  append(text: string): void {
    const bytes = Buffer.from(text);
    this.#chunks.push(bytes);
    this.#inMemory += bytes.length;
    this.#budget.used += bytes.length;
    if (this.#budget.used > LIMIT) this.#spill();
  }

  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#file !== undefined)
      yield* createReadStream(this.#path(), { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
    yield* this.#chunks;
  }

  discard(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    this.#forget();
    this.#file = undefined;
  }

  #path(): string {
    return join(this.#folders[0] as string, 'held');
  }

  #spill(): void {
    if (this.#file === undefined) {
      const folder = mkdtempSync(join(tmpdir(), 'podsplice-'));
      this.#folders.push(folder);
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      this.#file = openSync(this.#path(), 'w', 0o600);
    }
    for (const chunk of this.#chunks) writeAll(this.#file, chunk);
    this.#forget();
  }

  #forget(): void {
    this.#budget.used -= this.#inMemory;
    this.#inMemory = 0;
    this.#chunks = [];
  }
}

/** Writes all bytes, however few the system takes at a time. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
