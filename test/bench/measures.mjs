// The promises, one function for each group of them. Each run is measured in turn with its base line.
import { statSync } from 'node:fs';
import {
  configMap,
  oddDeployment,
  service,
  writeBulk,
  writeDocuments,
  writeFiles,
  writeMegabytes,
  writeOdd,
} from './inputs.mjs';
import { CLI, inTurn, memoryOf, PARSE, ratios, timeOf } from './runs.mjs';
import { row } from './table.mjs';

const SAMPLE = new URL('../../examples/bookinfo/bookinfo.yaml', import.meta.url).pathname;
const inject = (path, ...more) => [CLI, 'inject', '-f', path, '--report', 'none', ...more];

/** How soon there is an answer. */
export function startUp() {
  const [node, injected, version, help] = inTurn(11, [
    () => timeOf(['-e', '0']),
    () => timeOf(inject(SAMPLE)),
    () => timeOf([CLI, '--version']),
    () => timeOf([CLI, '--help']),
  ]);
  return [
    row('inject one bookinfo file', '`node -e 0`', 1.5, ratios(injected, node)),
    row('`--version`', '`node -e 0`', 1.3, ratios(version, node)),
    row('`--help`', '`node -e 0`', 1.3, ratios(help, node)),
  ];
}

/** The sample 1,000 times, every copy another. */
export function bulk(folder) {
  const path = writeBulk(folder, 1000);
  const odd = writeOdd(folder, 300);
  const [parse, all, one, parseOdd, allOdd] = inTurn(3, [
    () => timeOf([...PARSE, path]),
    () => timeOf(inject(path)),
    () => timeOf(inject(path, '--jobs', '1')),
    () => timeOf([...PARSE, odd]),
    () => timeOf(inject(odd)),
  ]);
  return [
    row('bookinfo 1,000 times, default', '`parseAllDocuments`', 0.45, ratios(all, parse)),
    row('the same with `--jobs 1`', '`parseAllDocuments`', 0.8, ratios(one, parse)),
    row('300 times, no workload like another', '`parseAllDocuments`', undefined, ratios(allOdd, parseOdd)),
  ];
}

/** Ten times as many documents take ten times as long. */
export function manyDocuments(folder) {
  const [few, many] = [writeBulk(folder, 100), writeBulk(folder, 1000)];
  const [short, long] = inTurn(1, [
    () => timeOf(inject(few, '--jobs', '1')),
    () => timeOf(inject(many, '--jobs', '1')),
  ]);
  const each = long.map((time) => time / 10);
  return [row('20,000 documents, each', 'each of 2,000', 1.1, ratios(each, short))];
}

/** What is not a workload costs next to nothing. */
export function plainDocuments(folder) {
  const count = 2000;
  const workloads = writeDocuments(folder, 'workloads', oddDeployment, count);
  const others = writeDocuments(folder, 'others', service, count * 10);
  const big = writeDocuments(folder, 'config-map', (index) => configMap(1 << 20, `c${index}`), 40);
  const copy = ['-e', 'const fs=require("fs");process.stdout.write(fs.readFileSync(process.argv[1],"utf8"))', big];
  const start = [CLI, 'inject', '-f', SAMPLE, '--report', 'none', '--jobs', '1'];
  const [base, node, withPod, without, held, copied] = inTurn(3, [
    () => timeOf(start),
    () => timeOf(['-e', '0']),
    () => timeOf(inject(workloads, '--jobs', '1')),
    () => timeOf(inject(others, '--jobs', '1')),
    () => timeOf(inject(big, '--jobs', '1')),
    () => timeOf(copy),
  ]);
  const less = (times, other, by = 1) => times.map((time, index) => Math.max(time - other[index], 1) / by);
  return [
    row(
      'a document without workload',
      'one with, like no other',
      0.05,
      ratios(less(without, base, 10), less(withPod, base)),
    ),
    row('a ConfigMap of 1 MB', 'decoding and writing it', 4, ratios(less(held, base), less(copied, node))),
  ];
}

/** A folder of many files. */
export function files(folder) {
  const made = writeFiles(folder, 5000);
  const [each, all] = inTurn(3, [() => timeOf(inject(made.folder)), () => timeOf(inject(made.stream))]);
  return [row('a folder of 5,000 files', 'the same as one stream', 1.3, ratios(each, all))];
}

/** The most memory, in MB. */
export function memory(folder, isLong) {
  const path = writeMegabytes(folder, isLong ? 1000 : 100);
  const size = `${Math.round(statSync(path).size / 1e6)} MB`;
  const once = (args) => {
    const peak = memoryOf(args, folder);
    return { median: peak, least: peak, most: peak };
  };
  return [
    row(`memory of \`--stream\` over ${size}`, '', 160, once(inject(path, '--stream')), 'MB'),
    row('memory of the default, held back', '', 250, once(inject(path)), 'MB'),
  ];
}
