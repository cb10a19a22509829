// Knows a configuration as data to show, and as one file that --config takes again. Does not know what any of it does.
import { isMap } from '../../kubernetes/json.ts';
import type { LoadedConfig } from './injection-config.ts';
import { bundleKind } from './sources.ts';

/** What was understood of a configuration: for people, or as JSON for programs. */
export interface ConfigDescription {
  readonly version: string;
  /** The revision, `default` for the default one. */
  readonly revision: string;
  readonly policy: string;
  readonly defaultTemplates: readonly string[];
  /** Template name to where it came from. */
  readonly templates: Readonly<Record<string, string>>;
  readonly aliases: LoadedConfig['aliases'];
  /** Piece to where it came from, the later over the earlier. */
  readonly origins: Readonly<Record<string, string>>;
}

/** Tells what was understood and where each piece came from. */
export function describeConfig(config: LoadedConfig): ConfigDescription {
  const { version, revision, policy, defaultTemplates, aliases, origins } = config;
  const templates = Object.keys(config.templates).map((name) => [name, origins[`template ${name}`] ?? 'unknown']);
  const pieces = Object.entries(origins).filter(([piece]) => !piece.startsWith('template '));
  return {
    version,
    revision: revision === '' ? 'default' : revision,
    policy,
    defaultTemplates,
    templates: Object.fromEntries(templates),
    aliases,
    origins: Object.fromEntries(pieces),
  };
}

/** The configuration as one YAML file; with --config it gives the same templates, rules, mesh config, values, version and revision. */
export function bundleText(config: LoadedConfig): string {
  const { version, revision, policy, defaultTemplates, aliases, alwaysInjectSelector, neverInjectSelector } = config;
  const { injectedAnnotations, templates, meshConfig, values } = config;
  const rules = { policy, defaultTemplates, aliases, alwaysInjectSelector, neverInjectSelector, injectedAnnotations };
  return printMap(
    { ...bundleKind, version, revision: revision || 'default', ...rules, meshConfig, values, templates },
    '',
  );
}

function printMap(map: Readonly<Record<string, unknown>>, indent: string): string {
  return Object.entries(map)
    .map(([key, value]) => `${indent}${printKey(key)}:${printValue(value, indent)}`)
    .join('');
}

/** A value as it stands after its key's colon, its last line end included. */
function printValue(value: unknown, indent: string): string {
  if (isMap(value) && Object.keys(value).length > 0) return `\n${printMap(value, `${indent}  `)}`;
  if (typeof value === 'string' && isBlock(value)) return printBlock(value, `${indent}  `);
  return ` ${printJson(value)}\n`;
}

function printKey(key: string): string {
  return /^[A-Za-z][\w./-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key) ? key : printJson(key);
}

function isBlock(text: string): boolean {
  return text.trim().includes('\n') && !UNPRINTABLE.test(text);
}

// What may not stand in YAML as it is, or would end a line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/u;

function printJson(value: unknown): string {
  const escaped = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
  return JSON.stringify(value).replace(escaped, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function printBlock(text: string, indent: string): string {
  const body = text.replace(/\n*$/, '');
  const ends = text.length - body.length;
  const chomping = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const digit = /^\n*[ \t]/.test(body) || body.startsWith('\n') ? '2' : '';
  const lines = body.split('\n').map((line) => (line === '' ? '' : indent + line));
  return ` |${digit}${chomping}\n${lines.join('\n')}${'\n'.repeat(Math.max(ends, 1))}`;
}
