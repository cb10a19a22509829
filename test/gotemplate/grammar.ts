// Random templates and random data: a grammar that mostly makes sense and now and then does not.
import {
  BASES,
  CONSTRAINTS,
  DATES,
  DURATIONS,
  FLOATS,
  INTEGERS,
  JSONS,
  KEYS,
  LAYOUTS,
  NUMBERS,
  ODD_NUMBERS,
  PASSWORDS,
  PATHS,
  REGEXES,
  REPLACEMENTS,
  SHAPES,
  TEXTS,
  URLS,
  VERSIONS,
  ZONES,
} from './pools.ts';
import type { Random } from './random.ts';

/** What kind of value is wanted; most are obeyed most of the time. */
type Want =
  | 'any'
  | 'text'
  | 'int'
  | 'small'
  | 'float'
  | 'bool'
  | 'list'
  | 'map'
  | 'fresh'
  | 'time'
  | 'version'
  | 'format'
  | keyof typeof POOLS;

const POOLS = {
  regex: REGEXES,
  replacement: REPLACEMENTS,
  semver: VERSIONS,
  constraint: CONSTRAINTS,
  layout: LAYOUTS,
  date: DATES,
  duration: DURATIONS,
  zone: ZONES,
  json: JSONS,
  url: URLS,
  base: BASES,
  path: PATHS,
  shape: SHAPES,
  password: PASSWORDS,
} as const;

