// Knows what an injected pod no longer tells of the pod that it was: what `uninject`, and an injection anew, cannot bring back.

/** Each lost fact by a name, as a sentence. The README prints them, and the tests hold them against the recorded answers. */
export const LOST_FACTS = {
  portName: 'A port name in a probe or hook became the number of that port.',
  strangePortName:
    'A probe or hook whose port name no port of its container has: what it asked is gone, and a warning says so.',
  equalValue:
    'A label or annotation that had the very value which injection writes is taken for the injected one, and removed.',
  replacedValue:
    'A value that injection replaces without a note is gone: fsGroup up to 1.14, sysctls on gateways from 1.20 on, kubectl default containers at 1.13.',
  metricsSpelling: 'A prometheus annotation in another spelling (prometheus_io_port) comes back as prometheus.io/port.',
  metricsWithoutSidecar: 'The prometheus annotations of a pod that was given no sidecar (grpc-simple) are gone.',
  overridesAnnotation:
    'An annotation proxy.istio.io/overrides that somebody wrote comes back as the container that it describes.',
  sidecarPlace:
    "The place of a container of one's own named like an injected one, such as istio-proxy, among the others.",
  fileGroup: "Whether fsGroup 1337 is the pod's or, at 1.15 to 1.18, the mesh's: it stays.",
  network: "Whether the label topology.istio.io/network is the pod's or the mesh's: it stays.",
  traffic:
    "Whether an annotation that the CNI plugin reads is the pod's or the mesh's: one that every mesh has goes, others stay.",
  cniNetwork: "Whether the CNI plugin's network was in the list of networks before: it goes.",
  deletedContainers: 'The init containers that releases up to 1.25 delete with interceptionMode NONE.',
  sameVolume:
    "A volume of one's own named like an injected one, when no container mounts it; or what a template replaced in it.",
  pullSecret: "A pull secret that the mesh adds as well, unless it stands behind one of the pod's own.",
  customTemplate: "What a template of one's own set beside containers, volumes and pull secrets.",
  strangeFields: "Fields that the injector's Kubernetes release did not know, in containers that a template changed.",
} as const;

/** The name of a lost fact. */
export type LostFact = keyof typeof LOST_FACTS;
