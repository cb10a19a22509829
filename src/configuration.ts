// The pipelines of `podsplice config`, and what every command that injects starts with: sources in, a configuration or its story out.
import { bundleText, type ConfigDescription, describeConfig } from './istio/config/bundle.ts';
import type { LoadedConfig } from './istio/config/injection-config.ts';
import { type Interception, withInterception } from './istio/config/interception.ts';
import { type ConfigSources, loadConfig } from './istio/config/load.ts';
import { checkTemplates } from './istio/render-overlays.ts';

export type { ConfigWarning, InjectionConfig, LoadedConfig, NativeSidecars } from './istio/config/injection-config.ts';
export type { Interception } from './istio/config/interception.ts';
export type { ConfigSources, NamedText } from './istio/config/load.ts';

/** The configuration that the sources add up to, with the way of interception that was asked for. */
export function configure(sources: ConfigSources, interception?: Interception): LoadedConfig {
  const config = loadConfig(sources);
  // The built-in ones are known to be sound.
  if (sources.injectConfig || sources.configs) checkTemplates(config);
  return interception === undefined ? config : withInterception(config, interception);
}

/** What was understood of a configuration, a line for each piece. */
export function configAsText(config: LoadedConfig): string {
  const { version, revision, policy, defaultTemplates, templates, origins } = describeConfig(config);
  const lines: readonly (readonly [string, string])[] = [
    ['istio', version],
    ['revision', revision],
    ['policy', policy],
    ['default', defaultTemplates.join(', ')],
    ...Object.entries(templates).map(([name, origin]) => [`template ${name}`, origin] as const),
    ...Object.entries(origins).map(([piece, origin]) => [`${piece} from`, origin] as const),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** The same for programs. */
export function configAsData(config: LoadedConfig): ConfigDescription {
  return describeConfig(config);
}

/** All of it as one file that `--config` takes. */
export function configAsBundle(config: LoadedConfig): string {
  return bundleText(config);
}
