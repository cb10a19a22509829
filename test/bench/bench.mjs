// Measures every promise of speed against its base line in the same run, prints a table, and fails where a promise is not kept.
// `npm run bench -- --profile` writes a CPU profile of the bulk run instead; `--readme` puts the table into the README; `--long` adds 1 GB.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeBulk } from './inputs.mjs';
import { bulk, files, manyDocuments, memory, plainDocuments, startUp } from './measures.mjs';
import { CLI } from './runs.mjs';
import { printTable, writeToReadme } from './table.mjs';

const folder = mkdtempSync(join(tmpdir(), 'podsplice-bench-'));
try {
  if (process.argv.includes('--profile')) profile();
  else measure();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure() {
  const isLong = process.argv.includes('--long');
  const rows = [
    ...startUp(folder),
    ...bulk(folder),
    ...manyDocuments(folder),
    ...plainDocuments(folder),
    ...files(folder),
    ...memory(folder, isLong),
  ];
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} threads, Node ${process.version}`;
  const table = printTable(rows, machine);
  process.stdout.write(table);
  if (process.argv.includes('--readme')) writeToReadme(table);
  if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

function profile() {
  const input = writeBulk(folder, 500);
  const args = ['--cpu-prof', '--cpu-prof-dir=.', CLI, 'inject', '-f', input, '--jobs', '1', '--report', 'none'];
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  process.stdout.write(`a .cpuprofile is in ${process.cwd()}: open it in a browser's developer tools\n`);
  process.exitCode = status ?? 1;
}
