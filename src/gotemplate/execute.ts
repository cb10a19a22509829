// Knows statements: trees become lists of steps once, which run without recursion, so that templates may call each other deeply.
import { printable } from './builtins.ts';
import { compilePipe, type Evaluate, type FindFunction } from './evaluate.ts';
import { typeName } from './gotype.ts';
import {
  checkDepth,
  closeScope,
  dropVariables,
  enter,
  fail,
  findVariable,
  type Instruction,
  type Machine,
  openScope,
  setVariable,
  write,
} from './machine.ts';
import {
  type ActionNode,
  type BranchNode,
  type ListNode,
  nodeText,
  type StatementNode,
  type TemplateNode,
} from './nodes.ts';
import { pieceSteps } from './pieces.ts';
import { goPrint } from './print.ts';
import { quote } from './quote.ts';
import { iterate } from './ranges.ts';
import { isTrue, typeOf } from './values.ts';

/** Compile a template's tree to its steps; `remembers`: what its statements write is remembered by what they read. */
export function compileList(list: ListNode, find: FindFunction, remembers = false): Instruction[] {
  const building: Building = { steps: [], find, breaks: [], loopStarts: [], depth: 0 };
  if (remembers) for (const node of list.nodes) addPiece(building, node);
  else addList(building, list);
  return building.steps;
}

interface Building {
  readonly steps: Instruction[];
  readonly find: FindFunction;
  /** For each loop around, and for each `else` of one: its breaks, filled in at its end. */
  readonly breaks: Break[][];
  readonly loopStarts: number[];
  /** How many scopes are open. */
  depth: number;
}

/** A `break`: where its step is, and how many scopes are open there. */
interface Break {
  readonly at: number;
  readonly depth: number;
}

function addPiece(building: Building, node: StatementNode): void {
  const isAssignment = node.kind === 'action' && node.pipe.isAssignment;
  if (isAssignment || node.kind === 'text' || node.kind === 'break' || node.kind === 'continue') {
    addStatement(building, node);
    return;
  }
  let end = 0;
  const { open, close } = pieceSteps(() => end);
  building.steps.push(open);
  addStatement(building, node);
  end = building.steps.push(close);
}

function addList(building: Building, list: ListNode): void {
  for (const node of list.nodes) addStatement(building, node);
}

function addInner(building: Building, list: ListNode): void {
  building.depth++;
  addList(building, list);
  building.depth--;
}

function addStatement(building: Building, node: StatementNode): void {
  switch (node.kind) {
    case 'text':
      building.steps.push((machine) => write(machine, node.text));
      break;
    case 'action':
      building.steps.push(compileAction(node, building.find));
      break;
    case 'if':
    case 'with':
      addBranch(building, node);
      break;
    case 'range':
      addRange(building, node);
      break;
    case 'template':
      building.steps.push(compileTemplate(node, building.find));
      break;
    case 'break':
    case 'continue':
      addJump(building, node.kind);
      break;
  }
}

function compileAction(node: ActionNode, find: FindFunction): Instruction {
  const evaluate = compilePipe(node.pipe, find);
  if (node.pipe.declarations.length > 0) return evaluate;
  return (machine) => {
    const value = evaluate(machine);
    machine.node = node;
    write(machine, typeof value === 'string' ? value : printed(machine, node, value));
  };
}

function printed(machine: Machine, node: ActionNode, value: unknown): string {
  const type = typeOf(value);
  if (type?.kind === 'func') fail(machine, `can't print ${nodeText(node)} of type ${typeName(type)}`);
  return goPrint(printable(value));
}

/** A step that is put in place now and made when it is known where it goes. */
function reserve(building: Building): number {
  return building.steps.push(closeScope) - 1;
}

function jump(to: number): Instruction {
  return (machine) => {
    machine.at = to;
  };
}

function addBranch(building: Building, node: BranchNode): void {
  const { steps, find } = building;
  const test = compilePipe(node.pipe, find);
  const start = reserve(building);
  addInner(building, node.list);
  const skip = node.elseList ? reserve(building) : undefined;
  steps[start] = branch(node, test, steps.length);
  if (node.elseList) addInner(building, node.elseList);
  if (skip !== undefined) steps[skip] = jump(steps.length);
  steps.push(closeScope);
}

