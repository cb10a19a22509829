// The kernel agrees: in network namespaces of its own this test loads the rules that podsplice prints, opens real sockets for
// every packet of a trace, and looks where each of them arrives.

import { afterEach, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/iptables/arguments.ts';
import { parseRelease } from '../../src/iptables/behaviours.ts';
import { listRules } from '../../src/iptables/listing.ts';
import { routeCommands } from '../../src/iptables/routes.ts';
import type { TraceRequest } from '../../src/iptables/scene.ts';
import { type Family, type Settings, settle } from '../../src/iptables/settings.ts';
import { type Leg, trace } from '../../src/iptables/trace.ts';
import { peerListeners, podGroups, requests, SERVED } from './kernel-scene.ts';
import { type Calling, canRun, makeWorld, POD, type Told, type World, whyNot } from './namespaces.ts';

interface Case {
  readonly version: string;
  readonly args: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const BASE = '-p 15001 -z 15006 -u 1337 -d 15090,15021,15020,22';
const NAMESERVERS = ['10.96.0.10', 'fd00:10:96::a'];

const CASES: readonly Case[] = [
  ...['1.30.3', '1.13.1', '1.20.8', '1.24.6'].flatMap((version) => [
    { version, args: `${BASE} -m REDIRECT -i * -b *` },
    { version, args: `${BASE} -m TPROXY -i * -b *` },
    { version, args: `${BASE} -m REDIRECT -i * -b * --redirect-dns` },
  ]),
  { version: '1.17.8', args: `${BASE} -m REDIRECT -i * -b * --redirect-dns` },
  { version: '1.23.6', args: `${BASE} -m REDIRECT -i * -b * --redirect-dns` },
  {
    version: '1.30.3',
    args: `${BASE} -m TPROXY -i * -b * --redirect-dns --capture-all-dns`,
  },
  {
    version: '1.30.3',
    args: `${BASE} -m REDIRECT -i 10.96.0.0/16,fd00:10:96::/48 -b 8080 -o 8080 -q 9080`,
  },
  {
    version: '1.22.8',
    args: `${BASE} -m REDIRECT -i 10.96.0.0/16,fd00:10:96::/48 -b 8080 --redirect-dns`,
  },
  {
    version: '1.30.3',
    args: `${BASE} -m REDIRECT -i * -x 10.20.0.0/16,fd00:20::/32 -b * -u 1,1337`,
  },
  { version: '1.30.3', args: `${BASE} -m REDIRECT -i * -b * -c eth0` },
  {
    version: '1.30.3',
    args: `${BASE} -m TPROXY -i * -b 9080 -t 1400 -r 140 --drop-invalid`,
  },
  {
    version: '1.30.3',
    args: `${BASE} -m REDIRECT -i 127.0.0.0/8,10.0.0.0/8,::1/128,fd00::/16 -b *`,
  },
  {
    version: '1.30.3',
    args: `${BASE} -m REDIRECT -i * -b *`,
    environment: { ISTIO_OUTBOUND_OWNER_GROUPS: '2000,3000' },
  },
  {
    version: '1.30.3',
    args: `${BASE} -m REDIRECT -i * -b *  -e 9080`,
    environment: { ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR: '127.0.0.1/8' },
  },
  { version: '1.30.3', args: `${BASE} -m REDIRECT -b * -k eth0 -i *` },
  {
    version: '1.16.7',
    args: `${BASE} -m REDIRECT -i * -b * --redirect-dns -g 1338`,
    environment: { ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE: '2000' },
  },
];

const reason = whyNot();
const LOADERS = ['iptables-restore', 'iptables-legacy-restore', 'nft'] as const;
type Loader = (typeof LOADERS)[number];

describe.skipIf(reason !== undefined)(
  `the kernel agrees with the trace${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let world: World | undefined;
    afterEach(() => world?.close());

    it.each(CASES)('$version $args $environment', async (given) => {
      world = makeWorld();
      await compare(world, given, 'iptables-restore');
    });

    it.each(LOADERS.slice(1).flatMap((loader) => CASES.slice(0, 3).map((given) => ({ loader, ...given }))))(
      '$loader: $version $args',
      async ({ loader, ...given }) => {
        if (!canLoad(loader)) return;
        world = makeWorld();
        await compare(world, given, loader);
      },
    );
  },
);

function canLoad(loader: Loader): boolean {
  const isThere = canRun(['which', loader]);
  if (!isThere) console.warn(`${loader} is not installed: not tried`);
  return isThere;
}

async function compare(world: World, given: Case, loader: Loader): Promise<void> {
  const release = parseRelease(given.version);
  const settings = settle(readOptions(given.args.split(/ +/), given.environment ?? {}, release), release, NAMESERVERS);
  for (const family of ['v4', 'v6'] as const) load(world, settings, family, loader);
  const proxy = settings.isTproxy
    ? { uid: 0, gid: Number(settings.gids[0]) }
    : { uid: Number(settings.uids.at(-1)), gid: Number(settings.gids[0]) };
  await world.serve('pod', podGroups(given.version, settings, proxy));
  await world.serve('peer', [{ name: 'peer', uid: 0, gid: 0, listeners: peerListeners() }]);
  const legs = requests(settings).flatMap((request) =>
    trace(request, settings, release).legs.map((leg) => ({ request, leg })),
  );
  // Many ways share their later packets: each packet is sent once.
  const distinct = new Map(legs.filter(isOpenable).map((pair) => [JSON.stringify(pair.leg.packet), pair]));
  const said = [...callAll(world, [...distinct.values()])];
  expect(
    said.map(({ told, leg, request }) => ({
      request,
      packet: leg.packet,
      ...summaryOfTold(told, leg),
    })),
  ).toEqual(
    said.map(({ leg, request }) => ({
      request,
      packet: leg.packet,
      ...summaryOfLeg(leg),
    })),
  );
}

function load(world: World, settings: Settings, family: Family, loader: Loader): void {
  const text = listRules(settings, {
    format: loader === 'nft' ? 'nft' : 'restore',
    family,
    isExplained: true,
  });
  const program = family === 'v4' ? loader : loader.replace('iptables', 'ip6tables');
  if (loader === 'nft') world.runInPod(['nft', '-c', '-f', '-'], text);
  world.runInPod(loader === 'nft' ? ['nft', '-f', '-'] : [program, '--noflush'], text);
  for (const command of routeCommands(settings, family)) {
    if (!command.includes('addr add')) world.runInPod(command.split(' '));
  }
}

/** A call that would not come back the way it came cannot be judged by its answer. */
function isOpenable({ leg }: Pair): boolean {
  return leg.arrival.kind !== 'not for this pod';
}

interface Pair {
  readonly request: TraceRequest;
  readonly leg: Leg;
}

function* callAll(world: World, pairs: readonly Pair[]): Generator<Pair & { readonly told: Told }> {
  for (const where of ['peer', 'pod'] as const) {
    const here = pairs.filter(({ leg }) => (leg.packet.in !== undefined) === (where === 'peer'));
    const told = world.call(
      where,
      here.map(({ leg }) => callOf(leg)),
    );
    for (const [index, pair] of here.entries()) yield { ...pair, told: told[index]! };
  }
}

function callOf({ packet }: Leg): Calling {
  const { uid = 0, gid = 0, protocol, destination, port, source, mark } = packet;
  const isForeign = source !== POD.v4 && source !== POD.v6 && !source.startsWith('127.') && !source.startsWith('::');
  return {
    uid,
    gid,
    protocol,
    destination,
    port,
    bind: source,
    mark,
    transparent: isForeign && packet.in === undefined,
  };
}

/** What a caller can learn: who answered, on which port, for which destination, and what he saw as the source. */
interface Summary {
  readonly server?: string | undefined;
  readonly listener?: number | undefined;
  readonly original?: string | undefined;
  readonly peer?: string | undefined;
}

function summaryOfTold({ server, listener, original, sockname, peer, error }: Told, { packet }: Leg): Summary {
  if (error !== undefined) return { server: undefined };
  const [address, port] = original ?? sockname ?? [];
  return {
    server,
    listener,
    peer,
    ...(packet.protocol === 'tcp' && server === 'pod' ? { original: `${address} ${port}` } : {}),
  };
}

function summaryOfLeg({ arrival, listener, packet }: Leg): Summary {
  if (arrival.kind === 'sent') return { server: 'peer', listener: packet.port, peer: packet.source };
  if (arrival.kind !== 'delivered' || listener === 'nobody' || !isServed(arrival.at.port)) return { server: undefined };
  const original =
    packet.protocol === 'tcp' ? { original: `${arrival.original.address} ${arrival.original.port}` } : {};
  return {
    server: 'pod',
    listener: arrival.at.port,
    peer: packet.source,
    ...original,
  };
}

function isServed(port: number): boolean {
  return port > 15000 || port === 15000 || port === 53 || SERVED.includes(port);
}
