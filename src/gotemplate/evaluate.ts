// Knows how pipelines, commands, fields and calls are evaluated: each node becomes a closure once. Does not know statements.
import { compileCall, compileMethod } from './calls.ts';
import { access, accessAgain, Bound, type Slot } from './fields.ts';
import type { DeclaredFunction } from './functions.ts';
import { COMPLEX128 } from './gotype.ts';
import { fail, findVariable, type Machine, pushVariable, setVariable } from './machine.ts';
import {
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type Node,
  type NumberNode,
  nodeText,
  type OperandNode,
  type PipeNode,
  type VariableNode,
} from './nodes.ts';
import { readVariable } from './pieces.ts';
import { int, narrow, Typed } from './values.ts';

/** A node, compiled: gives its value, undefined being no value and null a nil interface. */
export type Evaluate = (machine: Machine) => unknown;

/** A command, compiled: it may get the value of the command before it. */
type EvaluateCommand = (machine: Machine, final: unknown) => unknown;

/** A function by name; `isBuiltin` when it is text/template's own. */
interface Found {
  readonly fn: DeclaredFunction;
  readonly isBuiltin: boolean;
}

/** Looks a function up. */
export type FindFunction = (name: string) => Found | undefined;

/** Stands for the argument that no command before this one gives. */
export const MISSING: unique symbol = Symbol('no argument');

/** Compile a pipeline: the value of its last command, also put into its variables. */
export function compilePipe(pipe: PipeNode, find: FindFunction): Evaluate {
  const evaluate = pipe.commands.length === 1 ? compileSingle(pipe, find) : compileCommands(pipe, find);
  return pipe.declarations.length === 0 ? evaluate : compileDeclarations(pipe, evaluate);
}

function compileSingle(pipe: PipeNode, find: FindFunction): Evaluate {
  const command = compileCommand(pipe.commands[0]!, find);
  return (machine) => {
    machine.node = pipe;
    const value = command(machine, MISSING);
    machine.isAny = false;
    return value === null ? undefined : value;
  };
}

function compileCommands(pipe: PipeNode, find: FindFunction): Evaluate {
  const commands = pipe.commands.map((command) => compileCommand(command, find));
  return (machine) => {
    machine.node = pipe;
    let value: unknown = MISSING;
    for (const command of commands) value = unwrapped(command(machine, value));
    machine.isAny = false;
    return value;
  };
}

function compileDeclarations({ declarations, isAssignment }: PipeNode, evaluate: Evaluate): Evaluate {
  return (machine) => {
    const value = evaluate(machine);
    for (const { name } of declarations) {
      if (isAssignment) setVariable(machine, findVariable(machine, name), value, false);
      else pushVariable(machine, name, value);
    }
    return value;
  };
}

/** A nil interface that leaves a command is no value. */
function unwrapped(value: unknown): unknown {
  return value === null ? undefined : value;
}

function compileCommand(command: CommandNode, find: FindFunction): EvaluateCommand {
  const node = command.operands[0]!;
  const args = command.operands.slice(1);
  switch (node.kind) {
    case 'field':
      return compileField(node, args, find);
    case 'chain':
      return compileChain(node, args, find);
    case 'variable':
      return compileVariable(node, args, find);
    case 'identifier':
      return compileCall(node, command, args, find);
    case 'pipe':
      return notCalled(node, args, compilePipe(node, find));
    default:
      return notCalled(node, args, compileConstant(node));
  }
}

function notCalled(node: OperandNode, args: readonly OperandNode[], evaluate: Evaluate): EvaluateCommand {
  const isPipe = node.kind === 'pipe';
  return (machine, final) => {
    if (!isPipe) machine.node = node;
    if (args.length > 0 || final !== MISSING) refuseArguments(machine, node);
    return evaluate(machine);
  };
}

function refuseArguments(machine: Machine, node: Node): never {
  return fail(machine, `can't give argument to non-function ${nodeText(node)}`);
}

function compileConstant(node: Exclude<OperandNode, PipeNode>): Evaluate {
  switch (node.kind) {
    case 'bool':
      return constant(node, node.value);
    case 'string':
      return constant(node, node.text);
    case 'number':
      return compileNumber(node);
    case 'nil':
      return (machine) => fail(machine, 'nil is not a command');
    default:
      return (machine) => {
        machine.node = node;
        machine.isAny = machine.isDotAny;
        return machine.dot;
      };
  }
}

