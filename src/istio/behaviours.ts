// What changed from release to release, each change by a name. The only file that compares versions.
// Does not know what a change means: whoever asks for a name does.

/**
 * The releases in which a behaviour holds: from `since` on, before `until`. A change that was carried back to older
 * minors names the first patch of each of them, with blanks between; every minor after the last one has it too.
 */
interface Span {
  readonly since?: string;
  readonly until?: string;
}

const spans = {
  // The decision
  strictInjectWords: { since: '1.27' }, // only `true` and `false`; other words leave the choice to the policy
  skipsInjectedPods: { until: '1.17' },
  // Annotations
  checksCoreDump: { until: '1.25' },
  checksInterfaces: { since: '1.30' },
  checksQuantities: { since: '1.27.6 1.28.4 1.29' },
  strictCidrs: { since: '1.16' }, // netip.ParsePrefix: no leading zero in a prefix length
  // Who owns a bare pod
  guessesPodOwner: { since: '1.21' },
  guessesRollout: { since: '1.22' },
  cronJobsAreBeta: { until: '1.22' },
  // Merging
  dropsNestedNulls: { since: '1.13.9 1.14.5 1.15' },
  dropsMergeMarkers: { since: '1.19' },
  keepsInjectedContainers: { since: '1.17' }, // what the status lists is not re-applied from the pod
  followsProxyUser: { since: '1.20.7 1.21.3 1.22.1 1.23' },
  // The sidecar
  sidecarMayBeInit: { since: '1.19' },
  nativeByWord: { since: '1.27' }, // ENABLE_NATIVE_SIDECARS is true, false or auto; a Go bool before
  nativeByAnnotation: { since: '1.24' },
  // Probes
  tcpProbesByEnvironment: { until: '1.19' },
  rewritesHandlers: { since: '1.25' },
  mergesProbers: { since: '1.17' },
  appendsProbers: { until: '1.17' },
  appendsMissingProbers: { since: '1.27' },
  // What a template is told, and the functions that changed
  estimatesConcurrency: { until: '1.18' }, // .EstimatedConcurrency, and the argument that says it
  compliancePolicy: { since: '1.19.8 1.20.4 1.21' }, // .CompliancePolicy, and the variable that says it
  proxyUser: { since: '1.20' }, // .ProxyUID, .ProxyGID
  modeNoneInMesh: { since: '1.14' }, // the mesh config knows the interception mode NONE
  inboundModeInMesh: { since: '1.22' }, // .InboundTrafficPolicyMode; a process variable before
  nativeSidecars: { since: '1.27' }, // .NativeSidecars
  fullOwnerMeta: { until: '1.22' }, // .DeploymentMeta is more than a name and a namespace
  variantInImage: { since: '1.22' }, // global.variant names the image type
  stringMapToJson: { until: '1.19' }, // toJson takes a map of strings only
  stringMapOmit: { since: '1.18' }, // omit takes a map of strings only
  renders: { until: '1.14' }, // the function render
  zeroDurationText: { since: '1.14' }, // formatDuration of nothing is 0s, not 1s
  networkOfNamespace: { since: '1.19' }, // the CNI plugin's network is default/istio-cni
  networkNamespaces: { since: '1.23.6 1.24.4 1.25.1' }, // appendMultusNetwork splits namespace/name
  // Templates: metadata
  firstContainer: { since: '1.14' }, // kubectl's default container: the first of several, and the pod's own choice stays
  gatewayFirstContainer: { since: '1.23.6 1.24.4 1.25' },
  tunnelLabel: { since: '1.16' },
  revisionLabel: { until: '1.18' }, // on gateways
  revisionLabelGiven: { since: '1.16.4 1.17.2', until: '1.18' }, // … where the pod has none of its own
  revisionAnnotation: { since: '1.18' },
  shortCanonicalName: { since: '1.21' }, // cut to 63 characters
  grpcSimpleKeepsProbes: { since: '1.17.3' },
  // Templates: CNI and the init container
  cniInPilot: { since: '1.22' }, // pilot.cni.enabled
  tellsCniOfNoInboundPorts: { since: '1.25' }, // an empty includeInboundPorts is written too
  excludesInterfaces: { since: '1.15' },
  reroutesInterfaces: { since: '1.25' },
  reroutesOnce: { since: '1.26.5 1.27.2' }, // reroute-virtual-interfaces takes kubevirtInterfaces' place
  inboundPortInMesh: { since: '1.18' },
  initLogs: { since: '1.15' },
  nftables: { since: '1.27' },
  sparesInitContainers: { since: '1.26' }, // with mode NONE the pod's own stay
  rootIsKnown: { since: '1.25.4 1.26.2' }, // a proxy that runs as root is 1337 to the rules
  // Templates: the proxy
  outlierLog: { since: '1.23' },
  nativeDrains: { since: '1.21' }, // preStop drains, hold is ignored
  nativeStartsReady: { since: '1.19', until: '1.20' }, // a startup probe in the readiness probe's place
  startupProbe: { since: '1.20' },
  seccompProfile: { since: '1.28' },
  dropsNullResources: { since: '1.28.6 1.29.1' },
  tokenPolicy: { until: '1.22' }, // global.jwtPolicy decides about the token
  processorLimit: { since: '1.18' }, // ISTIO_CPU_LIMIT
  goLimits: { since: '1.19' }, // GOMEMLIMIT, GOMAXPROCS
  writesDivisor: { since: '1.29' },
  nodeName: { since: '1.17' },
  namedByLabel: { since: '1.25' }, // service.istio.io/workload-name
  telemetryAttributes: { since: '1.30' }, // OTEL_RESOURCE_ATTRIBUTES
  // Templates: volumes and the pod
  workloadCertificates: { since: '1.14' },
  credentialSocket: { since: '1.15' },
  clusterCertificates: { since: '1.16.1', until: '1.24' }, // pilotCertProvider kubernetes
  trustBundles: { since: '1.26' },
  namedRootCertificate: { since: '1.27' }, // global.trustBundleName
  revocationList: { since: '1.27' },
  namedRevocationList: { since: '1.29' }, // pilot.crlConfigMapName
  groupOfFiles: { until: '1.19' }, // fsGroup 1337
  groupOfFilesByDefault: { until: '1.15' },
  // Templates: gateway and gRPC
  gatewayImageGiven: { since: '1.23' }, // the image annotation counts
  gatewayBootstrap: { since: '1.27' },
  gatewayYieldsSocket: { since: '1.27' }, // a volume of the pod's own takes workload-socket's place
  gatewaySecurityContext: { since: '1.20.8 1.21.4 1.22.2' }, // gateways.securityContext
  unprivilegedPorts: { since: '1.20.3' },
  grpcAgentFirst: { since: '1.15' },
  grpcMetricsPort: { since: '1.15' }, // 15020 mesh-metrics in 15090's place
  grpcSharesCertificates: { since: '1.15' },
} as const;

