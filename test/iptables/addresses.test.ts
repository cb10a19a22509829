import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  formatAddress,
  formatPrefix,
  isLoopback,
  masked,
  parseAddress,
  parsePrefix,
} from '../../src/iptables/addresses.ts';

describe('addresses', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['0:0:1:0:0:1:0:0', '::1:0:0:1:0:0'],
    ['::ffff:1.2.3.4', '::ffff:1.2.3.4'],
    ['::ffff:102:304', '::ffff:1.2.3.4'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['fe80::1%eth0', 'fe80::1%eth0'],
  ])('%s is written %s', (text, written) => expect(formatAddress(parseAddress(text)!)).toBe(written));

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4%eth0',
    ':1',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1.2.3',
    '::1%',
    '1.2.3.4:',
  ])('%j is none', (text) => expect(parseAddress(text)).toBeUndefined());

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text)!;
        expect(isIPv6(formatAddress(address))).toBe(true);
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.9.9.9/8', '10.0.0.1', true],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['::/0', '1.2.3.4', false],
    ['fd00::/16', 'fd00:1::1', true],
    ['fd00::/16', 'fd01::1', false],
    ['127.0.0.1/32', '127.0.0.2', false],
  ])('%s holds %s: %s', (range, address, isIn) =>
    expect(contains(parsePrefix(range)!, parseAddress(address)!)).toBe(isIn),
  );

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '10.0.0.0/-1', 'fe80::1%a/64', '::/129', '*'])(
    '%j is no range',
    (text) => expect(parsePrefix(text)).toBeUndefined(),
  );

  it('masks', () => {
    expect(formatPrefix(masked(parsePrefix('10.1.2.3/8')!))).toBe('10.0.0.0/8');
    expect(formatPrefix(masked(parsePrefix('2001:db8:1:2::3/33')!))).toBe('2001:db8::/33');
  });

  it.each([
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::2', false],
    ['128.0.0.1', false],
  ])('%s is loopback: %s', (text, isLoop) => expect(isLoopback(parseAddress(text)!)).toBe(isLoop));
});