/** Each function: what it gives, and what it takes; `*` after the last for any number. */
const FUNCTIONS: readonly (readonly [name: string, gives: Want, takes: string])[] = [
  ...'trim upper lower title untitle swapcase camelcase snakecase kebabcase nospace initials toString quote squote sha1sum sha256sum sha512sum adler32sum b64enc b32enc regexQuoteMeta html js urlquery print println'
    .split(' ')
    .map((name) => [name, 'text', 'text'] as const),
  ...'base dir clean ext osBase osDir osClean osExt'.split(' ').map((name) => [name, 'text', 'path'] as const),
  ...'trimAll trimall trimSuffix trimPrefix'.split(' ').map((name) => [name, 'text', 'text text'] as const),
  ...'contains hasPrefix hasSuffix'.split(' ').map((name) => [name, 'bool', 'text text'] as const),
  ...'eq ne lt le gt ge'
    .split(' ')
    .flatMap((name) => [
      [name, 'bool', 'any any'] as const,
      [name, 'bool', 'int int'] as const,
      [name, 'bool', 'float float'] as const,
      [name, 'bool', 'text text'] as const,
    ]),
  ...'first last mustFirst mustLast'.split(' ').map((name) => [name, 'any', 'list'] as const),
  ...'rest initial reverse compact uniq sortAlpha mustRest mustInitial mustReverse mustCompact mustUniq toStrings'
    .split(' ')
    .map((name) => [name, 'list', 'list'] as const),
  ...'append push prepend mustAppend mustPush mustPrepend'
    .split(' ')
    .map((name) => [name, 'list', 'list any'] as const),
  ...'add sub mul max min biggest'.split(' ').map((name) => [name, 'int', 'any any*'] as const),
  ...'div mod'.split(' ').map((name) => [name, 'int', 'any int'] as const),
  ...'addf subf mulf divf maxf minf'.split(' ').map((name) => [name, 'float', 'any any*'] as const),
  ...'floor ceil float64 add1f'.split(' ').map((name) => [name, 'float', 'any'] as const),
  ...'int int64 add1 toDecimal'.split(' ').map((name) => [name, 'int', 'any'] as const),
  ...'toJson toPrettyJson toRawJson mustToJson mustToPrettyJson mustToRawJson'
    .split(' ')
    .map((name) => [name, 'text', 'any'] as const),
  ...'isAbs osIsAbs'.split(' ').map((name) => [name, 'bool', 'path'] as const),
  ...'merge mustMerge mergeOverwrite mustMergeOverwrite'
    .split(' ')
    .map((name) => [name, 'map', 'fresh fresh*'] as const),
  ['and', 'any', 'any any*'],
  ['or', 'any', 'any any*'],
  ['not', 'bool', 'any'],
  ['len', 'int', 'any'],
  ['index', 'any', 'list small'],
  ['index', 'any', 'map text'],
  ['index', 'any', 'any any*'],
  ['index', 'int', 'text small'],
  ['call', 'any', 'any any*'],
  ['printf', 'text', 'format any*'],
  ['printf', 'text', 'format any*'],
  ['printf', 'text', 'format any*'],
  ['cat', 'text', 'any*'],
  ['repeat', 'text', 'small text'],
  ['substr', 'text', 'small small text'],
  ['trunc', 'text', 'small text'],
  ['replace', 'text', 'text text text'],
  ['plural', 'text', 'text text int'],
  ['indent', 'text', 'small text'],
  ['nindent', 'text', 'small text'],
  ['wrap', 'text', 'small text'],
  ['wrapWith', 'text', 'small text text'],
  ['abbrev', 'text', 'small text'],
  ['abbrevboth', 'text', 'small small text'],
  ['join', 'text', 'text any'],
  ['split', 'map', 'text text'],
  ['splitList', 'list', 'text text'],
  ['splitn', 'map', 'text small text'],
  ['atoi', 'int', 'text'],
  ['round', 'float', 'any small'],
  ['round', 'float', 'any small float'],
  ['until', 'list', 'small'],
  ['untilStep', 'list', 'small small small'],
  ['seq', 'text', 'small*'],
  ['list', 'list', 'any*'],
  ['tuple', 'list', 'any*'],
  ['without', 'list', 'list any*'],
  ['has', 'bool', 'any list'],
  ['mustHas', 'bool', 'any list'],
  ['slice', 'list', 'list small small'],
  ['slice', 'list', 'list small'],
  ['mustSlice', 'list', 'list small*'],
  ['concat', 'list', 'list list*'],
  ['chunk', 'list', 'small list'],
  ['dict', 'map', 'text any text any'],
  ['dict', 'map', 'any*'],
  ['get', 'any', 'map text'],
  ['unset', 'map', 'map text'],
  ['hasKey', 'bool', 'map text'],
  ['pluck', 'list', 'text map*'],
  ['pick', 'map', 'map text*'],
  ['omit', 'map', 'map text*'],
  ['deepCopy', 'any', 'any'],
  ['mustDeepCopy', 'any', 'any'],
  ['dig', 'any', 'text text any map'],
  ['default', 'any', 'any any'],
  ['empty', 'bool', 'any'],
  ['coalesce', 'any', 'any*'],
  ['all', 'bool', 'any*'],
  ['any', 'bool', 'any*'],
  ['ternary', 'any', 'any any bool'],
  ['fromJson', 'any', 'json'],
  ['mustFromJson', 'any', 'json'],
  ['b64dec', 'text', 'base'],
  ['b32dec', 'text', 'base'],
  ['typeOf', 'text', 'any'],
  ['typeIs', 'bool', 'shape any'],
  ['typeIsLike', 'bool', 'shape any'],
  ['kindOf', 'text', 'any'],
  ['kindIs', 'bool', 'shape any'],
  ['deepEqual', 'bool', 'any any'],
  ['fail', 'text', 'text'],
  ['regexMatch', 'bool', 'regex text'],
  ['mustRegexMatch', 'bool', 'regex text'],
  ['regexFindAll', 'list', 'regex text small'],
  ['mustRegexFindAll', 'list', 'regex text small'],
  ['regexFind', 'text', 'regex text'],
  ['mustRegexFind', 'text', 'regex text'],
  ['regexReplaceAll', 'text', 'regex text replacement'],
  ['mustRegexReplaceAll', 'text', 'regex text replacement'],
  ['regexReplaceAllLiteral', 'text', 'regex text replacement'],
  ['regexSplit', 'list', 'regex text small'],
  ['mustRegexSplit', 'list', 'regex text small'],
  ['semver', 'version', 'semver'],
  ['semverCompare', 'bool', 'constraint semver'],
  ['semverCompare', 'bool', 'constraint semver'],
  ['date', 'text', 'layout time'],
  ['dateInZone', 'text', 'layout time zone'],
  ['date', 'text', 'layout small'],
  ['htmlDate', 'text', 'time'],
  ['htmlDateInZone', 'text', 'time zone'],
  ['toDate', 'time', 'layout date'],
  ['mustToDate', 'time', 'layout date'],
  ['toDate', 'time', 'layout date'],
  ['dateModify', 'time', 'duration time'],
  ['mustDateModify', 'time', 'duration time'],
  ['unixEpoch', 'text', 'time'],
  ['duration', 'text', 'any'],
  ['durationRound', 'text', 'duration'],
  ['durationRound', 'text', 'any'],
  ['urlParse', 'map', 'url'],
  ['urlJoin', 'text', 'map'],
  ['derivePassword', 'text', 'small password text text text'],
  ['goString', 'text', 'text'],
  ['goInts', 'int', 'int*'],
  ['goBool', 'bool', 'bool'],
  ['goFloat', 'float', 'float'],
  ['goUint', 'int', 'small'],
  ['goAny', 'any', 'any'],
  ['goMap', 'int', 'map'],
  ['goEmpty', 'map', ''],
  ['nosuch', 'any', 'any'],
];

