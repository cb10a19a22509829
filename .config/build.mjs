// Makes dist/: the generated modules, one bundle per entry, and the declarations. Run by `npm run build` and `npm ci` (prepare).
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parse } from 'yaml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src');
// Made beside and renamed: a build that fails leaves the last one.
const made = join(root, `.dist-${process.pid}`);
process.on('exit', () => rmSync(made, { recursive: true, force: true }));

/** Files under a folder, depth first, in a stable order. */
function walk(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** templates/ as a module: the releases, values and mesh files as parsed JSON, the templates as text. */
function generateTemplates() {
  const folder = join(root, 'templates');
  const entries = walk(folder)
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => {
      const name = relative(folder, path).replaceAll('\\', '/');
      const text = readFileSync(path, 'utf8');
      return [name, /^(releases\.yaml|values\/|mesh\/)/.test(name) ? parse(text) : text];
    });
  const body = JSON.stringify(Object.fromEntries(entries), null, 1);
  const head = '// Made by .config/build.mjs from templates/; not committed.\n';
  writeIfChanged(
    join(source, 'istio/config/templates.generated.ts'),
    `${head}export const files: Record<string, unknown> = ${body};\n`,
  );
}

function generateVersion() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeIfChanged(
    join(source, 'cli/version.generated.ts'),
    `// Made by .config/build.mjs from package.json; not committed.\nexport const version = '${version}' as string;\n`,
  );
}

/** The words that the engine's own text spells out: names and numbers of pods that are among them may be compared with them. */
function generateWords() {
  const texts = ['istio', 'kubernetes'].flatMap((room) =>
    walk(join(source, room)).filter((path) => !/\.generated\.ts$/.test(path)),
  );
  const words = texts.flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const literals = [...text.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map(([, single, back]) => single ?? back);
    return [
      ...literals.flatMap((literal) => literal.match(/[\w./@:-]*\w/g) ?? []),
      ...(text.match(/\b[\d_]{4,6}\b/g) ?? []),
    ];
  });
  const known = [...new Set(words.map((word) => word.replaceAll(/(?<=\d)_(?=\d)/g, '')))].filter((word) =>
    /^(?:[a-z].*|\d{4,5})$/.test(word),
  );
  writeIfChanged(
    join(source, 'istio/words.generated.ts'),
    `// Made by .config/build.mjs from src/istio and src/kubernetes; not committed.\nexport const wordsOfTheProgram: string = '${known.sort().join(' ')}';\n`,
  );
}

/** The configuration's schemas, compiled to plain functions by the project's own code. */
async function generateValidators() {
  const bundled = await build({
    ...{ absWorkingDir: root, entryPoints: ['src/istio/config/compile-schemas.ts'], bundle: true, write: false },
    ...{ platform: 'node', format: 'esm', packages: 'external' },
  });
  const file = join(source, 'istio/config/.compile-schemas.mjs');
  writeFileSync(file, bundled.outputFiles[0].text);
  try {
    const { compileSchemas } = await import(pathToFileURL(file).href);
    writeIfChanged(join(source, 'istio/config/validators.generated.ts'), compileSchemas());
  } finally {
    rmSync(file);
  }
}

function writeIfChanged(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // not there yet
  }
  writeFileSync(path, text);
}

const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
};

generateTemplates();
generateVersion();
generateWords();
await generateValidators();
if (!process.argv.includes('--generate-only')) {
  await Promise.all([bundleLibrary(), bundleCommandLine()]);
  makeCodeCache();
  makeHelp();
  const declarations = ['--emitDeclarationOnly', '--outDir', join(made, 'types')];
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...declarations], {
    cwd: root,
    stdio: 'inherit',
  });
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  renameSync(made, join(root, 'dist'));
}

/** The two exports of the package, as ES modules. */
async function bundleLibrary() {
  await build({
    ...SHARED,
    entryPoints: { index: 'src/index.ts', gotemplate: 'src/gotemplate/index.ts' },
    outdir: made,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    banner: {
      js: "import{createRequire as podspliceRequire}from'node:module';const require=podspliceRequire(import.meta.url);",
    },
  });
}

/** The command line: one script that V8 can load from a code cache, and the few lines that load it. */
async function bundleCommandLine() {
  await build({
    ...SHARED,
    entryPoints: { podsplice: 'src/cli/main.ts' },
    outdir: made,
    format: 'cjs',
    define: { 'import.meta.url': 'podspliceUrl' },
    // Our help is ASCII; asking Unicode for the width of its letters would take a third of the time of a short run.
    alias: { 'string-width': './.config/string-width.mjs' },
    banner: { js: "const podspliceUrl=require('node:url').pathToFileURL(__filename).href;" },
  });
  await build({
    ...SHARED,
    entryPoints: { cli: 'src/cli/start.ts' },
    outdir: made,
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
  });
  writeFileSync(join(made, 'package.json'), '{"type":"commonjs"}\n');
  chmodSync(join(made, 'cli.js'), 0o755);
}

/** The help, so that showing it loads nothing. */
function makeHelp() {
  const help = execFileSync(process.execPath, [join(made, 'cli.js'), '--help'], { cwd: root });
  writeFileSync(join(made, 'help.txt'), help);
}

/** Runs what people run, so that the functions which that needs are in the cache. */
function makeCodeCache() {
  const runs = [['inject', '-f', 'examples/bookinfo/bookinfo.yaml', '--report', 'text'], ['--help'], ['--version']];
  const env = { ...process.env, PODSPLICE_MAKE_CACHE: JSON.stringify(runs) };
  execFileSync(process.execPath, [join(made, 'cli.js')], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
}
