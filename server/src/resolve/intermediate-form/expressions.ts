import { SyntaxNode } from '../../syntax/syntax-node';
import { variableName } from '../static-value';
import { escapedText } from './escapes';
import { normalizeAddress, normalizeLiteral } from './literals';

/** `property = text` in a condition. */
export interface Comparison {
  readonly property: string;
  readonly operator: string;
  readonly text: string;
  readonly quoted: boolean;
}

/** What an expression needs to know of the code around it. */
export interface ExpressionForm {
  /** The statements of a substitution or a block: `(evl …)`. */
  code(node: SyntaxNode): string;
  /** The right side of a comparison in a condition, where it is an unquoted value or a string. */
  compared?(comparison: Comparison): string;
  /** In a condition: whether a word names a property of the menu. Only a property's name may hold a `-`. */
  isProperty?(word: string): boolean;
}

/** Operators whose chains, and chains in their parentheses, are one list of operands. */
const VARIADIC = new Set(['.', ',', 'or', 'and', '+', '*', '|', '&', '^']);
const SAME_AS: Readonly<Record<string, string>> = { '||': 'or', '&&': 'and' };

/** An expression in prefix form: `(+ 1 2)`. */
export function writeExpression(node: SyntaxNode, form: ExpressionForm): string {
  return new ExpressionWriter(form).write(node);
}

class ExpressionWriter {
  /** Comparisons that are no comparisons but the key of an array's member. */
  private readonly keys = new Set<SyntaxNode>();

  constructor(private readonly form: ExpressionForm) {}

  write(outer: SyntaxNode): string {
    const node = this.inner(outer);
    switch (node.kind) {
      case 'bare-value':
        return this.word(node.text);
      case 'string':
      case 'binary': {
        const prefix = addressPrefix(node);
        if (prefix) return prefix;
        const operator = operatorOf(node);
        if (operator === undefined) return this.operands(node, '.').join('');
        return `(${operator} ${this.operands(node, operator).join(' ')})`;
      }
      case 'unary':
        return `(${node.token('operator')?.text ?? ''} ${this.operand(node.nodes[0])})`;
      case 'juxtaposition':
        return `(  ${this.juxtaposed(node).join(' ')})`;
      case 'variable':
        return `$${variableName(node) ?? ''}`;
      case 'array':
        return this.array(node);
      case 'substitution':
      case 'block':
        return this.form.code(node);
      default:
        return node.text;
    }
  }

  private word(text: string): string {
    return this.isProperty(text) ? `$${text}` : wordWithoutHyphens(text);
  }

  private isProperty(text: string): boolean {
    return PROPERTY.test(text) && !TRUTH.has(text) && this.form.isProperty?.(text) === true;
  }

  private operand(node: SyntaxNode | undefined): string {
    return node ? this.write(node) : '';
  }

  /** What stands for a node: parentheses leave no trace, `$(…)` and `$[…]` are what is in them, a key is gone. */
  private inner(node: SyntaxNode): SyntaxNode {
    for (let at = node; ; ) {
      const next = this.keys.has(at) ? at.nodes[1] : stripped(at);
      if (!next) return at;
      at = next;
    }
  }

  private operands(node: SyntaxNode, operator: string): string[] {
    if (node.kind === 'string') return this.stringParts(node);
    if (VARIADIC.has(operator)) return this.flattened(node, operator);
    const [left, right] = node.nodes;
    if (!COMPARISONS.has(operator) || !right || !this.form.compared || left?.kind !== 'bare-value')
      return [this.operand(left), this.operand(right)];
    const value = this.inner(right);
    const text = comparedText(value);
    if (text === undefined) return [this.write(left), this.write(right)];
    const quoted = value.kind === 'string';
    // What is compared with no property is an expression like any other.
    if (!this.isProperty(left.text)) return [this.write(left), quoted ? text : wordWithoutHyphens(text)];
    return [this.write(left), this.form.compared({ property: left.text, operator, text, quoted })];
  }