const RARE = new Set(['derivePassword', 'nosuch', 'fail', 'call']);

interface Scope {
  readonly random: Random;
  /** Names of variables that are (mostly) declared. */
  readonly variables: readonly string[];
  readonly templates: readonly string[];
  readonly inRange: boolean;
  readonly fields: readonly string[];
}

/** A random template. */
export function randomTemplate(random: Random, fields: readonly string[] = FIELDS): string {
  const scope: Scope = { random, variables: ['$'], templates: [], inRange: false, fields };
  if (random.chance(40)) return shortTemplate(scope);
  const text = list(scope, 3, 1 + random.below(3));
  return random.chance(5) ? damaged(random, text) : text;
}

/** One function called, its arguments being what it wants. */
function shortTemplate(scope: Scope): string {
  const { random } = scope;
  const [name, , takes] = random.pick(FUNCTIONS);
  const called = RARE.has(name) && random.chance(80) ? 'print' : name;
  const args = takes
    .split(' ')
    .filter(Boolean)
    .flatMap((each) => {
      const want = each.replace('*', '') as Want;
      return Array.from({ length: each.endsWith('*') ? random.below(4) : 1 }, () => leaf(scope, want));
    });
  return random
    .pick([
      '{{ X }}',
      '{{ X }}',
      '{{ X }}',
      '{{ X | print }}',
      '{{ X | printf "%#v" }}',
      '{{ X | toJson }}',
      '{{ X | printf "%v %T" 1 }}',
      '{{ range X }}{{ . }},{{ end }}',
      '{{ with X }}{{ . }}{{ else }}none{{ end }}',
      '{{ $v := X }}{{ printf "%q" $v }}',
      '{{ len (X) }}',
      '{{ X | quote }}',
    ] as const)
    .replace('X', () => [called, ...args].join(' '));
}

/** Random JSON for it. */
export function randomData(random: Random): Record<string, unknown> {
  const entries = KEYS.filter(() => random.chance(85)).map((key) => [key, valueFor(random, key)] as const);
  const data: Record<string, unknown> = {};
  for (const [key, value] of entries)
    Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
  return data;
}

