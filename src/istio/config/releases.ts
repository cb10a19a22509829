// Knows which Istio releases there are built-in files for (templates/releases.yaml) and what each is made of. Does not know what a template says.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import { mergeValues } from './merge.ts';
import { files as builtInFiles } from './templates.generated.ts';

/** The files below templates/, by their path: parsed JSON or text. */
export type ReleaseFiles = Readonly<Record<string, unknown>>;

/** A release line as templates/releases.yaml has it: names of files. */
export interface ReleaseLine {
  readonly minor: string;
  readonly patch: string;
  readonly hub: string;
  readonly isDefault: boolean;
  /** Template name to file. */
  readonly templates: Readonly<Record<string, string>>;
  readonly values: readonly string[];
  readonly mesh: readonly string[];
}

/** A release: what its own installation would have. */
export interface Release {
  readonly version: string;
  readonly line: ReleaseLine;
  /** Template name to text. */
  readonly templates: Readonly<Record<string, string>>;
  readonly values: JsonMap;
  /** The mesh file that its own installation writes (not the program's defaults under it). */
  readonly mesh: JsonMap;
}

/** The release lines, oldest first. */
export function knownReleases(files: ReleaseFiles = builtInFiles): readonly ReleaseLine[] {
  const table = files['releases.yaml'] as { readonly default: string; readonly releases: readonly JsonMap[] };
  return table.releases.map((row) => lineOf(row, row.minor === table.default));
}

function lineOf(row: JsonMap, isDefault: boolean): ReleaseLine {
  const { minor, patch, hub, values, mesh } = row as unknown as ReleaseLine;
  const templates = templateNames
    .filter((name) => row[name] !== undefined)
    .map((name) => [name, String(row[name])] as const);
  return { minor, patch, hub, isDefault, templates: Object.fromEntries(templates), values, mesh };
}

const templateNames = ['sidecar', 'gateway', 'grpc-agent', 'grpc-simple'];

/** The release asked for: `1.13` is its newest patch, any patch of a known minor is taken, nothing is the default. */
export function findRelease(version: string | undefined, files: ReleaseFiles = builtInFiles): Release {
  const lines = knownReleases(files);
  if (version === undefined) return releaseOf(lines.find((line) => line.isDefault) ?? newest(lines), undefined, files);
  const match = VERSION.exec(version.trim());
  const line = match && lines.find(({ minor }) => minor === `1.${match[1]}`);
  if (!line) throw unknownVersion(version, lines);
  return releaseOf(line, match[2] === undefined ? undefined : `${line.minor}.${match[2]}`, files);
}

const VERSION = /^v?1\.(\d+)(?:\.(\d+(?:-[\w.-]+)?))?$/;

/** The release nearest to a version that was captured somewhere, which need not be a known one. */
export function nearestRelease(version: string, files: ReleaseFiles = builtInFiles): Release {
  const lines = knownReleases(files);
  const minor = Number(/^1\.(\d+)/.exec(version)?.[1]);
  const isKnown = lines.some((line) => line.minor === `1.${minor}`);
  if (isKnown) return findRelease(/^1\.\d+(?:\.\d+)?/.exec(version)?.[0], files);
  const oldest = lines[0] ?? newest(lines);
  return releaseOf(minor < Number(oldest.minor.split('.')[1]) ? oldest : newest(lines), undefined, files);
}

function newest(lines: readonly ReleaseLine[]): ReleaseLine {
  const line = lines.at(-1);
  if (!line) throw new Error('templates/releases.yaml names no release');
  return line;
}

function unknownVersion(version: string, lines: readonly ReleaseLine[]): InjectError {
  const known = lines.map(({ minor }) => minor).join(', ');
  return new InjectError('usage', `no Istio release ${version} is known`, {
    hint: `known releases: ${known}; any patch of them is taken (1.26.3)`,
  });
}

function releaseOf(line: ReleaseLine, version: string | undefined, files: ReleaseFiles): Release {
  const image = { global: { hub: line.hub, tag: version ?? line.patch } };
  return {
    version: version ?? line.patch,
    line,
    // A captured configuration never asks for them.
    get templates() {
      return Object.fromEntries(
        Object.entries(line.templates).map(([name, file]) => [name, templateText(file, files)]),
      );
    },
    values: mergeValues(image, ...line.values.map((file) => layerAt(file, files))),
    mesh: mergeValues(...line.mesh.map((file) => layerAt(file, files))),
  };
}

function templateText(file: string, files: ReleaseFiles): string {
  const { pieces = [] } = files['releases.yaml'] as { readonly pieces?: readonly string[] };
  return [file, ...pieces].map((name) => textAt(name, files)).join('');
}

function textAt(file: string, files: ReleaseFiles): string {
  const text = files[file];
  if (typeof text !== 'string') throw new Error(`templates/${file} is missing`);
  return text;
}

function layerAt(file: string, files: ReleaseFiles): JsonMap {
  const layer = files[file];
  if (!isMap(layer)) throw new Error(`templates/${file} is missing or no map`);
  return layer;
}
