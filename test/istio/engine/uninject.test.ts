import { describe, expect, test } from 'vitest';
import type { LostFact } from '../../../src/istio/lost-facts.ts';
import { uninjectPod } from '../../../src/istio/uninject-pod.ts';
import { typedPod } from '../../../src/kubernetes/read-pod.ts';
import { findWorkloads, type Workload } from '../../../src/kubernetes/workloads.ts';
import { casesOf, differencesOf, documentsOf, hasOracle, versions } from './oracle.ts';

/** Which differences between an input and its restored answer each lost fact explains. */
const explained: Partial<Record<LostFact, RegExp>> = {
  portName: /(Probe|preStop|postStart)\.(httpGet|tcpSocket)\.port: "[a-z]+" != \d+$/,
  strangePortName: /^probe-unknown-portname\S*\.livenessProbe\.httpGet\.(path|port): /,
  equalValue: /^(pod-annotations-kept\S*default-container: "app"|prometheus-conflict\S*\.annotations: .*) != nothing$/,
  replacedValue: /securityContext\.fsGroup: 2000 != nothing$/,
  metricsSpelling: /^prometheus-underscore\S*\.prometheus[._]io[._/](port|path|scrape): /,
  overridesAnnotation: /^overrides-annotation\.\S*(annotations|containers): /,
  sidecarPlace: /^proxy-(args|first-in-list)\S*\.spec\.containers\./,
  network: /topology\.istio\.io\/network: nothing != "net1"$/,
  cniNetwork: /^multus-present\S*networks: "istio-cni, default\/istio-cni" != "istio-cni"$/,
};

function workloadsIn(text: string): Workload[] {
  return documentsOf(text).flatMap((document) => findWorkloads(document, { compat: true }));
}

describe.skipIf(!hasOracle)('uninject gives back the input of every recorded answer', () => {
  test.each(versions)('%s', (version) => {
    const found = casesOf(version).flatMap(({ name, input, answer }) => {
      if (answer === undefined) return [];
      const expected = workloadsIn(input).map(({ pod }) => typedPod(pod));
      const restored = workloadsIn(answer).map((workload) => uninjectPod(workload).pod);
      return differencesOf(expected, restored).map((difference) => `${name}${difference}`);
    });
    const patterns = Object.values(explained);
    expect(found.filter((difference) => !patterns.some((pattern) => pattern.test(difference)))).toEqual([]);
    const idle = patterns.filter((pattern) => !found.some((difference) => pattern.test(difference)));
    // Up to 1.18 the CNI plugin's network has another name than the one in that case.
    const isOlder = Number(version.split('.')[1]) < 19;
    const mayBeIdle = [
      version === '1.13.1' ? undefined : explained.replacedValue,
      isOlder ? explained.cniNetwork : undefined,
    ];
    expect(idle.filter((pattern) => !mayBeIdle.includes(pattern))).toEqual([]);
  });
});
