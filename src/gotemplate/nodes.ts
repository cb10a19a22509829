// Knows the parse tree of a template, and each node's text as error messages show it.
import { quote } from './quote.ts';

/** A place in the tree: where the node starts in the template's source. */
interface Place {
  readonly at: number;
}

/** `{{ pipeline }}` */
export interface ActionNode extends Place {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

/** `if`, `with`, `range` */
export interface BranchNode extends Place {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

/** `{{break}}`, `{{continue}}` */
interface JumpNode extends Place {
  readonly kind: 'break' | 'continue';
}

/** A sequence of text and actions. */
export interface ListNode extends Place {
  readonly kind: 'list';
  readonly nodes: StatementNode[];
}

/** `{{template "name" pipeline}}` */
export interface TemplateNode extends Place {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

/** Plain text. */
interface TextNode extends Place {
  readonly kind: 'text';
  readonly text: string;
}

/** What stands between, and only the parser sees. */
export interface MarkNode extends Place {
  readonly kind: 'end' | 'else';
}

/** What a list holds. */
export type StatementNode = ActionNode | BranchNode | JumpNode | TemplateNode | TextNode;

/** `$x := command | command` */
export interface PipeNode extends Place {
  readonly kind: 'pipe';
  readonly declarations: VariableNode[];
  isAssignment: boolean;
  readonly commands: CommandNode[];
}

/** Operands side by side. */
export interface CommandNode extends Place {
  readonly kind: 'command';
  readonly operands: OperandNode[];
}

/** `.a.b` */
export interface FieldNode extends Place {
  readonly kind: 'field';
  readonly names: readonly string[];
}

/** `$x.a.b` */
export interface VariableNode extends Place {
  readonly kind: 'variable';
  readonly name: string;
  readonly fields: readonly string[];
}

/** `(pipeline).a.b` */
export interface ChainNode extends Place {
  readonly kind: 'chain';
  readonly node: OperandNode;
  readonly fields: readonly string[];
}

/** A function's name. */
export interface IdentifierNode extends Place {
  readonly kind: 'identifier';
  readonly name: string;
}

/** A number constant: everything that it can be. */
export interface NumberNode extends Place {
  readonly kind: 'number';
  readonly text: string;
  readonly integer: bigint | undefined;
  readonly unsigned: bigint | undefined;
  readonly float: number | undefined;
  readonly complex: { readonly real: number; readonly imaginary: number } | undefined;
}

/** A string constant: as it is written, and what it says. */
interface StringNode extends Place {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}

/** true, false */
interface BoolNode extends Place {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** `.` and `nil` */
interface WordNode extends Place {
  readonly kind: 'dot' | 'nil';
}

/** What a command is made of. */
export type OperandNode =
  | BoolNode
  | ChainNode
  | FieldNode
  | IdentifierNode
  | NumberNode
  | PipeNode
  | StringNode
  | VariableNode
  | WordNode;

/** Any node. */
export type Node = StatementNode | MarkNode | ListNode | CommandNode | OperandNode;

/** The node as Go writes it in messages. */
export function nodeText(node: Node): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'action':
      return `{{${nodeText(node.pipe)}}}`;
    case 'if':
    case 'with':
    case 'range':
      return branchText(node);
    case 'break':
    case 'continue':
    case 'end':
    case 'else':
      return `{{${node.kind}}}`;
    case 'list':
      return node.nodes.map(nodeText).join('');
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ''}}}`;
    case 'command':
      return node.operands.map(inParentheses).join(' ');
    default:
      return operandText(node);
  }
}

function branchText(node: BranchNode): string {
  const otherwise = node.elseList ? `{{else}}${nodeText(node.elseList)}` : '';
  return `{{${node.kind} ${nodeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
}

function operandText(node: OperandNode): string {
  switch (node.kind) {
    case 'pipe':
      return declarationText(node) + node.commands.map(nodeText).join(' | ');
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return [node.name, ...node.fields].join('.');
    case 'chain':
      return [inParentheses(node.node), ...node.fields].join('.');
    case 'identifier':
      return node.name;
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'bool':
      return String(node.value);
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
  }
}

function declarationText(node: PipeNode): string {
  if (node.declarations.length === 0) return '';
  return `${node.declarations.map(nodeText).join(', ')} ${node.isAssignment ? '=' : ':='} `;
}

function inParentheses(node: OperandNode): string {
  return node.kind === 'pipe' ? `(${nodeText(node)})` : nodeText(node);
}
