// Knows what an expected failure is, and the one way to print it. Does not know who throws or where it is printed.

/** A place in a text: 1-based line and column (in UTF-16 units), and the line itself where it is at hand. */
export interface Where {
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  readonly source?: string;
}

/** What kind of failure it is; the command line turns it into an exit code (`usage` and `config`: 2, the others: 1). */
export type ErrorCode = 'usage' | 'config' | 'input' | 'yaml' | 'workload' | 'template' | 'internal';

/** What a failure may carry beside its message: a place, and what to do about it. */
export interface ErrorDetails {
  readonly where?: Where | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The one class for expected failures: each has a code, one clear message, and a place where there is one. */
export class InjectError extends Error {
  readonly code: ErrorCode;
  readonly where: Where | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'InjectError';
    this.code = code;
    this.where = details.where;
    this.hint = details.hint;
  }

  /** The same failure, told of a file and counted from that file's first line. */
  at(file: string, lineOffset = 0): InjectError {
    const where = this.where && {
      ...this.where,
      file: this.where.file ?? file,
      line: this.where.line + lineOffset,
    };
    const message = this.where ? this.message : `${file}: ${this.message}`;
    return new InjectError(this.code, message, {
      where,
      hint: this.hint,
      cause: this.cause,
    });
  }
}

/** `file:line:column: message`, the source line, a caret under the column, and what to do. No final newline. */
export function formatError(error: ErrorDetails & { readonly message: string }): string {
  const { message, where, hint } = error;
  const lines = [printable(where ? `${where.file ?? '<input>'}:${where.line}:${where.column}: ${message}` : message)];
  if (where?.source !== undefined) lines.push(...sourceWithCaret(where.source, where.column));
  if (hint !== undefined) lines.push(`  ${hint}`);
  return lines.join('\n');
}

const WIDEST = 160;

/** The line of a place, and a caret under the column. */
export function sourceWithCaret(source: string, column: number): string[] {
  const start = column > WIDEST ? column - WIDEST / 2 : 0;
  const shown = source.slice(start, start + WIDEST).replace(/[\r\n]+$/, '');
  const before = shown.slice(0, column - 1 - start).replace(/[^\t]/g, ' ');
  return [`    ${printable(shown)}`, `    ${before}^`];
}

/** Text of others, fit for a terminal: what is in a manifest or a file's name must not steer it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');
}
