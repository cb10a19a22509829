// Knows lines: where they begin and end, and which comment lines belong to an entry or item. Does not know what the entries mean.

const BOM = 0xfeff;

/** The offset of the first character of the line that `offset` is on. */
export function lineStartOf(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at === 0 && text.charCodeAt(0) === BOM ? Math.min(1, offset) : at;
}

/** The offset of the line break after `offset`, or the text's end. */
export function lineEndOf(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** The offset of the next line's first character, or the text's end. */
export function nextLineOf(text: string, offset: number): number {
  const end = lineEndOf(text, offset);
  if (end >= text.length) return text.length;
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}

/** The line break that the line at `offset` ends with, else that of the line before, else LF. */
export function lineBreakAt(text: string, offset: number): string {
  const end = lineEndOf(text, offset);
  if (end < text.length) return text.slice(end, nextLineOf(text, offset));
  return lineBreakBefore(text, lineStartOf(text, offset)) || '\n';
}

/** Whether only white space stands before `offset` on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r' || text.charCodeAt(at - 1) === BOM;
}

/** The column of an offset, counted from 0. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStartOf(text, offset);
}

/**
 * Where the text of an entry or item begins: its line, or the first of the comment lines right above it that are
 * indented as it is. Nothing before `floor` belongs to it.
 */
export function ownStart(text: string, start: number, floor: number): number {
  const column = columnOf(text, start);
  let own = lineStartOf(text, start);
  for (;;) {
    const above = own > floor ? lineStartOf(text, own - lineBreakBefore(text, own).length) : own;
    if (above < floor || above === own || commentColumn(text, above) !== column) return own;
    own = above;
  }
}

/** The line break that stands before a line; none at the start of the text. */
export function lineBreakBefore(text: string, lineStart: number): string {
  const one = lineStart > 0 ? text[lineStart - 1]! : '';
  return one === '\n' && text[lineStart - 2] === '\r' ? '\r\n' : /[\r\n]/.test(one) ? one : '';
}

/**
 * Where the text of an entry or item at `column` ends that has its last character before `end`: after its line, and after
 * the comment lines below it that are indented by more than `column`.
 */
export function extentEnd(text: string, end: number, column: number): number {
  let extent = nextLineOf(text, end);
  for (let line = extent; line < text.length; line = nextLineOf(text, line)) {
    const comment = commentColumn(text, line);
    if (comment > column) extent = nextLineOf(text, line);
    else if (comment >= 0 || !isBlankLine(text, line)) break;
  }
  return extent;
}

/** Whether nothing but white space stands on the line that begins here. */
export function isBlankLine(text: string, lineStart: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart, lineEndOf(text, lineStart)));
}

/** The column of the `#` of a line that is only a comment, or -1. */
function commentColumn(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === '#' ? at - lineStart : -1;
}
