// Knows sprig's functions on slash-separated paths (Go's package path).
import type { DeclaredFunction } from '../functions.ts';
import { BOOL, STRING } from '../gotype.ts';

const on = (call: (path: string) => string): DeclaredFunction => ({ params: [STRING], result: STRING, call });
const isAbs: DeclaredFunction = { params: [STRING], result: BOOL, call: (path: string) => path.startsWith('/') };

/** sprig's functions on paths; the `os…` ones are those of a system with slashes. */
export const PATH_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  base: on(base),
  dir: on(dir),
  clean: on(clean),
  ext: on(ext),
  isAbs,
  osBase: on(base),
  osDir: on(dir),
  osClean: on(clean),
  osExt: on(ext),
  osIsAbs: isAbs,
};

function base(path: string): string {
  if (path === '') return '.';
  const bare = path.replace(/\/+$/, '');
  return bare === '' ? '/' : bare.slice(bare.lastIndexOf('/') + 1);
}

function dir(path: string): string {
  return clean(path.slice(0, path.lastIndexOf('/') + 1));
}

function ext(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}

function clean(path: string): string {
  const isRooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isRooted) kept.push(part);
  }
  return (isRooted ? '/' : '') + kept.join('/') || '.';
}
