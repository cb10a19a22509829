// Knows that an option which takes one value cannot be given two. Does not know the options.
import type { Options } from 'yargs';
import { InjectError } from '../errors.ts';

/** The options of a table; those that are neither switches nor lists take one value, and say so where they are given more. */
export function withSingleValues<const T extends Readonly<Record<string, Options>>>(options: T): T {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, option.array ? option : takingOne(name, option)]),
  ) as T;
}

function takingOne(name: string, option: Options): Options {
  if (option.type === 'boolean') return option;
  const coerce = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    throw new InjectError('usage', `--${name} takes one value, and was given ${value.length}: ${value.join(', ')}`);
  };
  return { ...option, nargs: 1, coerce };
}
