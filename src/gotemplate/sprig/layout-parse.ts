// Knows how a text is read by a date layout, and Go's words for why it cannot be.
import { type Chunk, nextChunk, type Piece, quote } from './layouts.ts';
import { daysBefore, MONTHS, type Moment, momentAt, WEEKDAYS } from './moments.ts';
import { fixedZone, offsetAt, UTC, type Zone, zoneNameAt } from './zones.ts';

interface Reading {
  rest: string;
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  isMorning: boolean;
  isAfternoon: boolean;
  zone: Zone | undefined;
  offset: number | undefined;
  zoneName: string;
  /** What is out of its range. */
  outOfRange: string;
}

/** time.ParseInLocation; a string is what is wrong, in Go's words. */
export function parseTime(layout: string, text: string, local: Zone): Moment | string {
  const reading: Reading = {
    rest: text,
    year: 0,
    month: -1,
    day: -1,
    yearDay: -1,
    hour: 0,
    minute: 0,
    second: 0,
    nanos: 0,
    isMorning: false,
    isAfternoon: false,
    zone: undefined,
    offset: undefined,
    zoneName: '',
    outOfRange: '',
  };
  const problem = readAll(reading, layout) ?? finishDate(reading);
  if (problem !== undefined) return `parsing time ${quote(text)}${problem}`;
  return toMoment(reading, local);
}

/** Thrown inside: the piece does not fit. */
class Unfit extends Error {}

function readAll(reading: Reading, layout: string): string | undefined {
  for (let left = layout; ; ) {
    const chunk = nextChunk(left);
    const skipped = skip(reading.rest, chunk.before);
    if (skipped.isBad) return cannot(layout, skipped.rest, chunk.before);
    reading.rest = skipped.rest;
    if (chunk.piece === undefined) return reading.rest === '' ? undefined : `: extra text: ${quote(reading.rest)}`;
    const problem = readChunk(reading, chunk, layout);
    if (problem !== undefined) return problem;
    left = chunk.after;
  }
}

function cannot(layout: string, rest: string, element: string): string {
  return ` as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}`;
}

function skip(text: string, before: string): { rest: string; isBad: boolean } {
  let rest = text;
  for (let left = before; left !== ''; ) {
    if (left.startsWith(' ')) {
      if (rest !== '' && !rest.startsWith(' ')) return { rest, isBad: true };
      left = left.replace(/^ +/, '');
      rest = rest.replace(/^ +/, '');
    } else {
      if (rest[0] !== left[0]) return { rest, isBad: true };
      left = left.slice(1);
      rest = rest.slice(1);
    }
  }
  return { rest, isBad: false };
}

function readChunk(reading: Reading, { piece, text, after }: Chunk, layout: string): string | undefined {
  const held = reading.rest;
  let isUnfit = false;
  try {
    READ[piece!](reading, text, after);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    isUnfit = true;
  }
  if (reading.outOfRange !== '') return `: ${reading.outOfRange} out of range`;
  return isUnfit ? cannot(layout, held, text) : undefined;
}

function unfit(): never {
  throw new Unfit();
}

/** The digits that the pattern takes from the start of what is left. */
function take(reading: Reading, pattern: RegExp): string {
  const found = pattern.exec(reading.rest);
  if (found === null) return unfit();
  reading.rest = reading.rest.slice(found[0].length);
  return found[0];
}

function number(reading: Reading, isTwo: boolean): number {
  return Number(take(reading, isTwo ? /^\d\d/ : /^\d\d?/));
}

function named(reading: Reading, names: readonly string[], length?: number): number {
  const at = names.findIndex((name) => isSameName(reading.rest, name.slice(0, length)));
  if (at < 0) return unfit();
  reading.rest = reading.rest.slice(names[at]!.slice(0, length).length);
  return at;
}

function isSameName(text: string, name: string): boolean {
  return text.slice(0, name.length).toLowerCase() === name.toLowerCase();
}

function ranged(reading: Reading, what: string, value: number, low: number, high: number): number {
  if (value < low || value > high) reading.outOfRange = what;
  return value;
}

type Read = (reading: Reading, text: string, after: string) => void;

const month =
  (isTwo: boolean): Read =>
  (reading) => {
    reading.month = ranged(reading, 'month', number(reading, isTwo), 1, 12);
  };
const day =
  (isTwo: boolean): Read =>
  (reading) => {
    reading.day = number(reading, isTwo);
  };
