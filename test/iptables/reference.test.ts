// Every recorded answer of istio-iptables itself: the same lines, table by table, and the same exit code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IptablesFailure } from '../../src/iptables/failure.ts';
import { rules } from '../../src/rules.ts';

interface Recorded {
  readonly args: readonly string[];
  readonly code: number;
  readonly iptables?: readonly string[];
  readonly ip6tables?: readonly string[];
}

const FOLDER = new URL('../../../shared/rules/', import.meta.url);
const isHere = existsSync(FOLDER);
const versions = isHere
  ? readdirSync(FOLDER)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.replace('.jsonl', ''))
  : [];

describe.skipIf(!isHere)(`the recorded answers${isHere ? '' : ' (skipped: they are not here)'}`, () => {
  it.each(versions)('%s', (version) => {
    for (const { args, code, iptables, ip6tables } of recordedOf(version)) {
      expect(tablesOf(answer(args, version, code, false)), args.join(' ')).toEqual(
        tablesOf((iptables ?? []).join('\n')),
      );
      if (ip6tables)
        expect(tablesOf(answer(args, version, code, true)), args.join(' ')).toEqual(tablesOf(ip6tables.join('\n')));
    }
  });
});

function recordedOf(version: string): Recorded[] {
  const lines = readFileSync(new URL(`${version}.jsonl`, FOLDER), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Recorded);
}

function answer(args: readonly string[], version: string, code: number, ipv6: boolean): string {
  try {
    const { text } = rules({ args, version, ipv6, nameservers: ['10.96.0.10'] });
    expect(code).toBe(0);
    return text;
  } catch (error) {
    if (!(error instanceof IptablesFailure)) throw error;
    expect(error.exitCode).toBe(code);
    return '';
  }
}

/** Each table's lines as they are; up to 1.22 the reference printed the tables in any order. */
function tablesOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .join('\n')
    .split(/(?<=^COMMIT)\n/m)
    .sort();
}
