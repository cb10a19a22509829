// Knows what the statements of a template wrote before, for which readings of the data: where the data answers the same again, the same
// text is written again. Does not know what statements do.
import { type Instruction, type Machine, pushVariable } from './machine.ts';
import { charge, remaining } from './meter.ts';
import type { Node } from './nodes.ts';
import { Typed } from './values.ts';
import { answer, placeOf, type Question } from './watch.ts';

/** What one statement wrote, by what it read: a tree of questions, in the order in which they come up. */
interface Piece {
  tree: Tree | undefined;
  size: number;
  tries: number;
  misses: number;
}

type Tree = Fork | Leaf;

interface Fork {
  readonly kind: 'fork';
  readonly question: Asked;
  readonly branches: Map<unknown, Tree>;
}

interface Leaf {
  readonly kind: 'leaf';
  readonly text: string;
  readonly cost: number;
  readonly node: Node;
  /** The variables that it declares. */
  readonly declared: readonly { readonly name: string; readonly value: unknown; readonly isAny: boolean }[];
}

/** A question to the data, or the value of a variable of the template around, counted from its first. */
type Asked = Question | { readonly kind: 'variable'; readonly at: number };

/** A statement under way whose readings are being written down. */
export interface Recording {
  readonly piece: Piece;
  readonly base: number;
  readonly variables: number;
  readonly readings: { readonly question: Asked; readonly given: unknown }[];
  readonly before: string;
  readonly left: number;
  isSpoilt: boolean;
}

const MOST_LEAVES = 100;

/** The two steps around a statement: the first leaps over it where it knows what comes of it. `end` is the step after the second. */
export function pieceSteps(end: () => number): { readonly open: Instruction; readonly close: Instruction } {
  const piece: Piece = { tree: undefined, size: 0, tries: 0, misses: 0 };
  const open: Instruction = (machine) => {
    if (!isWorthIt(piece) || !machine.watch || machine.watch.isSpoilt || machine.dot !== machine.data) return;
    piece.tries += 1;
    const leaf = find(machine, piece);
    if (leaf) {
      charge(leaf.cost);
      machine.output += leaf.text;
      machine.node = leaf.node;
      for (const { name, value, isAny } of leaf.declared) {
        pushVariable(machine, name, value);
        machine.anys[machine.anys.length - 1] = isAny;
      }
      machine.at = end();
    } else startRecording(machine, piece);
  };
  const close: Instruction = (machine) => {
    if (machine.recordings.at(-1)?.piece === piece) endRecording(machine);
  };
  return { open, close };
}

/** What reads another thing each time is not worth looking up. */
function isWorthIt({ tries, misses }: Piece): boolean {
  return misses < 12 || misses * 4 < tries;
}

function find(machine: Machine, { tree }: Piece): Leaf | undefined {
  let at = tree;
  const answers: unknown[] = [];
  const questions: Asked[] = [];
  while (at?.kind === 'fork') {
    const given = ask(machine, at.question);
    questions.push(at.question);
    answers.push(given);
    at = at.branches.get(given);
  }
  if (at === undefined || at.cost > remaining()) return undefined;
  // What this statement reads, the one around it reads.
  for (const recording of machine.recordings) {
    for (const [index, question] of questions.entries()) note(machine, recording, question, answers[index]);
  }
  return at;
}

function note(machine: Machine, recording: Recording, question: Asked, given: unknown): void {
  if (question.kind !== 'variable') recording.readings.push({ question, given });
  else noteVariable(recording, machine.base + question.at, given);
}

function noteVariable(recording: Recording, at: number, given: unknown): void {
  if (at >= recording.variables) return;
  recording.readings.push({ question: { kind: 'variable', at: at - recording.base }, given });
}

function ask(machine: Machine, question: Asked): unknown {
  if (question.kind !== 'variable') return answer(machine.watch!, question);
  return variableAnswer(machine, machine.base + question.at);
}

