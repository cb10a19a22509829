// Knows Go's strings, which are bytes, over JavaScript's: a byte that is not part of valid UTF-8 is a lone low surrogate
// U+DC80…U+DCFF (as Python's surrogateescape has it), everything else is the character it encodes.

const NON_ASCII = /[\u0080-\uffff]/;
const ESCAPE = /[\udc80-\udcff]/u;
const ESCAPES = /[\udc80-\udcff]+/gu;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const SURROGATE = /[\ud800-\udfff]/;

/** Whether some byte is not part of valid UTF-8; the cheap test goes first. */
function hasEscapes(text: string): boolean {
  return SURROGATE.test(text) && ESCAPE.test(text);
}

/** Whether every character is one byte. */
export function isAscii(text: string): boolean {
  return !NON_ASCII.test(text);
}

/** How many bytes the string has. */
export function byteLength(text: string): number {
  if (isAscii(text)) return text.length;
  const length = Buffer.byteLength(text);
  if (!hasEscapes(text)) return length;
  return length - 2 * [...text].filter(isEscape).length;
}

function isEscape(character: string): boolean {
  return character.length === 1 && character >= '\udc80' && character <= '\udcff';
}

/** The bytes of the string. */
export function toBytes(text: string): Uint8Array {
  if (!hasEscapes(text)) return encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    if (isEscape(character)) bytes.push(character.charCodeAt(0) - 0xdc00);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** The string of these bytes. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return fromInvalid(bytes);
  }
}

function fromInvalid(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    text += size === 0 ? String.fromCharCode(0xdc00 + bytes[at]!) : decoder.decode(bytes.subarray(at, at + size));
    at += size || 1;
  }
  return text;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const size = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (size === 0 || at + size > bytes.length) return 0;
  const [low, high] = secondByte(first);
  if (bytes[at + 1]! < low || bytes[at + 1]! > high) return 0;
  for (let next = at + 2; next < at + size; next++) if ((bytes[next]! & 0xc0) !== 0x80) return 0;
  return size;
}

function secondByte(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

/** The same bytes in their one form: escaped bytes that came to stand side by side and are valid together become characters. */
export function joined(text: string): string {
  return hasEscapes(text) ? text.replace(ESCAPES, (run) => fromBytes(toBytes(run))) : text;
}

/** The string as others may have it: each byte that is not valid UTF-8 is U+FFFD. */
export function printable(text: string): string {
  return hasEscapes(text) ? joined(text).replace(/[\ud800-\udfff]/gu, '\ufffd') : text;
}

/** The bytes from `start` to before `end`. */
export function sliceBytes(text: string, start: number, end: number): string {
  return isAscii(text) ? text.slice(start, end) : fromBytes(toBytes(text).subarray(start, end));
}

/** The runes of the string; a byte that is not valid UTF-8 is a lone surrogate, to be told apart from a real U+FFFD. */
export function characters(text: string): string[] {
  return isAscii(text) ? text.split('') : [...joined(text)];
}

/** A rune's code point; U+FFFD for an invalid byte. */
export function runeOf(character: string): number {
  const code = character.codePointAt(0)!;
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}

/** The string of one rune, as Go converts an integer to a string. */
export function runeText(code: number): string {
  const isValid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isValid ? String.fromCodePoint(code) : '\ufffd';
}

/** How many runes the string has. */
export function runeCount(text: string): number {
  return isAscii(text) ? text.length : characters(text).length;
}

/** Whether the bytes are the same. */
export function isSameText(a: string, b: string): boolean {
  return a === b || (hasEscapes(a) && joined(a) === joined(b)) || (hasEscapes(b) && joined(b) === a);
}

/** Go's order of strings: by bytes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : 1;
  return Buffer.compare(toBytes(a), toBytes(b));
}

/** The strings in Go's order; sorts in place. */
export function sortTexts(texts: string[]): string[] {
  if (isSorted(texts)) return texts;
  return texts.some((text) => SURROGATE.test(text)) ? texts.sort(compareText) : texts.sort();
}

/** Many keys come sorted; strings that compare by bytes in another order never pass for sorted. */
function isSorted(texts: readonly string[]): boolean {
  for (let at = 0; at < texts.length; at++) {
    if (texts.length > 1 && SURROGATE.test(texts[at]!)) return false;
    if (at > 0 && texts[at - 1]! > texts[at]!) return false;
  }
  return true;
}
