// Knows where a YAML document ends and the next one begins. Does not parse what stands between.
import { countLineBreaks, decodeChunk, endDecoding, refuseNul, standingAlone, startDecoding } from './decode.ts';

export { standingAlone } from './decode.ts';

/** One document of a stream, with its `---` line and the comments above that. All texts joined are the input. */
export interface YamlDocument {
  readonly text: string;
  /** 1-based line, in its file, of the first character of `text`. */
  readonly line: number;
  readonly index: number;
}

/** Documents as soon as they are complete, for any chunking of the input. */
export async function* splitDocuments(
  chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<YamlDocument> {
  const splitter = startSplitting();
  const decoder = startDecoding();
  let gathered = '';
  for await (const chunk of chunks) {
    gathered += decodeChunk(decoder, chunk);
    // A search flattens what was joined: tiny chunks would make that quadratic.
    if (gathered.length < 1 << 15) continue;
    yield* feed(splitter, gathered, false);
    gathered = '';
  }
  yield* feed(splitter, gathered + endDecoding(decoder), true);
}

/** The documents of a whole text. */
export function splitText(text: string): YamlDocument[] {
  refuseNul(text, 1);
  return feed(startSplitting(), text, true);
}

interface Splitter {
  /** The text that has not become a document yet; it begins where a document does. */
  pending: string;
  /** Where in `pending` the search for the next marker goes on. */
  searched: number;
  /** Whether `pending` has had its own `---`, or content, so that the next `---` begins another document. */
  begun: boolean;
  line: number;
  index: number;
}

function startSplitting(): Splitter {
  return { pending: '', searched: 0, begun: false, line: 1, index: 0 };
}

// A `{` begins a document where a stream of JSON objects goes on.
const MARKER = /(?:^\uFEFF?|[\n\r])(?:(?:---|\.\.\.)(?![^ \t\r\n])|\{)/g;
const DASH = 0x2d;
const BRACE = 0x7b;
const BOM = 0xfeff;

function feed(splitter: Splitter, text: string, isLast: boolean): YamlDocument[] {
  const pending = splitter.pending + text;
  const documents: YamlDocument[] = [];
  let start = 0;
  let searched = splitter.searched;
  for (;;) {
    MARKER.lastIndex = searched;
    const match = MARKER.exec(pending);
    const after = match ? MARKER.lastIndex : pending.length;
    if (match && pending.charCodeAt(after - 1) === BRACE) {
      searched = after;
      if (!isBetweenObjects(pending, start, after - 1)) continue;
      documents.push(cut(splitter, pending, start, after - 1));
      start = after - 1;
      splitter.begun = true;
      continue;
    }
    const isHead = pending.charCodeAt(after - 1) === DASH;
    const end = isHead ? after - 3 : afterLine(pending, after);
    // What follows decides: `---a` is no marker, and a `...` line may go on.
    if (!match || (!isLast && (isHead ? after : end) === pending.length)) {
      searched = Math.max(searched, match ? match.index : pending.length - 4);
      break;
    }
    // The line break that ends a `...` line may be the one before the next marker.
    searched = isHead ? after : Math.max(after, end - 1);
    if (isHead && !splitter.begun && isProlog(pending, start, end)) {
      splitter.begun = true;
      continue;
    }
    if (end > start) documents.push(cut(splitter, pending, start, end));
    start = end;
    splitter.begun = isHead;
  }
  if (isLast && start < pending.length) documents.push(cut(splitter, pending, start, pending.length));
  splitter.pending = pending.slice(start);
  splitter.searched = Math.max(0, searched - start);
  return documents;
}

const FIRST = /[^\uFEFF\s]/g;

/** Whether the document that begins at `start` is one of JSON, and ends right before this place. */
function isBetweenObjects(text: string, start: number, at: number): boolean {
  FIRST.lastIndex = start;
  return FIRST.exec(text)?.[0] === '{' && text.slice(start, at).trimEnd().endsWith('}');
}

function afterLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n') return at + 1;
    if (text[at] === '\r' && at + 1 < text.length && text[at + 1] !== '\n') return at + 1;
  }
  return text.length;
}

const PROLOG_LINE = /\uFEFF?(?:[ \t]*(?:#[^\n\r]*)?|%[^\n\r]*)(?:\r?\n|\r)/y;

/** Nothing but comments, directives and blank lines: what may stand above a document's own `---`. */
function isProlog(text: string, start: number, end: number): boolean {
  let at = start;
  if (text.charCodeAt(at) === BOM) at++;
  while (at < end) {
    PROLOG_LINE.lastIndex = at;
    if (!PROLOG_LINE.test(text)) return false;
    at = PROLOG_LINE.lastIndex;
  }
  return true;
}

function cut(splitter: Splitter, pending: string, start: number, end: number): YamlDocument {
  const text = standingAlone(pending.slice(start, end));
  const document = { text, line: splitter.line, index: splitter.index++ };
  splitter.line += countLineBreaks(text);
  return document;
}
