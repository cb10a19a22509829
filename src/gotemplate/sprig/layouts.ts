// Knows Go's date layouts: which pieces of a layout stand for what, and how they are written. Reading is in layout-parse.ts.
import { toBytes } from '../text.ts';
import { type Civil, civil, MONTHS, type Moment, WEEKDAYS } from './moments.ts';
import { zoneNameAt } from './zones.ts';

/** What a piece of a layout stands for. */
export type Piece =
  | 'longMonth'
  | 'month'
  | 'numMonth'
  | 'zeroMonth'
  | 'longWeekday'
  | 'weekday'
  | 'day'
  | 'underDay'
  | 'zeroDay'
  | 'underYearDay'
  | 'zeroYearDay'
  | 'hour'
  | 'hour12'
  | 'zeroHour12'
  | 'minute'
  | 'zeroMinute'
  | 'second'
  | 'zeroSecond'
  | 'longYear'
  | 'year'
  | 'PM'
  | 'pm'
  | 'zone'
  | 'offset'
  | 'fraction0'
  | 'fraction9';

/** The next piece of a layout, between what is before and what is after it. */
export interface Chunk {
  readonly before: string;
  readonly text: string;
  readonly piece: Piece | undefined;
  readonly after: string;
}

const NOT_SMALL = '(?![a-z])';
const OFFSETS = '[-Z]07(?:0000|:00:00|00|:00)?';
const CHUNK = new RegExp(
  [
    'January',
    `Jan${NOT_SMALL}`,
    'Monday',
    `Mon${NOT_SMALL}`,
    'MST',
    '0[1-6]',
    '002',
    '15?',
    '2006',
    '2',
    '_2(?!006)',
    '__2',
    '3',
    '4',
    '5',
    'PM',
    'pm',
    OFFSETS,
    '[.,](?:0+|9+)(?![0-9])',
  ].join('|'),
);

const PIECES: Readonly<Record<string, Piece>> = {
  January: 'longMonth',
  Jan: 'month',
  1: 'numMonth',
  '01': 'zeroMonth',
  Monday: 'longWeekday',
  Mon: 'weekday',
  2: 'day',
  _2: 'underDay',
  '02': 'zeroDay',
  __2: 'underYearDay',
  '002': 'zeroYearDay',
  15: 'hour',
  3: 'hour12',
  '03': 'zeroHour12',
  4: 'minute',
  '04': 'zeroMinute',
  5: 'second',
  '05': 'zeroSecond',
  2006: 'longYear',
  '06': 'year',
  PM: 'PM',
  pm: 'pm',
  MST: 'zone',
};

/** The layout's next piece; with none left the piece is undefined and all is `before`. */
export function nextChunk(layout: string): Chunk {
  const found = CHUNK.exec(layout);
  if (found === null) return { before: layout, text: '', piece: undefined, after: '' };
  const [text] = found;
  return {
    before: layout.slice(0, found.index),
    text,
    piece: PIECES[text] ?? numericPiece(text),
    after: layout.slice(found.index + text.length),
  };
}

function numericPiece(text: string): Piece {
  if (text.startsWith('-') || text.startsWith('Z')) return 'offset';
  return text[1] === '0' ? 'fraction0' : 'fraction9';
}

/** time.Time's Format */
export function formatTime(moment: Moment, layout: string): string {
  const parts = civil(moment);
  let text = '';
  for (let rest = layout; rest !== ''; ) {
    const chunk = nextChunk(rest);
    text += chunk.before + (chunk.piece ? writePiece(parts, chunk.piece, chunk.text) : '');
    rest = chunk.after;
  }
  return text;
}

const two = (value: number): string => padded(value, 2);

function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');
}

type Write = (parts: Civil, text: string) => string;

const WRITE: Readonly<Record<Piece, Write>> = {
  longMonth: ({ month }) => MONTHS[month - 1]!,
  month: ({ month }) => MONTHS[month - 1]!.slice(0, 3),
  numMonth: ({ month }) => String(month),
  zeroMonth: ({ month }) => two(month),
  longWeekday: ({ weekday }) => WEEKDAYS[weekday]!,
  weekday: ({ weekday }) => WEEKDAYS[weekday]!.slice(0, 3),
  day: ({ day }) => String(day),
  underDay: ({ day }) => String(day).padStart(2, ' '),
  zeroDay: ({ day }) => two(day),
  underYearDay: ({ yearDay }) => String(yearDay).padStart(3, ' '),
  zeroYearDay: ({ yearDay }) => padded(yearDay, 3),
  hour: ({ hour }) => two(hour),
  hour12: ({ hour }) => String(hour % 12 || 12),
  zeroHour12: ({ hour }) => two(hour % 12 || 12),
  minute: ({ minute }) => String(minute),
  zeroMinute: ({ minute }) => two(minute),
  second: ({ second }) => String(second),
  zeroSecond: ({ second }) => two(second),
  longYear: ({ year }) => padded(year, 4),
  year: ({ year }) => two(Math.abs(year) % 100),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
  zone: ({ moment, offset }) => zoneNameAt(moment.zone, moment.seconds) || offsetText(offset, '-0700'),
  offset: ({ offset }, text) => (offset === 0 && text.startsWith('Z') ? 'Z' : offsetText(offset, text)),
  fraction0: ({ nanos }, text) => text[0] + fraction(nanos, text.length - 1),
  fraction9: ({ nanos }, text) => trimmedFraction(nanos, text),
};

function writePiece(parts: Civil, piece: Piece, text: string): string {
  return WRITE[piece](parts, text);
}

function offsetText(offset: number, layout: string): string {
  const zone = Math.trunc(offset / 60);
  const size = Math.abs(zone);
  const colon = layout.includes(':') ? ':' : '';
  const hours = `${zone < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}`;
  const digits = layout.replace(/[^0-9]/g, '').length;
  if (digits === 2) return hours;
  const minutes = `${hours}${colon}${two(size % 60)}`;
  return digits === 6 ? `${minutes}${colon}${two(Math.abs(offset) % 60)}` : minutes;
}

function fraction(nanos: number, digits: number): string {
  const nine = String(nanos).padStart(9, '0');
  return digits < 9 ? nine.slice(0, digits) : nine;
}

function trimmedFraction(nanos: number, text: string): string {
  const digits = nanos === 0 ? '' : fraction(nanos, text.length - 1).replace(/0+$/, '');
  return digits === '' ? '' : text[0] + digits;
}

/** How package time quotes what it could not read: bytes beyond ASCII as \x… */
export function quote(text: string): string {
  const quoted = Array.from(toBytes(text), (byte) => {
    const letter = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) return `\\x${byte.toString(16).padStart(2, '0')}`;
    return letter === '"' || letter === '\\' ? `\\${letter}` : letter;
  });
  return `"${quoted.join('')}"`;
}
