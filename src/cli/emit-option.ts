// Knows the option that has inject write patches instead of manifests, and how those reach the output. Does not know how they are made.
import type { Argv, Options } from 'yargs';
import type { InjectionConfig } from '../configuration.ts';
import { emitPatches, type Patch, type PatchForm } from '../emit.ts';
import { InjectError } from '../errors.ts';
import { type ComponentFile, componentFiles, componentText, printPatch } from '../patch-files.ts';
import { parseWorkloadRow } from '../rewrite.ts';
import type { Input } from './inputs.ts';
import { type JobsArguments, jobsFrom } from './jobs-option.ts';
import type { ManifestArguments, Pipeline } from './manifest-options.ts';
import { type OutputArguments, openOutputFrom } from './output-options.ts';
import type { Output } from './outputs.ts';
import { type Effort, startInjection } from './parallel-inject.ts';
import { withSingleValues } from './single-value.ts';

const OPTION: Options = {
  choices: ['manifest', 'json-patch', 'strategic-patch', 'kustomize'],
  default: 'manifest',
  describe: 'Patches instead of manifests; kustomize: a component of them',
  group: 'Output:',
};

/** The parsed option. */
export interface EmitArguments {
  readonly emit: 'manifest' | PatchForm;
}

/** Adds the option to a command. */
export function withEmitOption<T>(command: Argv<T>): Argv<T & EmitArguments> {
  return command.options(withSingleValues({ emit: OPTION })) as unknown as Argv<T & EmitArguments>;
}

/** What a run writes, and where to. */
export interface Emission {
  readonly pipeline: Pipeline;
  readonly output: Output;
  /** Told of all inputs before the first one is asked for. */
  readonly begin?: (inputs: readonly Input[]) => void;
  readonly end?: () => Promise<void>;
}

/** Manifests, patches or a component, as the options ask. */
export function emissionFrom(options: EmissionArguments, config: InjectionConfig): Emission {
  const form = options.emit;
  if (form === 'manifest') return manifestEmission(options, config);
  if (options.inPlace)
    throw new InjectError('usage', `--in-place would put patches in place of the manifests (--emit ${form})`);
  return form === 'kustomize' ? componentEmission(options, config) : patchEmission(options, config, form);
}

type EmissionArguments = EmitArguments & OutputArguments & JobsArguments & Pick<ManifestArguments, WorkOptions>;
type WorkOptions = 'workload' | 'stripServerFields';

function manifestEmission(options: EmissionArguments, config: InjectionConfig): Emission {
  const { workload, stripServerFields } = options;
  const job = { config, extraWorkloads: workload?.map(parseWorkloadRow), stripServerFields };
  let inputs: readonly Input[] = [];
  const injection = startInjection(job, effortFrom(options), () => inputs);
  return {
    output: openOutputFrom(options),
    pipeline: (input, { report }) => injection.inject(input, report),
    begin: (all) => {
      inputs = all;
    },
    end: injection.close,
  };
}

function effortFrom(options: EmissionArguments): Effort {
  return { jobs: jobsFrom(options), growth: options.stream ? 15 : 50 };
}

function patchEmission(options: OutputArguments, config: InjectionConfig, form: PatchForm): Emission {
  const pipeline: Pipeline = async function* (input, context) {
    let separator = '';
    for await (const patch of emitPatches(input.open(), config, form, context)) {
      yield separator + printPatch(patch);
      separator = '---\n';
    }
  };
  return { pipeline, output: withoutEmptyFiles(openOutputFrom(options)) };
}

/** An input that needs no patch gets no file; a JSON file's patches are YAML. */
function withoutEmptyFiles(output: Output): Output {
  let waiting: Input | undefined;
  return {
    begin: (input) => {
      waiting = {
        ...input,
        relative: input.relative.replace(/\.json$/i, '.yaml'),
      };
    },
    write: (text) => {
      if (waiting) output.begin(waiting);
      waiting = undefined;
      return output.write(text);
    },
    end: (isGood) => {
      if (!waiting) output.end(isGood);
    },
    finish: output.finish,
  };
}

/** All patches of the run make one component: a folder with --output-dir, otherwise one text. */
function componentEmission(options: OutputArguments, config: InjectionConfig): Emission {
  const output = openOutputFrom(options);
  const good: Patch[] = [];
  let current: Patch[] = [];
  return {
    pipeline: (input, context) =>
      collect(emitPatches(input.open(), config, 'kustomize', context), (patch) => current.push(patch)),
    output: {
      begin: () => {
        current = [];
      },
      write: () => {},
      end: (isGood) => {
        if (isGood) good.push(...current);
      },
      finish: async (isGood, isKeepGoing) => {
        if (isGood) for (const file of filesOf(good, options)) await writeFile(output, file);
        return output.finish(isGood, isKeepGoing);
      },
    },
  };
}

/** Hands every patch over, and has no text of its own. */
async function* collect(patches: AsyncIterable<Patch>, take: (patch: Patch) => void): AsyncGenerator<string> {
  for await (const patch of patches) take(patch);
  yield '';
}

function filesOf(patches: readonly Patch[], { outputDir }: OutputArguments): readonly ComponentFile[] {
  return outputDir === undefined
    ? [{ path: 'kustomization.yaml', text: componentText(patches) }]
    : componentFiles(patches);
}

async function writeFile(output: Output, { path, text }: ComponentFile): Promise<void> {
  output.begin({ name: path, relative: path, open: empty });
  await output.write(text);
  output.end(true);
}

async function* empty(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array();
}
