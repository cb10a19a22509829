import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { findWorkloads } from '../../../src/kubernetes/workloads.ts';
import { again } from './engine.ts';
import { casesOf, configFor, documentsOf, hasOracle, versions } from './oracle.ts';

describe.skipIf(!hasOracle)('law 3: injecting twice is injecting once', () => {
  test.each(versions)('%s', { timeout: 300_000 }, (version) => {
    for (const one of casesOf(version)) {
      if (one.answer === undefined) continue; // a configuration, or a pod, that the release refuses
      const config = configFor(one, { version, compat: false });
      for (const workload of documentsOf(one.input).flatMap((document) => findWorkloads(document))) {
        const once = injectPod(workload, config);
        if (once.kind !== 'injected') continue;
        const twice = injectPod(again(workload, once.pod), config);
        expect(twice.kind === 'injected' ? twice.pod : twice, one.name).toEqual(once.pod);
      }
    }
  });
});
