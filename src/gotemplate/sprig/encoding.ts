// Knows sprig's encodings and hashes: base64, base32, JSON, checksums, the ciphers that are not random.
import { createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto';
import { type DeclaredFunction, GoError, panic } from '../functions.ts';
import { ANY, type GoType, STRING, UINT32 } from '../gotype.ts';
import { goJSON, JSONError, type JSONStyle } from '../json.ts';
import { byteLength, fromBytes, toBytes } from '../text.ts';
import { BASE32, BASE64, decode } from './base.ts';
import { readJSON } from './json-read.ts';

const on = (params: readonly GoType[], result: GoType | 'any', call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});
const hash = (name: string): DeclaredFunction =>
  on([STRING], STRING, (text: string) => createHash(name).update(toBytes(text)).digest('hex'));
const json = (style: JSONStyle): DeclaredFunction => on([ANY], STRING, (value: unknown) => jsonOrNothing(value, style));
const mustJSON = (style: JSONStyle): DeclaredFunction => on([ANY], STRING, (value: unknown) => goJSON(value, style));

/** sprig's encodings and hashes. */
export const ENCODING_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  b64enc: on([STRING], STRING, (text: string) => Buffer.from(toBytes(text)).toString('base64')),
  b64dec: on([STRING], STRING, (text: string) => orMessage(() => fromBytes(decode(text, BASE64)))),
  b32enc: on([STRING], STRING, encodeBase32),
  b32dec: on([STRING], STRING, (text: string) => orMessage(() => fromBytes(decode(text, BASE32)))),
  sha1sum: hash('sha1'),
  sha256sum: hash('sha256'),
  sha512sum: hash('sha512'),
  adler32sum: on([STRING], STRING, adler32),
  fromJson: on([STRING], 'any', (text: string) => readJSON(text).value),
  mustFromJson: on([STRING], 'any', mustFromJSON),
  toJson: json({}),
  toPrettyJson: json({ isPretty: true }),
  toRawJson: mustJSON({ isRaw: true }),
  mustToJson: mustJSON({}),
  mustToPrettyJson: mustJSON({ isPretty: true }),
  mustToRawJson: mustJSON({ isRaw: true }),
  derivePassword: on([UINT32, STRING, STRING, STRING, STRING], STRING, derivePassword),
  encryptAES: on([STRING, STRING], STRING, (_: string, text: string) =>
    text === ''
      ? ''
      : panic(
          'encryptAES is not available: a template here gives the same text every time, so nothing in it is random',
        ),
  ),
  decryptAES: on([STRING, STRING], STRING, decryptAES),
};

function orMessage(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof GoError) return error.message;
    throw error;
  }
}

function jsonOrNothing(value: unknown, style: JSONStyle): string {
  try {
    return goJSON(value, style);
  } catch (error) {
    if (error instanceof JSONError) return '';
    throw error;
  }
}

function mustFromJSON(text: string): unknown {
  const { value, problem } = readJSON(text);
  return problem === undefined ? value : panic(problem);
}

function encodeBase32(text: string): string {
  const bits = Array.from(toBytes(text), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const encoded = groups.map((group) => BASE32.alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
  return encoded.padEnd(Math.ceil(encoded.length / 8) * 8, '=');
}

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of toBytes(text)) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}

const SEED = 'com.lyndir.masterpassword';

const PATTERNS: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};

const LETTERS: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ',
  a: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz',
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()',
};

/** The algorithm of masterpassword.app. */
function derivePassword(counter: number, kind: string, password: string, user: string, site: string): string {
  const patterns = Object.hasOwn(PATTERNS, kind) ? PATTERNS[kind]! : undefined;
  if (patterns === undefined) return `cannot find password template ${kind}`;
  const salt = sized(user);
  const key = scryptSync(toBytes(password), salt, 64, { N: 32768, r: 8, p: 2, maxmem: 64 * 1024 * 1024 });
  const seed = createHmac('sha256', key).update(sized(site)).update(word(counter)).digest();
  const pattern = patterns[seed[0]! % patterns.length]!;
  return [...pattern].map((letter, at) => LETTERS[letter]![seed[at + 1]! % LETTERS[letter]!.length]).join('');
}

function sized(text: string): Buffer {
  return Buffer.concat([Buffer.from(SEED), word(byteLength(text)), toBytes(text)]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const BLOCK = 16;

function decryptAES(password: string, encrypted: string): string {
  if (encrypted === '') return '';
  const bytes = decode(encrypted, BASE64);
  if (bytes.length < BLOCK)
    panic(`runtime error: slice bounds out of range [:16] with capacity ${Math.floor(encrypted.length / 4) * 3}`);
  const body = bytes.subarray(BLOCK);
  if (body.length % BLOCK !== 0) panic('crypto/cipher: input not full blocks');
  if (body.length === 0) panic('runtime error: index out of range [-1]');
  const key = Buffer.alloc(32);
  key.set(toBytes(password).subarray(0, 32));
  const cipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, BLOCK)).setAutoPadding(false);
  const text = Buffer.concat([cipher.update(body), cipher.final()]);
  const end = text.length - text.at(-1)!;
  return end < 0 ? panic(`runtime error: slice bounds out of range [:${end}]`) : fromBytes(text.subarray(0, end));
}
