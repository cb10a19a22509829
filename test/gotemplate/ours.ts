// What this project's engine makes of a case, with the functions that the oracle has beside sprig's.
import type { GoFunction } from '../../src/gotemplate/functions.ts';
import {
  ANY,
  BOOL,
  DICT,
  FLOAT64,
  INT,
  INT64,
  pointerTo,
  STRING,
  STRING_MAP,
  sliceOf,
  UINT8,
} from '../../src/gotemplate/gotype.ts';
import { compile, typed } from '../../src/gotemplate/index.ts';
import type { Answer, Case } from './oracle.ts';
import { ITEM, ROOT } from './typed.ts';

const FUNCTIONS: Readonly<Record<string, GoFunction>> = {
  goString: { params: [STRING], result: STRING, call: (text: string) => text },
  goMap: { params: [STRING_MAP], result: INT, call: (map: object | null) => Object.keys(map ?? {}).length },
  goInts: {
    params: [INT64],
    variadic: true,
    result: INT64,
    call: (...values: (number | bigint)[]) =>
      BigInt.asIntN(
        64,
        values.reduce<bigint>((sum, each) => sum + BigInt(each), 0n),
      ),
  },
  goBool: { params: [BOOL], result: BOOL, call: (value: boolean) => !value },
  goFloat: { params: [FLOAT64], result: FLOAT64, call: (value: number) => value * 2 },
  goUint: { params: [UINT8], result: UINT8, call: (value: number) => (value + 1) % 256 },
  goAny: { params: [ANY], result: 'any', call: (value: unknown) => value },
  goItem: { params: [ITEM], result: STRING, call: (item: { name?: string }) => item.name ?? '' },
  goItems: { params: [sliceOf(ITEM)], result: INT, call: (items: unknown[] | null) => items?.length ?? 0 },
  goPtr: { params: [pointerTo(ITEM)], result: BOOL, call: (item: unknown) => item === null },
  goEmpty: { params: [], result: DICT, call: () => ({ a: 1 }) },
};

/** Compile and render. */
export function ask({ template, data, typed: root, missingkey, bare }: Case): Answer {
  try {
    const options = { name: 't', functions: FUNCTIONS, sprig: !bare, ...(missingkey ? { missingkey } : {}) };
    return {
      output: compile(template, options).render(
        root === undefined ? structuredCloneOf(data) : typed(structuredCloneOf(root), ROOT),
      ),
    };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** A copy, for templates change dictionaries in place. */
function structuredCloneOf(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}
