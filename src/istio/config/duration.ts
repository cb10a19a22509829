// Knows durations: Go's syntax as people write them, protobuf's text as they are kept and printed. Does not know what they are for.

/** Nanoseconds of a duration in Go's syntax (`1m30s`, `1.5s`, `0`); undefined when it is none or too long for Go. */
export function parseDuration(text: string): bigint | undefined {
  const match = /^([-+]?)(.*)$/s.exec(text);
  const [, sign, body = ''] = match ?? [];
  if (body === '0') return 0n;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  const parts = body.matchAll(/(\d*)\.?(\d*)([a-zµμ]+)/g);
  const sum = [...parts].reduce((total, [, whole = '', fraction = '', unit = '']) => {
    const size = units[unit] ?? 0n;
    return total + BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
  }, 0n);
  const nanos = sign === '-' ? -sum : sum;
  return nanos > longest || nanos < -longest - 1n ? undefined : nanos;
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const longest = 2n ** 63n - 1n;

/** Protobuf's text for a duration: decimal seconds with 0, 3, 6 or 9 digits (`45s`, `1.500s`). */
export function printDuration(nanos: bigint): string {
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  const digits = (size % 1_000_000_000n).toString().padStart(9, '0');
  const shown = digits.replace(/(?:000){1,3}$/, '');
  return `${sign}${size / 1_000_000_000n}${shown === '' ? '' : `.${shown}`}s`;
}

/** Go's text for a duration: `45s`, `1m30s`, `1.5s`, `10ms`. */
export function printGoDuration(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return (nanos < 0n ? '-' : '') + (size < 1_000_000_000n ? printSmall(size) : printLarge(size));
}

function printSmall(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const unit = nanos < 1000n ? 'ns' : nanos < 1_000_000n ? 'µs' : 'ms';
  return `${decimal(nanos, units[unit] ?? 1n)}${unit}`;
}

function printLarge(nanos: bigint): string {
  const minutes = nanos / 60_000_000_000n;
  const seconds = `${decimal(nanos % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const width = unit.toString().length - 1;
  const digits = width === 0 ? '' : (value % unit).toString().padStart(width, '0').replace(/0+$/, '');
  return `${value / unit}${digits === '' ? '' : `.${digits}`}`;
}
