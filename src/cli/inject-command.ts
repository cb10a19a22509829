// podsplice inject: options to one call of the pipeline, and its report.
import type { Argv, CommandModule } from 'yargs';
import { hasFailed } from '../report.ts';
import { type ConfigArguments, loadConfigFrom, withConfigOptions } from './config-options.ts';
import { type EmitArguments, emissionFrom, withEmitOption } from './emit-option.ts';
import { EXIT } from './exit.ts';
import { clusterWarnings, withIstioctlOptions } from './istioctl-options.ts';
import { type JobsArguments, withJobsOption } from './jobs-option.ts';
import {
  type ManifestArguments,
  printDropped,
  printReport,
  runOverManifests,
  withManifestOptions,
} from './manifest-options.ts';
import { type OutputArguments, withOutputOptions } from './output-options.ts';

type Arguments = ConfigArguments &
  ManifestArguments &
  OutputArguments &
  EmitArguments &
  JobsArguments &
  Readonly<Record<string, unknown>>;

/** `podsplice inject`, with istioctl's name as an alias. */
export const injectCommand: CommandModule<object, Arguments> = {
  command: ['inject [files..]', 'kube-inject'],
  describe: 'Splice the sidecar into every workload of the manifests',
  builder: (command) =>
    examples(
      withIstioctlOptions(
        withEmitOption(withOutputOptions(withConfigOptions(withJobsOption(withManifestOptions(command))))),
      ),
    ),
  handler: run,
};

async function run(options: Arguments): Promise<void> {
  const config = loadConfigFrom(options);
  const { output, pipeline, begin, end } = emissionFrom(options, config);
  const warnings = [...config.warnings, ...clusterWarnings(options)];
  const report = await runOverManifests(options, output, pipeline, warnings, begin);
  printReport(report, options);
  if (!options.stream) printDropped(report, options);
  process.exitCode = hasFailed(report) ? EXIT.refused : EXIT.done;
  await end?.();
}

function examples(command: Argv<Arguments>): Argv<Arguments> {
  return command
    .example('$0 inject -f bookinfo.yaml | kubectl apply -f -', 'inject and apply')
    .example('$0 inject -f k8s -R --in-place --istio-version 1.26', 'every manifest of a repository, in place')
    .example(
      '$0 inject -f k8s -R --emit kustomize --output-dir istio',
      'a kustomize component with a patch per workload',
    )
    .example('helm template shop | $0 inject -f - --config captured.yaml', 'with the configuration of a cluster');
}
