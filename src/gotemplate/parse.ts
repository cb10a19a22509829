// Knows the grammar of templates: tokens to trees, with Go's messages. Does not know values or functions' meaning.
//
//   action    {{ pipeline }} | if | range | with | template | block | define | break | continue
//   pipeline  declarations? command ('|' command)*      command  operand (space operand)*      operand  term .field*
import { type Lexer, type LexOptions, lex, type Token, type TokenKind, tokenText } from './lex.ts';
import {
  type BranchNode,
  type CommandNode,
  type ListNode,
  type MarkNode,
  type Node,
  nodeText,
  type OperandNode,
  type PipeNode,
  type StatementNode,
  type TemplateNode,
  type VariableNode,
} from './nodes.ts';
import { parseNumber } from './numbers.ts';
import { quote, unquote } from './quote.ts';
import { lineAt, TemplateError } from './template-error.ts';

/** What a source defines: its own tree under its own name, and one for each `define` and `block`. */
export type Trees = ReadonlyMap<string, ListNode>;

/** Parse a template; `isFunction` tells which names are functions. */
export function parse(name: string, source: string, isFunction: (name: string) => boolean): Trees {
  const options = { isBreakKeyword: !isFunction('break'), isContinueKeyword: !isFunction('continue') };
  const shared: Shared = { name, source, isFunction, options, lexer: lex(source), trees: new Map() };
  const tree = newTree(shared, name);
  try {
    addTree(tree, parseRoot(tree));
  } catch (error) {
    if (error instanceof RangeError) fail(tree, 'max expression depth exceeded');
    throw error;
  }
  return shared.trees;
}

interface Shared {
  /** Of the whole source, for messages. */
  readonly name: string;
  readonly source: string;
  readonly isFunction: (name: string) => boolean;
  readonly options: LexOptions;
  readonly lexer: Lexer;
  readonly trees: Map<string, ListNode>;
}

/** One template being parsed; `define` and `block` open another over the same tokens. */
interface Tree {
  readonly shared: Shared;
  name: string;
  /** Three tokens of lookahead; the first one is the newest. */
  readonly tokens: [Token, Token, Token];
  peeked: number;
  readonly variables: string[];
  /** Where the action that is being read started. */
  actionAt: number | undefined;
  rangeDepth: number;
  depth: number;
}

const NO_TOKEN: Token = { kind: 'eof', at: 0, text: '' };
const MAX_DEPTH = 10000;

function newTree(shared: Shared, name: string): Tree {
  const tokens: Tree['tokens'] = [NO_TOKEN, NO_TOKEN, NO_TOKEN];
  return { shared, name, tokens, peeked: 0, variables: ['$'], actionAt: undefined, rangeDepth: 0, depth: 0 };
}

function next(tree: Tree): Token {
  if (tree.peeked > 0) tree.peeked--;
  else tree.tokens[0] = tree.shared.lexer(tree.shared.options);
  return tree.tokens[tree.peeked]!;
}

function peek(tree: Tree): Token {
  if (tree.peeked > 0) return tree.tokens[tree.peeked - 1]!;
  tree.peeked = 1;
  tree.tokens[0] = tree.shared.lexer(tree.shared.options);
  return tree.tokens[0];
}

function nextNonSpace(tree: Tree): Token {
  let token = next(tree);
  while (token.kind === 'space') token = next(tree);
  return token;
}

function peekNonSpace(tree: Tree): Token {
  const token = nextNonSpace(tree);
  tree.peeked++;
  return token;
}

function fail(tree: Tree, message: string): never {
  const { name, source } = tree.shared;
  const { at } = tree.tokens[0];
  throw new TemplateError(`template: ${name}:${lineAt(source, at)}: ${message}`, source, at);
}

function unexpected(tree: Tree, token: Token, context: string): never {
  if (token.kind === 'error') fail(tree, token.text + startedAt(tree, token));
  return fail(tree, `unexpected ${tokenText(token)} in ${context}`);
}