function valueFor(random: Random, key: string): unknown {
  const usual: Record<string, () => unknown> = {
    name: () => random.pick(TEXTS),
    ns: () => random.pick(TEXTS),
    uni: () => random.pick(TEXTS),
    n: () => random.pick(NUMBERS),
    f: () => random.pick(NUMBERS),
    big: () => random.pick(NUMBERS),
    neg: () => -random.below(10),
    yes: () => true,
    no: () => false,
    nil: () => null,
    list: () => Array.from({ length: random.below(6) }, () => random.pick(TEXTS)),
    nums: () => Array.from({ length: random.below(6) }, () => random.pick(NUMBERS)),
    items: () =>
      Array.from({ length: random.below(4) }, () => ({
        name: random.pick(TEXTS),
        n: random.below(5),
        map: randomValue(random, 1),
      })),
    map: () => ({
      a: random.pick(NUMBERS),
      b: randomValue(random, 1),
      c: { d: random.pick(TEXTS), e: randomValue(random, 1) },
      list: [randomValue(random, 1)],
    }),
  };
  return Object.hasOwn(usual, key) && random.chance(92) ? usual[key]!() : randomValue(random, 3);
}

function randomValue(random: Random, depth: number): unknown {
  const kind = random.below(depth > 0 ? 8 : 5);
  if (kind < 2) return random.pick(TEXTS);
  if (kind === 2) return random.pick(NUMBERS);
  if (kind === 3) return random.chance(50);
  if (kind === 4) return null;
  if (kind === 5) return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random.below(4) }, () => [
      random.pick(TEXTS).replaceAll('__proto__', 'p'),
      randomValue(random, depth - 1),
    ]),
  );
}

const FIELDS = [
  '.name',
  '.ns',
  '.n',
  '.f',
  '.big',
  '.neg',
  '.yes',
  '.no',
  '.nil',
  '.list',
  '.nums',
  '.map',
  '.uni',
  '.items',
  '.map.a',
  '.map.b',
  '.map.c',
  '.map.c.d',
  '.map.list',
  '.missing',
  '.missing.x',
  '.nil.x',
  '.name.x',
  '.é',
  '.constructor',
  '.__proto__',
  '.map.c.e.x',
];

const FIELDS_FOR: Partial<Record<Want, readonly string[]>> = {
  text: ['.name', '.ns', '.uni', '.map.c.d'],
  float: ['.n', '.f', '.big', '.neg'],
  bool: ['.yes', '.no'],
  list: ['.list', '.nums', '.items', '.map.list'],
  map: ['.map', '.map.c', '.'],
};

function damaged(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const kind = random.below(3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1 + random.below(3));
  if (kind === 1)
    return (
      text.slice(0, at) +
      random.pick([
        '{',
        '}',
        '{{',
        '}}',
        '(',
        ')',
        '|',
        '"',
        "'",
        '`',
        '.',
        '$',
        '-',
        ' ',
        '\n',
        ':=',
        ',',
        '{{-',
        '-}}',
        '/*',
        '\u00e9',
        '\u0007',
        '{{end}}',
        '{{else}}',
        '=',
        '@',
        '{{break}}',
      ]) +
      text.slice(at)
    );
  return text.slice(0, at);
}

function list(scope: Scope, depth: number, count: number): string {
  let text = '';
  let inner = scope;
  for (let made = 0; made < count; made++) {
    const [part, variables, templates] = statement(inner, depth);
    text += part;
    inner = { ...inner, variables: [...inner.variables, ...variables], templates: [...inner.templates, ...templates] };
  }
  return text;
}

type Made = readonly [text: string, variables: readonly string[], templates: readonly string[]];

function action(scope: Scope, content: string): string {
  const { random } = scope;
  const open = random.chance(10) ? '{{- ' : random.chance(50) ? '{{ ' : '{{';
  const close = random.chance(10) ? ' -}}' : random.chance(50) ? ' }}' : '}}';
  return `${open}${random.chance(2) ? content.replace(' ', '\n') : content}${close}`;
}