function branch(node: BranchNode, test: Evaluate, otherwise: number): Instruction {
  const setsDot = node.kind === 'with';
  return (machine) => {
    machine.node = node;
    openScope(machine);
    const value = test(machine);
    if (!isTrue(value)) {
      machine.at = otherwise;
    } else if (setsDot) {
      machine.dot = value;
      machine.isDotAny = false;
    }
  };
}

function addRange(building: Building, node: BranchNode): void {
  const { steps, find, breaks, loopStarts } = building;
  const values = compilePipe(node.pipe, find);
  const start = reserve(building);
  const again = reserve(building);
  loopStarts.push(again);
  breaks.push([]);
  addInner(building, node.list);
  loopStarts.pop();
  const fromLoop = breaks.pop()!;
  steps.push(jump(again));
  const otherwise = steps.length;
  const fromElse = node.elseList ? addElse(building, node.elseList) : [];
  const end = steps.length;
  steps.push(closeScope);
  steps[start] = startRange(node, values, otherwise);
  steps[again] = nextItem(end);
  for (const { at } of fromLoop) steps[at] = leaveLoop(end);
  for (const { at, depth } of fromElse) steps[at] = leaveElse(end, depth - building.depth - 1);
}

/** To Go a `break` in the `else` of a range leaves that range, not the one around it. */
function addElse(building: Building, list: ListNode): readonly Break[] {
  building.breaks.push([]);
  addInner(building, list);
  return building.breaks.pop()!;
}

function startRange(node: BranchNode, values: Evaluate, otherwise: number): Instruction {
  const assign = assignment(node);
  return (machine) => {
    machine.node = node;
    openScope(machine);
    const advance = iterate(machine, values(machine), assign, node.pipe.declarations.length);
    if (advance === undefined) machine.at = otherwise;
    else machine.loops.push({ advance, scopes: machine.scopes.length, variables: machine.names.length });
  };
}

/** How an item reaches the variables: `$i, $x :=` are the newest ones, `$i, $x =` are looked up. */
function assignment({ pipe }: BranchNode): (machine: Machine, index: unknown, item: unknown, isAny: boolean) => void {
  const names = pipe.declarations.map(({ name }) => name);
  if (names.length === 0) return () => {};
  const place = (machine: Machine, at: number): number =>
    pipe.isAssignment ? findVariable(machine, names[at]!) : machine.names.length - names.length + at;
  if (names.length === 1) return (machine, _, item, isAny) => setVariable(machine, place(machine, 0), item, isAny);
  return (machine, index, item, isAny) => {
    setVariable(machine, place(machine, 0), index, false);
    setVariable(machine, place(machine, 1), item, isAny);
  };
}

function nextItem(end: number): Instruction {
  return (machine) => {
    const loop = machine.loops.at(-1)!;
    dropVariables(machine, loop.variables);
    if (loop.advance(machine)) return;
    machine.loops.pop();
    machine.at = end;
  };
}

function addJump(building: Building, kind: 'break' | 'continue'): void {
  if (kind === 'continue') building.steps.push(unwindTo(building.loopStarts.at(-1)!));
  else building.breaks.at(-1)!.push({ at: reserve(building), depth: building.depth });
}

function unwindTo(to: number): Instruction {
  return (machine) => {
    machine.scopes.length = machine.loops.at(-1)!.scopes;
    machine.at = to;
  };
}

function leaveLoop(end: number): Instruction {
  return (machine) => {
    machine.scopes.length = machine.loops.pop()!.scopes;
    machine.at = end;
  };
}

function leaveElse(end: number, scopes: number): Instruction {
  return (machine) => {
    machine.scopes.length -= scopes;
    machine.at = end;
  };
}

function compileTemplate(node: TemplateNode, find: FindFunction): Instruction {
  const { name, pipe } = node;
  const evaluate = pipe ? compilePipe(pipe, find) : () => undefined;
  return (machine) => {
    machine.node = node;
    const code = machine.program.codes.get(name) ?? fail(machine, `template ${quote(name)} not defined`);
    checkDepth(machine);
    enter(machine, code, evaluate(machine));
  };
}
