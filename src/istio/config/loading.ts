// Knows what was given to make a configuration of, and reads all of it once. Does not know how the pieces add up.
import { InjectError, type Where } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { type Chosen, choosePieces } from './choose-pieces.ts';
import { type ConfigText, type NamedText, problemsError, readText } from './config-text.ts';
import { detectVersion } from './detect-version.ts';
import type { ConfigWarning, NativeSidecars } from './injection-config.ts';
import { minorOf } from './mesh-types.ts';
import { type Installation, installationOf } from './operator.ts';
import { findRelease, nearestRelease, type Release } from './releases.ts';
import { plainRevision, recognise } from './sources.ts';

/** What a configuration is made of: texts that were read somewhere, and choices. Undefined is not given. */
export interface ConfigSources {
  readonly version?: string | undefined;
  readonly revision?: string | undefined;
  readonly namespace?: string | undefined;
  /** istioctl's --injectConfigFile: only its `templates` count; without any, the whole text is the template `sidecar`. */
  readonly injectConfig?: NamedText | undefined;
  readonly meshConfig?: NamedText | undefined;
  readonly values?: NamedText | undefined;
  readonly operator?: NamedText | undefined;
  /** Captured configuration in any form (--config); everything in it counts. */
  readonly configs?: readonly NamedText[] | undefined;
  /** Helm's --set: `global.proxy.logLevel=debug`; also `meshConfig.accessLogFile=…`, `hub=…` and `tag=…`. */
  readonly set?: readonly string[] | undefined;
  readonly compat?: boolean | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly nativeSidecars?: NativeSidecars | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly templateLimit?: number | undefined;
}

/** Everything given, read and chosen, for the loaders of the parts; they add warnings and origins. */
export interface Loading {
  readonly sources: ConfigSources;
  readonly chosen: Chosen;
  readonly valuesFile: ConfigText | undefined;
  readonly meshFile: ConfigText | undefined;
  readonly release: Release;
  readonly installation: Installation | undefined;
  readonly revision: string;
  readonly warnings: ConfigWarning[];
  readonly origins: Record<string, string>;
}

/** Reads the sources and chooses the pieces, the release and the revision. */
export function startLoading(sources: ConfigSources): Loading {
  const asked = sources.revision === undefined ? undefined : plainRevision(sources.revision);
  const found = choosePieces((sources.configs ?? []).flatMap(recognise), asked);
  const installed = installedBy(found);
  const chosen =
    sources.operator === undefined ? installed : { ...installed, operator: readOperator(sources.operator) };
  const valuesFile = sources.values && readText(sources.values);
  const meshFile = sources.meshConfig && readText(sources.meshConfig);
  const warnings = [...chosen.warnings];
  const origins: Record<string, string> = {};
  const release = chooseRelease({ sources, chosen, valuesFile, warnings, origins });
  const installation = chosen.operator && readInstallation(chosen.operator, release, warnings);
  const revision = chooseRevision(asked, chosen, installation, origins);
  return { sources, chosen, valuesFile, meshFile, release, installation, revision, warnings, origins };
}

/** Values that stand alone describe an installation; beside captured pieces they lie over those. */
function installedBy(chosen: Chosen): Chosen {
  const { partial, ...others } = chosen;
  const isAlone = partial !== undefined && BASES.every((piece) => chosen[piece] === undefined);
  if (!isAlone) return chosen;
  const { meshConfig, ...values } = mapOf(partial);
  const place = ([, piece = '', ...path]: Path): Where | undefined =>
    partial.place(piece === 'values' ? path : [piece, ...path]);
  return { ...others, operator: { name: partial.name, value: { spec: { values, meshConfig } }, place } };
}

const BASES = ['injector', 'values', 'mesh', 'bundle', 'operator'] as const;

function readOperator(file: NamedText): ConfigText {
  const piece = recognise(file).find(({ kind }) => kind === 'operator');
  if (piece?.kind === 'operator') return piece.text;
  throw new InjectError('config', `${file.name}: no IstioOperator found`, {
    hint: 'any other form of configuration goes to --config',
  });
}

function chooseRelease(given: Pick<Loading, 'sources' | 'chosen' | 'valuesFile' | 'warnings' | 'origins'>): Release {
  const { sources, chosen, warnings, origins } = given;
  origins.version = sources.version === undefined ? 'the default' : '--istio-version';
  if (sources.version !== undefined) return findRelease(sources.version);
  const isCaptured = chosen.injector !== undefined || chosen.bundle !== undefined;
  const valuesFile = sources.injectConfig === undefined ? undefined : given.valuesFile;
  const detected = detectVersion(chosen, valuesFile);
  if (detected === undefined) {
    const release = findRelease(undefined);
    if (isCaptured)
      warnings.push({
        message: `the configuration does not say its Istio release: taken as ${release.version}`,
        hint: SAY,
      });
    return release;
  }
  origins.version = detected.origin;
  const release = nearestRelease(detected.version);
  if (minorOf(release.version) !== minorOf(detected.version)) {
    const message = `the configuration is of Istio ${detected.version}, which is not known: the rules of ${release.version} are followed`;
    warnings.push({ message, hint: SAY });
  }
  return release;
}

const SAY = '--istio-version says another';

function readInstallation(operator: ConfigText, release: Release, warnings: ConfigWarning[]): Installation {
  const installation = installationOf(operator, minorOf(release.version), release.values);
  if (installation.unknownProfile !== undefined) {
    warnings.push(
      warningAt(
        operator,
        ['spec', 'profile'],
        `the profile ${installation.unknownProfile} is not known and changes nothing`,
      ),
    );
  }
  return installation;
}

function chooseRevision(
  asked: string | undefined,
  chosen: Chosen,
  installation: Installation | undefined,
  origins: Record<string, string>,
): string {
  const bundled = mapOf(chosen.bundle).revision;
  const ways: readonly (readonly [string, string | undefined])[] = [
    ['--revision', asked],
    ["the ConfigMap's name", chosen.revision],
    [chosen.bundle?.name ?? '', typeof bundled === 'string' ? bundled : undefined],
    [chosen.operator?.name ?? '', installation?.revision],
    ['the default', ''],
  ];
  const [origin, revision = ''] = ways.find(([, way]) => way !== undefined) ?? [];
  origins.revision = origin ?? 'the default';
  return plainRevision(revision);
}

/** A text's value as a map; nothing is an empty one, and anything else an InjectError. */
export function mapOf(text: ConfigText | undefined): JsonMap {
  const value = text?.value ?? {};
  if (isMap(value)) return value;
  throw problemsError(text as ConfigText, [
    { path: [], message: `must be a map, not ${Array.isArray(value) ? 'a list' : `"${value}"`}` },
  ]);
}

/** A warning about a part of a text. */
export function warningAt(text: ConfigText, path: Path, message: string, hint?: string): ConfigWarning {
  const where = text.place(path);
  return {
    message: where ? message : `${text.name}: ${message}`,
    ...(where ? { where } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}
