// podsplice rules: options to one call of the pipeline, and istio-iptables' own exit code where it would fail.
import type { Argv, CommandModule } from 'yargs';
import { InjectError } from '../errors.ts';
import { injectWorkload } from '../inject.ts';
import { FORMATS, type Format } from '../iptables/listing.ts';
import type { Inject } from '../manifest-pods.ts';
import { type Listing, type RulesOptions, rules, rulesOfManifests } from '../rules.ts';
import { type ConfigArguments, loadConfigFrom, withConfigOptions } from './config-options.ts';
import {
  argumentsFrom,
  environmentFrom,
  type InterceptionArguments,
  manifestsFrom,
  printListing,
  reportingFailure,
  withInterceptionOptions,
} from './interception-options.ts';
import { withSingleValues } from './single-value.ts';

const OPTIONS = withSingleValues({
  ipv6: { type: 'boolean', default: false, describe: "ip6tables' rules" },
  format: {
    choices: FORMATS,
    describe: 'The form of the rules (default: restore)',
  },
  explain: {
    type: 'boolean',
    default: false,
    describe: 'A comment at each rule that says what it is for',
  },
});

interface Arguments extends ConfigArguments, InterceptionArguments {
  readonly ipv6: boolean;
  readonly format?: Format | undefined;
  readonly explain: boolean;
}

/** `podsplice rules`. */
export const rulesCommand: CommandModule<object, Arguments> = {
  command: 'rules',
  describe: 'Print the iptables rules that istio-init will make',
  builder: (command) =>
    examples(withInterceptionOptions(withConfigOptions(command)).options(OPTIONS) as unknown as Argv<Arguments>),
  handler: (options) => reportingFailure(async () => printListing(await listingOf(options))),
};

async function listingOf(options: Arguments): Promise<Listing> {
  const { ipv6, explain, format, nameserver: nameservers } = options;
  const asked: RulesOptions = {
    version: options.istioVersion,
    ipv6,
    explain,
    format,
    nameservers,
  };
  const manifests = await manifestsFrom(options);
  if (manifests === undefined)
    return rules({
      ...asked,
      args: argumentsFrom(options),
      environment: environmentFrom(options),
    });
  return rulesOfManifests(manifests, injectWith(options), asked);
}

/** Injects what is not injected yet; the configuration is read only when that is needed. */
export function injectWith(options: ConfigArguments): Inject {
  let config: ReturnType<typeof loadConfigFrom> | undefined;
  return (workload) => {
    config ??= loadConfigFrom(options);
    const { result, pod, detail, findings } = injectWorkload(workload, config);
    const error = findings.find(({ severity }) => severity === 'error');
    if (result === 'refused') throw new InjectError('workload', error?.message ?? detail, { hint: error?.hint });
    return pod ?? detail;
  };
}

function examples(command: Argv<Arguments>): Argv<Arguments> {
  return command
    .example('$0 rules -f bookinfo.yaml --explain', 'what istio-init will do in these pods, and why')
    .example("$0 rules --istio-version 1.26 -- -u 1337 -m TPROXY -b '*' -i '*'", 'the rules of these arguments')
    .example('$0 rules -f pod.yaml --format nft | nft -c -f -', 'the same as a script for nft');
}
