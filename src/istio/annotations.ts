// Knows the annotations and labels by which a pod speaks to the injector, each with the form of its value. Does not
// know what they do.
import { InjectError } from '../errors.ts';
import { type Finding, formatPath } from '../kubernetes/finding.ts';
import type { Pod, Workload } from '../kubernetes/workloads.ts';
import {
  cidrs,
  containers,
  count,
  type Grammar,
  goBool,
  interfaces,
  json,
  oneOf,
  port,
  ports,
  quantity,
} from './annotation-grammar.ts';
import type { Behaviours } from './behaviours.ts';
import { closest } from './closest.ts';
import type { InjectionConfig } from './config/injection-config.ts';
import { checkProxyConfig, parseProxyConfig } from './config/proxy-config.ts';
import { classify, INJECT } from './decide.ts';
import { OTHER_NAMES } from './known-names.ts';
import { CONFIG_ANNOTATION } from './pod-mesh.ts';
import { rememberByText } from './remember.ts';
import { OVERRIDES_ANNOTATION } from './sidecar.ts';

/** What the injector asks of an annotation's value. */
interface Row {
  readonly grammar: Grammar;
  /** In which releases a bad value is refused; in the others, and where nothing says so, it is warned of. */
  readonly refused?: 'always' | keyof Behaviours;
}

const rows: Readonly<Record<string, Row>> = {
  'sidecar.istio.io/interceptionMode': { grammar: oneOf('REDIRECT', 'TPROXY', 'NONE'), refused: 'always' },
  'sidecar.istio.io/enableCoreDump': { grammar: goBool, refused: 'checksCoreDump' },
  'status.sidecar.istio.io/port': { grammar: port, refused: 'always' },
  'readiness.status.sidecar.istio.io/initialDelaySeconds': { grammar: count, refused: 'always' },
  'readiness.status.sidecar.istio.io/periodSeconds': { grammar: count, refused: 'always' },
  'readiness.status.sidecar.istio.io/failureThreshold': { grammar: count, refused: 'always' },
  'traffic.sidecar.istio.io/includeOutboundIPRanges': { grammar: cidrs('*'), refused: 'always' },
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': { grammar: cidrs('no *'), refused: 'always' },
  'traffic.sidecar.istio.io/includeInboundPorts': { grammar: ports('*'), refused: 'always' },
  'traffic.sidecar.istio.io/excludeInboundPorts': { grammar: ports('no *'), refused: 'always' },
  'traffic.sidecar.istio.io/includeOutboundPorts': { grammar: ports('*') },
  'traffic.sidecar.istio.io/excludeOutboundPorts': { grammar: ports('no *'), refused: 'always' },
  'traffic.sidecar.istio.io/kubevirtInterfaces': { grammar: interfaces, refused: 'checksInterfaces' },
  'traffic.sidecar.istio.io/excludeInterfaces': { grammar: interfaces, refused: 'checksInterfaces' },
  'istio.io/reroute-virtual-interfaces': { grammar: interfaces, refused: 'checksInterfaces' },
  'prometheus.istio.io/merge-metrics': { grammar: goBool, refused: 'always' },
  'sidecar.istio.io/rewriteAppHTTPProbers': { grammar: goBool },
  'sidecar.istio.io/nativeSidecar': { grammar: oneOf('true', 'false') },
  'sidecar.istio.io/proxyCPU': { grammar: quantity, refused: 'checksQuantities' },
  'sidecar.istio.io/proxyCPULimit': { grammar: quantity, refused: 'checksQuantities' },
  'sidecar.istio.io/proxyMemory': { grammar: quantity, refused: 'checksQuantities' },
  'sidecar.istio.io/proxyMemoryLimit': { grammar: quantity, refused: 'checksQuantities' },
  [OVERRIDES_ANNOTATION]: { grammar: containers, refused: 'always' },
  'sidecar.istio.io/userVolume': { grammar: json },
  'sidecar.istio.io/userVolumeMount': { grammar: json },
};

/** Every annotation of the pod whose value the injector refuses, or does not understand. */
export function checkAnnotations(pod: Pod, config: InjectionConfig): Finding[] {
  const annotations = Object.entries(pod.metadata.annotations ?? {});
  const findings = annotations.flatMap(([name, value]) => checkValue(name, value, config));
  return [...findings, ...checkInjectWord(pod, config.behaviours)];
}

/** Annotations and labels of the pod that nobody reads, but that look like ones that somebody does. */
export function checkNames(pod: Pod): Finding[] {
  const misspelt = (part: 'annotations' | 'labels'): Finding[] =>
    Object.keys(pod.metadata[part] ?? {}).flatMap((name) => checkName(name, part) ?? []);
  return [...misspelt('annotations'), ...misspelt('labels')];
}

