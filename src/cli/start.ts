// Loads the command line, from V8's code cache where that fits this Node: parsing it anew would take longer than most runs. What needs none
// of the program is answered without it. Knows no command.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { watchStandardOutput } from './exit.ts';
import { version } from './version.generated.ts';

type Main = (args: readonly string[]) => Promise<void>;

const file = join(__dirname, 'podsplice.js');
const cache = join(__dirname, 'podsplice.cache');
const answer = process.env.PODSPLICE_MAKE_CACHE === undefined ? knownAnswer(process.argv.slice(2)) : undefined;
if (answer === undefined) start();
else {
  watchStandardOutput();
  process.stdout.write(answer);
}

/** What `--version` and `--help` print; the help was made by the build, for a line as long as that of a pipe or a wide terminal. */
function knownAnswer(args: readonly string[]): string | undefined {
  if (args.length !== 1) return undefined;
  if (args[0] === '--version') return `${version}\n`;
  if (args[0] !== '--help' || (process.stdout.columns ?? 100) < 100 || isPlugin()) return undefined;
  try {
    return readFileSync(join(__dirname, 'help.txt'), 'utf8');
  } catch {
    return undefined; // the build is about to make it
  }
}

/** kubectl's plugins are called by another name, which the help says. */
function isPlugin(): boolean {
  return basename(process.argv[1] ?? '').startsWith('kubectl-');
}

function start(): void {
  const script = load();
  const { main, work } = run(script);
  const warmUp = process.env.PODSPLICE_MAKE_CACHE;
  if (process.env.PODSPLICE_WORKER) void work();
  else if (warmUp === undefined) void main(process.argv.slice(2));
  else void makeCache(script, main, JSON.parse(warmUp));
}

function load(): Script {
  // The bundle is ASCII, which Latin-1 reads without a second copy.
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(file, 'latin1')}\n})`;
  return new Script(source, { filename: file, cachedData: readCache() });
}

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cache);
  } catch {
    return undefined; // slower, and just as good
  }
}

interface Bundle {
  readonly main: Main;
  /** The life of a worker thread (pool.ts). */
  readonly work: () => Promise<void>;
}

function run(bundle: Script): Bundle {
  const module = { exports: {} as Bundle };
  bundle.runInThisContext()(module.exports, require, module, file, __dirname);
  return module.exports;
}

async function makeCache(script: Script, main: Main, runs: readonly (readonly string[])[]): Promise<void> {
  for (const args of runs) await main(args);
  writeFileSync(cache, script.createCachedData());
}