function statement(scope: Scope, depth: number): Made {
  const { random } = scope;
  const only = (text: string): Made => [text, [], []];
  const kind = random.below(depth > 0 ? 24 : 12);
  if (kind < 2) return only(random.pick(['text', ' ', '\n', ' a b ', '\n  x: ', 'é✓', '-', '"', '}', '{', '\t']));
  if (kind < 9) return only(action(scope, pipeline(scope, 'any', 3)));
  if (kind === 9) return only(random.pick(['{{/* c */}}', '{{- /* c */ -}}', '{{/* a\nb */}}', '{{ /* c */ }}']));
  if (kind < 12) return assignment(scope);
  if (kind < 15) return only(branch(scope, depth, random.chance(60) ? 'if' : 'with'));
  if (kind < 19) return only(range(scope, depth));
  if (kind === 19 && scope.inRange) return only(action(scope, random.pick(['break', 'continue'])));
  if (kind < 22) return template(scope, depth);
  return only(
    action(scope, pipeline(scope, random.pick(['text', 'int', 'list', 'map', 'float', 'time', 'version'] as const), 4)),
  );
}

function assignment(scope: Scope): Made {
  const { random } = scope;
  if (random.chance(30)) return [action(scope, `${variable(scope)} = ${pipeline(scope, 'any', 2)}`), [], []];
  const name = random.pick(['$x', '$y', '$z', '$_', '$é']);
  return [action(scope, `${name} := ${pipeline(scope, 'any', 3)}`), [name], []];
}

function variable(scope: Scope): string {
  return scope.random.chance(1) ? '$undefined' : scope.random.pick(scope.variables);
}

function branch(scope: Scope, depth: number, word: 'if' | 'with'): string {
  const { random } = scope;
  const name = random.pick(['$v', '$w']);
  const declares = random.chance(20);
  const inner = declares ? { ...scope, variables: [...scope.variables, name] } : scope;
  let text =
    action(scope, `${word} ${declares ? `${name} := ` : ''}${pipeline(scope, 'any', 3)}`) +
    list(inner, depth - 1, 1 + random.below(2));
  if (random.chance(25)) text += action(scope, `else ${word} ${pipeline(inner, 'any', 2)}`) + list(inner, depth - 1, 1);
  if (random.chance(3)) text += action(scope, `else ${word === 'if' ? 'with' : 'if'} .`);
  if (random.chance(50)) text += action(scope, 'else') + list(inner, depth - 1, 1);
  return text + action(scope, 'end');
}

function range(scope: Scope, depth: number): string {
  const { random } = scope;
  const over = random.chance(15) ? 'small' : random.chance(40) ? 'map' : random.chance(80) ? 'list' : 'any';
  const form = random.below(5);
  const names = form < 2 ? [] : form === 2 ? ['$v'] : ['$i', '$v'];
  const isAssigned = random.chance(5);
  const head = names.length === 0 ? '' : `${names.join(', ')} ${isAssigned ? '=' : ':='} `;
  const inner = { ...scope, inRange: true, variables: [...scope.variables, ...names] };
  let text = action(scope, `range ${head}${pipeline(scope, over, 2)}`) + list(inner, depth - 1, 1 + random.below(2));
  if (random.chance(30)) text += action(scope, 'else') + list({ ...inner, inRange: scope.inRange }, depth - 1, 1);
  return text + action(scope, 'end');
}

function template(scope: Scope, depth: number): Made {
  const { random } = scope;
  const name = `T${random.below(4)}`;
  const argument = random.chance(70) ? ` ${pipeline(scope, 'any', 2)}` : '';
  const inside = { ...scope, variables: ['$'], inRange: false };
  const kind = random.below(4);
  if (kind === 0)
    return [
      `${action(scope, `define "${name}"`)}${list({ ...inside, templates: [] }, depth - 1, 2)}${action(scope, 'end')}`,
      [],
      [name],
    ];
  if (kind === 1)
    return [
      `${action(scope, `block "${name}"${argument || ' .'}`)}${list({ ...inside, templates: [] }, depth - 1, 2)}${action(scope, 'end')}`,
      [],
      [name],
    ];
  if (scope.templates.length === 0 && random.chance(80)) return [random.pick([' ', '.', 'é']), [], []];
  const known = scope.templates.length > 0 && random.chance(97) ? random.pick(scope.templates) : 'Tx';
  return [action(scope, `template "${known}"${argument}`), [], []];
}

