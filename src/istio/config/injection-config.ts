// Knows what the engine is told about a mesh: templates, rules of the decision, mesh config, values. Does not know where any of it was read.
import type { Where } from '../../errors.ts';
import type { JsonMap } from '../../kubernetes/json.ts';
import type { LabelSelector } from '../../kubernetes/selectors.ts';
import type { Behaviours } from '../behaviours.ts';

/** The ProxyConfig message as plain JSON in protobuf's JSON names; a field that is unset is absent, a duration is text such as `45s`. */
export type ProxyConfig = JsonMap;

/** The MeshConfig message in the same form; the release's defaults are in it. */
export interface MeshConfig extends JsonMap {
  readonly defaultConfig: ProxyConfig;
}

/** When an istio-proxy becomes a native sidecar: as the release decides, always, or never. */
export type NativeSidecars = 'auto' | 'on' | 'off';

/** Everything that the engine is told. */
export interface InjectionConfig {
  /** Full version, such as `1.30.3`. */
  readonly version: string;
  readonly behaviours: Behaviours;
  /** Template name to text. */
  readonly templates: Readonly<Record<string, string>>;
  readonly defaultTemplates: readonly string[];
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly policy: string;
  readonly alwaysInjectSelector: readonly LabelSelector[];
  readonly neverInjectSelector: readonly LabelSelector[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  readonly meshConfig: MeshConfig;
  readonly values: Record<string, unknown>;
  /** The control plane's revision; '' is the default one. */
  readonly revision: string;
  /** What kubectl's -n would make of objects that name no namespace. */
  readonly namespace?: string;
  /** All deviations from the reference are off. */
  readonly compat: boolean;
  /** What a template's `env` may see. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many bytes and steps one rendering may make; the template engine's own limit otherwise. */
  readonly templateLimit?: number;
  readonly nativeSidecars: NativeSidecars;
  readonly kubernetesVersion?: string;
}

/** Something about the configuration that its owner should know; never a reason to stop. */
export interface ConfigWarning {
  readonly message: string;
  readonly where?: Where;
  readonly hint?: string;
}

/** An injection config with the story of how it came about. */
export interface LoadedConfig extends InjectionConfig {
  readonly warnings: readonly ConfigWarning[];
  /** Where each piece came from: `version`, `revision`, `injectionConfig`, `meshConfig`, `values` and `template NAME`. */
  readonly origins: Readonly<Record<string, string>>;
}