const hour =
  (isTwo: boolean, high: number): Read =>
  (reading) => {
    reading.hour = ranged(reading, 'hour', number(reading, isTwo), 0, high);
  };
const minute =
  (isTwo: boolean): Read =>
  (reading) => {
    reading.minute = ranged(reading, 'minute', number(reading, isTwo), 0, 59);
  };
const second =
  (isTwo: boolean): Read =>
  (reading, _, after) => {
    reading.second = ranged(reading, 'second', number(reading, isTwo), 0, 59);
    // A fraction may follow the seconds, although the layout has none.
    const isNext = nextChunk(after).piece;
    const isExpected = isNext === 'fraction0' || isNext === 'fraction9';
    if (reading.outOfRange === '' && !isExpected && /^[.,]\d/.test(reading.rest)) readFraction(reading, /^[.,]\d+/);
  };
const half =
  (am: string, pm: string): Read =>
  (reading) => {
    if (reading.rest.length < 2) unfit();
    const text = reading.rest.slice(0, 2);
    if (text !== am && text !== pm) unfit();
    if (text === pm) reading.isAfternoon = true;
    else reading.isMorning = true;
    reading.rest = reading.rest.slice(2);
  };
const yearDay =
  (isPadded: boolean): Read =>
  (reading) => {
    if (isPadded) reading.rest = reading.rest.replace(/^ {1,2}/, '');
    reading.yearDay = Number(take(reading, isPadded ? /^\d{1,3}/ : /^\d{3}/));
  };

const READ: Readonly<Record<Piece, Read>> = {
  longMonth: (reading) => {
    reading.month = named(reading, MONTHS) + 1;
  },
  month: (reading) => {
    reading.month = named(reading, MONTHS, 3) + 1;
  },
  numMonth: month(false),
  zeroMonth: month(true),
  longWeekday: (reading) => void named(reading, WEEKDAYS),
  weekday: (reading) => void named(reading, WEEKDAYS, 3),
  day: day(false),
  underDay: (reading, text, after) => {
    reading.rest = reading.rest.replace(/^ /, '');
    day(false)(reading, text, after);
  },
  zeroDay: day(true),
  underYearDay: yearDay(true),
  zeroYearDay: yearDay(false),
  hour: hour(false, 23),
  hour12: hour(false, 12),
  zeroHour12: hour(true, 12),
  minute: minute(false),
  zeroMinute: minute(true),
  second: second(false),
  zeroSecond: second(true),
  longYear: (reading) => {
    if (!/^\d/.test(reading.rest)) unfit();
    reading.year = Number(take(reading, /^\d{4}/));
  },
  year: (reading) => {
    const year = Number(take(reading, /^(?:\d\d|[+-]\d)/));
    reading.year = year + (year >= 69 ? 1900 : 2000);
  },
  PM: half('AM', 'PM'),
  pm: half('am', 'pm'),
  zone: readZone,
  offset: readOffset,
  fraction0: (reading, text) => {
    if (reading.rest.length < text.length) unfit();
    readFraction(reading, new RegExp(`^[.,]\\d{${text.length - 1}}`));
  },
  fraction9: (reading) => {
    if (/^[.,]\d/.test(reading.rest)) readFraction(reading, /^[.,]\d+/);
  },
};

function readFraction(reading: Reading, pattern: RegExp): void {
  const digits = take(reading, pattern).slice(1, 10);
  reading.nanos = Number(digits.padEnd(9, '0'));
}

function readOffset(reading: Reading, text: string): void {
  if (text.startsWith('Z') && reading.rest.startsWith('Z')) {
    reading.rest = reading.rest.slice(1);
    reading.zone = UTC;
    return;
  }
  const shape = text.slice(1).replace(/[0-9]/g, '.');
  const whole = take(reading, new RegExp(`^.${shape}`, 's'));
  const [hours = 0, minutes = 0, seconds = 0] = leadingPairs(whole, text.includes(':') ? 3 : 2);
  ranged(reading, 'time zone offset hour', hours, 0, 24);
  ranged(reading, 'time zone offset minute', minutes, 0, 60);
  ranged(reading, 'time zone offset second', seconds, 0, 60);
  if (!/^[+-]/.test(whole) || !areDigits(whole, text)) unfit();
  const offset = hours * 3600 + minutes * 60 + seconds;
  reading.offset = whole.startsWith('-') ? -offset : offset;
}