function pipeline(scope: Scope, want: Want, depth: number): string {
  const { random } = scope;
  if (depth <= 0 || random.chance(60)) return command(scope, want, depth);
  const last = random.pick(FUNCTIONS);
  const takes = last[2].split(' ').filter(Boolean);
  const final = takes.at(-1)?.replace('*', '') as Want | undefined;
  const others = takes.slice(0, -1).map((each) => operand(scope, each.replace('*', '') as Want, depth - 2));
  const name = RARE.has(last[0]) && !random.chance(10) ? 'print' : last[0];
  return `${command(scope, final ?? 'any', depth - 1)} | ${[name, ...others].join(' ')}`;
}

function command(scope: Scope, want: Want, depth: number): string {
  const { random } = scope;
  // Great numbers where a small one is wanted would have Go fill the memory.
  if (want === 'small') return leaf(scope, want);
  if (depth <= 0 || random.chance(25)) return operand(scope, want, depth);
  const wanted = random.chance(97) ? FUNCTIONS.filter(([, gives]) => want === 'any' || gives === want) : FUNCTIONS;
  const pool = wanted.length > 0 ? wanted : FUNCTIONS;
  let chosen = random.pick(pool);
  if (RARE.has(chosen[0]) && !random.chance(10)) chosen = random.pick(pool);
  return call(scope, chosen[0], chosen[2], depth);
}

function call(scope: Scope, name: string, takes: string, depth: number): string {
  const { random } = scope;
  const args = takes
    .split(' ')
    .filter(Boolean)
    .flatMap((each) => {
      const want = each.replace('*', '') as Want;
      return Array.from({ length: each.endsWith('*') ? random.below(4) : 1 }, () => operand(scope, want, depth - 1));
    });
  if (random.chance(1)) args.pop();
  if (random.chance(1)) args.push(operand(scope, 'any', 0));
  return [name, ...args].join(' ');
}

function operand(scope: Scope, want: Want, depth: number): string {
  const { random } = scope;
  if (want !== 'small' && random.chance(2))
    return operand(scope, random.pick(['any', 'text', 'int', 'list', 'map', 'float', 'bool'] as const), depth);
  if (depth > 0 && random.chance(40)) return parenthesized(scope, want, depth);
  if (random.chance(want === 'any' ? 25 : 3))
    return variable(scope) + (random.chance(15) ? random.pick(['.name', '.x', '.map.a', '.Year']) : '');
  return leaf(scope, want);
}

function parenthesized(scope: Scope, want: Want, depth: number): string {
  const inner = want === 'small' || want in POOLS ? leaf(scope, want) : pipeline(scope, want, depth - 1);
  const { random } = scope;
  if (want === 'time' && random.chance(30)) return `(${inner}).${random.pick(METHODS_OF_TIME)}`;
  if (want === 'version' && random.chance(60)) return `(${inner}).${random.pick(METHODS_OF_VERSION)}`;
  return `(${inner})${random.chance(6) ? random.pick(['.name', '.x', '.d', '.Nope']) : ''}`;
}

const METHODS_OF_TIME = [
  'Year',
  'Month',
  'Day',
  'Unix',
  'Weekday',
  'YearDay',
  'UTC',
  'IsZero',
  'String',
  'Nope',
  'Hour',
  'UnixNano',
  'GoString',
];
const METHODS_OF_VERSION = [
  'Major',
  'Minor',
  'Patch',
  'Prerelease',
  'Metadata',
  'Original',
  'IncMinor',
  'IncPatch',
  'String',
  'major',
  'Nope',
];

