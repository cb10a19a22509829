// Knows the options that choose and change the injection configuration, and reads the files that they name.
import type { Argv } from 'yargs';
import {
  type ConfigSources,
  configure,
  type Interception,
  type LoadedConfig,
  type NamedText,
  type NativeSidecars,
} from '../configuration.ts';
import { formatError, InjectError } from '../errors.ts';
import { withSingleValues } from './single-value.ts';
import { readNamedText } from './standard-input.ts';
import { systemWords } from './system-words.ts';

const GROUP = 'Configuration:';

const OPTIONS = withSingleValues({
  'istio-version': {
    type: 'string',
    describe: 'The Istio release: 1.26, or a patch of it, 1.26.3',
    group: GROUP,
  },
  config: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'A captured configuration, in any form; - is standard input',
    group: GROUP,
  },
  injectConfigFile: {
    type: 'string',
    describe: "The injection config's templates, as istioctl reads them",
    group: GROUP,
  },
  meshConfigFile: { type: 'string', describe: 'The mesh config', group: GROUP },
  valuesFile: { type: 'string', describe: 'The values', group: GROUP },
  operatorFileName: {
    type: 'string',
    describe: 'An IstioOperator: its values and mesh config',
    group: GROUP,
  },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'One value: --set global.proxy.logLevel=debug',
    group: GROUP,
  },
  revision: {
    alias: 'r',
    type: 'string',
    describe: 'The control plane revision',
    group: GROUP,
  },
  namespace: {
    alias: 'n',
    type: 'string',
    describe: 'The namespace of objects that name none',
    group: GROUP,
  },
  interception: {
    choices: ['redirect', 'tproxy', 'none', 'cni'],
    describe: 'How traffic gets into the proxy',
    group: GROUP,
  },
  'native-sidecars': {
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    describe: 'istio-proxy as an init container that stays',
    group: GROUP,
  },
  'kubernetes-version': {
    type: 'string',
    describe: "The cluster's version, for --native-sidecars auto",
    group: GROUP,
  },
  'template-env': {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'NAME or NAME=VALUE that templates may ask for',
    group: GROUP,
  },
  'template-limit': {
    type: 'number',
    describe: 'How many characters and steps one rendering may make (20 million)',
    group: GROUP,
  },
  compat: {
    choices: ['istioctl'],
    describe: 'Give what istioctl gives, also where it is wrong',
    group: GROUP,
  },
});

/** The parsed options of this group. */
export interface ConfigArguments {
  readonly istioVersion?: string | undefined;
  readonly config?: readonly string[] | undefined;
  readonly injectConfigFile?: string | undefined;
  readonly meshConfigFile?: string | undefined;
  readonly valuesFile?: string | undefined;
  readonly operatorFileName?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly revision?: string | undefined;
  readonly namespace?: string | undefined;
  readonly interception?: Interception | undefined;
  readonly nativeSidecars?: NativeSidecars | undefined;
  readonly kubernetesVersion?: string | undefined;
  readonly templateEnv?: readonly string[] | undefined;
  readonly templateLimit?: number | undefined;
  readonly compat?: 'istioctl' | undefined;
}

/** Adds the configuration's options to a command. */
export function withConfigOptions<T>(command: Argv<T>): Argv<T & ConfigArguments> {
  return command.options(OPTIONS) as unknown as Argv<T & ConfigArguments>;
}

/** The configuration that the options ask for. */
export function loadConfigFrom(options: ConfigArguments): LoadedConfig {
  return configure(sourcesOf(options), options.interception);
}

/** The same, its warnings said at once: for commands that print no report. */
export function loadConfigAloud(options: ConfigArguments): LoadedConfig {
  const config = loadConfigFrom(options);
  for (const { message, ...details } of config.warnings)
    process.stderr.write(`${formatError({ ...details, message: `warning: ${message}` })}\n`);
  return config;
}

/** The options as the configuration's sources, the files read. */
export function sourcesOf(options: ConfigArguments): ConfigSources {
  return {
    version: options.istioVersion,
    revision: options.revision,
    namespace: options.namespace,
    injectConfig: readNamed('--injectConfigFile', options.injectConfigFile),
    meshConfig: readNamed('--meshConfigFile', options.meshConfigFile),
    values: readNamed('--valuesFile', options.valuesFile),
    operator: readNamed('--operatorFileName', options.operatorFileName),
    configs: options.config?.map((name) => readNamed('--config', name) as NamedText),
    set: options.set,
    compat: options.compat === 'istioctl',
    environment: environmentOf(options.templateEnv ?? []),
    nativeSidecars: options.nativeSidecars,
    kubernetesVersion: options.kubernetesVersion,
    templateLimit: options.templateLimit,
  };
}

function readNamed(option: string, name: string | undefined): NamedText | undefined {
  if (name === undefined) return undefined;
  try {
    return { name: name === '-' ? '<stdin>' : name, text: readNamedText(name, option) };
  } catch (error) {
    if (error instanceof InjectError) throw error;
    throw new InjectError('config', `${name}: cannot be read: ${systemWords(error)}`, { cause: error });
  }
}

/** NAME takes the process's own value, NAME=VALUE gives one. */
function environmentOf(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      return at < 0 ? [entry, process.env[entry] ?? ''] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}
