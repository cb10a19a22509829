// Knows how istio-iptables reads its arguments and its environment, release by release, and how options are written as
// arguments again. Does not know what an option makes of the rules.
import { behavioursOf, type Release } from './behaviours.ts';
import { IptablesFailure } from './failure.ts';
import { FLAGS, type Flag, flagsOf, type SwitchKey, type TextKey, variableOf } from './flags.ts';

/** All options of istio-iptables that matter to its rules, each as it was given or as its default. */
export type Options = Readonly<Record<TextKey, string> & Record<SwitchKey, boolean> & Record<EnvironmentKey, string>>;

type EnvironmentKey = 'ownerGroups' | 'excludeOwnerGroups' | 'loopbackCidr' | 'envoyUser';

/** Names and values of environment variables. */
export type Environment = Readonly<Record<string, string>>;

/** The options of a run: an argument wins over the environment, the environment over the default. */
export function readOptions(args: readonly string[], environment: Environment, release: Release): Options {
  const flags = flagsOf(release);
  const given = parseArguments(args, flags, release);
  const known = flags.filter(({ key }) => key !== undefined);
  const entries = known.map((flag) => [
    flag.key,
    typed(flag, given.get(flag.name) ?? fromEnvironment(flag, environment, release)),
  ]);
  return { ...defaultOptions(), ...Object.fromEntries(entries), ...environmentOptions(environment, release) };
}

/** The options of a run without arguments and without environment. */
export function defaultOptions(): Options {
  const entries = FLAGS.flatMap((flag) => (flag.key === undefined ? [] : [[flag.key, typed(flag, undefined)]]));
  return { ...Object.fromEntries(entries), ...ENVIRONMENT_DEFAULTS };
}

function typed(flag: Flag, text: string | undefined): string | boolean {
  const value = text ?? flag.fallback ?? '';
  return flag.kind === 'switch' ? parseSwitch(value) === true : value;
}

/** Go's words for true and false. */
function parseSwitch(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text) ? false : undefined;
}

/** The flags that were given, by long name, the last one of each. What is no flag is ignored, as istio-iptables does. */
function parseArguments(args: readonly string[], flags: readonly Flag[], release: Release): Map<string, string> {
  const given = new Map<string, string>();
  const rest = args.slice();
  for (let word = rest.shift(); word !== undefined && word !== '--'; word = rest.shift()) {
    const found = word.startsWith('--')
      ? parseLong(word, rest, flags)
      : word.length > 1 && word[0] === '-'
        ? parseShort(word, rest, flags)
        : [];
    for (const { flag, value } of found) {
      checkValue(flag, value, release);
      given.set(flag.name, value);
    }
  }
  return given;
}

interface Given {
  readonly flag: Flag;
  readonly value: string;
}

function parseLong(word: string, rest: string[], flags: readonly Flag[]): Given[] {
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === '' || name[0] === '-') throw new IptablesFailure(255, `bad flag syntax: ${word}`);
  const flag = flags.find((candidate) => candidate.name === name);
  if (flag === undefined) throw unknown(`flag --${name}`, name === 'help');
  if (value !== undefined) return [{ flag, value }];
  return [{ flag, value: flag.kind === 'switch' ? 'true' : next(rest, `--${name}`) }];
}

/** Letters may be joined: `-nb80` is `-n -b 80`; `-b=80` is `-b 80`, but a bare `-b=` is `-b '='`, as in Go's pflag. */
function parseShort(word: string, rest: string[], flags: readonly Flag[]): Given[] {
  const given: Given[] = [];
  for (let letters = word.slice(1); letters !== ''; ) {
    const flag = flags.find(({ short }) => short === letters[0]);
    if (flag === undefined)
      throw unknown(`shorthand flag ${JSON.stringify(letters[0])} in ${word}`, letters[0] === 'h');
    const tail = letters.slice(1);
    const isSwitch = flag.kind === 'switch' && !(tail.length > 1 && tail[0] === '=');
    if (isSwitch) given.push({ flag, value: 'true' });
    else
      given.push({
        flag,
        value: tail.length > 1 && tail[0] === '=' ? tail.slice(1) : tail || next(rest, `-${letters[0]}`),
      });
    letters = isSwitch ? tail : '';
  }
  return given;
}

function next(rest: string[], flag: string): string {
  const value = rest.shift();
  if (value === undefined) throw new IptablesFailure(255, `flag needs an argument: ${flag}`);
  return value;
}

