// Knows that standard input can be read once, and not from a terminal where nobody types manifests. Does not know what it holds.
import { readFileSync } from 'node:fs';
import { InjectError } from '../errors.ts';

let claimed: string | undefined;

/** Standard input for one option alone; `asker` is how it was asked for, such as `--config -`. */
export function claimStandardInput(asker: string): void {
  if (process.stdin.isTTY) {
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
  return readFileSync(0, 'utf8');
}
