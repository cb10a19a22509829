// Knows which manifests a command line names, in a stable order, and how to open each. Does not know what is in them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createReadStream, type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, isAbsolute, join, normalize, resolve } from 'node:path';
import { InjectError } from '../errors.ts';
import { claimStandardInput } from './standard-input.ts';
import { systemWords } from './system-words.ts';

/** One manifest to read. `path` is absent where there is no file; `relative` is the path below what was named. */
export interface Input {
  readonly name: string;
  readonly path?: string | undefined;
  readonly relative: string;
  /** In bytes, where there is a file. */
  readonly size?: number | undefined;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What the command line said about inputs. */
export interface InputOptions {
  readonly filenames: readonly string[];
  readonly kustomize?: string | undefined;
  readonly recursive: boolean;
}

/** What was named, as manifests to read, and what could not be found: every name is looked at before anything is said. */
export interface InputList {
  readonly inputs: readonly Input[];
  readonly failures: readonly InjectError[];
}

const MANIFEST = /\.(ya?ml|json)$/i;
const GLOB = /[*?[\]{}]/;

/** The manifests that the command line names: files, folders, globs, `-` for standard input, or a kustomization. */
export async function listInputs({ filenames, kustomize, recursive }: InputOptions): Promise<InputList> {
  if (kustomize !== undefined && filenames.length > 0)
    throw new InjectError('usage', '-k goes alone, without -f and file names');
  if (kustomize !== undefined) return { inputs: [kustomizeInput(kustomize)], failures: [] };
  if (filenames.length === 0) {
    throw new InjectError('usage', 'nothing to read', {
      hint: 'Name a file or a folder (-f FILE), or - for standard input.',
    });
  }
  const found = await Promise.all(filenames.flatMap(namesIn).map((name) => collect(() => listOne(name, recursive))));
  const seen = new Set<string>();
  const isNew = ({ path }: Input): boolean => {
    const place = path === undefined ? '-' : resolve(path);
    return !seen.has(place) && seen.add(place) !== undefined;
  };
  const inputs = found.flatMap(({ inputs }) => inputs).filter(isNew);
  return { inputs, failures: found.flatMap(({ failures }) => failures) };
}

/** kubectl takes `a.yaml,b.yaml` for two names; a file that has the comma in its name counts more, and braces are a glob's. */
function namesIn(names: string): string[] {
  if (names === '') throw new InjectError('usage', 'an empty file name', { hint: 'Is a variable of the shell unset?' });
  if (!names.includes(',') || names.includes('{') || statusOf(names) !== undefined) return [names];
  return names.split(',').filter((name) => name !== '');
}

type Found = Input | InjectError;

async function collect(list: () => Promise<readonly Found[]>): Promise<InputList> {
  try {
    const found = await list();
    const failures = found.filter((each) => each instanceof InjectError);
    return { inputs: found.filter((each): each is Input => !(each instanceof InjectError)), failures };
  } catch (error) {
    if (error instanceof InjectError && error.code === 'input') return { inputs: [], failures: [error] };
    throw error;
  }
}

async function listOne(name: string, recursive: boolean): Promise<readonly Found[]> {
  if (name === '-') return [stdinInput('-f -')];
  const status = statusOf(name);
  if (status instanceof InjectError) throw status;
  if (status?.isDirectory()) return listFolder(name, recursive);
  if (status) return [fileInput(name, pathBelow(name))];
  if (GLOB.test(name)) return listGlob(name, recursive);
  throw new InjectError('input', `${name}: no such file or directory`, {
    hint: similarName(name),
  });
}

/** What is at a path: undefined where nothing is, and why where it cannot be told. */
function statusOf(path: string): Stats | InjectError | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InjectError {
  return new InjectError('input', `${path}: cannot be read: ${systemWords(error)}`, { cause: error });
}

/** A file's place in a mirrored tree: as it was named, unless that leads out of the working directory. */
function pathBelow(name: string): string {
  const path = normalize(name);
  return isAbsolute(path) || path.startsWith('..') ? basename(path) : path;
}

function listFolder(folder: string, recursive: boolean): readonly Found[] {
  const found = [...walk(folder, '', recursive)].map((each) =>
    typeof each === 'string' ? fileInput(join(folder, each), each) : each,
  );
  if (found.length > 0) return found;
  const deeper = recursive ? '' : 'Folders below it are read with -R.';
  throw new InjectError('input', `${folder}: no .yaml, .yml or .json file in this folder`, {
    hint: deeper || undefined,
  });
}

/** The files below a folder, and the folders that cannot be read: one of them does not hide what is wrong elsewhere. */
function* walk(folder: string, below: string, recursive: boolean): Generator<string | InjectError> {
  const entries = entriesOf(join(folder, below));
  if (entries instanceof InjectError) return void (yield entries);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = join(below, entry.name);
    const isFolder = entry.isDirectory();
    if (isFolder && recursive && entry.name !== 'node_modules' && entry.name !== '.git')
      yield* walk(folder, relative, recursive);
    else if (!isFolder && MANIFEST.test(entry.name) && isManifest(join(folder, relative))) yield relative;
  }
}

