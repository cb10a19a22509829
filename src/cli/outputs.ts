// Knows where manifests go: standard output, a file, a mirrored tree, or back in place; held back until the run ended well, or
// written as it goes. Does not know what is in them.
import { InjectError } from '../errors.ts';
import { fileOutput, mirror, pathInPlace } from './file-outputs.ts';
import { type Budget, HeldText } from './held-text.ts';
import type { Input } from './inputs.ts';
import { failuresOf, startReplacement } from './replace-file.ts';

/** Where the manifests of one run go. Each is begun, written, and ended as good or bad; then the run itself ends. */
export interface Output {
  readonly begin: (input: Input) => void;
  readonly write: (text: string) => void | Promise<void>;
  readonly end: (isGood: boolean) => void;
  /** Delivers what was held back (of the good manifests), or drops it all; tells what could not be written. */
  readonly finish: (isGood: boolean, isKeepGoing: boolean) => Promise<readonly InjectError[]>;
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
  if (options.output === '' || options.outputDir === '')
    throw new InjectError('usage', 'an empty name for the output', { hint: 'Is a variable of the shell unset?' });
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
      const failures = await failuresOf(async () => {
        if (isGood) for (const text of held) await deliver(text, sink, join);
        if (isGood) sink.commit();
      });
      for (const text of held) text.discard();
      if (!isGood || failures.length > 0) sink.abandon();
      return failures;
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
    finish: (isGood) => failuresOf(() => (isGood ? sink.commit() : sink.abandon())),
  };
}

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

function fileSink(path: string): Sink {
  const { write, seal, commit, abandon } = startReplacement(path);
  const finish = (): void => {
    seal();
    commit();
  };
  return { write, commit: finish, abandon };
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
