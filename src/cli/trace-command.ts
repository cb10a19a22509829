// podsplice trace: options to one packet and one call of the pipeline.
import type { Argv, CommandModule } from 'yargs';
import { InjectError } from '../errors.ts';
import { parseAddress } from '../iptables/addresses.ts';
import type { TraceRequest } from '../iptables/scene.ts';
import type { Listing } from '../rules.ts';
import {
  parseEndpoint,
  TRACE_FORMATS,
  type TraceFormat,
  type TraceOptions,
  trace,
  traceInManifests,
} from '../trace.ts';
import { type ConfigArguments, withConfigOptions } from './config-options.ts';
import {
  argumentsFrom,
  environmentFrom,
  type InterceptionArguments,
  manifestsFrom,
  printListing,
  reportingFailure,
  withInterceptionOptions,
} from './interception-options.ts';
import { injectWith } from './rules-command.ts';
import { withSingleValues } from './single-value.ts';

const GROUP = 'Packet:';

const OPTIONS = withSingleValues({
  inbound: {
    type: 'string',
    describe: 'It arrives at the pod: ADDRESS:PORT',
    group: GROUP,
  },
  outbound: {
    type: 'string',
    describe: 'It is sent in the pod: HOST:PORT',
    group: GROUP,
  },
  protocol: {
    choices: ['tcp', 'udp'],
    default: 'tcp',
    describe: 'TCP or UDP',
    group: GROUP,
  },
  uid: {
    type: 'string',
    describe: 'The user of the process that sends it (default: 1000)',
    group: GROUP,
  },
  gid: {
    type: 'string',
    describe: 'The group of that process (default: the user)',
    group: GROUP,
  },
  'from-proxy': {
    type: 'boolean',
    default: false,
    describe: 'Envoy sends it',
    group: GROUP,
  },
  localhost: {
    type: 'boolean',
    default: false,
    describe: 'What it calls is this pod itself, perhaps through its service',
    group: GROUP,
  },
  'pod-ip': {
    type: 'string',
    describe: "The pod's address (default: 10.0.0.9)",
    group: GROUP,
  },
  interface: {
    type: 'string',
    describe: 'The interface on which it arrives (default: eth0)',
    group: GROUP,
  },
  datapath: {
    choices: ['iptables', 'ebpf'],
    default: 'iptables',
    describe: 'ebpf: what sockets joined in the kernel skip',
    group: GROUP,
  },
  format: {
    choices: TRACE_FORMATS,
    default: 'text',
    describe: 'The form of the way',
  },
});

interface Arguments extends ConfigArguments, InterceptionArguments {
  readonly inbound?: string | undefined;
  readonly outbound?: string | undefined;
  readonly protocol: 'tcp' | 'udp';
  readonly uid?: string | undefined;
  readonly gid?: string | undefined;
  readonly fromProxy: boolean;
  readonly localhost: boolean;
  readonly podIp?: string | undefined;
  readonly interface?: string | undefined;
  readonly datapath: 'iptables' | 'ebpf';
  readonly format: TraceFormat;
}

/** `podsplice trace`. */
export const traceCommand: CommandModule<object, Arguments> = {
  command: 'trace',
  describe: "Follow one packet through a pod's iptables rules",
  builder: (command) =>
    examples(withInterceptionOptions(withConfigOptions(command)).options(OPTIONS) as unknown as Argv<Arguments>),
  handler: (options) => reportingFailure(async () => printListing(await listingOf(options))),
};

async function listingOf(options: Arguments): Promise<Listing> {
  const { nameserver: nameservers, format } = options;
  const asked: TraceOptions = {
    packet: packetOf(options),
    version: options.istioVersion,
    nameservers,
    format,
  };
  const manifests = await manifestsFrom(options);
  if (manifests === undefined)
    return trace({
      ...asked,
      args: argumentsFrom(options),
      environment: environmentFrom(options),
    });
  return traceInManifests(manifests, injectWith(options), asked);
}

function packetOf(options: Arguments): TraceRequest {
  const { inbound, outbound } = options;
  const endpoint = inbound ?? outbound;
  if (endpoint === undefined || (inbound !== undefined && outbound !== undefined)) {
    throw new InjectError('usage', 'which packet? Either --inbound ADDRESS:PORT or --outbound HOST:PORT');
  }
  checkPlace(options);
  return {
    ...parseEndpoint(endpoint),
    direction: inbound === undefined ? 'outbound' : 'inbound',
    protocol: options.protocol,
    uid: ownerOf('--uid', options.uid),
    gid: ownerOf('--gid', options.gid),
    isFromProxy: options.fromProxy,
    isToOwnPod: options.localhost,
    podAddress: options.podIp,
    interface: options.interface,
    datapath: options.datapath,
  };
}

/** What arrives from outside has no sender in the pod, and what is sent in the pod arrives nowhere. */
function checkPlace({ inbound, localhost, uid, gid, fromProxy, podIp, interface: device }: Arguments): void {
  const isFromOutside = inbound !== undefined && !localhost;
  if (isFromOutside && (uid !== undefined || gid !== undefined || fromProxy))
    throw new InjectError(
      'usage',
      'what is --inbound has no sender in this pod: --uid, --gid and --from-proxy go with --outbound',
    );
  if (!isFromOutside && device !== undefined)
    throw new InjectError('usage', 'what is sent in this pod arrives on no interface: --interface goes with --inbound');
  if (podIp !== undefined && parseAddress(podIp) === undefined)
    throw new InjectError('usage', `--pod-ip takes an address, not ${JSON.stringify(podIp)}`);
}

const MOST_OWNERS = 2 ** 32;

function ownerOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) < MOST_OWNERS) return Number(text);
  throw new InjectError('usage', `${name} takes a number from 0 to ${MOST_OWNERS - 1}, not ${JSON.stringify(text)}`);
}

function examples(command: Argv<Arguments>): Argv<Arguments> {
  return command
    .example('$0 trace -f reviews.yaml --inbound 10.0.0.9:9080', 'a request from outside')
    .example('$0 trace -f reviews.yaml --outbound ratings:9080 --uid 1000', 'a call of the application')
    .example('$0 trace -f reviews.yaml --outbound reviews:9080 --localhost', 'the pod calls itself through its service')
    .example("$0 trace --outbound 10.96.0.10:53 --protocol udp -- -i '*' --redirect-dns", 'a query for a name');
}
