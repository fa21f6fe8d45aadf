import type { TextRange } from '../base/text-range';
import { type SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { ArgumentUse, CommandUse } from './command-use';

/** `loop`: the counter of `:for` and `:foreach`; `error`: the message of `:onerror`. */
export type VariableKind = 'local' | 'global' | 'loop' | 'error';

/** A name as it stands in the text. */
export interface Name {
  readonly text: string;
  readonly range: TextRange;
}

/** Which argument of a command names a variable, and of what kind the variable is; without a kind it is only changed. */
export function nameSlot(use: CommandUse): { argument: string; kind?: VariableKind } | undefined {
  switch (use.command?.name) {
    case 'local':
      return { argument: 'name', kind: 'local' };
    case 'global':
      return { argument: 'name', kind: 'global' };
    case 'for':
    case 'foreach':
      return { argument: 'counter', kind: 'loop' };
    case 'onerror':
      return { argument: 'error', kind: 'error' };
    case 'set':
      return { argument: 'name' };
    default:
      return undefined;
  }
}

/** The names that an argument holds where the text tells them; a loop may have two, `key,value`. */
export function namesOf(argument: ArgumentUse, mayBePair: boolean): Name[] {
  const { value, text } = argument;
  if (!text || (value && value.kind !== 'bare-value' && value.kind !== 'string')) return [];
  if (value?.kind === 'string') return [{ text, range: insideQuotes(value) }];
  let start = value?.start ?? argument.range.start;
  return (mayBePair ? text.split(',') : [text]).flatMap((part) => {
    const range = { start, end: start + part.length };
    start = range.end + 1;
    return part === '' ? [] : [{ text: part, range }];
  });
}

export function nameRange(variable: SyntaxNode): TextRange {
  const quoted = variable.child('string');
  return quoted ? insideQuotes(quoted) : (variable.token('name') ?? variable);
}

function insideQuotes(node: SyntaxNode): TextRange {
  const closing = node.elements[node.elements.length - 1];
  const isClosed = closing instanceof SyntaxToken && closing.kind === '"' && closing.start > node.start;
  return { start: node.start + 1, end: node.end - (isClosed ? 1 : 0) };
}

/** The first thing of a statement that is no command. */
export function isLeading(node: SyntaxNode): boolean {
  const statement = node.parent;
  return (statement?.kind === 'expression-statement' || statement?.kind === 'call') && statement.nodes[0] === node;
}

const OPERATIONS = new Set(['binary', 'unary', 'juxtaposition', 'parenthesized', 'array']);
const LITERALS = new Set(['true', 'false', 'yes', 'no']);

/** Whether an unquoted word is an operand of an expression, where it means the variable of that name. */
export function isOperand(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (!parent || !OPERATIONS.has(parent.kind) || LITERALS.has(node.text) || !/^[A-Za-z][A-Za-z0-9]*$/.test(node.text))
    return false;
  const operator = parent.kind === 'binary' ? parent.token('operator')?.text : undefined;
  // The key of an array's member, and the one behind `->`, are text.
  if (operator === '->' && parent.nodes[1] === node) return false;
  return !isInKey(node) && !isInCondition(parent);
}

/** `{connection-mark=$m}`: a key may hold hyphens. */
function isInKey(operand: SyntaxNode): boolean {
  let at = operand;
  while (at.parent?.kind === 'binary' && at.parent.nodes[0] === at) {
    at = at.parent;
    if (at.token('operator')?.text === '=' && at.parent?.kind === 'array') return true;
    if (at.token('operator')?.text !== '-') break;
  }
  return at.parent?.kind === 'binary' && at.parent.token('operator')?.text === '-' && isInKey(at.parent);
}

/** Behind `find` and `where` an unquoted word is a property or a value. */
function isInCondition(operation: SyntaxNode): boolean {
  for (let at: SyntaxNode | undefined = operation; at; at = at.parent) {
    if (at.kind === 'filter') return true;
    if (!OPERATIONS.has(at.kind)) return false;
  }
  return false;
}