/** A variable as an answer: what it is; where it stands, of watched data; of other objects the identity. */
function variableAnswer(machine: Machine, at: number): unknown {
  const value = machine.values[at];
  const isAny = machine.anys[at] === true;
  if (value === machine.data) return DATA;
  const inner = value instanceof Typed ? value.value : value;
  const place = placeOf(inner);
  const isPlain = !isAny && place === undefined && !(value instanceof Typed);
  if (isPlain) return value;
  return identityOf(value instanceof Typed ? value.type : undefined, place ?? inner, isAny);
}

const DATA: unique symbol = Symbol('the data');
const identities = new Map<unknown, Map<unknown, readonly [symbol, symbol]>>();

/** One symbol for each type, value and kind of variable. */
function identityOf(type: object | undefined, value: unknown, isAny: boolean): symbol {
  const values = identities.get(type) ?? new Map<unknown, readonly [symbol, symbol]>();
  identities.set(type, values);
  if (values.size > 1000) values.clear();
  const pair = values.get(value) ?? ([Symbol(), Symbol()] as const);
  values.set(value, pair);
  return pair[isAny ? 1 : 0];
}

function startRecording(machine: Machine, piece: Piece): void {
  piece.misses += 1;
  const recording: Recording = {
    ...{ piece, base: machine.base, variables: machine.names.length, readings: [] },
    ...{ before: machine.output, left: remaining(), isSpoilt: false },
  };
  machine.output = '';
  machine.recordings.push(recording);
  machine.watch!.witnesses.push((question, given) => recording.readings.push({ question, given }));
}

function endRecording(machine: Machine): void {
  const recording = machine.recordings.pop()!;
  machine.watch!.witnesses.pop();
  const text = machine.output;
  machine.output = recording.before + text;
  const declared = machine.names.slice(recording.variables).map((name, index) => {
    const at = recording.variables + index;
    return { name, value: machine.values[at], isAny: machine.anys[at] === true };
  });
  if (recording.isSpoilt || machine.watch!.isSpoilt || !declared.every(({ value }) => isOnlyItself(value))) return;
  plant(recording, { kind: 'leaf', text, cost: recording.left - remaining(), node: machine.node, declared });
}

/** Whether nothing of the data can be in a value that the readings do not tell. */
function isOnlyItself(value: unknown): boolean {
  const inner = value instanceof Typed ? value.value : value;
  return typeof inner !== 'object' || inner === null;
}

function plant({ piece, readings }: Recording, leaf: Leaf): void {
  if (piece.size++ > MOST_LEAVES) Object.assign(piece, { tree: undefined, size: 0 });
  const asked = distinct(readings);
  let put = (tree: Tree): void => {
    piece.tree = tree;
  };
  let at = piece.tree;
  for (const { question, given } of asked) {
    if (at?.kind === 'leaf') return;
    const fork: Fork = at ?? { kind: 'fork', question, branches: new Map() };
    if (at === undefined) put(fork);
    const { branches } = fork;
    put = (tree) => branches.set(given, tree);
    at = branches.get(given);
  }
  put(leaf);
}

/** The readings without those that were made before: they get the same answer. */
function distinct(readings: Recording['readings']): Recording['readings'] {
  const seen = new Set<string>();
  return readings.filter(({ question }) => {
    const key = JSON.stringify(question);
    return !seen.has(key) && seen.add(key);
  });
}

/** Tells statements under way that a variable is read. */
export function readVariable(machine: Machine, at: number): void {
  if (machine.recordings.length === 0) return;
  for (const recording of machine.recordings) noteVariable(recording, at, variableAnswer(machine, at));
}

/** Functions that change their arguments, or that give another result each time. */
const UNSTEADY =
  /^(?:set|unset|must(?:Merge|Push)|merge|mustMergeOverwrite|mergeOverwrite|now|ago|date.*|uuidv4|rand.*|gen.*|shuffle|bcrypt|htpasswd|derivePassword|encryptAES|getHostByName|expandenv|call)$/;

/** Whether a function's results depend on its arguments alone, and it changes nothing. */
export function isSteady(name: string): boolean {
  return !UNSTEADY.test(name);
}