function entriesOf(folder: string): Dirent[] | InjectError {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return unreadable(folder, error);
  }
}

/** A link to nowhere is told when its turn comes to be read; the locks that Emacs leaves are such links. */
function isManifest(path: string): boolean {
  const status = statusOf(path);
  if (status === undefined || status instanceof InjectError) return !basename(path).startsWith('.#');
  return status.isFile();
}

function isFile(path: string): boolean {
  const status = statusOf(path);
  return status !== undefined && !(status instanceof InjectError) && status.isFile();
}

async function listGlob(pattern: string, recursive: boolean): Promise<readonly Found[]> {
  const { globSync } = await import('tinyglobby');
  const found = globSync(pattern, {
    onlyFiles: false,
    expandDirectories: false,
  }).sort();
  if (found.length === 0) throw new InjectError('input', `${pattern}: no file matches this pattern`);
  return found.flatMap((name) => {
    const path = name.replace(/\/$/, '');
    return isFile(path) ? [fileInput(path, pathBelow(path))] : [...listFolder(path, recursive)];
  });
}

function fileInput(path: string, relative: string): Input {
  const status = statusOf(path);
  const size = status instanceof InjectError ? undefined : status?.size;
  return { name: path, path, relative, size, open: () => readFile(path, size) };
}

/** Up to here one call that reads all is the fastest way. */
const SMALL = 1 << 18;

async function* readFile(path: string, size = 0): AsyncGenerator<Uint8Array> {
  try {
    if (size > 0 && size <= SMALL) {
      yield readFileSync(path);
      return;
    }
    yield* createReadStream(path, {
      highWaterMark: 1 << 18,
    }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw new InjectError('input', `cannot be read: ${systemWords(error)}`, { cause: error });
  }
}

/** Standard input, unless it is a terminal or was asked for before. */
export function stdinInput(asker: string): Input {
  const open = (): AsyncIterable<Uint8Array> => {
    claimStandardInput(asker);
    return process.stdin as AsyncIterable<Uint8Array>;
  };
  return { name: '<stdin>', relative: 'stdin.yaml', open };
}

function similarName(name: string): string | undefined {
  const other = [`${name}.yaml`, `${name}.yml`, name.replace(/\.yaml$/, '.yml'), name.replace(/\.yml$/, '.yaml')];
  const found = other.find((candidate) => candidate !== name && isFile(candidate));
  return found === undefined ? undefined : `Did you mean ${found}?`;
}

function kustomizeInput(folder: string): Input {
  return {
    name: `kustomize build ${folder}`,
    relative: 'kustomization.yaml',
    open: () => runKustomize(folder),
  };
}

const BUILDERS = [
  { command: 'kustomize', before: ['build'] },
  { command: 'kubectl', before: ['kustomize'] },
] as const;

async function* runKustomize(folder: string): AsyncGenerator<Uint8Array> {
  const builder = BUILDERS.find(
    ({ command }) => spawnSync(command, ['version'], { stdio: 'ignore' }).error === undefined,
  );
  if (!builder) {
    throw new InjectError('input', '-k needs kustomize or kubectl, and neither is on PATH', {
      hint: `Install one, or pipe: kustomize build ${folder} | podsplice inject -f -`,
    });
  }
  const child = spawn(builder.command, [...builder.before, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = outcomeOf(child);
  yield* child.stdout as AsyncIterable<Uint8Array>;
  const { code, stderr } = await ended;
  if (code !== 0) throw new InjectError('input', `${builder.command} failed: ${stderr.trim()}`);
}

function outcomeOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