function startedAt(tree: Tree, token: Token): string {
  if (tree.actionAt === undefined) return '';
  const line = lineAt(tree.shared.source, tree.actionAt);
  if (line === lineAt(tree.shared.source, token.at)) return '';
  const started = ` started at ${tree.shared.name}:${line}`;
  return token.text.endsWith(' action') ? started : ` in action${started}`;
}

function expect(tree: Tree, kinds: readonly TokenKind[], context: string): Token {
  const token = nextNonSpace(tree);
  return kinds.includes(token.kind) ? token : unexpected(tree, token, context);
}

function addTree(tree: Tree, root: ListNode): void {
  const { trees } = tree.shared;
  const known = trees.get(tree.name);
  if (known === undefined || isBlank(known)) trees.set(tree.name, root);
  else if (!isBlank(root)) fail(tree, `template: multiple definition of template ${quote(tree.name)}`);
}

function isBlank(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}

function parseRoot(tree: Tree): ListNode {
  const root: ListNode = { kind: 'list', at: peek(tree).at, nodes: [] };
  while (peek(tree).kind !== 'eof') {
    if (peek(tree).kind === 'left') {
      const delimiter = next(tree);
      if (nextNonSpace(tree).kind === 'define') {
        parseDefinition(newTree(tree.shared, 'definition'));
        continue;
      }
      backUp(tree, delimiter);
    }
    const node = textOrAction(tree);
    if (isMark(node)) fail(tree, `unexpected ${nodeText(node)}`);
    root.nodes.push(node);
  }
  return root;
}

function backUp(tree: Tree, second: Token, third?: Token): void {
  tree.tokens[1] = second;
  if (third) tree.tokens[2] = third;
  tree.peeked = third ? 3 : 2;
}

function isMark(node: Node): node is MarkNode {
  return node.kind === 'end' || node.kind === 'else';
}

function parseDefinition(tree: Tree): void {
  const name = expect(tree, ['string', 'raw'], 'define clause');
  tree.name = unquoted(tree, name.text);
  expect(tree, ['right'], 'define clause');
  const { list, end } = itemList(tree);
  if (end.kind !== 'end') fail(tree, `unexpected ${nodeText(end)} in define clause`);
  addTree(tree, list);
}

function unquoted(tree: Tree, literal: string): string {
  return unquote(literal) ?? fail(tree, 'invalid syntax');
}

function itemList(tree: Tree): { list: ListNode; end: MarkNode } {
  const list: ListNode = { kind: 'list', at: peekNonSpace(tree).at, nodes: [] };
  while (peekNonSpace(tree).kind !== 'eof') {
    const node = textOrAction(tree);
    if (isMark(node)) return { list, end: node };
    list.nodes.push(node);
  }
  return fail(tree, 'unexpected EOF');
}

function textOrAction(tree: Tree): StatementNode | MarkNode {
  const token = nextNonSpace(tree);
  if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.text };
  if (token.kind !== 'left') return unexpected(tree, token, 'input');
  tree.actionAt = token.at;
  const node = action(tree);
  tree.actionAt = undefined;
  return node;
}

function action(tree: Tree): StatementNode | MarkNode {
  const token = nextNonSpace(tree);
  switch (token.kind) {
    case 'block':
      return blockControl(tree);
    case 'break':
    case 'continue':
      return jumpControl(tree, token.kind, token.at);
    case 'else':
      return elseControl(tree);
    case 'end':
      return { kind: 'end', at: expect(tree, ['right'], 'end').at };
    case 'if':
    case 'range':
    case 'with':
      return branchControl(tree, token.kind);
    case 'template':
      return templateControl(tree);
    default: {
      tree.peeked++;
      const { at } = peek(tree);
      return { kind: 'action', at, pipe: pipeline(tree, 'command', 'right') };
    }
  }
}

function jumpControl(tree: Tree, kind: 'break' | 'continue', at: number): StatementNode {
  const token = nextNonSpace(tree);
  if (token.kind !== 'right') unexpected(tree, token, `{{${kind}}}`);
  if (tree.rangeDepth === 0) fail(tree, `{{${kind}}} outside {{range}}`);
  return { kind, at };
}

