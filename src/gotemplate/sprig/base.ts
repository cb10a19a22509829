// Knows base64 and base32 as Go decodes them, with the place of the first wrong byte.
import { panic } from '../functions.ts';
import { toBytes } from '../text.ts';

/** A way to write bytes as letters. */
export interface Base {
  readonly name: string;
  readonly alphabet: string;
  /** Letters in one group. */
  readonly size: 4 | 8;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** encoding/base64's StdEncoding */
export const BASE64: Base = { name: 'base64', alphabet: `${LETTERS}${LETTERS.toLowerCase()}0123456789+/`, size: 4 };

/** encoding/base32's StdEncoding */
export const BASE32: Base = { name: 'base32', alphabet: `${LETTERS}234567`, size: 8 };

/** The bytes that a text stands for; line ends in it do not count. */
export function decode(text: string, base: Base): Uint8Array {
  return base.size === 4
    ? decode64(toBytes(text))
    : decode32(toBytes(text).filter((byte) => byte !== 10 && byte !== 13));
}

function corrupt(base: Base, at: number): never {
  return panic(`illegal ${base.name} data at input byte ${at}`);
}

const PAD = 0x3d;

function letterValue(base: Base, byte: number): number {
  return base.alphabet.indexOf(String.fromCharCode(byte));
}

function packed(values: readonly number[], bitsEach: number): number[] {
  const bits = values.map((value) => value.toString(2).padStart(bitsEach, '0')).join('');
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
}

function decode64(source: Uint8Array): Uint8Array {
  const values: number[] = [];
  let at = 0;
  for (; at < source.length && source[at] !== PAD; at++) {
    const byte = source[at]!;
    if (byte === 10 || byte === 13) continue;
    const value = letterValue(BASE64, byte);
    if (value < 0) corrupt(BASE64, at);
    values.push(value);
  }
  const left = values.length % 4;
  if (at < source.length) checkPadding64(source, at, left);
  else if (left > 0) corrupt(BASE64, source.length - left);
  return Uint8Array.from(packed(values, 6));
}

function checkPadding64(source: Uint8Array, start: number, left: number): void {
  if (left < 2) corrupt(BASE64, start);
  let at = skipLines(source, start + 1);
  if (left === 2) {
    if (at === source.length) corrupt(BASE64, at);
    if (source[at] !== PAD) corrupt(BASE64, at - 1);
    at = skipLines(source, at + 1);
  }
  if (at < source.length) corrupt(BASE64, at);
}

function skipLines(source: Uint8Array, start: number): number {
  let at = start;
  while (source[at] === 10 || source[at] === 13) at++;
  return at;
}

function decode32(source: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < source.length; at += 8) {
    const values = group32(source, at);
    bytes.push(...packed(values, 5));
    if (values.length < 8) break;
  }
  return Uint8Array.from(bytes);
}

function group32(source: Uint8Array, start: number): number[] {
  const values: number[] = [];
  for (let at = start; values.length < 8; at++) {
    if (at >= source.length) corrupt(BASE32, source.length - values.length);
    if (source[at] === PAD && values.length >= 2 && source.length - at - 1 < 8) {
      checkPadding32(source, at, values.length);
      return values;
    }
    const value = letterValue(BASE32, source[at]!);
    if (value < 0) corrupt(BASE32, at);
    values.push(value);
  }
  return values;
}

function checkPadding32(source: Uint8Array, at: number, count: number): void {
  const after = source.subarray(at + 1);
  if (after.length + count < 7) corrupt(BASE32, source.length);
  const wrong = after.subarray(0, 7 - count).findIndex((byte) => byte !== PAD);
  if (wrong >= 0) corrupt(BASE32, at + wrong);
  if (count === 3 || count === 6) corrupt(BASE32, at);
}
