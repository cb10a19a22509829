// Random calls of the functions whose arguments are languages of their own: patterns, versions, layouts, JSON, URLs, numbers.
import type { Random } from './random.ts';

type Make = (random: Random) => string;

/** A template that calls one of them. */
export function focusedTemplate(random: Random): string {
  return `{{ ${random.pick(CALLS)(random)} }}`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

function several(random: Random, least: number, most: number, make: Make): string {
  return Array.from({ length: least + random.below(most - least + 1) }, () => make(random)).join('');
}

const letters: Make = (random) =>
  random.pick(['a', 'b', 'c', 'A', 'B', '1', '2', ' ', '-', '_', '.', 'é', 'ß', '\n', '日', '😀', '/', 'x', '0']);
const words: Make = (random) => several(random, 0, 14, letters);

const atom: Make = (random) =>
  random.pick([
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\s',
    '\\b',
    '\\B',
    '^',
    '$',
    '(a)',
    '(?:b|c)',
    '(?P<n>a|b)',
    'é',
    '\\pL',
    '\\PL',
    '[[:alpha:]]',
    '[a-c1]',
    '\\x61',
    '\\.',
    'ab',
    '(?i)A',
    '(?s).',
    '(?m)^',
    '\\A',
    '\\z',
    '(|a)',
    '()',
    '[\\d-]',
    '\\Qa.\\E',
    '\\x{e9}',
    '[é-日]',
    '\\pN',
    '(?-i)B',
    '[^\\n]',
    '\\C',
    '\\1',
    '(?<m>c)',
    '[]a]',
    '\\n',
  ]);
const repeated: Make = (random) =>
  atom(random) +
  random.pick([
    '',
    '',
    '',
    '*',
    '+',
    '?',
    '*?',
    '+?',
    '??',
    '{2}',
    '{1,2}',
    '{0,}',
    '{2,1}',
    '**',
    '{,2}',
    '{1000}',
    '{1001}',
  ]);
const pattern: Make = (random) => {
  const one = several(random, 1, 4, repeated);
  return random.chance(20) ? `${one}|${several(random, 0, 2, repeated)}` : random.chance(15) ? `(${one})+` : one;
};
const replacement: Make = (random) =>
  several(random, 0, 4, (dice) =>
    dice.pick(['x', '$1', '${1}', '$n', '${n}', '$$', '$', '${', '$0', '$12', '-', '${1', '$é']),
  );

const part: Make = (random) =>
  random.pick(['0', '1', '2', '10', '01', 'x', 'X', '*', '3', '13', '99999999999999999999', '', '1|2', 'a']);
const release: Make = (random) =>
  random.pick(['', '', '', '-rc.1', '-alpha', '-0', '-beta.2.x', '+b1', '-rc.1+b.2', '-01', '-', '+', '-rc..1']);
const version: Make = (random) =>
  random.pick(['', '', 'v', 'V']) +
  Array.from({ length: 1 + random.below(4) }, () => (random.chance(85) ? String(random.below(4)) : part(random))).join(
    '.',
  ) +
  release(random);
const constraint: Make = (random) => {
  const one: Make = (dice) =>
    dice.pick(['', '=', '!=', '>', '<', '>=', '<=', '=>', '=<', '~', '~>', '^', '==', '<>']) +
    dice.pick(['', '', ' ']) +
    Array.from({ length: 1 + dice.below(3) }, () => (dice.chance(80) ? String(dice.below(4)) : part(dice))).join('.') +
    release(dice);
  const two = `${one(random)}${random.pick([', ', ' ', ',', ' || ', '||', ' - '])}${one(random)}`;
  return random.chance(40) ? two : random.chance(10) ? `${two} || ${one(random)}` : one(random);
};

const LAYOUT_PARTS = [
  '2006',
  '06',
  '01',
  '1',
  'Jan',
  'January',
  '02',
  '2',
  '_2',
  '002',
  '__2',
  'Mon',
  'Monday',
  '15',
  '3',
  '03',
  '04',
  '4',
  '05',
  '5',
  '.000',
  '.999',
  ',000000',
  'PM',
  'pm',
  'MST',
  '-0700',
  '-07:00',
  '-07',
  'Z0700',
  'Z07:00',
  'Z07:00:00',
  '-07:00:00',
  'Z07',
  'Z070000',
];
const layout: Make = (random) =>
  several(random, 1, 6, (dice) => dice.pick(LAYOUT_PARTS) + dice.pick([' ', '-', ':', '/', '', 'T', ', ', 'x']));
const VALUES: Readonly<Record<string, readonly string[]>> = {
  2006: ['2020', '1999', '0001', '20', 'abcd'],
  '06': ['20', '69', '68', '+5'],
  '01': ['02', '12', '13', '1'],
  1: ['2', '12', '0'],
  Jan: ['Feb', 'dec', 'Foo'],
  January: ['March', 'may', 'Ma'],
  '02': ['03', '31', '30', '1'],
  2: ['3', '31', '29'],
  _2: [' 3', '30', '3'],
  '002': ['060', '366', '001', '12'],
  __2: ['  5', ' 61', '366'],
  Mon: ['Tue', 'sun'],
  Monday: ['Friday', 'Fri'],
  15: ['23', '24', '7', '00'],
  3: ['11', '3', '13'],
  '03': ['11', '3'],
  '04': ['59', '60', '07'],
  4: ['59', '7'],
  '05': ['58', '60', '05.25', '05,5'],
  5: ['58', '7', '7.125'],
  '.000': ['.123', '.12', ',456'],
  '.999': ['.5', '', '.123456789'],
  ',000000': [',123456', '.123456'],
  PM: ['PM', 'AM', 'pm'],
  pm: ['pm', 'am'],
  MST: ['UTC', 'PST', 'CEST', 'GMT+3', '+03', 'ab', 'WITA', 'ChST', 'GMT'],
  '-0700': ['+0200', '-0730', 'Z', '+9900'],
  '-07:00': ['+02:00', '-07:30', '0200'],
  '-07': ['+02', '-07'],
  Z0700: ['Z', '+0100'],
  'Z07:00': ['Z', '+01:00', '-00:30'],
  'Z07:00:00': ['Z', '+01:00:30'],
  '-07:00:00': ['-01:00:30'],
  Z07: ['Z', '+03'],
  Z070000: ['Z', '+010203'],
};
const parsed: Make = (random) => {
  let shape = '';
  let value = '';
  for (let count = 1 + random.below(6); count > 0; count--) {
    const piece = random.pick(LAYOUT_PARTS);
    const between = random.pick([' ', '-', ':', '/', '', 'T', '  ']);
    shape += piece + between;
    value += random.pick(VALUES[piece]!) + (random.chance(95) ? between : 'x');
  }
  return `${text(shape)} ${text(value)}`;
};
const date: Make = (random) => dateOf(random, [1, 1600, 1899, 1970, 1999, 2000, 2016, 2020, 2024, 2038, 2500, 9999]);
/** What zones called themselves long ago, JavaScript does not know. */
const modernDate: Make = (random) => dateOf(random, [1972, 1999, 2016, 2020, 2024, 2030]);
const dateOf = (random: Random, years: readonly number[]): string => {
  const two = (limit: number): string => String(1 + random.below(limit)).padStart(2, '0');
  const year = String(random.pick(years)).padStart(4, '0');
  const zone = random.pick(['Z', '+02:00', '-07:30', '+14:00']);
  return `(toDate "2006-01-02T15:04:05.999999999Z07:00" "${year}-${two(12)}-${two(28)}T${two(23)}:${two(59)}:${two(59)}${random.pick(['', '.5', '.123456789'])}${zone}")`;
};
const zone: Make = (random) =>
  random.pick([
    'UTC',
    '',
    'Europe/Paris',
    'America/New_York',
    'Asia/Tokyo',
    'Asia/Kolkata',
    'Australia/Sydney',
    'America/Sao_Paulo',
    'Europe/London',
    'Pacific/Auckland',
    'America/Los_Angeles',
    'Asia/Dubai',
    'Etc/GMT-14',
    'EST',
    'Nope',
  ]);
const METHODS = [
  'Year',
  'Month',
  'Day',
  'Hour',
  'Minute',
  'Second',
  'Nanosecond',
  'Weekday',
  'YearDay',
  'Unix',
  'UnixMilli',
  'UnixNano',
  'IsZero',
  'UTC',
  'AddDate 1 1 1',
  'AddDate 0 -13 40',
  'Format "02.01.2006 15:04:05.000 -0700"',
  'GoString',
  'Month.String',
];

const duration: Make = (random) =>
  random.pick(['', '', '-', '+']) +
  several(
    random,
    1,
    3,
    (dice) =>
      `${dice.pick(['1', '0', '1.5', '.5', '2.', '59', '3600', '0.000000001', '9223372036', '100000000000', '1e3', ''])}${dice.pick(['h', 'm', 's', 'ms', 'us', 'µs', 'ns', 'd', '', 'μs', 'y'])}`,
  );

const number: Make = (random) =>
  several(random, 1, 7, (dice) =>
    dice.pick(['0', '1', '9', '5', '.', '-', '+', 'e', 'x', '_', '7', '00', '1', '2', 'p', 'b', 'o', 'i', 'a', 'f']),
  );
const float: Make = (random) =>
  `${random.pick(['', '-'])}${random.below(1000000)}.${random.below(1000000)}${random.pick(['', '', `e${random.below(40) - 20}`, `e${random.below(600) - 300}`])}`;
const FLOAT_VERBS = ['v', 'g', 'G', 'e', 'E', 'f', 'F', 'b', 'x', 'X'];
const floatFormat: Make = (random) =>
  `%${random.pick(['', '', '+', '#', '0', '-', ' '])}${random.pick(['', '', '12', '30'])}${random.pick(['', '', '.0', '.1', '.3', '.7', '.17', '.25'])}${random.pick(FLOAT_VERBS)}`;

const json: Make = (random) => {
  const value = (depth: number): string => {
    const kind = random.below(depth > 0 ? 9 : 6);
    if (kind < 2)
      return random.pick([
        '1',
        '-0',
        '1.5',
        '1e3',
        '0',
        '-1.25e-7',
        '12345678901234567890',
        '1E+2',
        '01',
        '.5',
        '1.',
        '+1',
        '1e400',
        'NaN',
      ]);
    if (kind === 2) return random.pick(['true', 'false', 'null', 'nul', 'True']);
    if (kind < 6) return JSON.stringify(words(random)) + (random.chance(5) ? '"' : '');
    const items = Array.from({ length: random.below(4) }, () => value(depth - 1));
    if (kind === 6) return `[${items.join(random.chance(97) ? ',' : ' ')}]`;
    return `{${items.map((item) => `${random.chance(97) ? JSON.stringify(words(random)) : 'a'}:${item}`).join(',')}${random.chance(3) ? ',' : ''}}`;
  };
  const made = value(3);
  const at = random.below(made.length + 1);
  return random.chance(75)
    ? made
    : made.slice(0, at) +
        random.pick(['', ',', '"', '}', ']', '\\', '\u0001', 'é', ' ']) +
        made.slice(at + random.below(2));
};

const url: Make = (random) => {
  const made = `${random.pick(['http:', 'https:', 'mailto:', '', 'a+b:', '1:', ':', 'HTTP:'])}${random.pick(['//', '/', ''])}${random.pick(['', 'u@', 'u:p@', 'u%20:@', 'é@', 'a@b@'])}${random.pick(['h', 'h.com', '[::1]', '[::1%25e]', 'h:80', 'h:x', '', 'é', 'h%41', '[1::2::3]', '1.2.3.4', 'a b', '[::1]:8', '[v1.x]', '<h>'])}${random.pick(['', '/', '/p/q', '/a%20b', '/%zz', '/é', '/a;b', '//x', '/a b'])}${random.pick(['', '?', '?q=1', '?a b', '?%zz', '??'])}${random.pick(['', '#', '#f', '#%41', '#a b', '#%', '##'])}`;
  return random.chance(90) ? made : made.slice(random.below(made.length + 1));
};

const base: Make = (random) =>
  several(random, 0, 10, (dice) =>
    dice.pick(['A', 'B', 'Q', '=', '/', '+', 'a', '2', '7', '\n', '-', 'YQ==', 'ME======', 'é']),
  );

const CALLS: readonly Make[] = [
  (random) => `regexFindAll ${text(pattern(random))} ${text(words(random))} ${random.below(4) - 1} | printf "%q"`,
  (random) => `mustRegexMatch ${text(pattern(random))} ${text(words(random))}`,
  (random) =>
    `mustRegexReplaceAll ${text(pattern(random))} ${text(words(random))} ${text(replacement(random))} | printf "%q"`,
  (random) => `regexSplit ${text(pattern(random))} ${text(words(random))} ${random.below(4) - 1} | printf "%q"`,
  (random) => `semver ${text(version(random))} | printf "%v %d"`,
  (random) => `semverCompare ${text(constraint(random))} ${text(version(random))}`,
  (random) => `semverCompare ${text(constraint(random))} ${text(version(random))}`,
  (random) => `dateInZone ${text(layout(random))} ${modernDate(random)} ${text(zone(random))}`,
  (random) => `(${date(random)}).${random.pick(METHODS)}`,
  (random) => `mustToDate ${parsed(random)}`,
  (random) => `mustDateModify ${text(duration(random))} ${date(random)}`,
  (random) => `durationRound ${text(duration(random))}`,
  (random) =>
    `printf "%v|%v|%v" (int64 ${text(number(random))}) (float64 ${text(number(random))}) (atoi ${text(number(random))})`,
  (random) => `printf "%v %T" ${number(random)} 1`,
  (random) => `printf ${text(floatFormat(random))} ${float(random)}`,
  (random) => `printf ${text(floatFormat(random))} ${float(random)}`,
  (random) => `round ${float(random)} ${random.below(8) - 2}`,
  (random) => `${random.pick(['addf', 'subf', 'mulf', 'divf', 'maxf', 'minf'])} ${float(random)} ${float(random)}`,
  (random) => `toJson ${float(random)}`,
  (random) => `mustFromJson ${text(json(random))} | toJson`,
  (random) => `mustFromJson ${text(json(random))} | toPrettyJson`,
  (random) => `urlParse ${text(url(random))} | toJson`,
  (random) => `urlJoin (urlParse ${text(url(random))})`,
  (random) =>
    `urlJoin (dict "scheme" ${text(random.pick(['', 'http', 'a:b']))} "host" ${text(random.pick(['', 'h', 'a b', '[::1]']))} "path" ${text(random.pick(['', '/p', 'p', 'a:b', '/é?', '*']))} "query" ${text(words(random))} "userinfo" ${text(random.pick(['', 'u', 'u:p', 'a@b', 'a b']))} "fragment" ${text(words(random))})`,
  (random) => `b64dec ${text(base(random))} | printf "%q"`,
  (random) => `b32dec ${text(base(random))} | printf "%q"`,
  (random) =>
    `${random.pick(['snakecase', 'camelcase', 'kebabcase', 'title', 'untitle', 'swapcase', 'initials', 'nospace', 'upper', 'lower', 'quote', 'trim', 'js', 'html', 'urlquery', 'toJson', 'b64enc', 'b32enc', 'sha1sum', 'clean', 'base', 'dir', 'ext'])} ${text(words(random) + words(random))} | printf "%q"`,
  (random) =>
    `${random.pick(['wrap', 'abbrev', 'trunc', 'indent', 'nindent', 'repeat'])} ${random.below(12)} ${text(words(random) + words(random))} | printf "%q"`,
  (random) => `abbrevboth ${random.below(12)} ${random.below(20)} ${text(words(random) + words(random))} | printf "%q"`,
  (random) =>
    `wrapWith ${random.below(9)} ${text(random.pick(['\n', '--', 'é', '']))} ${text(words(random) + words(random))} | printf "%q"`,
  (random) =>
    `${random.pick(['split', 'splitList'])} ${text(random.pick(['', ' ', 'a', '-', 'é', 'ab']))} ${text(words(random))} | printf "%q"`,
  (random) => `substr ${random.below(12) - 2} ${random.below(14) - 2} ${text(words(random))} | printf "%q"`,
];
