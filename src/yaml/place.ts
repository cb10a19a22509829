// Knows how a place in a text is named: line, column and source line of an offset. Does not know what is wrong there.
import { InjectError, type Where } from '../errors.ts';
import { countLineBreaks } from './decode.ts';

/** An error at an offset of the text. */
export function failure(text: string, offset: number, message: string, hint?: string): InjectError {
  return new InjectError('yaml', message, { where: placeOf(text, offset), hint });
}

/** Line, column and source line of an offset. */
export function placeOf(text: string, offset: number): Where {
  const before = text.slice(0, offset);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const source = /^[^\r\n]*/.exec(text.slice(lineStart))?.[0].replace(/^\uFEFF/, '') ?? '';
  return { line: countLineBreaks(before) + 1, column: offset - lineStart + 1, source };
}

/** `at line N`, for a second place in a message. */
export function lineOf(text: string, offset: number): string {
  return `at line ${countLineBreaks(text.slice(0, offset)) + 1}`;
}
