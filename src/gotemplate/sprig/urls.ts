// Knows sprig's urlParse and urlJoin: URLs as Go 1.26's net/url reads and writes them. Texts are letters for bytes inside.
import { type DeclaredFunction, panic } from '../functions.ts';
import { DICT, STRING } from '../gotype.ts';
import { quote } from '../quote.ts';
import { fromBytes, toBytes } from '../text.ts';
import { type Dictionary, entry, kindName, newDictionary, putEntry, typeOf } from '../values.ts';
import { addressProblem } from './addresses.ts';

/** sprig's functions on URLs. */
export const URL_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  urlParse: { params: [STRING], result: DICT, call: urlParse },
  urlJoin: { params: [DICT], result: STRING, call: urlJoin },
};

interface Parts {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: User | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

interface User {
  readonly name: string;
  readonly password: string | undefined;
}

/** What is wrong with a URL, in net/url's words. */
class Wrong extends Error {}

function wrong(message: string): never {
  throw new Wrong(message);
}

const toLetters = (text: string): string => Buffer.from(toBytes(text)).toString('latin1');
const toText = (letters: string): string => fromBytes(Buffer.from(letters, 'latin1'));

function urlParse(text: string): Dictionary {
  const parts = parseOr(text, (problem) => panic(`unable to parse url: ${problem}`));
  const made = newDictionary();
  const put = (key: string, value: string): void => putEntry(made, key, toText(value));
  for (const key of ['scheme', 'host', 'path', 'query', 'opaque', 'fragment'] as const) put(key, parts[key]);
  put('hostname', hostname(parts.host));
  put('userinfo', parts.user ? userText(parts.user) : '');
  return made;
}

function parseOr(text: string, fail: (problem: string) => never): Parts {
  const letters = toLetters(text);
  const hash = letters.indexOf('#');
  const before = hash < 0 ? letters : letters.slice(0, hash);
  const parts = attempt(before, () => parse(before), fail);
  if (hash < 0 || hash === letters.length - 1) return parts;
  const fragment = attempt(letters, () => unescaped(letters.slice(hash + 1), 'fragment'), fail);
  return { ...parts, fragment };
}

function attempt<T>(letters: string, run: () => T, fail: (problem: string) => never): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Wrong) return fail(`parse ${quote(toText(letters))}: ${error.message}`);
    throw error;
  }
}

function parse(url: string): Parts {
  if (/[^ -~\x80-\xff]/.test(url)) wrong('net/url: invalid control character in URL');
  const empty: Parts = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: '', fragment: '' };
  if (url === '*') return { ...empty, path: '*' };
  const [scheme, afterScheme] = splitScheme(url);
  const [rest, query] = splitQuery(afterScheme);
  const parts = { ...empty, scheme: scheme.toLowerCase(), query };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...parts, opaque: rest };
    if (rest.split('/')[0]!.includes(':')) wrong('first path segment in URL cannot contain colon');
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) return { ...parts, path: unescaped(rest, 'path') };
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? rest.length : slash);
  const { user, host } = parseAuthority(parts.scheme, authority);
  return { ...parts, user, host, path: unescaped(slash < 0 ? '' : rest.slice(slash), 'path') };
}

function splitScheme(url: string): [string, string] {
  const end = /^[A-Za-z][A-Za-z0-9+.-]*:|^:/.exec(url)?.[0].length ?? 0;
  if (end === 1) wrong('missing protocol scheme');
  return end === 0 ? ['', url] : [url.slice(0, end - 1), url.slice(end)];
}

function splitQuery(rest: string): [string, string] {
  const mark = rest.indexOf('?');
  return mark < 0 ? [rest, ''] : [rest.slice(0, mark), rest.slice(mark + 1)];
}

function parseAuthority(scheme: string, authority: string): { user: User | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(info)) wrong('net/url: invalid userinfo');
  const colon = info.indexOf(':');
  const name = unescaped(colon < 0 ? info : info.slice(0, colon), 'user');
  return { user: { name, password: colon < 0 ? undefined : unescaped(info.slice(colon + 1), 'user') }, host };
}

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) wrong('invalid IP-literal');
  if (open === 0) return parseLiteral(host);
  const first = host.indexOf(':');
  const isWeb = scheme === 'http' || scheme === 'https';
  if (first >= 0) checkPort(host.slice(isWeb ? first : host.lastIndexOf(':')));
  return unescaped(host, 'host');
}

function checkPort(port: string): void {
  if (!/^(:[0-9]*)?$/.test(port)) wrong(`invalid port ${quote(toText(port))} after host`);
}