function unknown(flag: string, isHelp: boolean): IptablesFailure {
  if (isHelp) return new IptablesFailure(0, 'print its help and make no rules');
  return new IptablesFailure(
    255,
    `unknown ${flag}`,
    'The flags differ from release to release: is --istio-version right?',
  );
}

const DURATION = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

function checkValue(flag: Flag, value: string, release: Release): void {
  if (isValid(flag, value, release)) return;
  throw new IptablesFailure(255, `invalid argument ${JSON.stringify(value)} for --${flag.name}`);
}

function isValid({ kind }: Flag, value: string, release: Release): boolean {
  switch (kind) {
    case 'text':
      return true;
    case 'switch':
      return parseSwitch(value) !== undefined;
    case 'port':
      return behavioursOf(release).usesViper || (/^\d+$/.test(value) && Number(value) < 65536);
    case 'duration':
      return DURATION.test(value);
    case 'number':
      return /^[-+]?\d+$/.test(value);
  }
}

function fromEnvironment(flag: Flag, environment: Environment, release: Release): string | undefined {
  return behavioursOf(release).usesViper ? fromViper(flag, environment) : fromVariables(flag, environment);
}

/** Up to 1.19.4 and 1.20.0: an empty variable is none, and the other variable is only asked where there is no first one. */
function fromViper(flag: Flag, environment: Environment): string | undefined {
  const own = environment[variableOf(flag)];
  if (own) return own;
  return flag.alias === 'ISTIO_META_DNS_CAPTURE' ? environment[flag.alias] : undefined;
}

/** Later: an empty variable is an empty text, a bad switch is ignored, and the other variable wins. */
function fromVariables(flag: Flag, environment: Environment): string | undefined {
  const variables = [flag.alias, flag.variableSpan === undefined ? variableOf(flag) : undefined];
  const values = variables.map((name) => (name === undefined ? undefined : environment[name]));
  return values.find((value) => value !== undefined && (flag.kind !== 'switch' || parseSwitch(value) !== undefined));
}

const ENVIRONMENT_DEFAULTS: Readonly<Record<EnvironmentKey, string>> = {
  ownerGroups: '*',
  excludeOwnerGroups: '',
  loopbackCidr: '127.0.0.1/32',
  envoyUser: 'istio-proxy',
};

const ENVIRONMENT_ONLY: Readonly<Record<EnvironmentKey, string>> = {
  ownerGroups: 'ISTIO_OUTBOUND_OWNER_GROUPS',
  excludeOwnerGroups: 'ISTIO_OUTBOUND_OWNER_GROUPS_EXCLUDE',
  loopbackCidr: 'ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR',
  envoyUser: 'ENVOY_USER',
};

function environmentOptions(environment: Environment, release: Release): Record<EnvironmentKey, string> {
  const { usesViper, knowsOwnerGroups, knowsLoopbackCidr } = behavioursOf(release);
  const read = (key: EnvironmentKey, isKnown: boolean): string => {
    const value = isKnown ? environment[ENVIRONMENT_ONLY[key]] : undefined;
    return value === undefined || (usesViper && value === '') ? ENVIRONMENT_DEFAULTS[key] : value;
  };
  return {
    ownerGroups: read('ownerGroups', knowsOwnerGroups),
    excludeOwnerGroups: read('excludeOwnerGroups', knowsOwnerGroups),
    loopbackCidr: read('loopbackCidr', knowsLoopbackCidr),
    envoyUser: read('envoyUser', true),
  };
}

/** Options as arguments, short where there is a letter; what is as by default is left out. */
export function writeArguments(options: Options, release: Release): string[] {
  const defaults = defaultOptions();
  return flagsOf(release).flatMap((flag) => {
    if (flag.key === undefined || options[flag.key] === defaults[flag.key]) return [];
    const value = options[flag.key];
    if (typeof value === 'boolean') return [value ? `--${flag.name}` : `--${flag.name}=false`];
    return [flag.short === undefined ? `--${flag.name}` : `-${flag.short}`, value];
  });
}

/** What of the options can be said by environment variables only; what is as by default is left out. */
export function writeEnvironment(options: Options): Environment {
  const keys = Object.keys(ENVIRONMENT_ONLY) as EnvironmentKey[];
  const changed = keys.filter((key) => options[key] !== ENVIRONMENT_DEFAULTS[key]);
  return Object.fromEntries(changed.map((key) => [ENVIRONMENT_ONLY[key], options[key]]));
}
