// Knows the state of one rendering: output, dot, variables, the node at hand. Does not know what instructions do.
import { charge } from './meter.ts';
import { type Node, nodeText } from './nodes.ts';
import type { Recording } from './pieces.ts';
import { quote } from './quote.ts';
import { TemplateError } from './template-error.ts';
import { byteLength } from './text.ts';
import type { Watch } from './watch.ts';

/** One step of a compiled template. */
export type Instruction = (machine: Machine) => void;

/** The steps of one template, and its name. */
export interface Code {
  readonly name: string;
  readonly steps: readonly Instruction[];
}

/** What all renderings of a source share. */
export interface Program {
  readonly name: string;
  readonly source: string;
  readonly codes: ReadonlyMap<string, Code>;
  readonly missingKey: 'default' | 'invalid' | 'zero' | 'error';
  readonly onCall: ((name: string, values: readonly unknown[]) => void) | undefined;
}

/** Where a template was left for another one. */
interface Return {
  readonly code: Code;
  readonly at: number;
  readonly base: number;
  readonly dot: unknown;
  readonly isDotAny: boolean;
}

/** What `if`, `with` and `range` put back at their end. */
interface Scope {
  readonly variables: number;
  readonly dot: unknown;
  readonly isDotAny: boolean;
}

/** A `range` under way. */
interface Loop {
  /** Sets the variables and dot to the next item; false after the last one. */
  readonly advance: (machine: Machine) => boolean;
  readonly scopes: number;
  readonly variables: number;
}

/** One rendering. */
export interface Machine {
  readonly program: Program;
  output: string;
  code: Code;
  /** The next step. */
  at: number;
  dot: unknown;
  /** Whether dot's static type is interface {}: errors name the static type. */
  isDotAny: boolean;
  /** The same of the value evaluated last. */
  isAny: boolean;
  /** The node evaluated last: errors name it. */
  node: Node;
  readonly names: string[];
  readonly values: unknown[];
  readonly anys: boolean[];
  /** Where the variables of the running template start. */
  base: number;
  readonly scopes: Scope[];
  readonly loops: Loop[];
  readonly returns: Return[];
  /** What it was started with. */
  readonly data: unknown;
  readonly watch: Watch | undefined;
  /** Statements under way whose readings are written down, from the outside in. */
  readonly recordings: Recording[];
}

const START: Node = { kind: 'dot', at: 0 };

/** A rendering of the program's main template, about to start. */
export function newMachine(program: Program, data: unknown, watch?: Watch): Machine {
  return {
    program,
    output: '',
    code: program.codes.get(program.name)!,
    at: 0,
    dot: data,
    isDotAny: false,
    isAny: false,
    node: START,
    names: ['$'],
    values: [data],
    anys: [false],
    base: 0,
    scopes: [],
    loops: [],
    returns: [],
    data,
    watch,
    recordings: [],
  };
}

/** Run to the end; gives what was written. */
export function run(machine: Machine): string {
  try {
    for (;;) {
      const step = machine.code.steps[machine.at++];
      if (step !== undefined) {
        charge(1);
        step(machine);
      } else if (!goBack(machine)) return machine.output;
    }
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    return fail(machine, problem(error));
  }
}

/** What an error of JavaScript or of the meter is to a template. */
export function problem(error: unknown): string {
  if (error instanceof RangeError) return 'exceeded what fits in memory: too deep or too long';
  return error instanceof Error ? error.message : String(error);
}

function goBack(machine: Machine): boolean {
  const back = machine.returns.pop();
  if (back === undefined) return false;
  dropVariables(machine, machine.base);
  Object.assign(machine, back);
  return true;
}

const MAX_DEPTH = 100000;

/** Leave the running template for another one, with its own dot and variables. */
export function enter(machine: Machine, code: Code, dot: unknown): void {
  const { code: from, at, base, dot: before, isDotAny } = machine;
  machine.returns.push({ code: from, at, base, dot: before, isDotAny });
  machine.base = machine.names.length;
  machine.code = code;
  machine.at = 0;
  machine.dot = dot;
  machine.isDotAny = false;
  pushVariable(machine, '$', dot);
}

/** Fail where templates call each other without end. */
export function checkDepth(machine: Machine): void {
  if (machine.returns.length === MAX_DEPTH) fail(machine, `exceeded maximum template depth (${MAX_DEPTH})`);
}

/** Write to the output. */
export function write(machine: Machine, text: string): void {
  charge(text.length);
  machine.output += text;
}

/** End the rendering with Go's message for the node at hand. */
export function fail(machine: Machine, message: string): never {
  const { source, name } = machine.program;
  const { node, code } = machine;
  const where = `${name}:${positionText(source, node.at)}`;
  throw new TemplateError(
    `template: ${where}: executing ${quote(code.name)} at <${nodeText(node)}>: ${message}`,
    source,
    node.at,
  );
}

function positionText(source: string, at: number): string {
  const before = source.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return `${before.split('\n').length}:${byteLength(before.slice(start))}`;
}

/** Declare a variable. */
export function pushVariable(machine: Machine, name: string, value: unknown): void {
  machine.names.push(name);
  machine.values.push(value);
  machine.anys.push(false);
}

/** Forget the variables declared since. */
export function dropVariables(machine: Machine, length: number): void {
  if (machine.names.length === length) return;
  machine.names.length = length;
  machine.values.length = length;
  machine.anys.length = length;
}

/** Where a variable is; of several with one name the newest. */
export function findVariable(machine: Machine, name: string): number {
  for (let at = machine.names.length - 1; at >= machine.base; at--) {
    if (machine.names[at] === name) return at;
  }
  return fail(machine, `undefined variable: ${name}`);
}

/** Assign to a variable that exists; a statement that does so does more than to write. */
export function setVariable(machine: Machine, at: number, value: unknown, isAny: boolean): void {
  for (const recording of machine.recordings) if (at < recording.variables) recording.isSpoilt = true;
  machine.values[at] = value;
  machine.anys[at] = isAny;
}

/** Remember dot and variables at the start of `if`, `with`, `range`. */
export function openScope(machine: Machine): void {
  machine.scopes.push({ variables: machine.names.length, dot: machine.dot, isDotAny: machine.isDotAny });
}

/** Put them back. */
export function closeScope(machine: Machine): void {
  const scope = machine.scopes.pop()!;
  dropVariables(machine, scope.variables);
  machine.dot = scope.dot;
  machine.isDotAny = scope.isDotAny;
}
