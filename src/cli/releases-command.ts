// podsplice releases: what is there, and what an upgrade changes.
import type { CommandModule } from 'yargs';
import { InjectError } from '../errors.ts';
import { diffReleases, listReleases } from '../releases.ts';
import { formatReport, hasFailed } from '../report.ts';
import { wantsColour } from './colour.ts';
import { EXIT } from './exit.ts';
import { writeToStdout } from './outputs.ts';
import { withSingleValues } from './single-value.ts';
import { readNamedText } from './standard-input.ts';
import { systemWords } from './system-words.ts';

interface Arguments {
  readonly diff?: string[] | undefined;
  readonly filename?: string | undefined;
  readonly color: string;
}

const OPTIONS = withSingleValues({
  filename: {
    alias: 'f',
    type: 'string',
    describe: 'The manifest to compare with (a small Deployment otherwise)',
  },
  color: {
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    describe: 'Colours',
  },
});

/** `podsplice releases`. */
export const releasesCommand: CommandModule<object, Arguments> = {
  command: 'releases',
  describe: 'List the Istio releases, or show what changes between two',
  builder: (command) =>
    command
      .option('diff', {
        type: 'string',
        array: true,
        nargs: 2,
        describe: 'Two releases: what an upgrade changes in the injected pod',
      })
      .options(OPTIONS)
      .example('$0 releases --diff 1.26 1.30 -f bookinfo.yaml', 'what an upgrade changes'),
  handler: run,
};

async function run({ diff, filename, color }: Arguments): Promise<void> {
  if (diff === undefined) return void (await writeToStdout(listReleases()));
  const [from, to] = diff;
  if (from === undefined || to === undefined)
    throw new InjectError('usage', '--diff takes two releases: --diff 1.26 1.30');
  const text = filename === undefined ? undefined : readManifest(filename);
  const result = await diffReleases([from, to], {
    name: filename,
    text,
    isColoured: wantsColour(color),
  });
  if (hasFailed(result.report)) {
    process.stderr.write(formatReport(result.report));
    process.exitCode = EXIT.refused;
  } else await writeToStdout(result.text);
}

function readManifest(name: string): string {
  try {
    return readNamedText(name, '-f');
  } catch (error) {
    if (error instanceof InjectError) throw error;
    throw new InjectError('input', `${name}: cannot be read: ${systemWords(error)}`, { cause: error });
  }
}
