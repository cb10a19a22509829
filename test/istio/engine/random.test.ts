import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InjectionConfig } from '../../../src/istio/config/injection-config.ts';
import { loadConfig } from '../../../src/istio/config/load.ts';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { uninjectPod } from '../../../src/istio/uninject-pod.ts';
import { again, workloadOf } from './engine.ts';
import { randomPod, randomValues } from './random-pods.ts';

const RUNS = Number(process.env.RANDOM_RUNS ?? 150);
const VERSIONS = ['1.13.1', '1.17.8', '1.22.8', '1.25.5', '1.30.3'];

const configs = new Map<string, InjectionConfig>();

function configFor(version: string, values: object, compat: boolean): InjectionConfig {
  const key = JSON.stringify([version, values, compat]);
  const known =
    configs.get(key) ?? loadConfig({ version, compat, values: { name: 'values.yaml', text: JSON.stringify(values) } });
  configs.set(key, known);
  return known;
}

// Shrinking a failure compares hundreds of pods: a difference is told once, by whoever reads the counterexample.
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe.each(VERSIONS)('random pods at %s', (version) => {
  test('injecting twice is injecting once, and uninjecting ends', () => {
    fc.assert(
      fc.property(randomPod, randomValues, ({ metadata, spec }, values) => {
        const config = configFor(version, values, false);
        const workload = workloadOf(metadata, spec);
        const once = injectPod(workload, config);
        if (once.kind !== 'injected') return;
        const twice = injectPod(again(workload, once.pod), config);
        expect(isSame(twice.kind === 'injected' ? twice.pod : twice, once.pod)).toBe(true);
        const { pod, previous } = uninjectPod(again(workload, once.pod));
        expect(previous).toBeDefined();
        expect(uninjectPod(again(workload, pod)).previous).toBeUndefined();
      }),
      { numRuns: RUNS },
    );
  });

  test('the reference’s way neither throws nor changes what it was given', () => {
    fc.assert(
      fc.property(randomPod, randomValues, ({ metadata, spec }, values) => {
        const workload = workloadOf(metadata, spec);
        const before = structuredClone(workload.pod);
        const config = configFor(version, values, true);
        const once = injectPod(workload, config);
        if (once.kind === 'injected') injectPod(again(workload, once.pod), config);
        expect(workload.pod).toEqual(before);
      }),
      { numRuns: RUNS / 3 },
    );
  });
});
