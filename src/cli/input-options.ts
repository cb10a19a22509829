// Knows the options that name manifests to read. Does not know what is done with them.
import type { Argv } from 'yargs';
import { type InputList, listInputs } from './inputs.ts';
import { withSingleValues } from './single-value.ts';

const GROUP = 'Manifests:';

const OPTIONS = withSingleValues({
  filename: {
    alias: 'f',
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'A file, a folder, a glob, or - (may be repeated)',
    group: GROUP,
  },
  recursive: {
    alias: 'R',
    type: 'boolean',
    default: false,
    describe: 'Also the folders below a folder',
    group: GROUP,
  },
  kustomize: {
    alias: 'k',
    type: 'string',
    describe: 'A kustomization: what kustomize build makes of it',
    group: GROUP,
  },
});

/** The parsed options of this group; `files` are the positional arguments. */
export interface InputArguments {
  readonly files?: readonly string[] | undefined;
  readonly filename?: readonly string[] | undefined;
  readonly recursive: boolean;
  readonly kustomize?: string | undefined;
  /** What stands behind `--`: names that may begin with a dash. */
  readonly '--'?: readonly unknown[] | undefined;
}

/** Adds the inputs' options and the positional arguments to a command. */
export function withInputOptions<T>(command: Argv<T>): Argv<T & InputArguments> {
  const named = command.positional('files', {
    type: 'string',
    array: true,
    describe: 'More manifests',
  });
  return named.options(OPTIONS) as unknown as Argv<T & InputArguments>;
}

/** The manifests that the options name. */
export function listInputsFrom({
  filename = [],
  files = [],
  kustomize,
  recursive,
  '--': behind = [],
}: InputArguments): Promise<InputList> {
  return listInputs({ filenames: [...filename, ...files, ...behind.map(String)], kustomize, recursive });
}
