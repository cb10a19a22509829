// Knows how chunks of bytes become text, and which bytes are no text at all. Does not know YAML.
import { Buffer, isUtf8 } from 'node:buffer';
import { InjectError } from '../errors.ts';

/** What is carried from chunk to chunk: the first bytes of a character, and how many lines there were. */
export interface Decoder {
  rest: Buffer;
  line: number;
  isFirst: boolean;
}

/** A decoder at the start of its input. */
export function startDecoding(): Decoder {
  return { rest: Buffer.alloc(0), line: 1, isFirst: true };
}

/** The text of a chunk; a character that is cut in two comes with the chunk that has its end. */
export function decodeChunk(decoder: Decoder, chunk: string | Uint8Array): string {
  if (typeof chunk === 'string') {
    if (decoder.rest.length > 0) throw notUtf8(decoder.line);
    return accept(decoder, chunk);
  }
  const bytes = joinBytes(decoder.rest, chunk);
  const whole = bytes.length - partialCharacter(bytes);
  const complete = bytes.subarray(0, whole);
  if (decoder.isFirst) refuseUtf16(bytes);
  if (!isUtf8(complete)) throw notUtf8(decoder.line + countLineBreaks(validStart(complete)));
  decoder.rest = bytes.subarray(whole);
  decoder.isFirst &&= bytes.length < 2;
  return accept(decoder, complete.toString('utf8'));
}

/** The text that is left at the end of the input: none, or the input ends inside a character. */
export function endDecoding(decoder: Decoder): string {
  if (decoder.rest.length > 0) throw notUtf8(decoder.line);
  return '';
}

/** Refuses a text with a NUL in it, which no manifest has; `line` is that of its first character. */
export function refuseNul(text: string, line: number): void {
  const at = text.indexOf('\0');
  if (at < 0) return;
  const where = { line: line + countLineBreaks(text.slice(0, at)), column: 1 };
  throw new InjectError('input', 'the input is binary: it has a NUL byte', {
    where,
    hint: 'give YAML or JSON as UTF-8 text',
  });
}

/** How many lines end in a text; a CR alone ends one, too. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  if (text.includes('\r')) count += text.match(/\r(?!\n)/g)?.length ?? 0;
  return count;
}

/** The same text, which does not keep the one alive that it is a part of. */
export function standingAlone(text: string): string {
  const encoding = WIDE.test(text) ? 'utf16le' : 'latin1';
  if (text.length > SCRATCH.length / 2) return Buffer.from(text, encoding).toString(encoding);
  return SCRATCH.toString(encoding, 0, SCRATCH.write(text, encoding));
}

// A buffer of its own for each copy would be garbage that the heap does not see.
const SCRATCH = Buffer.allocUnsafeSlow(1 << 16);

const WIDE = /[^\0-\xff]/;

function accept(decoder: Decoder, text: string): string {
  refuseNul(text, decoder.line);
  decoder.line += countLineBreaks(text);
  return text;
}

function joinBytes(rest: Buffer, chunk: Uint8Array): Buffer {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
}

/** How many bytes at the end begin a character that goes on in the next chunk. */
function partialCharacter(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < sequenceLength(byte) ? back : 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

function validStart(bytes: Buffer): string {
  let [valid, broken] = [0, bytes.length];
  while (broken - valid > 1) {
    const middle = (valid + broken) >> 1;
    const start = bytes.subarray(0, middle);
    if (isUtf8(start.subarray(0, middle - partialCharacter(start)))) valid = middle;
    else broken = middle;
  }
  return bytes.subarray(0, valid).toString('utf8');
}

function refuseUtf16(bytes: Buffer): void {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  if (mark !== 0xfffe && mark !== 0xfeff) return;
  throw new InjectError('input', 'the input is UTF-16, not UTF-8', {
    hint: 'convert it first: iconv -f UTF-16 -t UTF-8',
  });
}

function notUtf8(line: number): InjectError {
  const where = { line, column: 1 };
  return new InjectError('input', 'the input is not UTF-8 text', {
    where,
    hint: 'give YAML or JSON as UTF-8 text; is this a binary or compressed file, or another encoding?',
  });
}
