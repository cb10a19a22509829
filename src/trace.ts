// The pipeline of `podsplice trace`: arguments, or the pods of a manifest, and one packet to that packet's way.
import { InjectError } from './errors.ts';
import { parseAddress } from './iptables/addresses.ts';
import type { TraceRequest } from './iptables/scene.ts';
import { trace as follow, type Trace } from './iptables/trace.ts';
import { traceAsMermaid, traceAsSvg } from './iptables/trace-diagram.ts';
import { traceAsData, traceAsText } from './iptables/trace-text.ts';
import {
  type Inject,
  type InterceptedWorkload,
  interceptedWorkloads,
  type Manifest,
  withPlace,
} from './manifest-pods.ts';
import { assumptionsOf, type Listing, type RulesOptions, type RulesRequest, readRun, requestOf } from './rules.ts';

/** The forms of a trace. */
export const TRACE_FORMATS = ['text', 'json', 'mermaid', 'svg'] as const;

/** A form of a trace. */
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** How a trace is asked for. */
export interface TraceOptions extends Omit<RulesOptions, 'format' | 'ipv6' | 'explain'> {
  readonly packet: TraceRequest;
  readonly format?: TraceFormat | undefined;
}

/** A packet's way through the rules that istio-init makes of its arguments. */
export function trace(request: Omit<RulesRequest, 'format'> & TraceOptions): Listing {
  const { trace, warnings } = traceOf(request);
  return { text: WRITERS[request.format ?? 'text'](trace), warnings };
}

const WRITERS: Readonly<Record<TraceFormat, (trace: Trace) => string>> = {
  text: traceAsText,
  json: (trace) => asJson(traceAsData(trace)),
  mermaid: traceAsMermaid,
  svg: traceAsSvg,
};

function asJson(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

interface Traced {
  readonly trace: Trace;
  readonly warnings: readonly string[];
}

function traceOf({ packet, ...request }: Omit<RulesRequest, 'format'> & TraceOptions): Traced {
  const { options, settings, release } = readRun({ ...request, format: undefined });
  if (options.skipRuleApply) return { trace: untouched(packet, '--skip-rule-apply makes no rules'), warnings: [] };
  return { trace: follow(packet, settings, release), warnings: settings.warnings };
}

/** Without rules every packet goes straight to where it is sent. */
function untouched(request: TraceRequest, why: string): Trace {
  return { request, legs: [], outcome: 'past Envoy', notes: [why] };
}

/** The packet's way in every workload of some manifests, each below its name. */
export async function traceInManifests(
  manifests: readonly Manifest[],
  inject: Inject,
  options: TraceOptions,
): Promise<Listing> {
  const workloads = await interceptedWorkloads(manifests, inject);
  const { format = 'text' } = options;
  if (format === 'svg' && workloads.length > 1) {
    const names = manifests.map(({ name }) => name).join(', ');
    throw new InjectError('usage', `${names}: ${workloads.length} workloads, and an SVG picture shows one`);
  }
  const traces = workloads.map((workload) => ({
    name: workload.name,
    ...withPlace(workload, () => traceIn(workload, options)),
  }));
  const warnings = traces.flatMap((traced) => traced.warnings.map((warning) => `${traced.name}: ${warning}`));
  if (format === 'json')
    return { text: asJson(traces.map(({ name, trace }) => ({ workload: name, ...traceAsData(trace) }))), warnings };
  return {
    text: traces.map(({ name, trace }) => HEADINGS[format](name) + WRITERS[format](trace)).join('\n'),
    warnings,
  };
}

const HEADINGS: Readonly<Record<Exclude<TraceFormat, 'json'>, (name: string) => string>> = {
  text: (name) => `# ${name}\n`,
  mermaid: (name) => `%% ${name}\n`,
  svg: () => '',
};

function traceIn({ interception }: InterceptedWorkload, options: TraceOptions): Traced {
  const { packet, version, nameservers } = options;
  if (interception.kind === 'none') return { trace: untouched(packet, interception.why), warnings: [] };
  const { trace, warnings } = traceOf({
    ...requestOf(interception, { version, nameservers }),
    packet,
    format: undefined,
  });
  return { trace, warnings: [...assumptionsOf(interception, { version }), ...warnings] };
}

/** Reads `HOST:PORT`, an IPv6 address in brackets. */
export function parseEndpoint(text: string): {
  readonly host: string;
  readonly port: number;
} {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const isRead = bracketed === undefined ? !isBrokenAddress(plain) : parseAddress(bracketed)?.family === 6;
  if (host !== undefined && isRead && Number(port) > 0 && Number(port) < 65536) return { host, port: Number(port) };
  throw new InjectError('usage', `${JSON.stringify(text)} is no HOST:PORT`, {
    hint: 'For example ratings:9080, 10.0.0.9:80 or [fd00::9]:80.',
  });
}

/** Digits and dots that are no address are no name of a service either. */
function isBrokenAddress(host: string | undefined): boolean {
  return host !== undefined && /^[\d.]+$/.test(host) && parseAddress(host) === undefined;
}
