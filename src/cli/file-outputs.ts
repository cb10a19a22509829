// Knows how manifests are written each to a file: back in place, or below a folder that mirrors the inputs. Does not know what is in them.
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join as joinPath, resolve, sep } from 'node:path';
import { InjectError } from '../errors.ts';
import { type Budget, HeldText } from './held-text.ts';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { failuresOf, type Replacement, startReplacement } from './replace-file.ts';
import { systemWords } from './system-words.ts';

/** The file that an input is written to; a new one is written even where it would be the same. */
type PathOf = (input: Input) => {
  readonly path: string;
  readonly isNew: boolean;
};

interface Written {
  readonly input: Input;
  readonly text: HeldText;
}

/** A file for each input; only what changed is written, and only when the run ended well. */
export function fileOutput(pathOf: PathOf): Output {
  const budget: Budget = { used: 0 };
  const held: Written[] = [];
  let current: Written | undefined;
  return {
    begin: (input) => {
      current = undefined;
      pathOf(input);
      current = { input, text: new HeldText(budget) };
    },
    write: (text) => current?.text.append(text),
    end: (isGood) => {
      if (current && isGood) held.push(current);
      else current?.text.discard();
    },
    finish: async (isGood, isKeepGoing) => {
      const failures = isGood ? await writeFiles(held, pathOf, isKeepGoing) : [];
      for (const { text } of held) text.discard();
      return failures;
    },
  };
}

/** All are written beside first: where one cannot be, none is put in place, unless the run shall keep going. */
async function writeFiles(held: readonly Written[], pathOf: PathOf, isKeepGoing: boolean): Promise<InjectError[]> {
  const ready: Replacement[] = [];
  const failures: InjectError[] = [];
  for (const each of held) {
    const found = await failuresOf(async () => {
      const replacement = await writeBeside(each, pathOf);
      if (replacement) ready.push(replacement);
    });
    failures.push(...found);
  }
  const isDone = failures.length === 0 || isKeepGoing;
  for (const replacement of ready) {
    if (isDone) failures.push(...(await failuresOf(replacement.commit)));
    else replacement.abandon();
  }
  return failures;
}

/** Nothing where the file is to stay and would be the same. */
async function writeBeside({ input, text }: Written, pathOf: PathOf): Promise<Replacement | undefined> {
  const { path, isNew } = pathOf(input);
  if (!isNew && (await isSame(input, text))) return undefined;
  makeFolder(dirname(path));
  const replacement = startReplacement(path);
  try {
    for await (const chunk of text.read()) replacement.write(chunk);
    replacement.seal();
  } catch (error) {
    replacement.abandon();
    throw error;
  }
  return replacement;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InjectError('input', `${folder}: cannot be made: ${systemWords(error)}`, { cause: error });
  }
}

async function isSame(input: Input, text: HeldText): Promise<boolean> {
  const [before, after] = await Promise.all([bytesOf(input.open()), bytesOf(text.read())]);
  return before.equals(after);
}

async function bytesOf(chunks: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(all);
}

/** The file itself. */
export function pathInPlace(input: Input): ReturnType<PathOf> {
  if (input.path === undefined)
    throw new InjectError('usage', `${input.name} is not a file, so --in-place cannot write it back`);
  return { path: input.path, isNew: false };
}

/** Paths below a folder as they were below what was named; never outside it, and never two inputs on one path. */
export function mirror(folder: string): PathOf {
  const root = resolve(folder);
  const owners = new Map<string, Input>();
  return (input) => {
    const path = resolve(root, input.relative);
    const owner = owners.get(path) ?? input;
    owners.set(path, owner);
    if (owner !== input)
      throw new InjectError('usage', `${owner.name} and ${input.name} would both be written to ${path}`);
    if (!isBelow(root, path)) throw new InjectError('usage', `${input.name} would be written outside ${folder}`);
    return { path, isNew: true };
  };
}

/** Whether a path is in a folder, also when links on the way are followed. */
function isBelow(root: string, path: string): boolean {
  const inside = (folder: string, candidate: string): boolean =>
    candidate.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  if (!inside(root, path) || isLink(path)) return false;
  const [realRoot, realFolder] = [nearestReal(root), nearestReal(dirname(path))];
  return realFolder === realRoot || inside(realRoot, realFolder);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false; // told when it is written
  }
}

/** The real path of the deepest folder that is there, with the rest as it is. */
function nearestReal(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : joinPath(nearestReal(parent), path.slice(parent.length));
  }
}
