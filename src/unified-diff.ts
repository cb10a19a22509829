// Knows how two texts are shown as a unified diff, plain or in colours. Does not know what the texts are.
import { styleText } from 'node:util';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** The unified diff between two texts of one file; empty where they are equal. */
export function unifiedDiff(
  name: string,
  before: string,
  after: string,
  { isColoured = false }: { readonly isColoured?: boolean } = {},
): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return isColoured ? patch.split('\n').map(coloured).join('\n') : patch;
}

const COLOURS = [
  [/^(---|\+\+\+) /, 'bold'],
  [/^@@/, 'cyan'],
  [/^\+/, 'green'],
  [/^-/, 'red'],
] as const;

function coloured(line: string): string {
  const rule = COLOURS.find(([pattern]) => pattern.test(line));
  return rule ? styleText(rule[1], line, { validateStream: false }) : line;
}
