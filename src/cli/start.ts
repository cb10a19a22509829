// Loads the command line, from V8's code cache where that fits this Node: parsing it anew would take longer than most runs.
// Knows no command.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

type Main = (args: readonly string[]) => Promise<void>;

const file = join(__dirname, 'podsplice.js');
const cache = join(__dirname, 'podsplice.cache');
const script = load();
const { main, work } = run(script);
const warmUp = process.env.PODSPLICE_MAKE_CACHE;
if (process.env.PODSPLICE_WORKER) void work();
else if (warmUp === undefined) void main(process.argv.slice(2));
else void makeCache(JSON.parse(warmUp));

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

async function makeCache(runs: readonly (readonly string[])[]): Promise<void> {
  for (const args of runs) await main(args);
  writeFileSync(cache, script.createCachedData());
}
