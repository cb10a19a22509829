import { describe, expect, it } from 'vitest';
import { type Environment, readOptions } from '../../src/iptables/arguments.ts';
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { IptablesFailure } from '../../src/iptables/failure.ts';
import { type Settings, settle } from '../../src/iptables/settings.ts';

function settingsOf(
  args: string,
  { version = '1.30.3', env = {} as Environment, nameservers = [] as string[] } = {},
): Settings {
  const release = parseRelease(version);
  return settle(readOptions(args === '' ? [] : args.split(' '), env, release), release, nameservers);
}

describe('ranges', () => {
  it.each([
    ['1.15.7', '10.1.2.3/8', ['10.0.0.0/8'], []],
    ['1.16.0', '10.1.2.3/8', ['10.1.2.3/8'], []],
    ['1.15.7', '2001:DB8::1/32', [], ['2001:db8::/32']],
    ['1.26.8', '2001:DB8:0::1/32', [], ['2001:db8::1/32']],
    ['1.15.7', '::ffff:1.2.3.4/128', ['1.2.3.4/32'], []],
    ['1.15.7', '::ffff:1.2.3.4/120', ['1.2.3.0/24'], []],
    ['1.15.7', '::ffff:1.2.3.4/64', ['::/64'], []],
    ['1.30.3', '::ffff:1.2.3.4/128', [], ['::ffff:1.2.3.4/128']],
    ['1.15.7', '10.0.0.0/08', ['10.0.0.0/8'], []],
    ['1.16.0', '10.0.0.0/08', [], []],
    ['1.20.8', '10.0.0.0,*, 10.0.0.0/8,,10.9.0.0/16', ['10.9.0.0/16'], []],
  ])('%s reads %s', (version, text, v4, v6) => {
    const { outboundRanges, excludedRanges } = settle(
      { ...readOptions([], {}, parseRelease(version)), serviceCidr: text, serviceExcludeCidr: text },
      parseRelease(version),
    );
    expect([outboundRanges, excludedRanges]).toEqual([
      { v4, v6 },
      { v4, v6 },
    ]);
  });

  it('are all addresses with an asterisk alone', () => {
    expect(settingsOf('-i *').outboundRanges).toEqual({ v4: 'all', v6: 'all' });
    expect(settingsOf('').outboundRanges).toEqual({ v4: [], v6: [] });
  });

  it.each([
    ['127.0.0.0/8', true],
    ['::1/128', true],
    ['10.0.0.0/8,127.1.1.1/32', true],
    ['0.0.0.0/0', false],
    ['*', false],
  ])('%s holds loopback: %s', (text, isCaptured) => expect(settingsOf(`-i ${text}`).capturesLoopback).toBe(isCaptured));
});

describe('what ends istio-iptables', () => {
  it.each([
    ['1.13.1', '-x *', {}, 2],
    ['1.19.4', '-x *', {}, 2],
    ['1.20.0', '-x *', {}, 2],
    ['1.19.5', '-x *', {}, 1],
    ['1.20.1', '-x *', {}, 1],
    ['1.30.3', '-x *', {}, 1],
    ['1.28.0', '--force-iptables-binary iptables', {}, 1],
    ['1.30.3', '', { FORCE_IPTABLES_BINARY: 'NFT' }, 1],
    ['1.27.0', '-i x', {}, 1],
    ['1.27.0', '-x 10.0.0.0', {}, 1],
    ['1.14.0', '', { ISTIO_OUTBOUND_OWNER_GROUPS: Array.from({ length: 65 }, (_, id) => id).join(',') }, 1],
    ['1.21.0', '', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '10.0.0.0/8' }, 1],
    ['1.21.0', '', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.0/7' }, 1],
    ['1.21.0', '', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '' }, 1],
    ['1.21.0', '', { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '::1/128' }, 1],
  ])('%s %s %o', (version, args, env: Environment, code) => {
    expect(() => settingsOf(args, { version, env })).toThrow(IptablesFailure);
    expect(() => settingsOf(args, { version, env })).toThrow(expect.objectContaining({ exitCode: code }));
  });

  it('is nothing else', () => {
    const groups = Array.from({ length: 64 }, (_, id) => id).join(',');
    expect(() => settingsOf('', { env: { ISTIO_OUTBOUND_OWNER_GROUPS: groups } })).not.toThrow();
    expect(() =>
      settingsOf('', { version: '1.13.1', env: { ISTIO_OUTBOUND_OWNER_GROUPS: `${groups},64` } }),
    ).not.toThrow();
    expect(settingsOf('-i x', { version: '1.26.8' }).warnings).toEqual([
      '"x" is no range of addresses: istio-iptables leaves it out',
    ]);
  });
});

describe('owners', () => {
  it.each([
    ['', {}, ['1337'], ['1337']],
    ['', { ENVOY_USER: 'root' }, ['0'], ['0']],
    ['', { ENVOY_USER: 'somebody' }, ['1337'], ['1337']],
    ['-u 1,2', {}, ['1', '2'], ['1', '2']],
    ['-u 1 -g 3', {}, ['1'], ['3']],
    ['-u ,', {}, [], []],
    ['-g ,', {}, ['1337'], []],
  ])('%s %o', (args, env: Environment, uids, gids) => expect(settingsOf(args, { env })).toMatchObject({ uids, gids }));
});

describe('name servers', () => {
  const nameservers = ['10.96.0.10', '2001:DB8::0:A', '::ffff:10.0.0.1', 'nonsense', 'fe80::1%eth0'];
  it.each([
    ['1.15.7', { v4: ['10.96.0.10', '::ffff:10.0.0.1'], v6: ['2001:DB8::0:A', 'nonsense', 'fe80::1%eth0'] }],
    ['1.16.0', { v4: ['10.96.0.10'], v6: ['2001:db8::a', '::ffff:10.0.0.1', 'fe80::1%eth0'] }],
  ])('in %s', (version, expected) => expect(settingsOf('', { version, nameservers }).nameservers).toEqual(expected));

  it.each([
    ['1.24.6', '--redirect-dns', [], 'name servers'],
    ['1.25.0', '--redirect-dns', [], 'off'],
    ['1.25.0', '--redirect-dns', ['x'], 'off'],
    ['1.25.0', '--redirect-dns', ['::1'], 'name servers'],
    ['1.25.0', '--redirect-dns --capture-all-dns', [], 'every server'],
    ['1.25.0', '--capture-all-dns', ['::1'], 'off'],
  ])('%s %s %o: %s', (version, args, servers, dns) =>
    expect(settingsOf(args, { version, nameservers: servers }).dns).toBe(dns),
  );
});

it.each([
  ['-m TPROXY', true],
  ['-m tproxy', false],
  ['-m NONE', false],
  ['', false],
])('%s is TPROXY: %s', (args, isTproxy) => expect(settingsOf(args).isTproxy).toBe(isTproxy));
