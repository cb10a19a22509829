// The pipeline of `podsplice rules`: arguments, or the pods of a manifest, to the rules that istio-init will make of them.
import { type Intercepted, type Interception, interceptionOf } from './interception.ts';
import { type Environment, type Options, readOptions } from './iptables/arguments.ts';
import { parseRelease, type Release } from './iptables/behaviours.ts';
import { type Format, listRules, listRulesAsJson } from './iptables/listing.ts';
import { routeFailure } from './iptables/routes.ts';
import { type Settings, settle } from './iptables/settings.ts';
import type { Pod } from './kubernetes/workloads.ts';
import { type Inject, type InterceptedWorkload, interceptedWorkloads, type Manifest } from './manifest-pods.ts';

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
  const failure = routeFailure(run.settings);
  return {
    text: listRun(run, request),
    warnings: [...run.settings.warnings, ...(failure === undefined ? [] : [failure])],
  };
}

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
  if (options.skipRuleApply) return SKIPPED;
  // --restore-format=false asks istio-iptables itself for commands.
  const asked = options.restoreFormat ? 'restore' : 'commands';
  return listRules(settings, {
    format: format ?? asked,
    family: ipv6 ? 'v6' : 'v4',
    isExplained: explain,
    isCleanup: options.cleanupOnly,
    isComplete: format !== undefined,
  });
}

const SKIPPED = '# --skip-rule-apply: istio-iptables makes no rules\n';

/** The rules that istio-init, or the CNI plugin, makes for a pod. */
export function rulesOfPod(pod: Pod, options: RulesOptions = {}): Listing {
  return rulesOf(interceptionOf(pod) ?? { kind: 'none', why: 'the pod is not injected' }, options);
}

function rulesOf(interception: Interception, options: RulesOptions): Listing {
  if (interception.kind === 'none') return { text: `# ${interception.why}\n`, warnings: [] };
  const { text, warnings } = rules(requestOf(interception, options));
  return {
    text: interception.notes.map((note) => `# ${note}\n`).join('') + text,
    warnings,
  };
}

/** An interception as a request: the release is the image's where nobody names one. */
export function requestOf(interception: Intercepted, options: RulesOptions): RulesRequest {
  const { args, environment, version } = interception;
  return { ...options, args, environment, version: options.version ?? version };
}

/** The rules of every workload of a manifest, each below its name. */
export async function rulesOfManifest(manifest: Manifest, inject: Inject, options: RulesOptions): Promise<Listing> {
  const workloads = await interceptedWorkloads(manifest, inject);
  if (options.format === 'json')
    return {
      text: `${JSON.stringify(
        workloads.map((found) => asJson(found, options)),
        null,
        2,
      )}\n`,
      warnings: [],
    };
  const listings = workloads.map(({ name, interception }) => ({
    name,
    ...rulesOf(interception, options),
  }));
  return {
    text: listings.map(({ name, text }) => `# ${name}\n${text}`).join('\n'),
    warnings: listings.flatMap(({ name, warnings }) => warnings.map((warning) => `${name}: ${warning}`)),
  };
}

function asJson({ name, interception }: InterceptedWorkload, options: RulesOptions): unknown {
  if (interception.kind === 'none') return { workload: name, interception: 'none', why: interception.why };
  const { kind, args, environment, notes } = interception;
  const { settings } = readRun(requestOf(interception, options));
  return {
    workload: name,
    interception: kind,
    args,
    environment,
    notes,
    ...listRulesAsJson(settings, options.ipv6 ? 'v6' : 'v4'),
  };
}
