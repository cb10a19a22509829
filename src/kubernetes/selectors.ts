// Knows Kubernetes' label selectors: what they match, and which are none. Does not know who selects.

/** `matchLabels` and `matchExpressions`, all of which must hold. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** One requirement of a selector on one label. */
interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

type Labels = Readonly<Record<string, string>>;
type Test = (value: string | undefined, values: readonly string[]) => boolean;

// What a label that is not there counts as differs: it is not in any set, and so also NotIn every set.
const OPERATORS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['In', (value, values) => value !== undefined && values.includes(value)],
  ['NotIn', (value, values) => value === undefined || !values.includes(value)],
  ['Exists', (value) => value !== undefined],
  ['DoesNotExist', (value) => value === undefined],
]);

/** Does the selector match the labels? An empty one matches all; one that is not valid matches none. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  if (selectorProblem(selector) !== undefined) return false;
  const has = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  const pairs = Object.entries(selector.matchLabels ?? {});
  const requirements = selector.matchExpressions ?? [];
  return (
    pairs.every(([key, value]) => has(key) === value) &&
    requirements.every(({ key, operator, values }) => OPERATORS.get(operator)?.(has(key), values ?? []))
  );
}

/** Why a selector is not valid, in the words of Kubernetes; undefined where it is. */
export function selectorProblem(selector: LabelSelector): string | undefined {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    const problem = keyProblem(key) ?? valueProblem(value);
    if (problem !== undefined) return problem;
  }
  return (selector.matchExpressions ?? []).map(requirementProblem).find((problem) => problem !== undefined);
}

function requirementProblem({ key, operator, values = [] }: LabelRequirement): string | undefined {
  if (!OPERATORS.has(operator)) return `${JSON.stringify(operator)} is not a valid label selector operator`;
  const wantsValues = operator === 'In' || operator === 'NotIn';
  if (wantsValues && values.length === 0)
    return "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty";
  if (!wantsValues && values.length > 0)
    return `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`;
  return keyProblem(key) ?? values.map(valueProblem).find((problem) => problem !== undefined);
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

function keyProblem(key: string): string | undefined {
  const parts = key.split('/');
  const [name = '', prefix] = parts.reverse();
  const isGood =
    parts.length <= 2 &&
    NAME.test(name) &&
    name.length <= 63 &&
    (prefix === undefined || (DOMAIN.test(prefix) && prefix.length <= 253));
  return isGood
    ? undefined
    : `key: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.'`;
}

function valueProblem(value: string): string | undefined {
  const isGood = value === '' || (NAME.test(value) && value.length <= 63);
  return isGood
    ? undefined
    : `values: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'`;
}