function leaf(scope: Scope, want: Want): string {
  const { random } = scope;
  if (want in POOLS) return quoted(random, random.pick(POOLS[want as keyof typeof POOLS]), true);
  const fields = FIELDS_FOR[want];
  if (fields && scope.fields === FIELDS && random.chance(60)) return random.pick(fields);
  switch (want) {
    case 'text':
      return quoted(random, random.pick(TEXTS));
    case 'int':
      return random.chance(97) ? random.pick(INTEGERS) : random.pick(ODD_NUMBERS);
    case 'small':
      return random.chance(98)
        ? String(random.below(14) - (random.chance(15) ? 3 : 0))
        : random.pick(['.n', '.name', 'nil', '2.0', "'\\x05'", '1.5', '.missing', '$']);
    case 'float':
      return random.chance(97) ? random.pick(FLOATS) : random.pick(ODD_NUMBERS);
    case 'bool':
      return random.pick(['true', 'false']);
    case 'list':
      return random.pick([
        '(list 1 "a" nil)',
        '(list)',
        '(list 3 1 2)',
        '(splitList "," "b,a,c")',
        '.list',
        '(until 4)',
        '.items',
      ]);
    case 'map':
      return random.pick([
        '(dict "a" 1 "b" (dict "c" "d"))',
        '(dict)',
        '.map',
        '(split "," "x,y")',
        '.',
        '(dict "a" "" "l" (list 1))',
        '(dict "host" "h" "path" "/p")',
      ]);
    case 'fresh':
      return random.pick([
        '(dict "a" 1 "b" (dict "c" "d"))',
        '(dict)',
        '(deepCopy .map)',
        '(dict "a" "" "l" (list 1) "b" (dict))',
        '(dict "b" nil "l" (list))',
        '(dict "b" (dict "c" 2 "x" nil) "a" 0)',
        '(split "," "x,y")',
        'nil',
        '(dict "l" "text" "b" "text")',
      ]);
    case 'time':
      return random.pick([
        '(toDate "2006-01-02T15:04:05Z07:00" "2020-03-04T00:00:00Z")',
        '(toDate "2006-01-02T15:04:05Z07:00" "2016-02-29T23:59:59.5-07:30")',
        '(toDate "x" "y")',
      ]);
    case 'version':
      return `(semver ${quoted(random, random.pick(VERSIONS))})`;
    case 'format':
      return quoted(random, format(random));
    default:
      return anything(scope);
  }
}

function anything(scope: Scope): string {
  const { random } = scope;
  const kind = random.below(20);
  if (kind < 8) return random.pick(scope.fields);
  if (kind === 8) return random.pick(['.', '$', 'nil', '.', '$']);
  if (kind === 9) return random.chance(20) ? random.pick(ODD_NUMBERS) : '-3';
  return leaf(
    scope,
    random.pick(['text', 'int', 'float', 'bool', 'list', 'map', 'text', 'time', 'int', 'float'] as const),
  );
}

function quoted(random: Random, text: string, isEscaped = false): string {
  if (!isEscaped && random.chance(15) && !text.includes('`')) return `\`${text}\``;
  const bare = isEscaped ? text.replaceAll('"', '\\"') : JSON.stringify(text).slice(1, -1);
  return `"${bare}"`;
}

/** A format string of printf, with every flag there is. */
function format(random: Random): string {
  return Array.from({ length: 1 + random.below(3) }, () => directive(random)).join(random.pick(['', ' ', '|', 'é']));
}

function directive(random: Random): string {
  const flags = Array.from({ length: random.chance(40) ? random.below(3) : 0 }, () =>
    random.pick(['#', '0', '+', '-', ' ']),
  ).join('');
  const width = random.chance(30) ? random.pick(['1', '5', '10', '*', '[1]*', '[2]*', '03', '20', '-3']) : '';
  const precision = random.chance(25) ? random.pick(['.0', '.2', '.', '.10', '.*', '.[1]*', '.3', '.25']) : '';
  const index = random.chance(8) ? random.pick(['[1]', '[2]', '[5]', '[0]', '[x]', '[', '[1', '[-1]', '[]']) : '';
  const verb = random.pick([
    'v',
    'v',
    'v',
    's',
    's',
    'd',
    'd',
    'q',
    'x',
    'X',
    'f',
    'g',
    'e',
    'E',
    'G',
    'F',
    't',
    'T',
    'c',
    'U',
    'b',
    'o',
    'O',
    '%',
    'w',
    'z',
    'é',
    '!',
    '',
    'y',
    ' ',
  ]);
  return `%${flags}${width}${precision}${index}${verb}`;
}
