// The pipeline of `podsplice rules`: arguments, or the pods of a manifest, to the rules that istio-init will make of them.
import { type Intercepted, type Interception, interceptionOf } from './interception.ts';
import { type Environment, type Options, readOptions } from './iptables/arguments.ts';
import { parseRelease, type Release } from './iptables/behaviours.ts';
import { type Act, type Format, listRules, listRulesAsJson } from './iptables/listing.ts';
import { routeFailure } from './iptables/routes.ts';
import { type Settings, settle } from './iptables/settings.ts';
import type { Pod } from './kubernetes/workloads.ts';
import {
  type Inject,
  type InterceptedWorkload,
  interceptedWorkloads,
  type Manifest,
  withPlace,
} from './manifest-pods.ts';

/** How rules are asked for. */
export interface RulesOptions {
  readonly version?: string | undefined;
  readonly ipv6?: boolean | undefined;
  readonly nameservers?: readonly string[] | undefined;
  readonly format?: Format | undefined;
  readonly explain?: boolean | undefined;
}

/** Arguments and environment of istio-init, and how their rules are asked for. */
export interface RulesRequest extends RulesOptions {
  readonly args: readonly string[];
  readonly environment?: Environment | undefined;
}

/** Rules as text, and what there is to say about them beside. */
export interface Listing {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** The release whose rules are told when nobody names one. */
const NEWEST = '1.30';

/** The rules that istio-init makes of its arguments. Throws an IptablesFailure where it would fail itself. */
export function rules(request: RulesRequest): Listing {
  const run = readRun(request);
  return { text: listRun(run, request), warnings: warningsOf(run, request) };
}

function warningsOf({ options, settings }: Run, { format }: RulesOptions): string[] {
  const failure = routeFailure(settings);
  const isOtherForm = options.nativeNftables && format !== 'nft';
  return [...settings.warnings, ...(failure === undefined ? [] : [failure]), ...(isOtherForm ? [NATIVE] : [])];
}

const NATIVE =
  "--native-nftables: istio-iptables hands these decisions to nft instead, in tables that both families share (--format nft shows one family's)";

/** A run of istio-iptables: what it was asked for, and what that comes to. */
export interface Run {
  readonly release: Release;
  readonly options: Options;
  readonly settings: Settings;
}

/** Reads the arguments and the environment of a run. */
export function readRun({ args, environment = {}, version = NEWEST, nameservers = [] }: RulesRequest): Run {
  const release = parseRelease(version);
  const options = readOptions(args[0] === 'istio-iptables' ? args.slice(1) : args, environment, release);
  return { release, options, settings: settle(options, release, nameservers) };
}

function listRun({ options, settings }: Run, { ipv6 = false, explain = false, format }: RulesRequest): string {
  // --restore-format=false asks istio-iptables itself for commands.
  const asked = options.restoreFormat ? 'restore' : 'commands';
  return listRules(settings, {
    format: format ?? asked,
    family: ipv6 ? 'v6' : 'v4',
    isExplained: explain,
    act: actOf(options),
    isComplete: format !== undefined,
  });
}

function actOf({ skipRuleApply, cleanupOnly }: Options): Act {
  if (skipRuleApply) return 'nothing';
  return cleanupOnly ? 'cleanup' : 'apply';
}

/** The rules that istio-init, or the CNI plugin, makes for a pod. */
export function rulesOfPod(pod: Pod, options: RulesOptions = {}): Listing {
  return rulesOf(interceptionOf(pod) ?? { kind: 'none', why: 'the pod is not injected' }, options);
}

function rulesOf(interception: Interception, options: RulesOptions): Listing {
  if (interception.kind === 'none') return { text: `# ${interception.why}\n`, warnings: [] };
  const { text, warnings } = rules(requestOf(interception, options));
  return {
    text: interception.notes.map((note) => `# ${note}\n`).join('') + text,
    warnings: [...assumptionsOf(interception, options), ...warnings],
  };
}

/** What had to be assumed about an interception, to be told beside what follows from it. */
export function assumptionsOf({ version }: Intercepted, options: RulesOptions): string[] {
  if ((options.version ?? version) !== undefined) return [];
  return [`its image does not tell the release, so ${NEWEST} is assumed (--istio-version)`];
}

/** An interception as a request: the release is the image's where nobody names one. */
export function requestOf(interception: Intercepted, options: RulesOptions): RulesRequest {
  const { args, environment, version } = interception;
  return { ...options, args, environment, version: options.version ?? version };
}

/** The rules of every workload of some manifests, each below its name. */
export async function rulesOfManifests(
  manifests: readonly Manifest[],
  inject: Inject,
  options: RulesOptions,
): Promise<Listing> {
  const workloads = await interceptedWorkloads(manifests, inject);
  return options.format === 'json' ? listAsJson(workloads, options) : listAsText(workloads, options);
}

function listAsText(workloads: readonly InterceptedWorkload[], options: RulesOptions): Listing {
  const told = workloads.map((workload) => ({
    name: workload.name,
    ...withPlace(workload, () => rulesOf(workload.interception, options)),
  }));
  return { text: told.map(({ name, text }) => `# ${name}\n${text}`).join('\n'), warnings: warningsByName(told) };
}

function listAsJson(workloads: readonly InterceptedWorkload[], options: RulesOptions): Listing {
  const told = workloads.map((workload) => ({
    name: workload.name,
    ...withPlace(workload, () => dataOf(workload, options)),
  }));
  const data = told.map(({ data }) => data);
  return { text: `${JSON.stringify(data, null, 2)}\n`, warnings: warningsByName(told) };
}

function warningsByName(told: readonly { readonly name: string; readonly warnings: readonly string[] }[]): string[] {
  return told.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`));
}

function dataOf(
  { name, interception }: InterceptedWorkload,
  options: RulesOptions,
): { readonly data: unknown; readonly warnings: readonly string[] } {
  if (interception.kind === 'none')
    return { data: { workload: name, interception: 'none', why: interception.why }, warnings: [] };
  const { kind, args, environment, notes } = interception;
  const run = readRun(requestOf(interception, options));
  const listed = listRulesAsJson(run.settings, options.ipv6 ? 'v6' : 'v4', actOf(run.options));
  return {
    data: { workload: name, interception: kind, args, environment, notes, ...listed },
    warnings: [...assumptionsOf(interception, options), ...warningsOf(run, options)],
  };
}
