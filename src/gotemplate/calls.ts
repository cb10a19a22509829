// Knows how functions and methods are called: arguments checked against their signature, results seen through it.
import { callValue } from './builtins.ts';
import { compileOperand, type Evaluate, type FindFunction, MISSING } from './evaluate.ts';
import { asFunction, type Bound } from './fields.ts';
import type { DeclaredFunction } from './functions.ts';
import { ANY, type GoType, isAssignable, isInt, isNilable, isSameType, isUint, type Kind, typeName } from './gotype.ts';
import { fail, type Machine, problem } from './machine.ts';
import { charge } from './meter.ts';
import { type IdentifierNode, type Node, type NumberNode, nodeText, type OperandNode } from './nodes.ts';
import { isTrue, narrow, plain, Typed, typed, typeOf, zeroOf } from './values.ts';

/** A call, compiled: gets the value of the command before it, or MISSING. */
export type Call = (machine: Machine, final: unknown) => unknown;

/** Compile a call of a function by name; `at` is the node that errors of the call name. */
export function compileCall(node: IdentifierNode, at: Node, args: readonly OperandNode[], find: FindFunction): Call {
  const { name } = node;
  const { fn, isBuiltin } = find(name)!;
  if (isBuiltin && (name === 'and' || name === 'or')) return compileLogic(name, node, fn, args, find);
  if (isBuiltin && name === 'call') return compileCallee(fn, node, at, args, find);
  const compiled = compileArguments(name, fn, args, find, isBuiltin && name === 'slice');
  const result = resultOf(fn);
  return (machine, final) => {
    machine.node = node;
    return invoke(machine, name, fn, at, result, compiled(machine, final));
  };
}

/** Compile a call of a method that is only found at the time; its arguments are compiled once for each method. */
export function compileMethod(node: Node, name: string, args: readonly OperandNode[], find: FindFunction) {
  let known: Map<object, CompiledArguments> | undefined;
  return (machine: Machine, bound: Bound, final: unknown): unknown => {
    const fn = asFunction(bound, name);
    known ??= new Map();
    let compiled = known.get(bound.method);
    if (compiled === undefined) {
      compiled = compileArguments(name, fn, args, find);
      known.set(bound.method, compiled);
    }
    return invoke(machine, name, fn, node, resultOf(fn), compiled(machine, final));
  };
}

/** What a function gives, seen through its result's type. */
type View = (result: unknown) => unknown;

const views = new WeakMap<DeclaredFunction, View>();

/** How a function's result is seen; undefined where it is what it is. */
function resultOf(fn: DeclaredFunction): View | undefined {
  if (fn.result === 'any') return undefined;
  const view = views.get(fn) ?? viewOf(fn.result);
  views.set(fn, view);
  return view;
}

function viewOf(type: GoType): View {
  const isPlain = type.name === undefined && type.methods === undefined && type.read === undefined;
  if (!isPlain || !(type.kind === 'string' || type.kind === 'bool' || type.kind === 'float64')) {
    return (value) => typed(value, type);
  }
  const zero = zeroOf(type);
  return (value) => value ?? zero;
}

function invoke(
  machine: Machine,
  name: string,
  fn: DeclaredFunction,
  at: Node,
  view: View | undefined,
  values: readonly unknown[],
): unknown {
  let result: unknown;
  machine.program.onCall?.(name, values);
  try {
    chargeLongTexts(values);
    result = apply(fn.call as (...args: readonly unknown[]) => unknown, values);
    if (typeof result === 'string' || Array.isArray(result)) charge(result.length);
  } catch (error) {
    failCall(machine, name, at, error);
  }
  machine.isAny = view === undefined;
  return view === undefined ? result : view(result);
}

const LONG = 1000;

/** Whatever a function answers, it reads its texts: of long ones that is the work. */
function chargeLongTexts(values: readonly unknown[]): void {
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (typeof value === 'string' && value.length > LONG) charge(value.length);
  }
}

