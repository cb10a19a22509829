// podsplice trace: options to one packet and one call of the pipeline.
import type { Argv, CommandModule, Options } from 'yargs';
import { InjectError } from '../errors.ts';
import type { TraceRequest } from '../iptables/scene.ts';
import type { Listing } from '../rules.ts';
import { parseEndpoint, TRACE_FORMATS, type TraceFormat, type TraceOptions, trace, traceInManifest } from '../trace.ts';
import { type ConfigArguments, withConfigOptions } from './config-options.ts';
import {
  argumentsFrom,
  environmentFrom,
  type InterceptionArguments,
  manifestFrom,
  printListing,
  reportingFailure,
  withInterceptionOptions,
} from './interception-options.ts';
import { injectWith } from './rules-command.ts';

const GROUP = 'Packet:';

const OPTIONS: Readonly<Record<string, Options>> = {
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
    type: 'number',
    describe: 'The user of the process that sends it (default: 1000)',
    group: GROUP,
  },
  gid: {
    type: 'number',
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
};

interface Arguments extends ConfigArguments, InterceptionArguments {
  readonly inbound?: string | undefined;
  readonly outbound?: string | undefined;
  readonly protocol: 'tcp' | 'udp';
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
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
  const manifest = await manifestFrom(options);
  if (manifest === undefined)
    return trace({
      ...asked,
      args: argumentsFrom(options),
      environment: environmentFrom(options),
    });
  return traceInManifest(manifest, injectWith(options), asked);
}

function packetOf(options: Arguments): TraceRequest {
  const { inbound, outbound, uid, gid } = options;
  const endpoint = inbound ?? outbound;
  if (endpoint === undefined || (inbound !== undefined && outbound !== undefined)) {
    throw new InjectError('usage', 'which packet? Either --inbound ADDRESS:PORT or --outbound HOST:PORT');
  }
  checkOwner('--uid', uid);
  checkOwner('--gid', gid);
  return {
    ...parseEndpoint(endpoint),
    direction: inbound === undefined ? 'outbound' : 'inbound',
    protocol: options.protocol,
    uid,
    gid,
    isFromProxy: options.fromProxy,
    isToOwnPod: options.localhost,
    podAddress: options.podIp,
    interface: options.interface,
    datapath: options.datapath,
  };
}

function checkOwner(name: string, id: number | undefined): void {
  if (id !== undefined && !Number.isSafeInteger(id)) throw new InjectError('usage', `${name} takes a number`);
}

function examples(command: Argv<Arguments>): Argv<Arguments> {
  return command
    .example('$0 trace -f reviews.yaml --inbound 10.0.0.9:9080', 'a request from outside')
    .example('$0 trace -f reviews.yaml --outbound ratings:9080 --uid 1000', 'a call of the application')
    .example('$0 trace -f reviews.yaml --outbound reviews:9080 --localhost', 'the pod calls itself through its service')
    .example("$0 trace --outbound 10.96.0.10:53 --protocol udp -- -i '*' --redirect-dns", 'a query for a name');
}
