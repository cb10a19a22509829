// Makes the bench's manifests: the bookinfo sample again and again, each copy with names, labels, images and ports of its own.
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const sample = readFileSync(new URL('../../examples/bookinfo/bookinfo.yaml', import.meta.url), 'utf8');

/** Copy `index` of the sample; no two are alike, and no workload is like another. */
export function bookinfo(index) {
  const tag = index.toString(36);
  return sample
    .replace(/\b(name|app|account|serviceAccountName): ([a-z][\w-]*)/g, `$1: $2-${tag}`)
    .replace(/\bapp: (\S+?)([,}\n])/g, `app: $1$2`)
    .replace(/\b(image: \S+):[\w.]+/g, `$1:1.${index % 90}.${index % 7}`)
    .replace(/(ort: "?)9080/g, `$1${9080 + (index % 800)}`)
    .replace(/\bversion: v(\d)/g, `version: v$1-${index % 1000}`);
}

/** That many copies as one stream. */
export function bookinfoStream(copies, first = 0) {
  return Array.from({ length: copies }, (_, index) => bookinfo(first + index)).join('---\n');
}

/** A ConfigMap with so many bytes of text in it. */
export function configMap(bytes, name = 'big') {
  const line = '    a line of text: with a colon, "quotes" and a - dash, as such files have\n';
  const lines = line.repeat(Math.ceil(bytes / line.length));
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: |\n${lines}`;
}

/** Copies of the sample in a file. */
export function writeBulk(folder, copies) {
  const path = join(folder, `bulk-${copies}.yaml`);
  writeFileSync(path, bookinfoStream(copies));
  return path;
}

/** A file of that many megabytes, written piece by piece. */
export function writeMegabytes(folder, megabytes) {
  const path = join(folder, `${megabytes}-mb.yaml`);
  const file = openSync(path, 'w');
  for (let written = 0, first = 0; written < megabytes * 1e6; first += 100)
    written += writeSync(file, `${bookinfoStream(100, first)}---\n`);
  closeSync(file);
  return path;
}

/** The documents of some copies, one a file. */
export function writeFiles(folder, count) {
  const below = join(folder, 'files');
  mkdirSync(below);
  const documents = bookinfoStream(Math.ceil(count / 20))
    .split(/^---\n/m)
    .slice(0, count);
  for (const [index, text] of documents.entries())
    writeFileSync(join(below, `${String(index).padStart(5, '0')}.yaml`), text);
  const stream = join(folder, 'stream.yaml');
  writeFileSync(stream, documents.join('---\n'));
  return { folder: below, stream };
}

/** Documents of one kind only, as many bytes as they may be. */
export function writeDocuments(folder, name, makeText, count) {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, Array.from({ length: count }, (_, index) => makeText(index)).join('---\n'));
  return path;
}

/** A document with a workload. */
export function deployment(index) {
  return bookinfo(index)
    .split(/^---\n/m)
    .find((text) => text.includes('kind: Deployment'));
}

/** The same, with a line that no other copy has: no document is like another but for its names. */
export function oddDeployment(index) {
  return deployment(index).replace(/^( *)containers:/m, `$1schedulerName: "its own ${index}"\n$&`);
}

/** Copies of the sample in which no workload is like another but for its names. */
export function writeOdd(folder, copies) {
  const path = join(folder, `odd-${copies}.yaml`);
  const odd = Array.from({ length: copies }, (_, index) =>
    bookinfo(index).replace(/^( *)containers:/gm, `$1schedulerName: "its own ${index}"\n$&`),
  );
  writeFileSync(path, odd.join('---\n'));
  return path;
}

/** One of about the same size without. */
export function service(index) {
  const lines = Array.from(
    { length: 14 },
    (_, port) => `  - {name: p${port}, port: ${9000 + port}, targetPort: ${index % 9000}}`,
  );
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: s-${index}\nspec:\n  ports:\n${lines.join('\n')}\n`;
}