function elseControl(tree: Tree): MarkNode {
  const following = peekNonSpace(tree);
  // `else if` and `else with` leave their keyword for the branch to find.
  if (following.kind === 'if' || following.kind === 'with') return { kind: 'else', at: following.at };
  return { kind: 'else', at: expect(tree, ['right'], 'else').at };
}

function branchControl(tree: Tree, kind: BranchNode['kind']): BranchNode {
  const variables = tree.variables.length;
  const pipe = pipeline(tree, kind, 'right');
  if (kind === 'range') tree.rangeDepth++;
  const { list, end } = itemList(tree);
  if (kind === 'range') tree.rangeDepth--;
  const elseList = end.kind === 'else' ? elseBranch(tree, kind, end.at) : undefined;
  tree.variables.length = variables;
  return { kind, at: pipe.at, pipe, list, elseList };
}

function elseBranch(tree: Tree, kind: BranchNode['kind'], at: number): ListNode {
  if (kind !== 'range' && peek(tree).kind === kind) {
    next(tree);
    return { kind: 'list', at, nodes: [branchControl(tree, kind)] };
  }
  const { list, end } = itemList(tree);
  if (end.kind !== 'end') fail(tree, `expected end; found ${nodeText(end)}`);
  return list;
}

function blockControl(tree: Tree): TemplateNode {
  const token = nextNonSpace(tree);
  const name = templateName(tree, token, 'block clause');
  const pipe = pipeline(tree, 'block clause', 'right');
  const block = newTree(tree.shared, name);
  const { list, end } = itemList(block);
  if (end.kind !== 'end') fail(tree, `unexpected ${nodeText(end)} in block clause`);
  addTree(block, list);
  return { kind: 'template', at: token.at, name, pipe };
}

function templateControl(tree: Tree): TemplateNode {
  const token = nextNonSpace(tree);
  const name = templateName(tree, token, 'template clause');
  if (nextNonSpace(tree).kind === 'right') return { kind: 'template', at: token.at, name, pipe: undefined };
  tree.peeked++;
  return { kind: 'template', at: token.at, name, pipe: pipeline(tree, 'template clause', 'right') };
}

function templateName(tree: Tree, token: Token, context: string): string {
  if (token.kind !== 'string' && token.kind !== 'raw') unexpected(tree, token, context);
  return unquoted(tree, token.text);
}

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'rune',
  'complex',
  '.',
  'field',
  'identifier',
  'number',
  'nil',
  'raw',
  'string',
  'variable',
  '(',
]);

function pipeline(tree: Tree, context: string, end: TokenKind): PipeNode {
  const { at } = peekNonSpace(tree);
  const pipe: PipeNode = { kind: 'pipe', at, declarations: [], isAssignment: false, commands: [] };
  while (declaration(tree, pipe, context));
  for (;;) {
    const token = nextNonSpace(tree);
    if (token.kind === end) {
      checkPipeline(tree, pipe, context);
      return pipe;
    }
    if (!OPERANDS.has(token.kind)) unexpected(tree, token, context);
    tree.peeked++;
    pipe.commands.push(command(tree));
  }
}

/** One `$x :=`, `$x =` or `$x,`; true when a second one may follow. */
function declaration(tree: Tree, pipe: PipeNode, context: string): boolean {
  const variable = peekNonSpace(tree);
  if (variable.kind !== 'variable') return false;
  next(tree);
  // In `$x foo` the space is a token too: three tokens are read before it is clear that nothing is declared.
  const after = peek(tree);
  const following = peekNonSpace(tree);
  if (following.kind === 'assign' || following.kind === 'declare') {
    pipe.isAssignment = following.kind === 'assign';
    declare(tree, pipe, variable);
    return false;
  }
  if (following.kind === 'char' && following.text === ',') {
    declare(tree, pipe, variable);
    return secondDeclaration(tree, pipe, context);
  }
  if (after.kind === 'space') backUp(tree, after, variable);
  else backUp(tree, variable);
  return false;
}

