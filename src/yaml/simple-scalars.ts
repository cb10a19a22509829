// Knows which values of a text stand complete on their line, in a form that no character of them can make anything else of. Does not parse:
// what it finds may also be a line of a block of text.

/** A text without its simple scalars, and where they stood: start and end of each, one after the other. */
export interface Masked {
  readonly key: string;
  readonly spans: readonly number[];
}

// Dashes, a plain or quoted key, or both; then the value must follow at once.
const LEAD = / *(?:- +)*(?:(?:[\w./-]+|"[^"\\\t\r\n\u0085\u2028\u2029\ufeff]+"): +)?/y;
// Inside quotes anything but what ends or escapes them, or is a line break to somebody; plain: no indicator, and no white space.
const VALUE =
  /(?:"[^"\\\t\r\n\u0085\u2028\u2029\ufeff]*"|'[^'\t\r\n\u0085\u2028\u2029\ufeff]*'|[\w./][\w./:@+=-]*(?<!:))(?= *,? *(?: #[^\n]*)?\r?(?:\n|$))/y;

/** Takes the simple scalars out of a text; undefined where its line breaks are of a rare kind. */
export function maskScalars(text: string): Masked | undefined {
  if (LONE_RETURN.test(text)) return undefined;
  const spans: number[] = [];
  let key = '';
  let kept = 0;
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    LEAD.lastIndex = line;
    LEAD.test(text);
    const from = LEAD.lastIndex;
    if (from === line || isBlankLead(text, from)) continue;
    VALUE.lastIndex = from;
    if (!VALUE.test(text)) continue;
    const to = VALUE.lastIndex;
    const quote = isQuote(text.charCodeAt(from)) ? 1 : 0;
    key += text.slice(kept, from + quote) + MASK;
    kept = to - quote;
    spans.push(from + quote, kept);
  }
  return { key: key + text.slice(kept), spans };
}

const LONE_RETURN = /\r(?!\n)/;
// No text that is parsed has it.
const MASK = '\0';
const SPACE = 0x20;

/** Whether nothing but indentation was found before the value: then it may go on from the line above. */
function isBlankLead(text: string, from: number): boolean {
  const before = text.charCodeAt(from - 1);
  if (before !== SPACE) return true;
  let at = from - 1;
  while (text.charCodeAt(at) === SPACE) at--;
  const last = text.charCodeAt(at);
  return last !== DASH && last !== COLON;
}

const DASH = 0x2d;
const COLON = 0x3a;

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}
