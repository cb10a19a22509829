// Runs programs and tells how long they took, and how much memory they had. Does not know what is measured.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The built command line. */
export const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;

/** The base line of reading: all documents of a file with the yaml package. */
export const PARSE = ['-e', 'require("yaml").parseAllDocuments(require("fs").readFileSync(process.argv[1],"utf8"))'];

const ROOT = new URL('../..', import.meta.url).pathname;

/** Milliseconds of one run of Node; its output goes nowhere. */
export function timeOf(args, env = {}) {
  const sink = openSync('/dev/null', 'w');
  const start = process.hrtime.bigint();
  const run = spawnSync(process.execPath, args, {
    ...{ cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', sink, 'pipe'] },
  });
  const took = Number(process.hrtime.bigint() - start) / 1e6;
  closeSync(sink);
  if (run.status !== 0) throw new Error(`${args.join(' ')} failed: ${run.stderr}`);
  return took;
}

/** The most memory that a run had, in MB. */
export function memoryOf(args, folder) {
  const note = join(folder, 'peak');
  const hook = `process.on("exit",()=>require("fs").writeFileSync(${JSON.stringify(note)},String(process.resourceUsage().maxRSS)))`;
  const preload = `data:text/javascript,${encodeURIComponent(`import{createRequire}from"node:module";const require=createRequire("/");${hook}`)}`;
  timeOf(['--import', preload, ...args]);
  const peak = Number(readFileSync(note, 'utf8')) / 1024;
  rmSync(note);
  return peak;
}

/** Runs several things in turn, that many rounds, so that what else the machine does meets all of them alike. */
export function inTurn(rounds, runs) {
  const times = runs.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [index, run] of runs.entries()) times[index].push(run());
  return times;
}

/** The median of ratios round by round, with the least and the most. */
export function ratios(ours, theirs) {
  const sorted = ours.map((time, index) => time / theirs[index]).sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], least: sorted[0], most: sorted.at(-1) };
}
