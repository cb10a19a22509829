// The template language: Go's text/template with sprig's functions. compile(source).render(data) is all there is to it.
import { BUILTINS } from './builtins.ts';
import type { FindFunction } from './evaluate.ts';
import { compileList } from './execute.ts';
import { declared, type GoFunction } from './functions.ts';
import { type Code, type Instruction, newMachine, type Program, run } from './machine.ts';
import { metered } from './meter.ts';
import type { ListNode } from './nodes.ts';
import { parse } from './parse.ts';
import { isSteady } from './pieces.ts';
import { SPRIG } from './sprig/index.ts';
import { TemplateError } from './template-error.ts';
import { printable } from './text.ts';
import type { Watch } from './watch.ts';

export { type DeclaredFunction, GoError, type GoFunction } from './functions.ts';
export type { GoField, GoMethod, GoType, Kind } from './gotype.ts';
export { goJSON } from './json.ts';
export { goPrint } from './print.ts';
export { TemplateError } from './template-error.ts';
export { Typed, typed } from './values.ts';
export { newWatch, type Watch } from './watch.ts';

/** How a template is compiled. */
export interface CompileOptions {
  /** The template's name, as it stands in messages; `template` when there is none. */
  readonly name?: string;
  /** Functions beside, or instead of, text/template's and sprig's. */
  readonly functions?: Readonly<Record<string, GoFunction>>;
  /** Whether sprig's functions are there; true when absent. */
  readonly sprig?: boolean;
  /** What a missing key of a map is: no value (default, invalid), the zero value, or an error. */
  readonly missingkey?: 'default' | 'invalid' | 'zero' | 'error';
  /** How many steps and characters one rendering may take. */
  readonly limit?: number;
  /** Whether renderings with a watch over their data may give again what earlier ones wrote for the same readings. */
  readonly remembers?: boolean;
  /** Told of each call of a function with its arguments, before it is made. */
  readonly onCall?: (name: string, values: readonly unknown[]) => void;
}

/** A compiled template. */
export interface Template {
  /** The text for that data: plain JSON, or values seen through Go types (`typed`). `watch`: all of it that another rendering may see changed. */
  render(data?: unknown, watch?: Watch): string;
}

const LIMIT = 20_000_000;

/** Compile a template; throws a TemplateError where Go's Parse would fail. */
export function compile(source: string, options: CompileOptions = {}): Template {
  const { name = 'template', functions = {}, sprig = true, missingkey = 'default', limit = LIMIT } = options;
  const find = finder(functions, sprig ? SPRIG : {});
  let isRemembered = options.remembers === true;
  const trees = parse(name, source, (each) => {
    isRemembered &&= isSteady(each);
    return find(each) !== undefined;
  });
  const codes = new Map<string, Code>();
  for (const [each, list] of trees)
    codes.set(each, { name: each, steps: compileSteps(name, source, list, find, isRemembered) });
  const program: Program = { name, source, codes, missingKey: missingkey, onCall: options.onCall };
  return {
    render: (data, watch) => printable(metered(limit, () => run(newMachine(program, data ?? undefined, watch)))),
  };
}

function compileSteps(
  name: string,
  source: string,
  list: ListNode,
  find: FindFunction,
  isRemembered: boolean,
): readonly Instruction[] {
  try {
    return compileList(list, find, isRemembered);
  } catch (error) {
    if (error instanceof RangeError)
      throw new TemplateError(`template: ${name}:1: max expression depth exceeded`, source, 0);
    throw error;
  }
}

function finder(functions: Readonly<Record<string, GoFunction>>, sprig: typeof SPRIG): FindFunction {
  const known = new Map<string, ReturnType<FindFunction>>();
  const find: FindFunction = (name) => {
    if (Object.hasOwn(functions, name)) return { fn: declared(functions[name]!), isBuiltin: false };
    if (Object.hasOwn(sprig, name)) return { fn: sprig[name]!, isBuiltin: false };
    return Object.hasOwn(BUILTINS, name) ? { fn: BUILTINS[name]!, isBuiltin: true } : undefined;
  };
  return (name) => {
    if (!known.has(name)) known.set(name, find(name));
    return known.get(name);
  };
}