function areDigits(text: string, layout: string): boolean {
  return [...layout].every((letter, at) => at === 0 || letter === ':' || /\d/.test(text[at]!));
}

/** Two digits each, up to the first that are none. */
function leadingPairs(text: string, step: number): number[] {
  const pairs = [1, 1 + step, 1 + 2 * step].map((at) => text.slice(at, at + 2)).filter((pair) => pair !== '');
  const wrong = pairs.findIndex((pair) => !/^\d\d$/.test(pair));
  return pairs.slice(0, wrong < 0 ? pairs.length : wrong).map(Number);
}

const ZONE = /^(?:ChST|MeST|GMT(?:[+-](?:0*(?:1?[0-9]|2[0-3]))(?![0-9]))?|[+-]0*(?:1?[0-9]|2[0-3])(?![0-9]))/;

function readZone(reading: Reading): void {
  if (reading.rest.startsWith('UTC')) {
    reading.rest = reading.rest.slice(3);
    reading.zone = UTC;
    return;
  }
  reading.zoneName =
    ZONE.test(reading.rest) && reading.rest.length >= 3 ? take(reading, ZONE) : take(reading, capitals(reading.rest));
}

const NEVER = /^(?!)/;

/** Three capitals, or four or five that end in T. */
function capitals(text: string): RegExp {
  const count = /^[A-Z]{0,6}/.exec(text)![0].length;
  if (count === 5) return /^[A-Z]{4}T/;
  if (count === 4) return /^(?:[A-Z]{3}T|WITA)/;
  return count === 3 ? /^[A-Z]{3}/ : NEVER;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

function finishDate(reading: Reading): string | undefined {
  if (reading.isAfternoon && reading.hour < 12) reading.hour += 12;
  else if (reading.isMorning && reading.hour === 12) reading.hour = 0;
  const problem = reading.yearDay >= 0 ? fromYearDay(reading) : undefined;
  if (problem !== undefined) return problem;
  if (reading.month < 0) reading.month = 1;
  if (reading.day < 0) reading.day = 1;
  const { year, month: inYear, day: inMonth } = reading;
  const days = daysBefore(year, inYear + 1, 1) - daysBefore(year, inYear, 1);
  return inMonth < 1 || inMonth > days ? ': day out of range' : undefined;
}

function fromYearDay(reading: Reading): string | undefined {
  const { year, yearDay: given } = reading;
  if (given < 1 || given > (isLeap(year) ? 366 : 365)) return ': day-of-year out of range';
  const start = daysBefore(year, 1, 1);
  let found = 12;
  while (daysBefore(year, found, 1) - start >= given) found--;
  const inMonth = given - (daysBefore(year, found, 1) - start);
  if (reading.month >= 0 && reading.month !== found) return ': day-of-year does not match month';
  if (reading.day >= 0 && reading.day !== inMonth) return ': day-of-year does not match day';
  Object.assign(reading, { month: found, day: inMonth });
  return undefined;
}

function toMoment(reading: Reading, local: Zone): Moment {
  const date = [reading.year, reading.month, reading.day] as const;
  const clock = [reading.hour, reading.minute, reading.second, reading.nanos] as const;
  if (reading.zone) return momentAt(date, clock, reading.zone);
  const { zoneName } = reading;
  if (reading.offset === undefined && zoneName === '') return momentAt(date, clock, local);
  const utc = momentAt(date, clock, UTC);
  return reading.offset === undefined
    ? inNamedZone(utc, zoneName, local)
    : withOffset(utc, reading.offset, zoneName, local);
}

function withOffset(utc: Moment, offset: number, zoneName: string, local: Zone): Moment {
  const moment = { ...utc, seconds: utc.seconds - offset };
  const isThere = zoneName === '' || zoneName === zoneNameAt(local, moment.seconds);
  const isLocal = isThere && offsetAt(local, moment.seconds) === offset;
  return { ...moment, zone: isLocal ? local : fixedZone(zoneName, offset) };
}

function inNamedZone(utc: Moment, zoneName: string, local: Zone): Moment {
  const moment = { ...utc, seconds: utc.seconds - offsetAt(local, utc.seconds), zone: local };
  if (zoneNameAt(local, moment.seconds) === zoneName) return moment;
  const hours = zoneName.startsWith('GMT') ? Number(zoneName.slice(3) || 0) : 0;
  return { ...utc, zone: fixedZone(zoneName, hours * 3600) };
}
