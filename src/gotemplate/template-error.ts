// Knows the one error of the template language: Go's message, and the place in the template.
import { InjectError } from '../errors.ts';
import { printable } from './text.ts';

/** A template that cannot be parsed or executed; the message is Go's to the letter. */
export class TemplateError extends InjectError {
  constructor(message: string, source: string, at: number) {
    super('template', printable(message), { where: placeIn(source, at) });
    this.name = 'TemplateError';
  }
}

function placeIn(source: string, at: number): { line: number; column: number; source: string } {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  const line = source.slice(start, end < 0 ? source.length : end);
  return { line: lineAt(source, at), column: at - start + 1, source: line };
}

/** The 1-based line of a place in a text. */
export function lineAt(source: string, at: number): number {
  let line = 1;
  for (let next = source.indexOf('\n'); next >= 0 && next < at; next = source.indexOf('\n', next + 1)) line++;
  return line;
}