/** Calls with few arguments are by far the most, and much faster without spreading. */
function apply(call: (...args: readonly unknown[]) => unknown, values: readonly unknown[]): unknown {
  switch (values.length) {
    case 0:
      return call();
    case 1:
      return call(values[0]);
    case 2:
      return call(values[0], values[1]);
    case 3:
      return call(values[0], values[1], values[2]);
    default:
      return call(...values);
  }
}

function failCall(machine: Machine, name: string, at: Node, error: unknown): never {
  machine.node = at;
  return fail(machine, `error calling ${name}: ${problem(error)}`);
}

/** `and`, `or`: the first operand that decides, the others not evaluated. */
function compileLogic(
  name: 'and' | 'or',
  node: Node,
  fn: DeclaredFunction,
  args: readonly OperandNode[],
  find: FindFunction,
): Call {
  const operands = args.map((arg) => compileArgument(arg, fn.params[0]!, find));
  const decides = name === 'or';
  return (machine, final) => {
    machine.node = node;
    if (final === MISSING && operands.length === 0) wrongNumber(machine, name, 1, 0, true);
    let value: unknown;
    for (const operand of operands) {
      value = operand(machine);
      if (isTrue(value) === decides) return value;
    }
    return final === MISSING ? value : final;
  };
}

/** `call`: the name of what is called is part of its messages. */
function compileCallee(
  fn: DeclaredFunction,
  node: Node,
  at: Node,
  args: readonly OperandNode[],
  find: FindFunction,
): Call {
  const compiled = compileArguments('call', fn, args, find);
  return (machine, final) => {
    machine.node = node;
    const [callee, ...values] = compiled(machine, final);
    const name = args.length > 0 ? nodeText(args[0]!) : reflectText(final);
    machine.isAny = true;
    machine.program.onCall?.('call', values);
    try {
      return callValue(name, callee, values);
    } catch (error) {
      return failCall(machine, 'call', at, error);
    }
  };
}

/** reflect.Value.String */
function reflectText(value: unknown): string {
  const type = typeOf(value);
  if (type === undefined) return '<invalid Value>';
  return type.kind === 'string' ? String(plain(value)) : `<${typeName(type)} Value>`;
}

type CompiledArguments = (machine: Machine, final: unknown) => unknown[];

function compileArguments(
  name: string,
  { params, variadic = false }: DeclaredFunction,
  args: readonly OperandNode[],
  find: FindFunction,
  keepsAny = false,
): CompiledArguments {
  const fixed = variadic ? params.length - 1 : args.length;
  const typeAt = (at: number): GoType => params[Math.min(at, params.length - 1)] ?? ANY;
  const evaluators = args.map((arg, at) => {
    const evaluate = compileArgument(arg, typeAt(at), find);
    return keepsAny && at > 0 ? asAny(evaluate) : evaluate;
  });
  const finalType = typeAt(variadic ? args.length : params.length - 1);
  return (machine, final) => {
    const count = final === MISSING ? args.length : args.length + 1;
    if (variadic ? count < fixed : count !== params.length) {
      wrongNumber(machine, name, variadic ? fixed : params.length, variadic ? args.length : count, variadic);
    }
    const values = new Array<unknown>(count);
    for (let at = 0; at < evaluators.length; at++) values[at] = evaluators[at]!(machine);
    if (final !== MISSING) values[evaluators.length] = check(machine, final, finalType);
    return values;
  };
}

/** text/template's own `slice` takes no bound that is an interface {}, whatever is in it. */
function asAny(evaluate: Evaluate): Evaluate {
  return (machine) => {
    machine.isAny = false;
    const value = evaluate(machine);
    return machine.isAny ? new Typed(ANY, value) : value;
  };
}

function wrongNumber(machine: Machine, name: string, wanted: number, got: number, atLeast: boolean): never {
  return fail(machine, `wrong number of args for ${name}: want ${atLeast ? 'at least ' : ''}${wanted} got ${got}`);
}

