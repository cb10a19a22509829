// Knows istioctl's options that say where a cluster is and what to read of it. No cluster is ever asked, so they have no influence;
// they are taken because people type them, and a word is said where istioctl would have asked. Does not know what files say.
import type { Argv, Options } from 'yargs';
import type { ConfigWarning } from '../configuration.ts';
import type { ConfigArguments } from './config-options.ts';

// Option → its letter, where it has one.
const OF_A_CLUSTER: Readonly<Record<string, string | undefined>> = {
  istioNamespace: 'i',
  kubeconfig: 'c',
  context: undefined,
  meshConfigMapName: undefined,
  injectConfigMapName: undefined,
  webhookConfig: undefined,
  'xds-address': undefined,
  'xds-port': undefined,
  'xds-label': undefined,
  'cert-dir': undefined,
  authority: undefined,
  timeout: undefined,
  log_output_level: undefined,
  vklog: undefined,
};

const OPTIONS: Readonly<Record<string, Options>> = Object.fromEntries([
  ...Object.entries(OF_A_CLUSTER).map(([name, alias]) => [name, hidden('string', alias)]),
  ...['insecure', 'plaintext'].map((name) => [name, hidden('boolean')]),
]);

function hidden(type: 'string' | 'boolean', alias?: string): Options {
  return { type, hidden: true, ...(alias === undefined ? {} : { alias }), ...(type === 'string' ? { nargs: 1 } : {}) };
}

/** Adds istioctl's other options to a command, unseen in its help. */
export function withIstioctlOptions<T>(command: Argv<T>): Argv<T> {
  return command.options(OPTIONS) as unknown as Argv<T>;
}

/** A word on options that name a cluster, where no file stands for what istioctl would ask it. */
export function clusterWarnings(
  options: ConfigArguments & Readonly<Record<string, unknown>>,
): readonly ConfigWarning[] {
  if (options.config !== undefined || options.injectConfigFile !== undefined) return [];
  const given = Object.keys(OPTIONS).filter((name) => options[name] !== undefined);
  if (given.length === 0) return [];
  const names = given.map((name) => `--${name}`).join(', ');
  const message = `${names}: no cluster is ever asked, so this has no influence`;
  return [{ message, hint: 'Capture the configuration of the cluster once, and give it with --config FILE.' }];
}
