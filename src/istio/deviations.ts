// Knows where injection differs from the reference on purpose, and why. `compat` in the configuration switches every one
// of them off.

/** A difference on purpose: what happens here, and why the reference's way is not followed. */
export interface Deviation {
  readonly name: string;
  readonly sentence: string;
  readonly why: string;
}

/** Every deviation of the engine. The README prints them, and each has a test of both behaviours. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    name: 'ownNamespace',
    sentence:
      'The namespace of a workload itself counts in the namespace rules, so that nothing in kube-system is injected.',
    why: 'The reference looks at the namespace of the pod template, which hardly any manifest has.',
  },
  {
    name: 'initContainers',
    sentence: 'The init containers of a pod survive interceptionMode NONE.',
    why: 'Templates up to 1.25 render their list as null, and so delete those of the pod.',
  },
  {
    name: 'upgrade',
    sentence: 'A pod that was injected before is first restored, and then injected anew.',
    why: "The reference skips it (up to 1.16) or merges over it, whereby leftovers stay and the settings of one's own istio-proxy are lost.",
  },
  {
    name: 'ownChoice',
    sentence:
      "Where a choice of the pod and one of the template exclude each other (value and valueFrom, two handlers of a probe, two sources of a volume), the pod's counts, with a warning.",
    why: 'The reference merges both into a pod that the API server refuses.',
  },
  {
    name: 'skippedAnnotations',
    sentence: 'A bad annotation on a pod that is not injected is a warning.',
    why: 'The reference stops at a ProxyConfig that cannot be read, even on a pod that asks for no sidecar.',
  },
  {
    name: 'cronJobs',
    sentence: "A CronJob's pod metadata is read from and written to its pod template.",
    why: 'The reference uses the job template\'s, so that its pods have no labels, and an inject: "false" on them is not seen.',
  },
  {
    name: 'apiGroups',
    sentence: 'A kind is matched with its API group (any historic group of that kind, or none).',
    why: 'The reference matches the kind alone, and drops the fields of a Volcano Job or an Argo object of the same kind.',
  },
  {
    name: 'moreKinds',
    sentence:
      'A PodTemplate is injected, and so are the pods of well-known kinds beyond Kubernetes (`--workload` adds others).',
    why: 'The reference passes them through without a word.',
  },
  {
    name: 'brokenDocuments',
    sentence: 'A broken document that cannot hold a workload passes as it came.',
    why: 'The reference parses every document and stops at the first broken one, after half of the output.',
  },
  {
    name: 'everyFile',
    sentence: 'Every `-f` and every positional argument counts, and no cluster is ever asked.',
    why: 'The reference takes the last `-f` in silence, and from 1.28 on waits for a cluster.',
  },
  {
    name: 'duplicateKeys',
    sentence: 'A key that stands twice in one map is an error with both places.',
    why: 'The reference lets the last one win in silence; one of the two is a mistake.',
  },
  {
    name: 'besidePod',
    sentence: 'Nothing is written beside the pod.',
    why: "The reference adds what its types never leave out: a status with counters of zero, a DeploymentConfig's `test: false`.",
  },
];
