// Knows sprig's buildCustomCert: a certificate and its key that are given, looked at and handed on. Makes none.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { type DeclaredFunction, panic } from '../functions.ts';
import { STRING, structOf } from '../gotype.ts';
import { fromBytes } from '../text.ts';
import { BASE64, decode } from './base.ts';

const CERTIFICATE = structOf('sprig.certificate', [
  { name: 'Cert', type: STRING },
  { name: 'Key', type: STRING },
]);

/** sprig's function on certificates that makes no key. */
export const CERTIFICATE_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  buildCustomCert: { params: [STRING, STRING], result: CERTIFICATE, call: buildCustomCertificate },
};

function buildCustomCertificate(cert: string, key: string): { Cert: string; Key: string } {
  const Cert = decoded(cert, 'certificate');
  const Key = decoded(key, 'private key');
  const block = pemBlock(Cert) ?? panic('unable to decode certificate');
  const parsed = attempt(() => new X509Certificate(block.bytes));
  if (parsed === undefined) panic('error parsing certificate: decodedCert.Bytes: x509: malformed certificate');
  checkKey(Key);
  return { Cert, Key };
}

function decoded(text: string, what: string): string {
  const bytes = attempt(() => decode(text, BASE64));
  return bytes === undefined ? panic(`unable to decode base64 ${what}`) : fromBytes(bytes);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function pemBlock(text: string): { type: string; bytes: Buffer } | undefined {
  const found = /-----BEGIN ([^\n-]+)-----\r?\n([^-]*)-----END \1-----/.exec(text);
  return found ? { type: found[1]!, bytes: Buffer.from(found[2]!, 'base64') } : undefined;
}

const FORMATS: Readonly<Record<string, { type: 'pkcs8' | 'pkcs1' | 'sec1'; failed: string }>> = {
  'PRIVATE KEY': { type: 'pkcs8', failed: 'decoding PEM as PKCS#8: asn1: structure error' },
  'RSA PRIVATE KEY': { type: 'pkcs1', failed: 'parsing RSA private key from PEM: asn1: structure error' },
  'EC PRIVATE KEY': { type: 'sec1', failed: 'parsing EC private key from PEM: x509: failed to parse EC private key' },
};

function checkKey(text: string): void {
  const block = pemBlock(text);
  const { type, bytes } = block ?? wrongKey('no PEM data in input');
  if (!/(^| )PRIVATE KEY$/.test(type)) wrongKey(`no private key data in PEM block of type ${type}`);
  if (!Object.hasOwn(FORMATS, type)) wrongKey(`invalid private key type ${type}`);
  const format = FORMATS[type]!;
  const key = attempt(() => createPrivateKey({ key: bytes, format: 'der', type: format.type }));
  if (key === undefined) wrongKey(format.failed);
}

function wrongKey(problem: string): never {
  return panic(`error parsing private key: ${problem}`);
}
