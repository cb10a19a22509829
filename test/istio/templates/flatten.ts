// Prints a rendered overlay, and what tells two of them apart, in lines that a reader can check: a path and a value each.

/** One line for each value, in order. A container goes by its name, whichever list it stands in; other items by theirs. */
export function flatten(overlay: unknown): string[] {
  const { spec, ...others } = overlay as { readonly spec: Readonly<Record<string, unknown>> };
  const { initContainers, containers, ...pod } = spec;
  const lists = Object.entries({ initContainers, containers }).filter(([, list]) => list !== undefined);
  return [
    ...lines(others, ''),
    ...lists.map(([name, list]) => `spec.${name}: ${Array.isArray(list) ? list.map(nameOf).join(' ') : 'null'}`),
    ...lists.flatMap(([, list]) =>
      (Array.isArray(list) ? list : []).flatMap((item, index) => lines(rest(item), nameOf(item, index))),
    ),
    ...lines(pod, 'spec'),
  ];
}

function lines(value: unknown, path: string): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item, index) =>
      isMap(item) ? lines(rest(item), `${path}[${nameOf(item, index)}]`) : lines(item, `${path}[]`),
    );
  }
  if (isMap(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, item]) => lines(item, path === '' ? key : `${path}.${key}`));
  }
  return [`${path}: ${JSON.stringify(value)}`];
}

/** What is only in the first (`-`) and only in the second (`+`), in order. Of a container that goes, nothing but its name. */
export function difference(before: readonly string[], after: readonly string[]): string[] {
  const left = heads(after);
  return changedLines(before, after).filter((line) => {
    const head = line.startsWith('-') ? headOf(line.slice(2)) : undefined;
    return head === undefined || left.has(head);
  });
}

function heads(all: readonly string[]): Set<string> {
  return new Set(all.map(headOf).filter((head) => head !== undefined));
}

function headOf(line: string): string | undefined {
  const head = /^[a-z-]+/.exec(line)?.[0];
  return head === 'spec' || head === 'metadata' ? undefined : head;
}

function changedLines(before: readonly string[], after: readonly string[]): string[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return changedMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end));
}

function changedMiddle(a: readonly string[], b: readonly string[]): string[] {
  const lengths = commonLengths(a, b);
  const shown: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (j >= b.length || (i < a.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) shown.push(`- ${a[i++]}`);
    else shown.push(`+ ${b[j++]}`);
  }
  return shown;
}

/** The length of the longest common sequence from each pair of places on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const [here, below] = [lengths[i]!, lengths[i + 1]!];
    for (let j = b.length - 1; j >= 0; j--)
      here[j] = a[i] === b[j] ? below[j + 1]! + 1 : Math.max(below[j]!, here[j + 1]!);
  }
  return lengths;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(item: unknown, index: number): string {
  const key = nameKey(item);
  return key === undefined ? String(index) : String((item as Record<string, unknown>)[key]);
}

function nameKey(item: unknown): string | undefined {
  return isMap(item) ? ['mountPath', 'name'].find((each) => typeof item[each] === 'string') : undefined;
}

function rest(item: unknown): unknown {
  const key = nameKey(item);
  return key === undefined ? item : Object.fromEntries(Object.entries(item as object).filter(([each]) => each !== key));
}
