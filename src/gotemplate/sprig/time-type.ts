// Knows Go's time.Time, time.Duration, time.Month and time.Weekday as types: what a template may call on them.
import { panic } from '../functions.ts';
import {
  BOOL,
  FLOAT64,
  type GoMethod,
  type GoType,
  INT,
  INT64,
  LIST,
  pointerTo,
  STRING,
  sliceOf,
  structOf,
  UINT8,
  UINT64,
} from '../gotype.ts';
import { goJSON } from '../json.ts';
import { narrow, Typed } from '../values.ts';
import { durationText, roundDuration, SECOND } from './durations.ts';
import { formatTime } from './layouts.ts';
import {
  addNanos,
  type Civil,
  civil,
  MONTHS,
  type Moment,
  momentAt,
  nanosBetween,
  WEEKDAYS,
  ZERO_SECONDS,
} from './moments.ts';
import { localZone, UTC, type Zone } from './zones.ts';

type Nanos = number | bigint;

const get = <R>(result: GoType, call: (receiver: R) => unknown): GoMethod => ({
  result,
  call: call as GoMethod['call'],
});

const per = (unit: bigint): GoMethod =>
  get(FLOAT64, (nanos: Nanos) => Number(BigInt(nanos) / unit) + Number(BigInt(nanos) % unit) / Number(unit));

const whole = (unit: bigint): GoMethod => get(INT64, (nanos: Nanos) => narrow(BigInt(nanos) / unit));

/** time.Duration */
const DURATION: GoType = {
  kind: 'int64',
  name: 'time.Duration',
  methods: {
    String: get(STRING, (nanos: Nanos) => durationText(BigInt(nanos))),
    Hours: per(3600n * SECOND),
    Minutes: per(60n * SECOND),
    Seconds: per(SECOND),
    Milliseconds: whole(1_000_000n),
    Microseconds: whole(1000n),
    Nanoseconds: whole(1n),
    Abs: self((nanos) => (nanos < 0n ? -nanos : nanos)),
    Round: to((nanos, unit) => roundDuration(nanos, unit)),
    Truncate: to((nanos, unit) => (unit <= 0n ? nanos : nanos - (nanos % unit))),
  },
};

function self(call: (nanos: bigint) => bigint): GoMethod {
  return {
    get result(): GoType {
      return DURATION;
    },
    call: (nanos: Nanos) => narrow(BigInt.asIntN(64, call(BigInt(nanos)))),
  };
}

function to(call: (nanos: bigint, unit: bigint) => bigint): GoMethod {
  return {
    get params(): GoType[] {
      return [DURATION];
    },
    get result(): GoType {
      return DURATION;
    },
    call: (nanos: Nanos, unit: Nanos) => narrow(BigInt.asIntN(64, call(BigInt(nanos), BigInt(unit)))),
  };
}

const named = (name: string, names: readonly string[], first: number): GoType => ({
  kind: 'int',
  name,
  methods: { String: get(STRING, (at: number) => names[at - first] ?? `%!${name.replace('time.', '')}(${at})`) },
});

const MONTH = named('time.Month', MONTHS, 1);
const WEEKDAY = named('time.Weekday', WEEKDAYS, 0);

const part = (result: GoType, call: (parts: Civil) => unknown): GoMethod =>
  get(result, (moment: Moment) => call(civil(moment)));

const FULL = '2006-01-02 15:04:05.999999999 -0700 MST';

const typedLate = (params: () => GoType[], result: () => GoType, call: GoMethod['call']): GoMethod => ({
  get params(): GoType[] {
    return params();
  },
  get result(): GoType {
    return result();
  },
  call,
});

const compared = <T>(result: GoType, call: (nanos: bigint) => T): GoMethod =>
  typedLate(
    () => [TIME],
    () => result,
    (a: Moment, b: Moment) => call(nanosBetween(a, b)),
  );

const rounded = (isRounding: boolean): GoMethod =>
  typedLate(
    () => [DURATION],
    () => TIME,
    (moment: Moment, unit: Nanos) => {
      const rest = BigInt(unit) <= 0n ? 0n : sinceZero(moment) % BigInt(unit);
      const isUp = isRounding && rest * 2n >= BigInt(unit) && rest > 0n;
      return addNanos(moment, isUp ? BigInt(unit) - rest : -rest);
    },
  );

function sinceZero({ seconds, nanos }: Moment): bigint {
  return BigInt(seconds - ZERO_SECONDS) * SECOND + BigInt(nanos);
}

const ZONE = structOf('time.zone', [
  { name: 'name', type: STRING },
  { name: 'offset', type: INT },
  { name: 'isDST', type: BOOL },
]);

const LOCATION = structOf('time.Location', [
  { name: 'name', type: STRING },
  { name: 'zone', type: sliceOf(ZONE) },
  { name: 'tx', type: LIST },
  { name: 'extend', type: STRING },
  { name: 'cacheStart', type: INT64 },
  { name: 'cacheEnd', type: INT64 },
  { name: 'cacheZone', type: pointerTo(ZONE) },
]);

