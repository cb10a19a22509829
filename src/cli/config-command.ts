// podsplice config: what was understood of the configuration that the options name.
import type { CommandModule } from 'yargs';
import { configAsBundle, configAsData, configAsText } from '../configuration.ts';
import { type ConfigArguments, loadConfigAloud, withConfigOptions } from './config-options.ts';
import { writeToStdout } from './outputs.ts';

type Arguments = ConfigArguments & {
  readonly bundle: boolean;
  readonly json: boolean;
};

/** `podsplice config`. */
export const configCommand: CommandModule<object, Arguments> = {
  command: 'config',
  describe: 'Print what was understood of a configuration, or write it all as one file',
  builder: (command) =>
    withConfigOptions(command)
      .option('bundle', {
        type: 'boolean',
        default: false,
        describe: 'One file that --config takes again',
        group: 'Output:',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'As JSON',
        group: 'Output:',
      })
      .example('kubectl -n istio-system get cm -o yaml | $0 config --config -', 'what a cluster uses')
      .example('$0 config --config cluster.yaml --bundle > mesh.yaml', 'keep it in Git as one file'),
  handler: run,
};

async function run(options: Arguments): Promise<void> {
  const config = loadConfigAloud(options);
  if (options.bundle) return void (await writeToStdout(configAsBundle(config)));
  const text = options.json ? `${JSON.stringify(configAsData(config), null, 2)}\n` : configAsText(config);
  await writeToStdout(text);
}