/** What holds in one release, by name. */
export type Behaviours = Readonly<Record<keyof typeof spans, boolean>>;

/** The behaviours of a release such as `1.20.8`; a minor alone stands for its first patch. */
export function behavioursOf(version: string): Behaviours {
  const known = remembered.get(version);
  if (known) return known;
  const release = parse(version);
  const entries = Object.entries<Span>(spans).map(([name, span]) => [name, holds(release, span)]);
  const behaviours = Object.fromEntries(entries) as Behaviours;
  remembered.set(version, behaviours);
  return behaviours;
}

/** Whether this can be the version of a release, or rather somebody's own tag. */
export function isRelease(version: string): boolean {
  return version.startsWith('1.') && hasReached(parse(version), '1.13');
}

/** The minor of Kubernetes' API that a release is linked with: it decides which fields of a pod it knows. */
export function kubernetesMinorOf(version: string): number {
  const release = parse(version);
  return kubernetesMinors.findLast(([since]) => hasReached(release, since))?.[1] ?? 23;
}

const kubernetesMinors: readonly (readonly [since: string, minor: number])[] = [
  ['1.13', 23],
  ['1.13.9 1.14.5 1.15', 24],
  ['1.16', 25],
  ['1.17', 26],
  ['1.18', 27],
  ['1.19', 28],
  ['1.21', 29],
  ['1.22', 30],
  ['1.24', 31],
  ['1.25', 32],
  ['1.26.4 1.27', 33],
  ['1.28', 34],
  ['1.29', 35],
];

const remembered = new Map<string, Behaviours>();

type Release = readonly [minor: number, patch: number];

function holds(release: Release, { since, until }: Span): boolean {
  return (since === undefined || hasReached(release, since)) && !(until !== undefined && hasReached(release, until));
}

function hasReached([minor, patch]: Release, marks: string): boolean {
  const parsed = marks.split(' ').map(parse);
  const last = Math.max(...parsed.map(([at]) => at));
  return minor > last || parsed.some(([at, from]) => at === minor && patch >= from);
}

function parse(version: string): Release {
  const [, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return [minor, patch];
}
