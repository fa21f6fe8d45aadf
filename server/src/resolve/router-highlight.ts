import { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import type { CommandUse, ResolvedScript } from './command-use';

/** The router's own names for what it colours (`/console/inspect request=highlight`). */
export type HighlightClass =
  | 'none'
  | 'comment'
  | 'dir'
  | 'cmd'
  | 'arg'
  | 'arg-scope'
  | 'arg-dot'
  | 'syntax-meta'
  | 'syntax-obsolete'
  | 'escaped'
  | 'variable-local'
  | 'variable-global'
  | 'variable-auto'
  | 'variable-parameter'
  | 'variable-undefined'
  | 'obj-inactive'
  | 'error';

export interface HighlightSpan {
  readonly start: number;
  readonly end: number;
  readonly class: HighlightClass;
}

/**
 * What the router's highlighter makes of a script: it stops at the place of the first error, which is one character of
 * class `error`. Runs of one class are one span; `none` is left out. Objects of one particular router (`obj-dynamic`)
 * can't be known.
 */
export function highlightScript(
  tree: SyntaxTree,
  script: ResolvedScript,
  errorOffset: number | undefined,
): HighlightSpan[] {
  const painter = new Painter(script);
  painter.node(tree.root);
  const spans: HighlightSpan[] = [];
  const end = errorOffset ?? Number.POSITIVE_INFINITY;
  for (const span of painter.spans.sort((a, b) => a.start - b.start)) {
    if (span.start >= end) break;
    const last = spans[spans.length - 1];
    const clipped = { ...span, end: Math.min(span.end, end) };
    if (last && last.end === clipped.start && last.class === clipped.class)
      spans[spans.length - 1] = { ...last, end: clipped.end };
    else spans.push(clipped);
  }
  if (errorOffset !== undefined && errorOffset < tree.root.end)
    spans.push({ start: errorOffset, end: errorOffset + 1, class: 'error' });
  return spans;
}

type Variables = Map<string, HighlightClass>;

class Painter {
  readonly spans: HighlightSpan[] = [];
  readonly #uses = new Map<string, CommandUse>();
  #scope: Variables[] = [new Map()];

  constructor(script: ResolvedScript) {
    for (const use of script.uses) this.#uses.set(`${use.node.start} ${use.node.end}`, use);
  }

  #paint(token: { start: number; end: number }, highlight: HighlightClass): void {
    if (token.end > token.start) this.spans.push({ start: token.start, end: token.end, class: highlight });
  }

  node(node: SyntaxNode): void {
    const isScope = node.kind === 'block';
    if (isScope) this.#scope.push(new Map());
    const saved = this.#scope;
    // The body of a function does not see the names around it.
    if (isScope && isFunctionBody(node)) this.#scope = [new Map()];
    if (node.kind === 'command') this.#command(node);
    else this.#children(node);
    this.#scope = saved;
    if (isScope) this.#scope.pop();
  }

  #children(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxNode) this.node(element);
      else this.#token(element, node);
    }
  }

  #token(token: SyntaxToken, parent: SyntaxNode): void {
    switch (token.kind) {
      case 'comment':
      case 'skipped':
        if (token.kind === 'comment') this.#paint(token, 'comment');
        break;
      case 'continuation':
      case 'escape':
        this.#paint(token, 'escaped');
        break;
      case 'name':
        this.#paint(token, this.#variable(token.text));
        break;
      case 'bare':
        this.#bare(token, parent);
        break;
      case 'word':
        this.#paint(token, 'arg');
        break;
      case 'string-text':
        if (parent.parent?.kind === 'variable') this.#paint(token, this.#variable(token.text));
        break;
      case '.':
        this.#paint(token, 'arg-dot');
        break;
      case 'blank':
      case 'newline':
        break;
      default:
        this.#paint(token, 'syntax-meta');
    }
  }

  /** A bare word is a value in an argument, a property in a condition, and a variable in an expression. */
  #bare(token: SyntaxToken, value: SyntaxNode): void {
    const operation = value.parent;
    if (!/^[A-Za-z]/.test(token.text) || /^(true|false|yes|no)$/.test(token.text)) return;
    const isRightSide = operation?.kind === 'binary' && operation.nodes[1] === value;
    if (isInCondition(value)) {
      const isComparison = /^(=|!=|<|>|<=|>=|~)$/.test(operation?.token('operator')?.text ?? '');
      if (!(isRightSide && isComparison)) this.#paint(token, 'variable-local');
    } else if (isInExpression(value)) this.#paint(token, this.#find(token.text) ?? 'variable-undefined');
  }

  #command(node: SyntaxNode): void {
    const use = this.#uses.get(`${node.start} ${node.end}`);
    const path = node.child('path');
    let behindVerb = false;
    let unknown = false;
    for (const element of path?.elements ?? []) {
      if (!(element instanceof SyntaxToken)) continue;
      if (element.kind === 'continuation') this.#paint(element, 'escaped');
      if (element.kind !== 'word' && element.kind !== '..' && element.kind !== '/' && element.kind !== ':') continue;
      const isVerb = use?.kind === 'command' && use.word?.start === element.start;
      if (use?.kind === 'unknown' && use.word && element.start >= use.word.start) unknown = true;
      if (unknown) this.#paint(element, 'obj-inactive');
      else if (behindVerb) this.#positionalWord(element, use);
      else this.#paint(element, isVerb ? 'cmd' : 'dir');
      if (isVerb) behindVerb = true;
    }
    for (const element of node.elements) {
      if (element === path) continue;
      if (element instanceof SyntaxToken) this.#token(element, node);
      else this.#argument(element, use);
    }
  }

  /** A plain word behind the command: the name that it declares, a flag, or a value. */
  #positionalWord(token: SyntaxToken, use: CommandUse | undefined): void {
    const argument = use?.arguments.find(({ range }) => range.start === token.start);
    const declared = use && argument ? declares(use, argument.name) : undefined;
    if (declared) {
      for (const name of token.text.split(',')) this.#declare(name, declared);
      this.#paint(token, this.#variable(token.text.split(',')[0] ?? ''));
    } else if (use?.command?.name === 'set' && !use.menu.parent && argument?.name === 'name')
      this.#paint(token, this.#variable(token.text));
    else if (argument?.argument && argument.name === token.text) this.#paint(token, 'arg');
  }

  #argument(node: SyntaxNode, use: CommandUse | undefined): void {
    const argument = use?.arguments.find(({ range }) => range.start === node.start);
    const declared = use && argument ? declares(use, argument.name) : undefined;
    if (node.kind === 'bare-value' && declared) {
      for (const name of node.text.split(',')) this.#declare(name, declared);
      this.#paint(node, declared);
    } else if (
      node.kind === 'bare-value' &&
      use?.command?.name === 'set' &&
      !use.menu.parent &&
      argument?.name === 'name'
    )
      this.#paint(node, this.#variable(node.text));
    else if (node.kind === 'bare-value' && argument?.argument && argument.name === node.text) this.#paint(node, 'arg');
    else if (node.kind === 'argument')
      this.#named(node, argument?.argument !== undefined || use?.kind !== 'command', use);
    else this.node(node);
  }

  #named(node: SyntaxNode, known: boolean, use: CommandUse | undefined): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxNode) {
        const name = node.token('word')?.text ?? '';
        const declared = use ? declares(use, name) : undefined;
        if (declared && element.kind === 'bare-value') {
          this.#declare(element.text, declared);
          this.#paint(element, declared);
        } else this.node(element);
      } else if (element.kind === 'word') this.#scopedName(element, known);
      else this.#token(element, node);
    }
  }

  /** `security.passphrase`: the scope, its dot, and the name. */
  #scopedName(token: SyntaxToken, known: boolean): void {
    const dot = token.text.lastIndexOf('.');
    if (!known) this.#paint(token, 'obj-inactive');
    else if (dot < 0) this.#paint(token, 'arg');
    else {
      this.#paint({ start: token.start, end: token.start + dot }, 'arg-scope');
      this.#paint({ start: token.start + dot, end: token.start + dot + 1 }, 'arg-dot');
      this.#paint({ start: token.start + dot + 1, end: token.end }, 'arg');
    }
  }

  #declare(name: string, highlight: HighlightClass): void {
    const names = this.#scope[this.#scope.length - 1];
    // The first declaration in a scope claims the name.
    if (names && !names.has(name)) names.set(name, highlight);
  }
  #find(name: string): HighlightClass | undefined {
    for (let i = this.#scope.length - 1; i >= 0; i--) {
      const found = this.#scope[i]?.get(name);
      if (found) return found;
    }
    return undefined;
  }
  #variable(name: string): HighlightClass {
    return this.#find(name) ?? 'variable-parameter';
  }
}

