import { describe, expect, test } from 'vitest';
import { injectPod } from '../../../src/istio/inject-pod.ts';
import { readPod } from '../../../src/kubernetes/read-pod.ts';
import { findWorkloads, type Workload } from '../../../src/kubernetes/workloads.ts';
import {
  casesOf,
  configFor,
  differencesOf,
  documentsOf,
  hasOracle,
  type Mode,
  type OracleCase,
  versions,
} from './oracle.ts';

// Where the default mode deviates on purpose: namespaces of workloads, and which metadata of a CronJob is the pod's.
const DEVIATIONS = /^(kind-cronjob|decide-ns-)/;

function workloadsIn(text: string, { compat }: Pick<Mode, 'compat'>): Workload[] {
  return documentsOf(text).flatMap((document) => findWorkloads(document, { compat }));
}

/** The pods of an input after injection, or the messages with which it is refused. */
function podsOf(one: OracleCase, mode: Mode): unknown[] | { refused: string } {
  try {
    const config = configFor(one, mode);
    const outcomes = workloadsIn(one.input, mode).map((workload) => ({
      workload,
      outcome: injectPod(workload, config),
    }));
    const errors = outcomes.flatMap(({ workload, outcome }) =>
      outcome.kind === 'refused' ? [...workload.findings, ...outcome.findings].map(({ message }) => message) : [],
    );
    if (errors.length > 0) return { refused: errors.join('; ') };
    return outcomes.map(({ workload, outcome }) => (outcome.kind === 'injected' ? outcome.pod : workload.pod));
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** What the answer says of the same pods, wherever the reference has their metadata. */
function answeredPods(answer: string, mode: Mode): unknown[] {
  return workloadsIn(answer, mode).map(({ pod }) => pod);
}

function differences(one: OracleCase, mode: Mode): string[] {
  const ours = podsOf(one, mode);
  if (one.answer === undefined) return Array.isArray(ours) ? [`${one.name}: the reference refuses it`] : [];
  if (!Array.isArray(ours)) return [`${one.name}: refused: ${ours.refused}`];
  const typed = ours.map((pod) => pod as { metadata: object; spec: object });
  return differencesOf(answeredPods(one.answer, mode), typed.map(readAsAnswer)).map((each) => `${one.name}${each}`);
}

// The reference re-prints what it reads, so that a number in an env value is text in its answer.
function readAsAnswer({ metadata, spec }: { metadata: object; spec: object }): unknown {
  return readPod(metadata as never, spec as never).pod;
}

describe.skipIf(!hasOracle)("the reference's pod, case by case", () => {
  describe.each([true, false])('compat %s', (compat) => {
    test.each(versions)('%s', (version) => {
      const cases = casesOf(version).filter(({ name }) => compat || !DEVIATIONS.test(name));
      expect(cases.flatMap((one) => differences(one, { version, compat }))).toEqual([]);
    });
  });
});
