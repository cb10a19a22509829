// Two readers of the same rules: for any options and any packet, the trace and the naive interpreter of iptables-restore's text
// see the same rules match in the same order, and the same end.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readOptions } from '../../src/iptables/arguments.ts';
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { listRules } from '../../src/iptables/listing.ts';
import type { Packet } from '../../src/iptables/packet.ts';
import { type Arrival, arrive, kernelOf, type Passage, send } from '../../src/iptables/passage.ts';
import { specification } from '../../src/iptables/rule.ts';
import { settle } from '../../src/iptables/settings.ts';
import type { Visit } from '../../src/iptables/walk.ts';
import { followText } from './naive.ts';

const PODS = { v4: '10.0.0.9', v6: 'fd00::9' } as const;
const NAMESERVERS = ['10.96.0.10', 'fd00:10:96::a', '10.96.0.11'];

const version = fc.integer({ min: 13, max: 30 }).map((minor) => `1.${minor}`);
const ports = fc
  .uniqueArray(fc.constantFrom('22', '53', '80', '90:95', '9080', '15020', '15021', '15090'), { maxLength: 4 })
  .map(String);
const owners = fc
  .uniqueArray(fc.constantFrom('0', '1', '1337', '1338', '2000'), { minLength: 1, maxLength: 3 })
  .map(String);
const devices = fc.uniqueArray(fc.constantFrom('eth0', 'eth1', 'net1'), { maxLength: 2 }).map(String);
const ranges = fc
  .uniqueArray(
    fc.constantFrom(
      '10.0.0.0/8',
      '10.96.3.4/16',
      '127.0.0.0/8',
      '0.0.0.0/0',
      'fd00::/16',
      'fd00:10:96::/48',
      '::1/128',
    ),
    { maxLength: 3 },
  )
  .map(String);

const args = fc
  .record({
    '-m': fc.constantFrom('REDIRECT', 'TPROXY', ''),
    '-u': owners,
    '-g': fc.oneof(fc.constant(''), owners),
    '-b': fc.oneof(fc.constant('*'), fc.constant('*'), ports),
    '-d': ports,
    '-i': fc.oneof(fc.constant('*'), fc.constant('*'), ranges),
    '-x': ranges,
    '-q': ports,
    '-o': ports,
    '-k': devices,
    '-e': fc.constantFrom('15008', '9080'),
    '-t': fc.constantFrom('1337', '1400'),
    '--istio-exclude-interfaces': devices,
    switches: fc.uniqueArray(fc.constantFrom('--redirect-dns', '--capture-all-dns', '--drop-invalid')),
  })
  .map(({ switches, ...options }) => [...Object.entries(options).flat(), ...switches]);

const environment = fc.record(
  {
    ISTIO_OUTBOUND_OWNER_GROUPS: fc.constantFrom('*', '2000', '2000,1337', ''),
    ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE: owners,
    ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: fc.constantFrom('127.0.0.1/32', '127.0.0.1/8'),
    IPTABLES_TRACE_LOGGING: fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

const addresses = {
  v4: fc.constantFrom(
    '10.0.0.9',
    '127.0.0.1',
    '127.0.0.6',
    '127.0.0.2',
    '10.96.0.10',
    '10.96.0.11',
    '10.96.3.4',
    '10.1.2.3',
    '8.8.8.8',
  ),
  v6: fc.constantFrom('fd00::9', '::1', '::6', 'fd00:10:96::a', 'fd00:10:96::77', '2001:db8::1'),
};
const owner = fc.constantFrom(0, 1, 1000, 1337, 1338, 2000);

const packet = (family: 'v4' | 'v6'): fc.Arbitrary<Packet> =>
  fc.record({
    protocol: fc.constantFrom('tcp', 'udp'),
    source: addresses[family],
    sourcePort: fc.constantFrom(53, 15053, 40000),
    destination: addresses[family],
    port: fc.constantFrom(22, 53, 80, 90, 93, 95, 96, 8080, 9080, 15001, 15006, 15008, 15020, 15021, 15090),
    in: fc.constantFrom(undefined, undefined, 'eth0', 'eth1', 'net1'),
    uid: owner,
    gid: owner,
    mark: fc.constantFrom(0, 0, 1337, 1338, 1400),
    connectionMark: fc.constantFrom(0, 0, 1337, 1400),
    state: fc.constantFrom('NEW', 'NEW', 'ESTABLISHED', 'INVALID', 'RELATED'),
  });

const question = fc
  .constantFrom('v4' as const, 'v6' as const)
  .chain((family) => fc.record({ family: fc.constant(family), version, args, environment, packet: packet(family) }));

it('the trace and the naive interpreter agree', () => {
  fc.assert(
    fc.property(question, ({ family, version, args, environment, packet }) => {
      const release = parseRelease(version);
      const settings = settle(readOptions(args, environment, release), release, NAMESERVERS);
      const kernel = kernelOf(settings, Object.values(PODS), 'eth0');
      const given = packet.in === undefined ? packet : { ...packet, uid: undefined, gid: undefined };
      const passage = given.in === undefined ? send(kernel, given) : arrive(kernel, given);
      const text = listRules(settings, { format: 'restore', family, isExplained: true });
      const pod = { addresses: Object.values(PODS), device: 'eth0', localMark: kernel.localMark };
      const plain = { ...given, in: given.in, out: undefined, uid: given.uid, gid: given.gid, zone: undefined };
      expect(summary(passage)).toEqual(followText(text, pod, plain));
    }),
    { numRuns: 1500 },
  );
});

function summary({ walks, arrival }: Passage): ReturnType<typeof followText> {
  return { end: endText(arrival), matched: walks.flatMap(({ visits }) => matched(visits)) };
}

function matched(visits: readonly Visit[]): string[] {
  return visits
    .filter(({ isMatch }) => isMatch)
    .flatMap(({ rule, inside = [] }) => [specification(rule).join(' '), ...matched(inside)]);
}

function endText(arrival: Arrival): string {
  switch (arrival.kind) {
    case 'sent':
      return `sent by ${arrival.device}`;
    case 'delivered':
      return `${arrival.by} ${arrival.at.address} ${arrival.at.port} from ${arrival.original.address} ${arrival.original.port}`;
    default:
      return arrival.kind;
  }
}