function constant(node: Node, value: unknown): Evaluate {
  return (machine) => {
    machine.node = node;
    machine.isAny = false;
    return value;
  };
}

/** A number where nothing tells its type: its own syntax does. */
function compileNumber(node: NumberNode): Evaluate {
  const { text, complex, float, integer } = node;
  if (complex) return constant(node, new Typed(COMPLEX128, complex));
  const isHexInteger = /^0[xX][^pP]+$/.test(text);
  const isFloat = !isHexInteger && !text.startsWith("'") && /[.eEpP]/.test(text);
  if (float !== undefined && isFloat) return constant(node, float);
  if (integer !== undefined) return constant(node, int(narrow(integer)));
  return (machine) => {
    machine.node = node;
    return fail(machine, `${text} overflows int`);
  };
}

function compileField(node: FieldNode, args: readonly OperandNode[], find: FindFunction): EvaluateCommand {
  const walk = compileWalk(node, node.names, args, find);
  return (machine, final) => {
    machine.node = node;
    machine.isAny = machine.isDotAny;
    return walk(machine, machine.dot, final);
  };
}

function compileVariable(node: VariableNode, args: readonly OperandNode[], find: FindFunction): EvaluateCommand {
  const { name, fields } = node;
  const walk = fields.length > 0 ? compileWalk(node, fields, args, find) : undefined;
  return (machine, final) => {
    machine.node = node;
    const at = findVariable(machine, name);
    machine.isAny = machine.anys[at]!;
    if (machine.recordings.length > 0) readVariable(machine, at);
    if (walk) return walk(machine, machine.values[at], final);
    if (args.length > 0 || final !== MISSING) refuseArguments(machine, node);
    return machine.values[at];
  };
}

function compileChain(node: ChainNode, args: readonly OperandNode[], find: FindFunction): EvaluateCommand {
  const inner = compileOperand(node.node, find);
  const walk = compileWalk(node, node.fields, args, find);
  return (machine, final) => {
    machine.node = node;
    return walk(machine, inner(machine), final);
  };
}

/** An operand of a chain or of a parameter that takes anything. */
export function compileOperand(node: OperandNode, find: FindFunction): Evaluate {
  switch (node.kind) {
    case 'field':
      return alone(compileField(node, [], find));
    case 'variable':
      return alone(compileVariable(node, [], find));
    case 'chain':
      return alone(compileChain(node, [], find));
    case 'identifier':
      return alone(compileCall(node, node, [], find));
    case 'pipe':
      return compilePipe(node, find);
    default:
      return compileConstant(node);
  }
}

function alone(command: EvaluateCommand): Evaluate {
  return (machine) => command(machine, MISSING);
}

type Walk = (machine: Machine, receiver: unknown, final: unknown) => unknown;

/** `.a.b.c` from a value; only the last name may be a method with arguments. */
function compileWalk(node: Node, names: readonly string[], args: readonly OperandNode[], find: FindFunction): Walk {
  const end = names.length - 1;
  const hasArguments = args.length > 0;
  // Few names are methods: their calls are compiled when they turn out to be some.
  const methods: Methods = { node, names, args, find, calls: undefined };
  const slots = names.map((): Slot => ({ type: undefined, path: undefined, isAny: false }));
  return (machine, receiver, final) => {
    let value = receiver;
    for (let at = 0; at < end; at++) {
      value = accessAgain(machine, value, names[at]!, slots[at]!);
      if (value instanceof Bound) value = callMethod(methods, machine, at, value, MISSING);
    }
    const isCalled = hasArguments || final !== MISSING;
    const found = isCalled
      ? access(machine, value, names[end]!, true)
      : accessAgain(machine, value, names[end]!, slots[end]!);
    return found instanceof Bound ? callMethod(methods, machine, end, found, final) : found;
  };
}

interface Methods {
  readonly node: Node;
  readonly names: readonly string[];
  readonly args: readonly OperandNode[];
  readonly find: FindFunction;
  calls: ReturnType<typeof compileMethod>[] | undefined;
}

function callMethod(methods: Methods, machine: Machine, at: number, bound: Bound, final: unknown): unknown {
  const { node, names, args, find } = methods;
  methods.calls ??= [];
  methods.calls[at] ??= compileMethod(node, names[at]!, at === names.length - 1 ? args : [], find);
  return methods.calls[at]!(machine, bound, final);
}
