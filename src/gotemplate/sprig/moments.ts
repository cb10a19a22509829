// Knows a point in time and its calendar: days, clock, week. Which zone has which offset lies in zones.ts.
import { offsetAt, type Zone } from './zones.ts';

/** A point in time: seconds since 1970 and nanoseconds in them, and the zone in which it is told. */
export interface Moment {
  readonly seconds: number;
  readonly nanos: number;
  readonly zone: Zone;
}

/** A point in time as calendar and clock show it. */
export interface Civil {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  /** From 1. */
  readonly yearDay: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
  readonly offset: number;
  readonly moment: Moment;
}

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/** The seconds of Go's zero time, the year 1. */
export const ZERO_SECONDS = -62135596800;
const DAY = 86400;

/** A point in time on calendar and clock. */
export function civil(moment: Moment): Civil {
  const { seconds, nanos, zone } = moment;
  const offset = offsetAt(zone, seconds);
  const local = seconds + offset;
  const days = Math.floor(local / DAY);
  const clock = local - days * DAY;
  const { year, month, day } = dateOf(days);
  return {
    year,
    month,
    day,
    yearDay: days - daysBefore(year, 1, 1) + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(clock / 3600),
    minute: Math.floor(clock / 60) % 60,
    second: clock % 60,
    nanos,
    offset,
    moment,
  };
}

function dateOf(days: number): { year: number; month: number; day: number } {
  // Years are counted from March, so that a leap day is the last day of its year; eras have 400 years.
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days from 1970-01-01 to that day; months and days may be out of their range. */
export function daysBefore(year: number, month: number, day: number): number {
  const months = year * 12 + month - 1;
  const whole = Math.floor(months / 12);
  const inYear = months - whole * 12 + 1;
  const shifted = inYear <= 2 ? whole - 1 : whole;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (inYear + (inYear > 2 ? -3 : 9)) + 2) / 5);
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * 146097 + ofEra - 719468 + day - 1;
}

/** Calendar and clock in a zone to the point in time, as time.Date does it. */
export function momentAt(
  date: readonly [year: number, month: number, day: number],
  clock: readonly [hour: number, minute: number, second: number, nanos: number],
  zone: Zone,
): Moment {
  const [hour, minute, second, nanos] = clock;
  const local = daysBefore(...date) * DAY + hour * 3600 + minute * 60 + second;
  return { seconds: local - localOffset(zone, local), nanos, zone };
}

/** The offset of a local time; in a gap or overlap the one of the hours before. */
function localOffset(zone: Zone, local: number): number {
  const offset = offsetAt(zone, local);
  const before = offsetAt(zone, local - offset);
  if (before === offset) return offset;
  const again = offsetAt(zone, local - before);
  return again === before ? before : offset;
}

/** Move a point in time by nanoseconds. */
export function addNanos(moment: Moment, nanos: bigint): Moment {
  const total = BigInt(moment.nanos) + nanos;
  const part =
    BigInt.asUintN(64, total) === total || total >= 0n
      ? total % 1_000_000_000n
      : ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = moment.seconds + Number((total - part) / 1_000_000_000n);
  return { ...moment, seconds, nanos: Number(part) };
}

/** Nanoseconds from b to a. */
export function nanosBetween(a: Moment, b: Moment): bigint {
  return BigInt(a.seconds - b.seconds) * 1_000_000_000n + BigInt(a.nanos - b.nanos);
}