  private flattened(node: SyntaxNode, operator: string): string[] {
    const found: string[] = [];
    const stack = [node];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const inner = this.inner(next);
      if (operatorOf(inner) !== operator) found.push(this.write(inner));
      else if (inner.kind === 'string') found.push(...this.stringParts(inner));
      else for (let i = inner.nodes.length - 1; i >= 0; i--) stack.push(inner.nodes[i] as SyntaxNode);
    }
    return found;
  }

  /** The text, escapes and values of a string, each a part of its own. */
  private stringParts(node: SyntaxNode): string[] {
    const found: string[] = [];
    for (const part of stringPieces(node)) {
      if (typeof part === 'string') found.push(part);
      else if (operatorOf(this.inner(part)) === '.') found.push(...this.flattened(part, '.'));
      else found.push(this.write(part));
    }
    return found;
  }

  private juxtaposed(node: SyntaxNode): string[] {
    return node.nodes.map((child) => this.write(child));
  }

  /** Members without a key first, as written; then those with one, in the order of their keys. */
  private array(node: SyntaxNode): string {
    const plain: string[] = [];
    const keyed = new Map<string, string>();
    for (const member of node.nodes) {
      const key = this.keyOf(member);
      if (key === undefined) plain.push(this.write(member));
      else keyed.set(key, this.write(member));
    }
    return writeArray(plain, keyed);
  }

  /** The key of `key=value`: the comparison furthest left in the member. */
  private keyOf(member: SyntaxNode): string | undefined {
    for (let at: SyntaxNode | undefined = member; at?.kind === 'binary'; at = at.nodes[0]) {
      const left = at.nodes[0];
      if (operatorOf(at) !== '=' || !left) continue;
      const key = left.kind === 'string' ? this.stringParts(left).join('') : left.text;
      if (left.kind !== 'string' && !KEY.test(key)) continue;
      this.keys.add(at);
      return key;
    }
    return undefined;
  }
}

/** An array, or the arguments of a command: `a;b;key=value`. */
export function writeArray(plain: readonly string[], keyed: ReadonlyMap<string, string>): string {
  const sorted = [...keyed].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return [...plain, ...sorted.map(([key, value]) => `${key}=${value}`)].join(';');
}

/** The key of a member without quotes; it may hold a `-`, which elsewhere is an operator. */
const KEY = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;

const COMPARISONS = new Set(['=', '!=', '<', '>', '<=', '>=', '~']);

function comparedText(node: SyntaxNode): string | undefined {
  if (node.kind === 'bare-value') return node.text;
  if (node.kind !== 'string') return undefined;
  const pieces = stringPieces(node);
  return pieces.length === 1 && typeof pieces[0] === 'string' ? pieces[0] : undefined;
}

function stripped(node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind === 'parenthesized') return node.nodes[0];
  if (node.kind !== 'variable') return undefined;
  const value = node.nodes[0];
  return value && value.kind !== 'string' ? value : undefined;
}

/** A string with more than one part is a concatenation, as if it had been written with dots. */
function operatorOf(node: SyntaxNode): string | undefined {
  if (node.kind === 'string') return stringPieces(node).length > 1 ? '.' : undefined;
  if (node.kind !== 'binary') return undefined;
  const text = node.token('operator')?.text ?? '';
  return SAME_AS[text] ?? text;
}

/** The pieces of a string: runs of text, escapes, and the nodes of variables and code. */
function stringPieces(node: SyntaxNode): (string | SyntaxNode)[] {
  const pieces: (string | SyntaxNode)[] = [];
  for (const element of node.elements) {
    if (element instanceof SyntaxNode) pieces.push(element);
    else if (element.kind === 'string-text') pieces.push(element.text);
    else if (element.kind === 'escape') {
      const text = escapedText(element.text);
      if (text !== undefined) pieces.push(text);
    }
  }
  return pieces;
}

/** In a condition the length of a prefix is parsed as a divisor: `address in 192.0.2.0/24`. */
function addressPrefix(node: SyntaxNode): string | undefined {
  if (node.kind !== 'binary' || node.nodes.some((child) => child.kind !== 'bare-value')) return undefined;
  return node.token('operator')?.text === '/' ? normalizeAddress(node.text) : undefined;
}

const PROPERTY = /^\.?[a-z]/;
const TRUTH = new Set(['true', 'false', 'yes', 'no']);

/** `routing-mark` where it is no property: one variable less another. */
function wordWithoutHyphens(text: string): string {
  const words = /^[a-z]/.test(text) ? text.split('-') : [text];
  return words.map(bareValue).reduce((left, right) => `(- ${left} ${right})`);
}

/** A word in an expression is a literal or, without a `$`, a variable. */
function bareValue(text: string): string {
  if (!/^\.?[A-Za-z]/.test(text) || /:/.test(text)) return normalizeLiteral(text);
  return TRUTH.has(text) ? normalizeLiteral(text) : `$${text}`;
}