function declare(tree: Tree, pipe: PipeNode, { at, text }: Token): void {
  nextNonSpace(tree);
  pipe.declarations.push(variableNode(at, text));
  tree.variables.push(text);
}

function secondDeclaration(tree: Tree, pipe: PipeNode, context: string): boolean {
  if (context !== 'range' || pipe.declarations.length >= 2) fail(tree, `too many declarations in ${context}`);
  if (['variable', 'right', ')'].includes(peekNonSpace(tree).kind)) return true;
  return fail(tree, 'range can only initialize variables');
}

const NOT_EXECUTABLE = ['bool', 'dot', 'nil', 'number', 'string'];

function checkPipeline(tree: Tree, { commands }: PipeNode, context: string): void {
  if (commands.length === 0) fail(tree, `missing value for ${context}`);
  if (commands.length === 1) return;
  const at = commands.findIndex(({ operands }, n) => n > 0 && NOT_EXECUTABLE.includes(operands[0]!.kind));
  if (at > 0) fail(tree, `non executable command in pipeline stage ${at + 1}`);
}

function command(tree: Tree): CommandNode {
  const node: CommandNode = { kind: 'command', at: peekNonSpace(tree).at, operands: [] };
  for (;;) {
    peekNonSpace(tree);
    const part = operand(tree);
    if (part) node.operands.push(part);
    const token = next(tree);
    if (token.kind === 'space') continue;
    if (token.kind === 'right' || token.kind === ')') tree.peeked++;
    else if (token.kind !== 'pipe') unexpected(tree, token, 'operand');
    break;
  }
  if (node.operands.length === 0) fail(tree, 'empty command');
  return node;
}

function operand(tree: Tree): OperandNode | undefined {
  const node = term(tree);
  const { kind, at } = node ? peek(tree) : NO_TOKEN;
  if (node === undefined || kind !== 'field') return node;
  const fields: string[] = [];
  while (peek(tree).kind === 'field') fields.push(next(tree).text.slice(1));
  switch (node.kind) {
    case 'field':
      return { kind: 'field', at, names: [...node.names, ...fields] };
    case 'variable':
      return { kind: 'variable', at, name: node.name, fields };
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return fail(tree, `unexpected . after term ${quote(nodeText(node))}`);
    default:
      return { kind: 'chain', at, node, fields };
  }
}

function term(tree: Tree): OperandNode | undefined {
  const token = nextNonSpace(tree);
  const { at, text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!tree.shared.isFunction(text)) fail(tree, `function ${quote(text)} not defined`);
      return { kind: 'identifier', at, name: text };
    case '.':
      return { kind: 'dot', at };
    case 'nil':
      return { kind: 'nil', at };
    case 'variable':
      if (!tree.variables.includes(text)) fail(tree, `undefined variable ${quote(text)}`);
      return variableNode(at, text);
    case 'field':
      return { kind: 'field', at, names: [text.slice(1)] };
    case 'bool':
      return { kind: 'bool', at, value: text === 'true' };
    case 'rune':
    case 'complex':
    case 'number':
      return numberNode(tree, token.kind, at, text);
    case '(':
      return parenthesized(tree);
    case 'string':
    case 'raw':
      return { kind: 'string', at, quoted: text, text: unquoted(tree, text) };
    default:
      tree.peeked++;
      return undefined;
  }
}

function variableNode(at: number, name: string): VariableNode {
  return { kind: 'variable', at, name, fields: [] };
}

function numberNode(tree: Tree, kind: 'rune' | 'complex' | 'number', at: number, text: string): OperandNode {
  const number = parseNumber(text, kind);
  return typeof number === 'string' ? fail(tree, number) : { kind: 'number', at, text, ...number };
}

function parenthesized(tree: Tree): PipeNode {
  if (tree.depth >= MAX_DEPTH) fail(tree, 'max expression depth exceeded');
  tree.depth++;
  const pipe = pipeline(tree, 'parenthesized pipeline', ')');
  tree.depth--;
  return pipe;
}
