// What the goldens do not show: degenerate lists, every purpose explained, every release with some rules, nft's own judgement.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/iptables/arguments.ts';
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { explainRule } from '../../src/iptables/explain.ts';
import { SIDECAR_PORTS, sidecarPorts } from '../../src/iptables/ports.ts';
import { ruleText } from '../../src/iptables/rule.ts';
import { makeRules } from '../../src/iptables/rules.ts';
import { settle } from '../../src/iptables/settings.ts';
import { rules } from '../../src/rules.ts';
import { canRun } from './namespaces.ts';

const NAMESERVERS = ['10.96.0.10', 'fd00::a'];
const EVERYTHING =
  '-m TPROXY -u 1,2 -b * -d 1,2 -c e1 -k n1 -i 10.0.0.0/8,fd00::/8 -x 10.9.0.0/16 -q 5 -o 6 --redirect-dns --drop-invalid';

const textOf = (version: string, args: string, environment = {}): string =>
  rules({ version, args: args.split(' '), environment, nameservers: NAMESERVERS }).text;

describe('degenerate lists', () => {
  it('keep blanks, ranges and asterisks', () => {
    const text = rules({ version: '1.20.8', args: ['-b', '80, 90,*', '-o', '80:90'] }).text;
    expect(text).toContain('--dport  90 -j ISTIO_IN_REDIRECT');
    expect(text).toContain('--dport * -j ISTIO_IN_REDIRECT');
    expect(text).toContain('--dport 80:90 -j RETURN');
  });

  it('make chains that are only jumped to, since 1.24', () => {
    const bare = ['-u', ',', '-g', ',', '--redirect-dns'];
    const raw = (version: string): string | undefined => rules({ version, args: bare }).text.split('* raw')[1];
    expect(raw('1.24.6')).toBe('\n-N ISTIO_OUTPUT\n-A OUTPUT -p udp -j ISTIO_OUTPUT\nCOMMIT\n');
    expect(raw('1.23.6')).toBe('\n-A OUTPUT -p udp -j ISTIO_OUTPUT\nCOMMIT\n');
  });

  it('of groups capture nothing', () => {
    expect(textOf('1.30.3', '-i *', { ISTIO_OUTBOUND_OWNER_GROUPS: '' })).toContain('\n-A ISTIO_OUTPUT -j RETURN\n');
    expect(textOf('1.18.7', '-i *', { ISTIO_OUTBOUND_OWNER_GROUPS: '' })).not.toContain(
      '\n-A ISTIO_OUTPUT -j RETURN\n',
    );
  });

  it('of marks leave a blank', () => {
    expect(textOf('1.30.3', '-m TPROXY -b *', { ISTIO_INBOUND_TPROXY_MARK: '' })).toContain(
      '-A ISTIO_DIVERT -j MARK --set-mark \n',
    );
  });
});

it('a loopback range takes the place of localhost, but not of the passthrough source', () => {
  const text = textOf('1.30.3', '-m TPROXY -b * -i *', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.1/8' });
  expect(text).not.toContain('127.0.0.1/32');
  expect(text).toContain('-s 127.0.0.6/32');
});

it('a captured loopback lets nothing of the application pass on lo', () => {
  expect(textOf('1.30.3', '-i ::1/128')).not.toContain('! --uid-owner');
  expect(textOf('1.30.3', '-i 10.0.0.0/8')).toContain('! --uid-owner');
});

it.each(Array.from({ length: 18 }, (_, index) => `1.${index + 13}`))('%s explains every rule', (version) => {
  const release = parseRelease(version);
  const args = EVERYTHING.replace('-c ', '--istio-exclude-interfaces ').split(' ');
  const settings = settle(readOptions(args, { ISTIO_OUTBOUND_OWNER_GROUPS: '7' }, release), release, NAMESERVERS);
  for (const family of ['v4', 'v6'] as const) {
    for (const rule of makeRules(settings, family)) expect(explainRule(rule), ruleText(rule)).toMatch(/: .{10}/);
  }
});

it('the routing of TPROXY wants numbers', () => {
  expect(rules({ version: '1.30.3', args: ['-m', 'TPROXY', '-b', '*', '-t', 'x'] }).warnings).toEqual([
    'the routing for TPROXY needs a number, not "x"',
  ]);
  expect(rules({ version: '1.30.3', args: ['-m', 'TPROXY', '-t', 'x'] }).warnings).toEqual([]);
});

it('ports follow options and releases', () => {
  expect(SIDECAR_PORTS.map(({ port }) => port)).toEqual([
    15000, 15001, 15002, 15004, 15006, 15008, 15020, 15021, 15053, 15090,
  ]);
  const moved = { envoyPort: '1', capturePort: '2', tunnelPort: '3' };
  const numbers = (version: string): number[] => sidecarPorts(parseRelease(version), moved).map(({ port }) => port);
  expect(numbers('1.15')).toEqual([15000, 1, 15002, 15004, 2, 15020, 15021, 15053, 15090]);
  expect(numbers('1.25')).toEqual([15000, 1, 15002, 2, 3, 15020, 15021, 15053, 15090]);
});

const hasNft =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  canRun(['nft', '-c', '-f', '-'], 'table ip podsplice-probe {}\n');

describe.skipIf(!hasNft)(
  `nft accepts its script${hasNft ? '' : ' (skipped: there is no nft, or no permission)'}`,
  () => {
    it.each(['1.13', '1.20', '1.24', '1.30'].flatMap((version) => [false, true].map((ipv6) => ({ version, ipv6 }))))(
      '$version, IPv6: $ipv6',
      ({ version, ipv6 }) => {
        const args = EVERYTHING.replace('-c ', '--istio-exclude-interfaces ').split(' ');
        const { text } = rules({ version, ipv6, args, format: 'nft', explain: true, nameservers: NAMESERVERS });
        expect(() =>
          execFileSync('nft', ['-c', '-f', '-'], { input: text, stdio: 'pipe', timeout: 20_000 }),
        ).not.toThrow();
      },
    );
  },
);
