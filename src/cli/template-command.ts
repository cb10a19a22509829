// podsplice template: what the templates render before the merge, or what they see.
import type { CommandModule } from 'yargs';
import { InjectError } from '../errors.ts';
import { renderTemplates, showTemplateData } from '../template.ts';
import { type ConfigArguments, loadConfigAloud, withConfigOptions } from './config-options.ts';
import { type InputArguments, listInputsFrom, withInputOptions } from './input-options.ts';
import { writeToStdout } from './outputs.ts';

type Arguments = ConfigArguments & InputArguments & { readonly data: boolean };

/** `podsplice template`. */
export const templateCommand: CommandModule<object, Arguments> = {
  command: 'template [files..]',
  describe: 'Print the rendered overlay of each workload before the merge, to debug a template',
  builder: (command) =>
    withConfigOptions(withInputOptions(command))
      .option('data', {
        type: 'boolean',
        default: false,
        describe: 'What the templates see instead, as JSON',
        group: 'Output:',
      })
      .example('$0 template -f pod.yaml --config captured.yaml', 'what the templates of a cluster render'),
  handler: run,
};

async function run(options: Arguments): Promise<void> {
  const config = loadConfigAloud(options);
  const { inputs, failures } = await listInputsFrom(options);
  if (failures[0]) throw failures[0];
  let isShown = false;
  for (const input of inputs) {
    try {
      const texts = options.data ? showTemplateData(input.open(), config) : renderTemplates(input.open(), config);
      for await (const text of texts) {
        isShown = true;
        await writeToStdout(text);
      }
    } catch (error) {
      throw error instanceof InjectError && error.code !== 'template' ? error.at(input.name) : error;
    }
  }
  if (!isShown) throw new InjectError('input', 'no workload in these manifests');
}
