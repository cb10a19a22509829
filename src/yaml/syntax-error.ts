// Knows how a fault that the yaml package found is told to a person, with a way to mend it. Does not find faults.
import type { YAMLParseError } from 'yaml';
import type { InjectError } from '../errors.ts';
import { failure } from './place.ts';

/** The package's fault as ours: at its place, in plainer words where we have them. */
export function syntaxError(text: string, { code, message, pos }: YAMLParseError): InjectError {
  const known = WORDS[code];
  const own = (message.split(/ at line \d+, column \d+/)[0] ?? message).replace(/:$/, '');
  return failure(text, afterIndentation(text, Math.min(pos[0], text.length)), known?.message ?? own, known?.hint);
}

/** A fault at the start of a line is shown at what stands there. */
function afterIndentation(text: string, offset: number): number {
  const indentation = /(?<=^|[\r\n]) +(?=[^ \t\r\n])/y;
  indentation.lastIndex = offset;
  return indentation.test(text) ? indentation.lastIndex : offset;
}

const WORDS: Readonly<Record<string, { readonly message?: string; readonly hint: string } | undefined>> = {
  TAB_AS_INDENT: { message: 'a tab in the indentation', hint: 'Indent with spaces only.' },
  BAD_INDENT: { hint: 'Give the entries of one map, and the items of one list, the same indentation.' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a map begins where a value goes on',
    hint: 'Put quotes around a value with ": " in it, or begin a map on its own line.',
  },
  BLOCK_IN_FLOW: {
    message: 'a comma is missing, or a block collection begins inside a flow collection',
    hint: 'Separate the elements by commas.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'a key must stand on one line, followed by ": "',
    hint: 'Is a colon, a quote or an indentation missing?',
  },
  MISSING_CHAR: { hint: 'Is a colon, a comma, a quote or a closing bracket missing?' },
  BAD_SCALAR_START: { hint: 'Put quotes around the value.' },
  BAD_DQ_ESCAPE: { hint: 'In double quotes a backslash is written twice; single quotes take it as it is.' },
  UNEXPECTED_TOKEN: { hint: 'Look at the quotes, brackets and indentation just before it.' },
};
