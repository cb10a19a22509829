// Knows time zones: their offset and abbreviation at a time, from the runtime's own tables (Intl).
import { abbreviationOf } from './zone-names.ts';

/** A time zone; a fixed one has its offset, every other one its name in the tz database. */
export interface Zone {
  /** As Go names the location: `UTC`, `Local`, `Europe/Paris`. */
  readonly name: string;
  /** The name in the tz database. */
  readonly id: string;
  readonly fixed?: { readonly offset: number; readonly abbreviation: string };
}

/** Coordinated Universal Time. */
export const UTC: Zone = { name: 'UTC', id: 'UTC', fixed: { offset: 0, abbreviation: 'UTC' } };

/** The zone of the process. */
export function localZone(): Zone {
  local ??= newLocalZone();
  return local;
}

let local: Zone | undefined;

function newLocalZone(): Zone {
  const id = new Intl.DateTimeFormat('en-US').resolvedOptions().timeZone;
  return id === 'UTC' ? { ...UTC, name: 'Local' } : { name: 'Local', id };
}

/** A zone with one offset in seconds. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  return { name: abbreviation, id: '', fixed: { offset, abbreviation } };
}

/** The zone of a name, as time.LoadLocation knows it; undefined for none. */
export function findZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (name === 'Local') return localZone();
  const fixed = FIXED.get(name);
  if (fixed !== undefined) return { ...fixedZone(name, fixed * 3600), id: name };
  // The names are files' names to Go: their case counts.
  if (!/^[A-Z][A-Za-z0-9+_-]*(\/[A-Z][A-Za-z0-9+_-]*)*$/.test(name)) return undefined;
  return formatFor(name) && { name, id: name };
}

// Zones that the tz database long had with one offset for all times.
const FIXED: ReadonlyMap<string, number> = new Map([
  ['EST', -5],
  ['MST', -7],
  ['HST', -10],
]);

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatFor(id: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(id)) formats.set(id, newFormat(id));
  return formats.get(id);
}

function newFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric' as const;
  const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, era: 'short', hourCycle: 'h23', timeZone });
  } catch {
    return undefined;
  }
}

/** Seconds east of UTC at that time. */
export function offsetAt(zone: Zone, seconds: number): number {
  return zone.fixed ? zone.fixed.offset : intlOffset(zone.id, inReach(seconds));
}

const HALF_YEAR = 182 * 86400;
const MODERN = [1705312800, 1721037600];

/** What the zone calls itself at that time. */
export function zoneNameAt(zone: Zone, time: number): string {
  if (zone.fixed) return zone.fixed.abbreviation;
  const seconds = inReach(time);
  const offset = intlOffset(zone.id, seconds);
  // Of long ago the runtime knows offsets, but no names: those of today with the same offset.
  const times = [seconds, ...MODERN.filter((each) => intlOffset(zone.id, each) === offset)];
  const others = [-HALF_YEAR, HALF_YEAR].map((away) => intlOffset(zone.id, inReach(seconds + away)));
  return abbreviationOf(zone.id, times, offset, Math.min(offset, ...others));
}

// JavaScript's dates end there.
const LATEST = 8.64e12 - 86400 * 2;
const YEAR_2000 = 946684800;
const ERA = 146097 * 86400;

/** A time that a date of JavaScript can be; far away the one with the same date in this era of 400 years. */
function inReach(seconds: number): number {
  if (Math.abs(seconds) <= LATEST) return seconds;
  const away = (seconds - YEAR_2000) % ERA;
  return YEAR_2000 + (away < 0 ? away + ERA : away);
}

function intlOffset(id: string, seconds: number): number {
  const parts = formatFor(id)!.formatToParts(seconds * 1000);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)!.value);
  const isBefore = parts.find(({ type }) => type === 'era')!.value === 'BC';
  const year = isBefore ? 1 - part('year') : part('year');
  const local = new Date(0);
  local.setUTCFullYear(year, part('month') - 1, part('day'));
  local.setUTCHours(part('hour'), part('minute'), part('second'));
  return local.getTime() / 1000 - seconds;
}
