// podsplice uninject: options to one call of the pipeline, and its report.
import type { CommandModule } from 'yargs';
import { hasFailed } from '../report.ts';
import { uninject } from '../uninject.ts';
import { EXIT } from './exit.ts';
import {
  type ManifestArguments,
  printDropped,
  printReport,
  runOverManifests,
  withManifestOptions,
} from './manifest-options.ts';
import { type OutputArguments, openOutputFrom, withOutputOptions } from './output-options.ts';

type Arguments = ManifestArguments & OutputArguments;

/** `podsplice uninject`: the input of inject back. */
export const uninjectCommand: CommandModule<object, Arguments> = {
  command: 'uninject [files..]',
  describe: 'Take the sidecar out of every workload of the manifests',
  builder: (command) =>
    withOutputOptions(withManifestOptions(command))
      .example('$0 uninject -f k8s -R --in-place', 'every manifest of a repository, in place')
      .example('kubectl get deploy -o yaml | $0 uninject -f -', 'what the cluster runs, without its sidecars'),
  handler: run,
};

async function run(options: Arguments): Promise<void> {
  const output = openOutputFrom(options);
  const report = await runOverManifests(options, output, (input, context) => uninject(input.open(), context));
  printReport(report, options);
  if (!options.stream) printDropped(report, options);
  process.exitCode = hasFailed(report) ? EXIT.refused : EXIT.done;
}
