// Imports point one way: each room of src/ may import only what stands below it. A row: from → to.

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';

const SRC = new URL('../src/', import.meta.url).pathname;
const ALLOWED: Readonly<Record<string, RegExp>> = {
  cli: /^(pipelines|iptables)$/,
  pipelines: /^(yaml|kubernetes|istio|iptables|webhook)$/,
  webhook: /^(kubernetes|istio)$/,
  istio: /^(kubernetes|gotemplate|yaml)$/,
};
const room = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : 'pipelines');

test('imports point one way, and only the command line touches the process', () => {
  const wrong = globSync('**/*.ts', { cwd: SRC }).flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    const targets = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, target]) =>
      relative(SRC, join(SRC, dirname(file), target as string)),
    );
    const upward = targets.filter(
      (target) =>
        room(target) !== room(file) &&
        !/^(errors|memory)\.ts$/.test(target) &&
        !ALLOWED[room(file)]?.test(room(target)),
    );
    const beyond = targets.filter(
      (target) =>
        room(file) === 'istio' && /^(yaml\/(?!parse\.ts|documents\.ts|similar)|gotemplate\/(?!index\.ts))/.test(target),
    );
    const process =
      room(file) !== 'cli' && /\bprocess\./.test(text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')) ? ['process'] : [];
    return [...upward, ...beyond, ...process].map((target) => `${file} → ${target}`);
  });
  expect(wrong).toEqual([]);
});
