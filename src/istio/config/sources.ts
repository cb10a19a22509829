// Knows what a captured file is, by its content and never by its name: which pieces of configuration it holds. Does not know how they add up.
import { InjectError } from '../../errors.ts';
import { isMap, type JsonMap } from '../../kubernetes/json.ts';
import { splitText, type YamlDocument } from '../../yaml/documents.ts';
import { type ConfigText, type NamedText, partOf, readText, readTextInside, valueAt } from './config-text.ts';
import { messageNamed } from './mesh-types.ts';
import { type Shape, shapes } from './schema.ts';

/** A piece of configuration. A revision is known where the piece was a ConfigMap ('' is the default one), a version where it was labelled. */
export type Piece =
  | {
      readonly kind: 'injector' | 'values' | 'mesh';
      readonly text: ConfigText;
      readonly revision?: string;
      readonly version?: string;
    }
  | { readonly kind: 'operator' | 'bundle'; readonly text: ConfigText }
  | { readonly kind: 'template'; readonly name: string; readonly template: string };

/** The apiVersion and kind of a bundle. */
export const bundleKind = { apiVersion: 'podsplice/v1', kind: 'InjectionBundle' } as const;

/** The pieces that a file holds; InjectError('config') when it holds none. */
export function recognise(file: NamedText): readonly Piece[] {
  const plain = { ...file, text: file.text.replace(/^\uFEFF/, '') };
  const documents = documentsOf(plain);
  const found = documents
    .filter(({ text }) => mayHoldConfig(text))
    .flatMap(({ text, line }) => piecesOf(readText({ ...file, text }, line)));
  const pieces = found.length > 0 ? found : recogniseBare(plain, documents.filter(hasContent));
  if (pieces.length > 0) return pieces;
  throw new InjectError('config', `${file.name}: no configuration found`, { hint: wanted });
}

function documentsOf({ name, text }: NamedText): readonly YamlDocument[] {
  try {
    return splitText(text);
  } catch (error) {
    throw error instanceof InjectError ? new InjectError('config', error.message, error).at(name) : error;
  }
}

