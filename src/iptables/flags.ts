// The options of istio-iptables, as data: names, defaults, and the releases that know them. Does not know how they are read.
import { holds, type Release, type Span } from './behaviours.ts';

/** One option. `key` is its name among the options; an option without a key changes nothing that podsplice tells. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly key?: TextKey | SwitchKey;
  readonly kind: 'text' | 'switch' | 'port' | 'duration' | 'number';
  readonly fallback?: string;
  readonly span?: Span;
  /** The letter is younger than the option. */
  readonly shortSpan?: Span;
  /** The option's environment variable is read up to here only. */
  readonly variableSpan?: Span;
  /** Where an option and another variable set the same thing, the other variable's name; the era decides which one wins. */
  readonly alias?: string;
}

/** The options that are text, as they were written. */
export type TextKey =
  | 'envoyPort'
  | 'inboundCapturePort'
  | 'inboundTunnelPort'
  | 'proxyUid'
  | 'proxyGid'
  | 'mode'
  | 'serviceCidr'
  | 'serviceExcludeCidr'
  | 'inboundPorts'
  | 'excludeInboundPorts'
  | 'outboundPorts'
  | 'excludeOutboundPorts'
  | 'kubeVirtInterfaces'
  | 'excludeInterfaces'
  | 'tproxyMark'
  | 'tproxyRouteTable'
  | 'forcedBinary';

/** The options that are on or off. */
export type SwitchKey =
  | 'redirectDns'
  | 'captureAllDns'
  | 'dropInvalid'
  | 'dualStack'
  | 'skipRuleApply'
  | 'runValidation'
  | 'cleanupOnly'
  | 'restoreFormat'
  | 'traceLogging'
  | 'nativeNftables';

/** Every option, in the order in which the injector writes them. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'envoy-port',
    short: 'p',
    key: 'envoyPort',
    kind: 'text',
    fallback: '15001',
    variableSpan: { until: ['1.19.5', '1.20.1'] },
  },
  { name: 'inbound-capture-port', short: 'z', key: 'inboundCapturePort', kind: 'text', fallback: '15006' },
  { name: 'inbound-tunnel-port', short: 'e', key: 'inboundTunnelPort', kind: 'text', fallback: '15008' },
  { name: 'proxy-uid', short: 'u', key: 'proxyUid', kind: 'text' },
  { name: 'proxy-gid', short: 'g', key: 'proxyGid', kind: 'text' },
  { name: 'istio-inbound-interception-mode', short: 'm', key: 'mode', kind: 'text' },
  { name: 'istio-service-cidr', short: 'i', key: 'serviceCidr', kind: 'text' },
  { name: 'istio-service-exclude-cidr', short: 'x', key: 'serviceExcludeCidr', kind: 'text' },
  { name: 'istio-inbound-ports', short: 'b', key: 'inboundPorts', kind: 'text' },
  { name: 'istio-local-exclude-ports', short: 'd', key: 'excludeInboundPorts', kind: 'text' },
  { name: 'istio-outbound-ports', short: 'q', key: 'outboundPorts', kind: 'text' },
  { name: 'istio-local-outbound-ports-exclude', short: 'o', key: 'excludeOutboundPorts', kind: 'text' },
  { name: 'kube-virt-interfaces', short: 'k', key: 'kubeVirtInterfaces', kind: 'text' },
  {
    name: 'istio-exclude-interfaces',
    short: 'c',
    shortSpan: { since: ['1.15'] },
    key: 'excludeInterfaces',
    kind: 'text',
  },
  { name: 'istio-inbound-tproxy-mark', short: 't', key: 'tproxyMark', kind: 'text', fallback: '1337' },
  { name: 'istio-inbound-tproxy-route-table', short: 'r', key: 'tproxyRouteTable', kind: 'text', fallback: '133' },
  { name: 'redirect-dns', key: 'redirectDns', kind: 'switch', alias: 'ISTIO_META_DNS_CAPTURE' },
  { name: 'capture-all-dns', key: 'captureAllDns', kind: 'switch' },
  // Until the era of viper ended, a bug kept INVALID_DROP from doing anything.
  { name: 'drop-invalid', key: 'dropInvalid', kind: 'switch', alias: 'INVALID_DROP' },
  {
    name: 'dual-stack',
    key: 'dualStack',
    kind: 'switch',
    alias: 'ISTIO_DUAL_STACK',
    span: { since: ['1.18.5', '1.19.1'] },
  },
  { name: 'dry-run', short: 'n', kind: 'switch' },
  { name: 'skip-rule-apply', key: 'skipRuleApply', kind: 'switch' },
  { name: 'run-validation', key: 'runValidation', kind: 'switch' },
  { name: 'cni-mode', kind: 'switch' },
  { name: 'network-namespace', kind: 'text' },
  { name: 'iptables-probe-port', kind: 'port' },
  { name: 'probe-timeout', kind: 'duration' },
  {
    name: 'restore-format',
    short: 'f',
    key: 'restoreFormat',
    kind: 'switch',
    fallback: 'true',
    span: { until: ['1.24'] },
  },
  { name: 'iptables-trace-logging', key: 'traceLogging', kind: 'switch', span: { until: ['1.26'] } },
  { name: 'output-paths', kind: 'text', span: { until: ['1.17.6'] } },
  { name: 'host-nsenter-exec', kind: 'switch', span: { since: ['1.15'], until: ['1.18.6', '1.19.4'] } },
  { name: 'iptables-version', kind: 'text', span: { since: ['1.18.6', '1.19.4'], until: ['1.22'] } },
  { name: 'reconcile', kind: 'switch', span: { since: ['1.24'] } },
  { name: 'cleanup-only', key: 'cleanupOnly', kind: 'switch', span: { since: ['1.24'] } },
  { name: 'force-apply', kind: 'switch', span: { since: ['1.24'] } },
  { name: 'native-nftables', key: 'nativeNftables', kind: 'switch', span: { since: ['1.27'] } },
  { name: 'force-iptables-binary', key: 'forcedBinary', kind: 'text', span: { since: ['1.28'] } },
  // The flags of the program around it: logging says nothing about rules.
  { name: 'log_as_json', kind: 'switch' },
  { name: 'log_caller', kind: 'text' },
  { name: 'log_output_level', kind: 'text' },
  { name: 'log_rotate', kind: 'text' },
  { name: 'log_rotate_max_age', kind: 'number' },
  { name: 'log_rotate_max_backups', kind: 'number' },
  { name: 'log_rotate_max_size', kind: 'number' },
  { name: 'log_stacktrace_level', kind: 'text' },
  { name: 'log_target', kind: 'text' },
  { name: 'vklog', kind: 'number' },
];

/** The options that a release knows; a letter that is younger than the release is left out. */
export function flagsOf(release: Release): Flag[] {
  return FLAGS.filter(({ span }) => span === undefined || holds(release, span)).map((flag) =>
    withoutLetter(flag, release),
  );
}

function withoutLetter(flag: Flag, release: Release): Flag {
  if (flag.shortSpan === undefined || holds(release, flag.shortSpan)) return flag;
  const { short: _, ...rest } = flag;
  return rest;
}

/** The environment variable of an option: its long name in capitals. */
export function variableOf({ name }: Flag): string {
  return name.toUpperCase().replaceAll('-', '_');
}
