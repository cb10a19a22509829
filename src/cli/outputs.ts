// Knows where manifests go: standard output, a file, a mirrored tree, or back in place; held back until the run ended well, or
// written as it goes. Does not know what is in them.
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join as joinPath, resolve, sep } from 'node:path';
import { InjectError } from '../errors.ts';
import { type Budget, HeldText } from './held-text.ts';
import type { Input } from './inputs.ts';
import { startReplacement } from './replace-file.ts';

/** Where the manifests of one run go. Each is begun, written, and ended as good or bad; then the run itself ends. */
export interface Output {
  readonly begin: (input: Input) => void;
  readonly write: (text: string) => void | Promise<void>;
  readonly end: (isGood: boolean) => void;
  /** Delivers what was held back (of the good manifests), or drops it all. */
  readonly finish: (isGood: boolean) => Promise<void>;
}

/** What the command line said about outputs. */
export interface OutputOptions {
  readonly output?: string | undefined;
  readonly outputDir?: string | undefined;
  readonly inPlace: boolean;
  readonly stream: boolean;
}

/** The output that the options ask for. */
export function openOutput(options: OutputOptions): Output {
  const asked = [options.output !== undefined, options.outputDir !== undefined, options.inPlace].filter(Boolean).length;
  if (asked > 1) throw new InjectError('usage', 'only one of --output, --output-dir and --in-place can be given');
  if (options.inPlace) return fileOutput(pathInPlace);
  if (options.outputDir !== undefined) return fileOutput(mirror(options.outputDir));
  const sink = options.output === undefined || options.output === '-' ? stdoutSink() : fileSink(options.output);
  return options.stream ? streamOutput(sink) : heldOutput(sink);
}

interface Sink {
  readonly write: (chunk: string | Uint8Array) => void | Promise<void>;
  readonly commit: () => void;
  readonly abandon: () => void;
}

/** Manifests one after the other, with a `---` between two files where there is none. */
function heldOutput(sink: Sink): Output {
  const budget: Budget = { used: 0 };
  const held: HeldText[] = [];
  const join = joiner();
  let current = new HeldText(budget);
  return {
    begin: () => {
      current = new HeldText(budget);
    },
    write: (text) => current.append(text),
    end: (isGood) => {
      if (isGood) held.push(current);
      else current.discard();
    },
    finish: async (isGood) => {
      if (isGood) for (const text of held) await deliver(text, sink, join);
      for (const text of held) text.discard();
      if (isGood) sink.commit();
      else sink.abandon();
    },
  };
}

/** Small texts are joined before they are written: a system call costs more than a copy. */
const BATCH = 1 << 20;

async function deliver(held: HeldText, sink: Sink, join: Joiner): Promise<void> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  join.next();
  for await (const chunk of held.read()) {
    const bytes = join.addBytes(chunk);
    pieces.push(bytes);
    size += bytes.length;
    if (size < BATCH) continue;
    await sink.write(Buffer.concat(pieces));
    pieces = [];
    size = 0;
  }
  if (size > 0) await sink.write(Buffer.concat(pieces));
}

function streamOutput(sink: Sink): Output {
  const join = joiner();
  let isStopped = false;
  return {
    begin: () => join.next(),
    write: (text) => (isStopped ? undefined : sink.write(join.add(text))),
    end: (isGood) => {
      isStopped ||= !isGood;
    },
    finish: async (isGood) => (isGood ? sink.commit() : sink.abandon()),
  };
}

/** The file that an input is written to; a new one is written even where it would be the same. */
type PathOf = (input: Input) => {
  readonly path: string;
  readonly isNew: boolean;
};

interface Joiner {
  /** The next text begins another manifest. */
  readonly next: () => void;
  readonly add: (text: string) => string;
  readonly addBytes: (bytes: Uint8Array) => Uint8Array;
}

function joiner(): Joiner {
  let tail = '';
  let isFirst = true;
  const add = (text: string): string => {
    if (text === '') return text;
    const joined = isFirst && tail !== '' ? separator(tail, text) + text.replace(/^\ufeff/, '') : text;
    isFirst = false;
    tail = (tail + joined.slice(-8)).slice(-8);
    return joined;
  };
  return {
    next: () => {
      isFirst = true;
    },
    add,
    addBytes: (bytes) => {
      if (bytes.length === 0) return bytes;
      const bare = isFirst && tail !== '' ? withoutMark(bytes) : bytes;
      const lead = isFirst && tail !== '' ? Buffer.from(separator(tail, asciiOf(bare.subarray(0, 8)))) : undefined;
      isFirst = false;
      tail = (tail + asciiOf(bare.subarray(-8))).slice(-8);
      return lead ? Buffer.concat([lead, bare]) : bare;
    },
  };
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Of the text only dashes, percent signs, spaces and line breaks count. */
function asciiOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** What must stand between two manifests so that the last document of one does not run into the first of the other. */
function separator(tail: string, text: string): string {
  const lineEnd = /\n$/.test(tail) ? '' : '\n';
  if (/^\ufeff?(---(\s|$))/.test(text) || /(^|\n)---\s*$/.test(tail)) return lineEnd;
  return /^\ufeff?%/.test(text) ? `${lineEnd}...\n` : `${lineEnd}---\n`;
}

/** A file for each input; only what changed is written, and only when the run ended well. */
function fileOutput(pathOf: PathOf): Output {
  const budget: Budget = { used: 0 };
  const held: { input: Input; text: HeldText }[] = [];
  let current: { input: Input; text: HeldText } | undefined;
  return {
    begin: (input) => {
      pathOf(input);
      current = { input, text: new HeldText(budget) };
    },
    write: (text) => current?.text.append(text),
    end: (isGood) => {
      if (current && isGood) held.push(current);
      else current?.text.discard();
    },
    finish: async (isGood) => {
      if (isGood) await writeFiles(held, pathOf);
      for (const { text } of held) text.discard();
    },
  };
}

async function writeFiles(held: readonly { input: Input; text: HeldText }[], pathOf: PathOf): Promise<void> {
  for (const { input, text } of held) {
    const { path, isNew } = pathOf(input);
    if (!isNew && (await isSame(input, text))) continue;
    mkdirSync(dirname(path), { recursive: true });
    const replacement = startReplacement(path);
    try {
      for await (const chunk of text.read()) replacement.write(chunk);
    } catch (error) {
      replacement.abandon();
      throw error;
    }
    replacement.commit();
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

function pathInPlace(input: Input): { path: string; isNew: boolean } {
  if (input.path === undefined)
    throw new InjectError('usage', `${input.name} is not a file, so --in-place cannot write it back`);
  return { path: input.path, isNew: false };
}

/** Paths below a folder as they were below what was named; never outside it, and never two inputs on one path. */
function mirror(folder: string): PathOf {
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
  if (!inside(root, path)) return false;
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return false;
  const [realRoot, realFolder] = [nearestReal(root), nearestReal(dirname(path))];
  return realFolder === realRoot || inside(realRoot, realFolder);
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

function fileSink(path: string): Sink {
  const replacement = startReplacement(path);
  return replacement;
}

function stdoutSink(): Sink {
  return { write: writeToStdout, commit: () => {}, abandon: () => {} };
}

/** Waits where the reader is slower; ends quietly where it went away. */
export function writeToStdout(chunk: string | Uint8Array): void | Promise<void> {
  if (process.stdout.destroyed || process.stdout.write(chunk)) return;
  return new Promise((resolve) => {
    const goOn = (): void => {
      process.stdout.off('drain', goOn).off('close', goOn);
      resolve();
    };
    process.stdout.once('drain', goOn).once('close', goOn);
  });
}