/** Whether a document has a line that is neither blank nor a comment nor a marker. */
function hasContent({ text }: YamlDocument): boolean {
  return /^(?!(?:---|\.\.\.)?[ \t\r]*(?:#|$))/m.test(text);
}

const wanted =
  'give an injection config, mesh config, values, an IstioOperator, or manifests that hold the ConfigMaps istio-sidecar-injector and istio';

/** A cheap test before a document is parsed: does it have one of the kinds, and, of a ConfigMap, one of the names? */
function mayHoldConfig(text: string): boolean {
  const [, kind = ''] = /^kind[ \t]*:[ \t]*["']?(\w+)/m.exec(text) ?? [];
  if (kind !== '') return OWN_KIND.test(kind) || (MAP_KIND.test(kind) && mayBeConfigMap(text));
  // JSON, or a document that is indented: the kind may stand anywhere.
  if (!/["']?kind["']?[ \t]*:/.test(text)) return false;
  return OWN_KIND.test(text) || (MAP_KIND.test(text) && mayBeConfigMap(text));
}

const OWN_KIND = /\b(?:IstioOperator|InjectionBundle)\b/;
const MAP_KIND = /\b(?:ConfigMap|List|ConfigMapList)\b/;
const NAME = /\bname["']?[ \t]*:[ \t]*["']?istio\b/;
const KEY = /\b(?:config|mesh)["']?[ \t]*:/;

function mayBeConfigMap(text: string): boolean {
  return NAME.test(text) && KEY.test(text);
}

function piecesOf(text: ConfigText): readonly Piece[] {
  const { value } = text;
  if (!isMap(value)) return [];
  if (value.kind === 'ConfigMap') return configMapPieces(text, value);
  if (value.kind === bundleKind.kind) return [{ kind: 'bundle', text }];
  if (value.kind === 'IstioOperator') return [{ kind: 'operator', text }];
  if (!/List$/.test(String(value.kind)) || !Array.isArray(value.items)) return [];
  return value.items.flatMap((_, index) => piecesOf(partOf(text, ['items', index])));
}

function configMapPieces(text: ConfigText, map: JsonMap): readonly Piece[] {
  const name = String(valueAt(map, ['metadata', 'name']) ?? '');
  const [, base, suffix = ''] = /^(istio-sidecar-injector|istio)(?:-(.+))?$/.exec(name) ?? [];
  const keys = configMapKeys.filter((row) => row.base === base && typeof valueAt(map, ['data', row.key]) === 'string');
  const version = labelledVersion(map);
  return keys.map(({ key, kind }) => ({
    kind,
    text: readTextInside(text, ['data', key], `${text.name}: ConfigMap ${name}, ${key}`),
    revision: plainRevision(suffix),
    ...(version === undefined ? {} : { version }),
  }));
}

const configMapKeys = [
  { base: 'istio-sidecar-injector', key: 'config', kind: 'injector' },
  { base: 'istio-sidecar-injector', key: 'values', kind: 'values' },
  { base: 'istio', key: 'mesh', kind: 'mesh' },
] as const;

/** A revision as the engine wants it: the literal `default` is the default one, ''. */
export function plainRevision(revision: string): string {
  return revision === 'default' ? '' : revision;
}

function labelledVersion(map: JsonMap): string | undefined {
  const labels = versionLabels.map((label) => valueAt(map, ['metadata', 'labels', label]));
  const version = labels.map((label) => /(?:^|-)v?(1\.\d+(?:\.\d+)?(?:-[\w.]+)?)$/.exec(String(label))?.[1]);
  return version.find((found) => found !== undefined);
}

const versionLabels = ['operator.istio.io/version', 'app.kubernetes.io/version', 'helm.sh/chart'];

/** What a file without Kubernetes objects is: told by its keys; text with template actions that is no YAML is a template. */
function recogniseBare(file: NamedText, documents: readonly YamlDocument[]): readonly Piece[] {
  if (documents.length > 1) return documents.flatMap(({ text, line }) => bareKeys(readText({ ...file, text }, line)));
  if (looksLikeTemplate(file)) return [{ kind: 'template', name: file.name, template: file.text }];
  const text = readText(file);
  const isTemplate = isMap(text.value) && isPodOverlay(text.value);
  return isTemplate ? [{ kind: 'template', name: file.name, template: file.text }] : bareKeys(text);
}

function bareKeys(text: ConfigText): readonly Piece[] {
  if (!isMap(text.value) || 'kind' in text.value) return [];
  const keys = Object.keys(text.value);
  const kind = bareKinds.find(({ matches }) => matches(keys))?.kind;
  return kind === undefined ? [] : [{ kind, text }];
}

/** Text with template actions that either is no YAML or is a pod. */
export function looksLikeTemplate(file: NamedText): boolean {
  if (!file.text.includes('{{') || /^(?:templates|policy|defaultTemplates)[ \t]*:/m.test(file.text)) return false;
  try {
    const { value } = readText(file);
    return !isMap(value) || isPodOverlay(value);
  } catch {
    return true;
  }
}

function isPodOverlay(value: JsonMap): boolean {
  const keys = Object.keys(value);
  const isPod = value.kind === undefined || value.kind === 'Pod';
  return isPod && keys.length > 0 && keys.every((key) => ['metadata', 'spec', 'apiVersion', 'kind'].includes(key));
}

const bareKinds: readonly {
  readonly kind: 'injector' | 'mesh' | 'values';
  readonly matches: (keys: readonly string[]) => boolean;
}[] = [
  { kind: 'injector', matches: (keys) => keys.some((key) => fieldsOf(shapes.injector).includes(key)) },
  {
    kind: 'values',
    matches: (keys) =>
      keys.some((key) => ['global', 'sidecarInjectorWebhook', 'istio_cni', 'pilot', 'meshConfig'].includes(key)),
  },
  { kind: 'mesh', matches: (keys) => keys.some((key) => meshNames().has(key)) },
];

function fieldsOf(shape: Shape): readonly string[] {
  return typeof shape === 'object' && 'fields' in shape ? Object.keys(shape.fields) : [];
}

function meshNames(): ReadonlySet<string> {
  return new Set(messageNamed('MeshConfig').fields.flatMap(({ json, proto }) => [json, proto]));
}
