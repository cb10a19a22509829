// Marks every branch of a template text, so that a rendering tells which ones it took: each mark asks the environment for a
// variable of the branch's name, which is never set. What is rendered stays the same.

/** A template text with marks, and the names of its branches: `file:line what`. */
export interface Marked {
  readonly text: string;
  readonly branches: readonly string[];
}

/** The text of a file below templates/ with all its branches marked. */
export function markBranches(file: string, text: string): Marked {
  const branches: string[] = [];
  const open: Opened[] = [];
  const marked = text.replace(ACTION, (action, body: string, offset: number) => {
    const line = text.slice(0, offset).split('\n').length;
    const mark = (what: string, at = line): string => {
      branches.push(`${file}:${at} ${what}`);
      return `{{ env "${PREFIX}${branches.at(-1)}" "" ${action.endsWith('-}}') ? '-' : ''}}}`;
    };
    return markAction(action, body, line, open, mark);
  });
  return { text: marked, branches };
}

/** The variable that a mark asks for starts with this. */
export const PREFIX = 'branch ';

const ACTION = /\{\{-? *(?:\/\*[\s\S]*?\*\/|((?:"[^"]*"|`[^`]*`|[^"`])*?)) *-?\}\}/g;

interface Opened {
  readonly word: string;
  readonly line: number;
  hasElse: boolean;
}

function markAction(
  action: string,
  body = '',
  line: number,
  open: Opened[],
  mark: (what: string, at?: number) => string,
): string {
  const word = /^\w+/.exec(body)?.[0] ?? '';
  if (word === 'define') open.push({ word, line, hasElse: true });
  if (word === 'if' || word === 'with' || word === 'range') {
    open.push({ word, line, hasElse: false });
    return action + mark(`${word}: yes`);
  }
  const current = open.at(-1);
  if (word === 'else' && current) {
    current.hasElse = body === 'else';
    return action + mark(body);
  }
  if (word !== 'end' || !current) return action;
  open.pop();
  const dash = action.startsWith('{{-') ? '-' : '';
  return current.hasElse || current.word === 'range'
    ? action
    : `{{${dash} else }}${mark(`${current.word}: no`, current.line)}${action}`;
}
