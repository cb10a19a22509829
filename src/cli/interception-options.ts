// Knows the options that name istio-init's arguments and its surroundings, or a manifest to take them from; shared by the commands
// that tell about interception. Does not know what is told.
import type { Argv } from 'yargs';
import { InjectError } from '../errors.ts';
import { IptablesFailure } from '../iptables/failure.ts';
import type { Manifest } from '../manifest-pods.ts';
import type { Listing } from '../rules.ts';
import { printError } from './exit.ts';
import { listInputs } from './inputs.ts';
import { withSingleValues } from './single-value.ts';

const GROUP = 'Interception:';

const OPTIONS = withSingleValues({
  filename: {
    alias: 'f',
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'A manifest, injected or to be injected: a file, a folder, a glob, or - (may be repeated)',
    group: GROUP,
  },
  recursive: {
    alias: 'R',
    type: 'boolean',
    default: false,
    describe: 'Also the folders below a folder',
    group: GROUP,
  },
  nameserver: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "A name server of the pod's resolv.conf (may be repeated)",
    group: GROUP,
  },
  env: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: "NAME=VALUE in istio-init's environment (may be repeated)",
    group: GROUP,
  },
});

/** The parsed options of this group, and the words behind `--`. */
export interface InterceptionArguments {
  readonly filename?: readonly string[] | undefined;
  readonly recursive: boolean;
  readonly nameserver?: readonly string[] | undefined;
  readonly env?: readonly string[] | undefined;
  readonly '--'?: readonly unknown[] | undefined;
}

/** Adds the options that say where the rules come from. */
export function withInterceptionOptions<T>(command: Argv<T>): Argv<T & InterceptionArguments> {
  return command.options(OPTIONS) as unknown as Argv<T & InterceptionArguments>;
}

/** The words behind `--`: istio-init's arguments. */
export function argumentsFrom(options: InterceptionArguments): string[] {
  return (options['--'] ?? []).map(String);
}

/** The environment that was given as NAME=VALUE. */
export function environmentFrom({ env = [] }: InterceptionArguments): Record<string, string> {
  return Object.fromEntries(
    env.map((entry) => {
      const at = entry.indexOf('=');
      if (at < 1) throw new InjectError('usage', `--env ${entry} is no NAME=VALUE`);
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

/** The manifests that were named; undefined when arguments are to be told about. */
export async function manifestsFrom(options: InterceptionArguments): Promise<readonly Manifest[] | undefined> {
  const { filename, recursive } = options;
  if (filename === undefined) return undefined;
  if (argumentsFrom(options).length > 0)
    throw new InjectError('usage', 'either -f FILE or arguments behind --, not both');
  const { inputs, failures } = await listInputs({ filenames: filename, recursive });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return inputs.map(({ name, open }) => ({ name, chunks: whenAsked(open) }));
}

/** Opens a manifest only when it is its turn. */
async function* whenAsked(open: () => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* open();
}

/** Prints what was asked for, and the warnings beside it. */
export function printListing({ text, warnings }: Listing): void {
  process.stdout.write(text);
  for (const warning of warnings) process.stderr.write(`podsplice: warning: ${warning}\n`);
}

/** Where istio-iptables would fail itself, the exit code is its own. */
export async function reportingFailure(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof IptablesFailure)) throw error;
    printError(error);
    process.exitCode = error.exitCode;
  }
}
