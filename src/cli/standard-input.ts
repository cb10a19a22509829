// Knows that standard input can be read once, and not from a terminal where nobody types manifests. Does not know what it holds.
import { readFileSync, readSync } from 'node:fs';
import { isatty } from 'node:tty';
import { InjectError } from '../errors.ts';

let claimed: string | undefined;

/** Standard input for one option alone; `asker` is how it was asked for, such as `--config -`. */
export function claimStandardInput(asker: string): void {
  if (isatty(0)) {
    throw new InjectError('usage', 'standard input is a terminal', {
      hint: 'Pipe a manifest in (kubectl get deploy -o yaml | podsplice inject -f -), or name a file.',
    });
  }
  if (claimed !== undefined)
    throw new InjectError('usage', `standard input can be read once only, and ${claimed} and ${asker} both ask for it`);
  claimed = asker;
}

/** A small file's text; `-` is standard input. */
export function readNamedText(name: string, asker: string): string {
  if (name !== '-') return readFileSync(name, 'utf8');
  claimStandardInput(`${asker} -`);
  const chunks: Buffer[] = [];
  for (let chunk = readChunk(); chunk.length > 0; chunk = readChunk()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Waits where the other end of the pipe has made it non-blocking and is slow to write. */
function readChunk(): Buffer {
  const buffer = Buffer.allocUnsafe(1 << 16);
  for (;;) {
    try {
      return buffer.subarray(0, readSync(0, buffer));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return buffer.subarray(0, 0);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
