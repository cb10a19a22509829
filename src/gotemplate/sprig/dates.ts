// Knows sprig's functions on dates and durations, and what a template may ask a time.

import { parseInteger } from '../floats.ts';
import { type DeclaredFunction, panic } from '../functions.ts';
import { ANY, type GoType, STRING } from '../gotype.ts';
import { Typed } from '../values.ts';
import { durationText, parseDuration, roundDuration, SECOND } from './durations.ts';
import { parseTime } from './layout-parse.ts';
import { formatTime } from './layouts.ts';
import { addNanos, type Moment, nanosBetween, ZERO_SECONDS } from './moments.ts';
import { saturated, TIME } from './time-type.ts';
import { findZone, localZone, UTC } from './zones.ts';

const on = (params: readonly GoType[], result: GoType, call: DeclaredFunction['call']): DeclaredFunction => ({
  params,
  result,
  call,
});

const ZERO_TIME: Moment = { seconds: ZERO_SECONDS, nanos: 0, zone: UTC };
const HTML = '2006-01-02';

const dateInZone = on([STRING, ANY, STRING], STRING, inZone);
const dateModify = on([STRING, TIME], TIME, (by: string, moment: Moment) => {
  const duration = parseDuration(by);
  return typeof duration === 'string' ? moment : addNanos(moment, duration);
});
const mustDateModify = on([STRING, TIME], TIME, (by: string, moment: Moment) => {
  const duration = parseDuration(by);
  return typeof duration === 'string' ? panic(duration) : addNanos(moment, duration);
});

/** sprig's functions on dates. */
export const DATE_FUNCTIONS: Readonly<Record<string, DeclaredFunction>> = {
  now: on([], TIME, now),
  ago: on([ANY], STRING, (value: unknown) =>
    durationText(roundDuration(since(momentOf(value, ['int64', 'int'])), SECOND)),
  ),
  date: on([STRING, ANY], STRING, (layout: string, value: unknown) => inZone(layout, value, 'Local')),
  dateInZone,
  date_in_zone: dateInZone,
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  duration: on([ANY], STRING, (value: unknown) => durationText(BigInt.asIntN(64, secondsOf(value) * SECOND))),
  durationRound: on([ANY], STRING, durationRound),
  htmlDate: on([ANY], STRING, (value: unknown) => inZone(HTML, value, 'Local')),
  htmlDateInZone: on([ANY, STRING], STRING, (value: unknown, zone: string) => inZone(HTML, value, zone)),
  toDate: on([STRING, STRING], TIME, (layout: string, text: string) => {
    const moment = parseTime(layout, text, localZone());
    return typeof moment === 'string' ? ZERO_TIME : moment;
  }),
  mustToDate: on([STRING, STRING], TIME, (layout: string, text: string) => {
    const moment = parseTime(layout, text, localZone());
    return typeof moment === 'string' ? panic(moment) : moment;
  }),
  unixEpoch: on([TIME], STRING, (moment: Moment) => String(moment.seconds)),
};

function now(): Moment {
  const milliseconds = Date.now();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1e6, zone: localZone() };
}

function since(moment: Moment): bigint {
  return saturated(nanosBetween(now(), moment));
}

/** A time, or seconds since 1970 as an integer of one of these types; anything else is now. */
function momentOf(value: unknown, integers: readonly string[]): Moment {
  if (!(value instanceof Typed)) return now();
  const { kind, name, elem } = value.type;
  if (name === 'time.Time') return value.value as Moment;
  if (kind === 'pointer' && elem?.name === 'time.Time') return momentBehind(value);
  if (name !== undefined || !integers.includes(kind)) return now();
  return { seconds: Number(value.value), nanos: 0, zone: localZone() };
}

function momentBehind({ value }: Typed): Moment {
  return (value as Moment | null) ?? panic('runtime error: invalid memory address or nil pointer dereference');
}

function inZone(layout: string, value: unknown, zone: string): string {
  const moment = momentOf(value, ['int64', 'int', 'int32']);
  return formatTime({ ...moment, zone: findZone(zone) ?? UTC }, layout);
}

function integerText(text: string): bigint {
  const parsed = parseInteger(text, 10, true);
  if (typeof parsed === 'bigint') return parsed;
  if (parsed === 'invalid syntax') return 0n;
  return text.startsWith('-') ? -(2n ** 63n) : 2n ** 63n - 1n;
}

function secondsOf(value: unknown): bigint {
  if (typeof value === 'string') return integerText(value);
  return isInt64(value) ? BigInt(value.value as number | bigint) : 0n;
}

function isInt64(value: unknown): value is Typed {
  return value instanceof Typed && value.type.kind === 'int64' && value.type.name === undefined;
}

const ROUNDED: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 86400n * SECOND],
  ['mo', 30n * 86400n * SECOND],
  ['d', 86400n * SECOND],
  ['h', 3600n * SECOND],
  ['m', 60n * SECOND],
  ['s', SECOND],
];

function durationRound(value: unknown): string {
  const duration = durationOf(value);
  const size = duration < 0n ? -duration : duration;
  const unit = ROUNDED.find(([, nanos]) => size > nanos);
  return unit ? `${size / unit[1]}${unit[0]}` : '0s';
}

function durationOf(value: unknown): bigint {
  if (typeof value === 'string') {
    const parsed = parseDuration(value);
    return typeof parsed === 'bigint' ? parsed : 0n;
  }
  if (isInt64(value)) return BigInt(value.value as number | bigint);
  return value instanceof Typed && value.type.name === 'time.Time' ? since(value.value as Moment) : 0n;
}