function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) wrong("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const address =
    zone < 0 ? unescaped(name, 'host') : unescaped(name.slice(0, zone), 'host') + unescaped(name.slice(zone), 'zone');
  const problem = addressProblem(address);
  if (problem !== undefined) wrong(problem);
  return `[${address}]${unescaped(port, 'host')}`;
}

type Mode = 'path' | 'host' | 'zone' | 'user' | 'fragment';

// What stands as it is, beside letters, digits and - . _ ~
const PLAIN: Readonly<Record<Mode, string>> = {
  path: '$&+,/:;=@',
  host: '!"$&\'()*+,:;<=>[]',
  zone: '!"$&\'()*+,:;<=>[]',
  user: '$&+,;=',
  fragment: '!$&()*+,/:;=?@',
};

function isPlain(letter: string, mode: Mode): boolean {
  return /[A-Za-z0-9\-._~]/.test(letter) || PLAIN[mode].includes(letter);
}

function unescaped(text: string, mode: Mode): string {
  return text.replace(/%.{0,2}|./gs, (part) => {
    if (!part.startsWith('%')) return checkedLetter(part, mode);
    if (!/^%[0-9A-Fa-f]{2}$/.test(part)) wrong(`invalid URL escape ${quote(toText(part))}`);
    return unescapedByte(part, mode);
  });
}

function checkedLetter(letter: string, mode: Mode): string {
  const isChecked = mode === 'host' || mode === 'zone';
  if (isChecked && letter < '\x80' && !isPlain(letter, mode)) wrong(`invalid character ${quote(letter)} in host name`);
  return letter;
}

function unescapedByte(part: string, mode: Mode): string {
  const code = Number.parseInt(part.slice(1), 16);
  const letter = String.fromCharCode(code);
  const isRefused =
    (mode === 'host' && code < 0x80 && part !== '%25') ||
    (mode === 'zone' && part !== '%25' && letter !== ' ' && !isPlain(letter, 'host'));
  if (isRefused) wrong(`invalid URL escape ${quote(part)}`);
  return letter;
}

function escaped(text: string, mode: Mode): string {
  return text.replace(/./gs, (letter) =>
    isPlain(letter, mode) ? letter : `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function userText({ name, password }: User): string {
  return escaped(name, 'user') + (password === undefined ? '' : `:${escaped(password, 'user')}`);
}

function hostname(host: string): string {
  const bare = host.replace(/:[0-9]*$/, '');
  return bare.startsWith('[') && bare.endsWith(']') ? bare.slice(1, -1) : bare;
}

function urlJoin(given: Dictionary | null): string {
  const part = (key: string): string => toLetters(textOf(given, key));
  const [scheme, host, path] = [part('scheme'), part('host'), part('path')];
  const [query, opaque, fragment] = [part('query'), part('opaque'), part('fragment')];
  const info = part('userinfo');
  const user = info === '' ? undefined : parseUser(info);
  return toText(joined({ scheme, host, path, query, opaque, fragment, user }));
}

function textOf(given: Dictionary | null, key: string): string {
  const value = given === null ? undefined : entry(given, key);
  if (value === undefined) return '';
  if (value === null) return panic('runtime error: invalid memory address or nil pointer dereference');
  if (typeOf(value)!.kind === 'string') return String(value);
  return panic(`unable to parse ${key} key, must be of type string, but ${kindName(value)} found`);
}

function parseUser(info: string): User | undefined {
  return parseOr(toText(`proto://${info}@host`), (problem) => panic(`unable to parse userinfo in dict: ${problem}`))
    .user;
}

function joined({ scheme, host, path, query, opaque, fragment, user }: Parts): string {
  const start = scheme === '' ? '' : `${scheme}:`;
  const body = opaque === '' ? authorityText(scheme, host, path, user) : opaque;
  const whole = opaque === '' ? start + body + pathText(path, host, start + body === '') : start + body;
  return whole + (query && `?${query}`) + (fragment && `#${escaped(fragment, 'fragment')}`);
}

function authorityText(scheme: string, host: string, path: string, user: User | undefined): string {
  if (scheme === '' && host === '' && user === undefined) return '';
  const slashes = host !== '' || path !== '' || user !== undefined ? '//' : '';
  return slashes + (user ? `${userText(user)}@` : '') + escaped(host, 'host');
}

function pathText(path: string, host: string, isStart: boolean): string {
  const text = path === '*' ? path : escaped(path, 'path');
  if (text !== '' && !text.startsWith('/') && host !== '') return `/${text}`;
  return isStart && text.split('/')[0]!.includes(':') ? `./${text}` : text;
}