/** Compile an argument for a parameter of a type. */
function compileArgument(node: OperandNode, type: GoType, find: FindFunction): Evaluate {
  switch (node.kind) {
    case 'nil':
      return compileNil(node, type);
    case 'bool':
    case 'number':
    case 'string':
      return compileLiteral(node, type, find);
    default: {
      const evaluate = compileOperand(node, find);
      if (type.kind === 'value') return evaluate;
      return (machine) => check(machine, evaluate(machine), type);
    }
  }
}

function compileNil(node: OperandNode, type: GoType): Evaluate {
  const value = type.kind === 'value' ? undefined : isNilable(type) ? plain(zeroOf(type)) : undefined;
  return (machine) => {
    machine.node = node;
    return isNilable(type) ? value : fail(machine, `cannot assign nil to ${typeName(type)}`);
  };
}

type Literal = Extract<OperandNode, { kind: 'bool' | 'number' | 'string' }>;

function compileLiteral(node: Literal, type: GoType, find: FindFunction): Evaluate {
  if (type.kind === 'interface' || type.kind === 'value') return compileOperand(node, find);
  const wanted = literalKind(type.kind);
  const value = wanted && literalValue(node, wanted, type);
  const message = wanted ? `expected ${wanted}; found` : "can't handle";
  const rest = wanted ? '' : ` for arg of type ${typeName(type)}`;
  return (machine) => {
    machine.node = node;
    return value === undefined ? fail(machine, `${message} ${nodeText(node)}${rest}`) : value;
  };
}

type LiteralKind = 'bool' | 'string' | 'integer' | 'unsigned integer' | 'float' | 'complex';

function literalKind(kind: Kind): LiteralKind | undefined {
  if (kind === 'bool' || kind === 'string') return kind;
  if (isInt(kind)) return 'integer';
  if (isUint(kind)) return 'unsigned integer';
  if (kind === 'float64' || kind === 'float32') return 'float';
  return kind === 'complex128' || kind === 'complex64' ? 'complex' : undefined;
}

function literalValue(node: Literal, wanted: LiteralKind, type: GoType): unknown {
  if (node.kind !== 'number') return node.kind === wanted ? (node.kind === 'bool' ? node.value : node.text) : undefined;
  return numberValue(node, wanted, type);
}

function numberValue(node: NumberNode, wanted: LiteralKind, type: GoType): unknown {
  const bits = Number(/\d+$/.exec(type.kind)?.[0] ?? 64);
  switch (wanted) {
    case 'integer':
      return node.integer === undefined ? undefined : argument(narrow(BigInt.asIntN(bits, node.integer)), type);
    case 'unsigned integer':
      return node.unsigned === undefined ? undefined : narrow(BigInt.asUintN(bits, node.unsigned));
    case 'float':
      return node.float;
    case 'complex':
      return node.complex;
    default:
      return undefined;
  }
}

/** The value for a parameter of that type, plain; where it is not assignable, Go's error. */
function check(machine: Machine, value: unknown, type: GoType): unknown {
  if (type.kind === 'value') return value;
  if (type.kind === 'interface') return value === undefined ? null : value;
  if (value === undefined) return isNilable(type) ? null : fail(machine, `invalid value; expected ${typeName(type)}`);
  const from = typeOf(value) ?? ANY;
  if (value !== null && isAssignable(from, type)) return argument(value, type);
  if (from.kind === 'pointer' && isAssignable(from.elem!, type)) return dereferenced(machine, value, type);
  const isAddressable = value instanceof Typed && from.kind === 'struct' && type.kind === 'pointer';
  if (isAddressable && isSameType(from, type.elem!)) return plain(value);
  return fail(machine, `wrong type for value; expected ${typeName(type)}; got ${typeName(from)}`);
}

/** An int is always a number to a function; one that no number holds exactly is close enough. */
function argument(value: unknown, type: GoType): unknown {
  const bare = plain(value);
  return typeof bare === 'bigint' && type.kind === 'int' ? Number(bare) : bare;
}

function dereferenced(machine: Machine, value: unknown, type: GoType): unknown {
  return plain(value) ?? fail(machine, `dereference of nil pointer of type ${typeName(type)}`);
}
