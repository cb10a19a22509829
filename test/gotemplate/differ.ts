// Finds the cases in which this project's engine and Go do not say the same.
import { type Answer, askOracle, type Case } from './oracle.ts';
import { ask } from './ours.ts';

/** A case that came out otherwise. */
export interface Difference {
  readonly case: Case;
  readonly go: Answer;
  readonly ours: Answer;
}

/** The cases that differ; those in which Go does not say the same twice (clock, addresses) are left out. */
export function findDifferences(path: string, cases: readonly Case[]): { differences: Difference[]; asked: Answer[] } {
  const answers = askOracle(path, cases);
  const found: Difference[] = [];
  for (const [at, each] of cases.entries()) {
    const go = answers[at];
    if (go === undefined) continue;
    const ours = ask(each);
    if (!isSame(go, ours)) found.push({ case: each, go, ours });
  }
  return { differences: steady(path, found), asked: answers.filter((answer) => answer !== undefined) };
}

function steady(path: string, found: readonly Difference[]): Difference[] {
  if (found.length === 0) return [];
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
  const again = askOracle(
    path,
    found.map((each) => each.case),
  );
  return found.filter(
    (each, at) =>
      !showsAddresses(each.case) && again[at] !== undefined && JSON.stringify(again[at]) === JSON.stringify(each.go),
  );
}

/** Pointers printed by odd verbs are addresses of another length every time. */
function showsAddresses({ template, typed }: Case): boolean {
  return template.includes('printf') && (typed !== undefined || /date/i.test(template));
}

function isSame(a: Answer, b: Answer): boolean {
  return a.output === b.output && a.error === b.error;
}
