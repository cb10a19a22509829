// Knows which manifests a command line names, in a stable order, and how to open each. Does not know what is in them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, normalize } from 'node:path';
import { InjectError } from '../errors.ts';

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
  const found = await Promise.all(filenames.map((name) => collect(() => listOne(name, recursive))));
  const seen = new Set<string>();
  const inputs = found.flatMap(({ inputs }) => inputs).filter(({ path = '-' }) => !seen.has(path) && seen.add(path));
  return { inputs, failures: found.flatMap(({ failures }) => failures) };
}

async function collect(list: () => Promise<readonly Input[]>): Promise<InputList> {
  try {
    return { inputs: await list(), failures: [] };
  } catch (error) {
    if (error instanceof InjectError && error.code === 'input') return { inputs: [], failures: [error] };
    throw error;
  }
}

async function listOne(name: string, recursive: boolean): Promise<readonly Input[]> {
  if (name === '-') return [stdinInput()];
  const status = statSync(name, { throwIfNoEntry: false });
  if (status?.isDirectory()) return listFolder(name, recursive);
  if (status) return [fileInput(name, pathBelow(name))];
  if (GLOB.test(name)) return listGlob(name, recursive);
  throw new InjectError('input', `${name}: no such file or directory`, {
    hint: similarName(name),
  });
}

/** A file's place in a mirrored tree: as it was named, unless that leads out of the working directory. */
function pathBelow(name: string): string {
  const path = normalize(name);
  return isAbsolute(path) || path.startsWith('..') ? basename(path) : path;
}

function listFolder(folder: string, recursive: boolean): readonly Input[] {
  const inputs = [...walk(folder, '', recursive)].map((relative) => fileInput(join(folder, relative), relative));
  if (inputs.length > 0) return inputs;
  const deeper = recursive ? '' : 'Folders below it are read with -R.';
  throw new InjectError('input', `${folder}: no .yaml, .yml or .json file in this folder`, {
    hint: deeper || undefined,
  });
}

function* walk(folder: string, below: string, recursive: boolean): Generator<string> {
  const entries = readdirSync(join(folder, below), {
    withFileTypes: true,
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const relative = join(below, entry.name);
    const isFolder = entry.isDirectory();
    if (isFolder && recursive && entry.name !== 'node_modules' && entry.name !== '.git')
      yield* walk(folder, relative, recursive);
    else if (!isFolder && MANIFEST.test(entry.name) && isFile(join(folder, relative))) yield relative;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

async function listGlob(pattern: string, recursive: boolean): Promise<readonly Input[]> {
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
  const size = statSync(path, { throwIfNoEntry: false })?.size;
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
    throw new InjectError('input', `${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Standard input, unless it is a terminal. */
export function stdinInput(): Input {
  if (process.stdin.isTTY) {
    throw new InjectError('usage', 'standard input is a terminal', {
      hint: 'Pipe a manifest in (kubectl get deploy -o yaml | podsplice inject -f -), or name a file.',
    });
  }
  return {
    name: '<stdin>',
    relative: 'stdin.yaml',
    open: () => process.stdin as AsyncIterable<Uint8Array>,
  };
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
  if (code !== 0) throw new InjectError('input', `${builder.command} ${folder} failed: ${stderr.trim()}`);
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