function declares(use: CommandUse, argument: string): HighlightClass | undefined {
  if (use.menu.parent) return undefined;
  switch (use.command?.name) {
    case 'local':
      return argument === 'name' ? 'variable-local' : undefined;
    case 'global':
      return argument === 'name' ? 'variable-global' : undefined;
    case 'for':
    case 'foreach':
      return argument === 'counter' ? 'variable-auto' : undefined;
    case 'onerror':
      return argument === 'error' ? 'variable-local' : undefined;
    default:
      return undefined;
  }
}

function isInCondition(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.kind === 'filter') return true;
    if (!['binary', 'unary', 'juxtaposition', 'parenthesized'].includes(at.kind)) return false;
  }
  return false;
}

function isInExpression(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.kind === 'binary' && parent.token('operator')?.text === '=' && parent.parent?.kind === 'array')
    return parent.nodes[0] !== node;
  return parent !== undefined && ['binary', 'unary', 'juxtaposition', 'parenthesized', 'array'].includes(parent.kind);
}

function isFunctionBody(node: SyntaxNode): boolean {
  const word = node.parent?.parent?.child('path')?.token('word')?.text;
  return (
    node.parent?.kind === 'argument' &&
    node.parent.token('word')?.text === 'do' &&
    (word === 'local' || word === 'global')
  );
}
