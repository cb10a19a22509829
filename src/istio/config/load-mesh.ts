// Knows which mesh config lies over which, and checks each layer where it was written. Does not know what a field does.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import type { Path } from '../../yaml/parse.ts';
import { closest } from '../closest.ts';
import { type ConfigText, partOf, problemsError, valueAt } from './config-text.ts';
import type { ConfigWarning, MeshConfig } from './injection-config.ts';
import { meshAssignments, refuseAssignment, warnOfObject } from './load-values.ts';
import { type Loading, mapOf, warningAt } from './loading.ts';
import { applyMeshConfig, faultsOfMeshConfig, mergeMessages } from './mesh-config.ts';
import { fieldsAt, messageNamed, minorOf } from './mesh-types.ts';
import { sentenceOf, wordsOf } from './problems.ts';
import { readMessage, startReading, type Unknown } from './proto-json.ts';
import { assign } from './set-values.ts';

/** The mesh config: layers over the release's defaults; a bundle's is complete and lies over nothing. */
export function loadMesh(loading: Loading): MeshConfig {
  const { chosen, release, installation, meshFile, sources, origins } = loading;
  const { version } = release;
  const bundled = chosen.bundle && partOf(chosen.bundle, ['meshConfig'], `${chosen.bundle.name}: meshConfig`);
  const isWholeTruth = sources.injectConfig !== undefined && meshFile !== undefined;
  const isOwn = chosen.mesh === undefined && !isWholeTruth && bundled === undefined;
  const operator =
    chosen.operator && partOf(chosen.operator, ['spec', 'meshConfig'], `${chosen.operator.name}: spec.meshConfig`);
  const partial =
    chosen.partial && 'meshConfig' in mapOf(chosen.partial) ? partOf(chosen.partial, ['meshConfig']) : undefined;
  const texts = [chosen.mesh, partial, meshFile, operator].filter((text) => text !== undefined);
  const read = texts.map((text) => readLayer(text, loading));
  // What the operator says itself is checked in its own text; the installation has it too, over what follows from the values.
  const installed = readMessage('MeshConfig', installation?.mesh ?? {}, startReading(minorOf(version)));
  const layers = [...read.slice(0, operator ? -1 : undefined), installed, setLayer(loading)];
  const given = mergeMessages('MeshConfig', minorOf(version), isOwn ? release.mesh : {}, ...layers);
  const mesh = bundled
    ? applyMeshConfig(given, version, completeMesh(bundled, loading))
    : applyMeshConfig(given, version);
  refuseFaults(mesh, version, chosen.operator ? [...texts, partOf(chosen.operator, ['spec', 'meshConfig'])] : texts);
  const names = [
    isOwn ? `Istio ${version}'s own` : bundled?.name,
    ...texts.filter((text) => text !== operator).map((text) => text.name),
    chosen.operator?.name,
  ];
  origins.meshConfig = [...names, ...(meshAssignments(sources.set ?? []).length > 0 ? ['--set'] : [])]
    .filter((name) => name !== undefined)
    .join(' < ');
  return mesh;
}

function readLayer(text: ConfigText, loading: Loading): JsonMap {
  const { version } = loading.release;
  const reading = startReading(minorOf(version));
  const message = readMessage('MeshConfig', mapOf(text), reading);
  if (reading.problems.length > 0) throw problemsError(text, reading.problems);
  if (!warnOfObject(text, mapOf(text), loading)) {
    loading.warnings.push(...reading.unknown.map((unknown) => unknownField(text, unknown, version)));
  }
  return message;
}

function completeMesh(text: ConfigText, loading: Loading): MeshConfig {
  const message = readLayer(text, loading);
  const { defaultConfig } = message;
  return { ...message, defaultConfig: isMap(defaultConfig) ? defaultConfig : {} };
}

/** A field that the release does not know: another release may, or it is a slip of the pen. */
function unknownField(text: ConfigText, { path, message }: Unknown, version: string): ConfigWarning {
  const name = String(path.at(-1));
  const other = messageNamed(message).fields.find(({ json, proto }) => json === name || proto === name);
  if (other) return warningAt(text, path, `${wordsOf(path)} is not a field of Istio ${version} and is ignored`);
  return warningAt(text, path, `${wordsOf(path)} is not known and is ignored`, meantBy(name, message, version));
}

function meantBy(name: string, message: string, version: string): string | undefined {
  const names = fieldsAt(message, minorOf(version)).map(({ json }) => json);
  const meant = closest(name, names);
  return meant && `did you mean ${meant}?`;
}

function setLayer({ sources, release, warnings }: Loading): JsonMap {
  const assignments = meshAssignments(sources.set ?? []);
  const raw = assignments.reduce<unknown>((data, { path, value }) => assign(data, path, value), {});
  const reading = startReading(minorOf(release.version));
  const message = readMessage('MeshConfig', raw, reading);
  refuseAssignment(reading.problems, ['meshConfig']);
  for (const { path, message: holder } of reading.unknown) {
    const meant = meantBy(String(path.at(-1)), holder, release.version);
    warnings.push({
      message: `--set meshConfig.${wordsOf(path)} is not a field of Istio ${release.version} and is ignored`,
      ...(meant === undefined ? {} : { hint: meant }),
    });
  }
  return message;
}

/** A fault of the whole is shown in the uppermost text that says something there. */
function refuseFaults(mesh: MeshConfig, version: string, texts: readonly ConfigText[]): void {
  const faults = faultsOfMeshConfig(mesh, version);
  const [first] = faults;
  if (!first) return;
  const culprit = texts.findLast((text) => saysSomething(text, first.path)) ?? texts.at(-1);
  if (culprit) throw problemsError(culprit, faults);
  throw new InjectError('config', `the mesh config: ${faults.map(sentenceOf).join('; ')}`);
}

function saysSomething(text: ConfigText, path: Path): boolean {
  return valueAt(text.value, path) !== undefined;
}