/** Annotations that were written on a workload, where only those of its pods count. */
export function checkOwner({ owner, pod }: Workload): Finding[] {
  if (owner.kind === 'Pod') return [];
  const names = Object.keys(owner.metadata.annotations ?? {}).filter(isPodName);
  const misplaced = names.filter((name) => pod.metadata.annotations?.[name] === undefined);
  return misplaced.map((name) => ({
    severity: 'warning',
    code: 'annotation-on-owner',
    path: [],
    message: `the annotation ${name} has no effect on a ${owner.kind}`,
    hint: "write it among the annotations of the pod template's metadata",
  }));
}

function checkValue(name: string, value: string, config: InjectionConfig): Finding[] {
  if (name === CONFIG_ANNOTATION) return checkConfig(value, config);
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  const wrong = row?.grammar(value, config.behaviours);
  if (row === undefined || wrong === undefined) return [];
  const { refused } = row;
  const isRefused = refused === 'always' || (refused !== undefined && config.behaviours[refused]);
  return [finding(name, `"${value}" ${wrong}`, isRefused ? 'error' : 'warning')];
}

/** What is wrong with a ProxyConfig that cannot even be read: the reference then stops, also for pods that it would skip. */
export function checkConfigSyntax(pod: Pod, config: InjectionConfig): Finding[] {
  const text = pod.metadata.annotations?.[CONFIG_ANNOTATION];
  const isReadable = text === undefined || givenFields(text, config) !== 'unreadable';
  return isReadable ? [] : checkConfig(text, config);
}

const checkConfig: (text: string, config: InjectionConfig) => Finding[] = rememberByText((text, config) => {
  const wrong = checkProxyConfig(text, config);
  if (wrong !== undefined) return [finding(CONFIG_ANNOTATION, wrong, 'error')];
  const unknown = givenFields(text, config);
  if (unknown === 'unreadable' || unknown.length === 0) return [];
  return [
    finding(CONFIG_ANNOTATION, `${unknown.join(', ')} is no field of a ProxyConfig and has no effect`, 'warning'),
  ];
});

/** The fields of a ProxyConfig that nobody knows. */
function givenFields(text: string, { version }: InjectionConfig): readonly string[] | 'unreadable' {
  try {
    return parseProxyConfig(text, version).unknown.map(({ path }) => formatPath(path));
  } catch (error) {
    if (error instanceof InjectError) return 'unreadable';
    throw error;
  }
}

function finding(name: string, wrong: string, severity: Finding['severity']): Finding {
  const path = ['metadata', 'annotations', name];
  return { severity, code: 'annotation-value', path, message: `the annotation ${name}: ${wrong}` };
}

function checkInjectWord(pod: Pod, { strictInjectWords }: Behaviours): Finding[] {
  const part = pod.metadata.labels?.[INJECT] === undefined ? 'annotations' : 'labels';
  const word = pod.metadata[part]?.[INJECT];
  const isUnderstood =
    word === undefined || word === '' || word === 'false' || classify(word, strictInjectWords) === 'yes';
  if (isUnderstood) return [];
  const effect = strictInjectWords ? 'is ignored' : 'counts as no';
  const message = `the ${part.slice(0, -1)} ${INJECT}: "${word}" ${effect}: only "true" and "false" are words for it`;
  return [{ severity: 'warning', code: 'inject-word', path: ['metadata', part, INJECT], message }];
}

function checkName(name: string, part: 'annotations' | 'labels'): Finding | undefined {
  if (!/(^|\.)istio\.io\//.test(name) || isPodName(name) || OTHER_NAMES.has(name)) return undefined;
  const known = [...Object.keys(rows), ...POD_NAMES, ...OTHER_NAMES];
  const meant = closest(name, known) ?? known.find((each) => lastPart(each) === lastPart(name));
  if (meant === undefined) return undefined;
  const message = `the ${part.slice(0, -1)} ${name} is not known`;
  return {
    severity: 'warning',
    code: 'name-unknown',
    path: ['metadata', part, name],
    message,
    hint: `did you mean ${meant}?`,
  };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

function isPodName(name: string): boolean {
  return Object.hasOwn(rows, name) || POD_NAMES.has(name);
}

const POD_NAMES = new Set([
  INJECT,
  CONFIG_ANNOTATION,
  'inject.istio.io/templates',
  'readiness.status.sidecar.istio.io/applicationPorts',
  'sidecar.istio.io/agentLogLevel',
  'sidecar.istio.io/bootstrapOverride',
  'sidecar.istio.io/capNetBindService',
  'sidecar.istio.io/componentLogLevel',
  'sidecar.istio.io/discoveryAddress',
  'sidecar.istio.io/extraStatTags',
  'sidecar.istio.io/logLevel',
  'sidecar.istio.io/proxyImage',
  'sidecar.istio.io/proxyImageType',
  'sidecar.istio.io/statsCompression',
  'sidecar.istio.io/statsHistogramBuckets',
  'sidecar.istio.io/statsInclusionPrefixes',
  'sidecar.istio.io/statsInclusionRegexps',
  'sidecar.istio.io/statsInclusionSuffixes',
]);
