// The pipelines of `podsplice releases`: which releases there are, and what changes for a pod from one to another.
import { injectText } from './inject.ts';
import { type ConfigSources, loadConfig } from './istio/config/load.ts';
import { knownReleases } from './istio/config/releases.ts';
import { createReport, type Report } from './report.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A table: each release line, its newest patch, and the files that make it. */
export function listReleases(): string {
  const rows = knownReleases().map(({ minor, patch, isDefault, templates, values, mesh }) => [
    `${minor}${isDefault ? ' (default)' : ''}`,
    patch,
    [...Object.values(templates), ...values, ...mesh].join(' '),
  ]);
  return table([['RELEASE', 'PATCH', 'FILES'], ...rows]);
}

/** What an upgrade from one release to another changes in the injected manifest, as a unified diff; and what was reported. */
export async function diffReleases(
  [from, to]: readonly [string, string],
  { name = 'sample.yaml', text = SAMPLE, sources = {}, isColoured = false }: DiffOptions = {},
): Promise<{ readonly text: string; readonly report: Report }> {
  const report = createReport();
  const injected = await Promise.all(
    [from, to].map((version) =>
      injectText(text, loadConfig({ ...sources, version }), {
        file: name,
        report,
      }),
    ),
  );
  const [before, after] = injected.map((result) => result.text);
  return {
    text: unifiedDiff(name, before ?? '', after ?? '', { isColoured }),
    report,
  };
}

/** What the comparison may be told: the manifest (a small Deployment otherwise) and the rest of the configuration. */
export interface DiffOptions {
  readonly name?: string | undefined;
  readonly text?: string | undefined;
  readonly sources?: Omit<ConfigSources, 'version'> | undefined;
  readonly isColoured?: boolean | undefined;
}

const SAMPLE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: sample
spec:
  selector:
    matchLabels:
      app: sample
  template:
    metadata:
      labels:
        app: sample
        version: v1
    spec:
      containers:
        - name: app
          image: example.com/app:1
          ports:
            - containerPort: 8080
              name: http
          readinessProbe:
            httpGet:
              path: /ready
              port: http
`;

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