/** What a location is to those who print it with a verb that is not for times; nil is UTC. */
function location({ name, id, fixed }: Zone): Record<string, unknown> | null {
  if (name === 'UTC') return null;
  if (fixed === undefined || id === 'UTC') return { name: id === 'UTC' ? 'UTC' : name };
  const zone = { name: fixed.abbreviation, offset: fixed.offset };
  const [cacheStart, cacheEnd] = [-(2n ** 63n), 2n ** 63n - 1n];
  return {
    name,
    zone: [zone],
    tx: [new Typed(TRANSITION, { when: cacheStart })],
    cacheStart,
    cacheEnd,
    cacheZone: zone,
  };
}

const TRANSITION = structOf('time.zoneTrans', [
  { name: 'when', type: INT64 },
  { name: 'index', type: UINT8 },
  { name: 'isstd', type: BOOL },
  { name: 'isutc', type: BOOL },
]);

const FIELDS = [
  { name: 'wall', json: 'nanos', type: UINT64 },
  { name: 'ext', json: 'seconds', type: { kind: 'int64', read: (seconds: unknown) => Number(seconds) - ZERO_SECONDS } },
  { name: 'loc', json: 'zone', type: { ...pointerTo(LOCATION), read: (zone: unknown) => location(zone as Zone) } },
] as const;

/** time.Time */
export const TIME: GoType = structOf('time.Time', FIELDS, {
  String: get(STRING, (moment: Moment) => formatTime(moment, FULL)),
  GoString: get(STRING, goText),
  MarshalJSON: get(STRING, marshal),
  Format: { params: [STRING], result: STRING, call: formatTime },
  Year: part(INT, ({ year }) => year),
  Month: part(MONTH, ({ month }) => month),
  Day: part(INT, ({ day }) => day),
  YearDay: part(INT, ({ yearDay }) => yearDay),
  Weekday: part(WEEKDAY, ({ weekday }) => weekday),
  Hour: part(INT, ({ hour }) => hour),
  Minute: part(INT, ({ minute }) => minute),
  Second: part(INT, ({ second }) => second),
  Nanosecond: get(INT, ({ nanos }: Moment) => nanos),
  Unix: get(INT64, ({ seconds }: Moment) => seconds),
  UnixMilli: get(INT64, ({ seconds, nanos }: Moment) =>
    narrow(BigInt(seconds) * 1000n + BigInt(Math.floor(nanos / 1e6))),
  ),
  UnixMicro: get(INT64, ({ seconds, nanos }: Moment) =>
    narrow(BigInt(seconds) * 1000000n + BigInt(Math.floor(nanos / 1e3))),
  ),
  UnixNano: get(INT64, ({ seconds, nanos }: Moment) =>
    narrow(BigInt.asIntN(64, BigInt(seconds) * SECOND + BigInt(nanos))),
  ),
  IsZero: get(BOOL, ({ seconds, nanos }: Moment) => seconds === ZERO_SECONDS && nanos === 0),
  UTC: typedLate(
    () => [],
    () => TIME,
    (moment: Moment) => ({ ...moment, zone: UTC }),
  ),
  Local: typedLate(
    () => [],
    () => TIME,
    (moment: Moment) => ({ ...moment, zone: localZone() }),
  ),
  Add: typedLate(
    () => [DURATION],
    () => TIME,
    (moment: Moment, by: Nanos) => addNanos(moment, BigInt(by)),
  ),
  AddDate: typedLate(
    () => [INT, INT, INT],
    () => TIME,
    addDate,
  ),
  Round: rounded(true),
  Truncate: rounded(false),
  Sub: compared(DURATION, (nanos) => narrow(saturated(nanos))),
  Equal: compared(BOOL, (nanos) => nanos === 0n),
  Before: compared(BOOL, (nanos) => nanos < 0n),
  After: compared(BOOL, (nanos) => nanos > 0n),
  Compare: compared(INT, (nanos) => (nanos < 0n ? -1 : nanos > 0n ? 1 : 0)),
});

/** A duration between two times is at most 292 years. */
export function saturated(nanos: bigint): bigint {
  const limit = 2n ** 63n - 1n;
  if (nanos > limit) return limit;
  return nanos < -limit - 1n ? -limit - 1n : nanos;
}

function addDate(moment: Moment, years: number, months: number, days: number): Moment {
  const { year, month, day, hour, minute, second, nanos } = civil(moment);
  return momentAt([year + years, month + months, day + days], [hour, minute, second, nanos], moment.zone);
}

function marshal(moment: Moment): string {
  const { year } = civil(moment);
  if (year < 0 || year > 9999) panic('Time.MarshalJSON: year outside of range [0,9999]');
  return goJSON(formatTime(moment, '2006-01-02T15:04:05.999999999Z07:00'));
}

function goText(moment: Moment): string {
  const { year, month, day, hour, minute, second } = civil(moment);
  const { name } = moment.zone;
  const zone = name === 'UTC' || name === 'Local' ? `time.${name}` : `time.Location("${name}")`;
  return `time.Date(${year}, time.${MONTHS[month - 1]}, ${[day, hour, minute, second, moment.nanos].join(', ')}, ${zone})`;
}
