// podsplice fn: a KRM function, for kustomize and kpt: a ResourceList on standard input, the same with its items injected on
// standard output.
import type { CommandModule } from 'yargs';
import { runFunction } from '../fn.ts';
import { formatReport } from '../report.ts';
import { type ConfigArguments, sourcesOf, withConfigOptions } from './config-options.ts';
import { EXIT, exitCodeOf, printError } from './exit.ts';
import { stdinInput } from './inputs.ts';
import { writeToStdout } from './outputs.ts';

/** `podsplice fn`: what it shall do is in the functionConfig; the options are under that. */
export const fnCommand: CommandModule<object, ConfigArguments> = {
  command: 'fn',
  describe: 'Run as a KRM function: a ResourceList in and out (kustomize, kpt)',
  builder: (command) => withConfigOptions(command).example('kpt fn eval k8s --exec "$0 fn"', 'inject a kpt package'),
  handler: run,
};

async function run(options: ConfigArguments): Promise<void> {
  const { text, report, error } = runFunction(await readStdin(), sourcesOf(options), options.interception);
  process.stderr.write(formatReport(report, 'warnings'));
  if (error) printError(error);
  process.exitCode = error ? exitCodeOf(error) : EXIT.done;
  await writeToStdout(text);
}

async function readStdin(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdinInput('podsplice fn').open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
