import type { TextRange } from '../base/text-range';
import type { Menu } from '../catalogue/catalogue';
import type { ArgumentUse, CommandUse } from '../resolve/command-use';
import { resolveStatements } from '../resolve/resolve-script';
import { SyntaxNode, type SyntaxToken } from '../syntax/syntax-node';
import { parse } from '../syntax/syntax-tree';
import type { Analysis } from './analysis';

/** What may stand where the cursor is, in code that is still being typed. */
export type CursorContext =
  /** A menu or a command. `first`: the first word of a path that is not absolute, so that those of the root count too. */
  | (Place & { readonly kind: 'word'; readonly menu: Menu; readonly first: boolean; readonly sigil: '/' | ':' | '' })
  /** The name of an argument, or an unnamed value; `argument` is what it would be as a value. */
  | (Place & { readonly kind: 'argument'; readonly use: CommandUse; readonly argument: ArgumentUse | undefined })
  /** The value of a named argument. */
  | (Place & {
      readonly kind: 'value';
      readonly use: CommandUse;
      readonly argument: ArgumentUse;
      readonly quoted: boolean;
    })
  /** A property in a condition behind `find` or `where`. */
  | (Place & { readonly kind: 'condition'; readonly use: CommandUse })
  /** The right side of a comparison in such a condition. */
  | (Place & {
      readonly kind: 'condition-value';
      readonly use: CommandUse;
      readonly property: string;
      readonly quoted: boolean;
    })
  /** The name of a variable behind its `$`. */
  | (Place & { readonly kind: 'variable'; readonly quoted: boolean })
  /** A value of an expression. */
  | (Place & { readonly kind: 'expression' });

interface Place {
  /** What has been typed of the word or value, up to the cursor. */
  readonly typed: string;
  /** Where it begins. */
  readonly start: number;
}

/**
 * Stands for what is not typed yet: the script is read as if it ended with this word at the cursor. So there is a token
 * at the cursor in any half-typed code, and no later line takes part. No word of RouterOS begins like it.
 */
const PLACEHOLDER = 'zzcursor';

/** The code before the cursor, read. */
export interface CodeToCursor {
  /** The token at the cursor. */
  readonly token: SyntaxToken;
  /** The statement of a node of this code. */
  useOf(node: SyntaxNode | undefined): CommandUse | undefined;
}

/** Reads the code before the cursor, from the last line that begins between two statements on. */
export function codeToCursor(analysis: Analysis, offset: number): CodeToCursor | undefined {
  const start = lineBetweenStatements(analysis.tree.root, offset);
  const text = analysis.tree.text.slice({ start, end: offset }) + PLACEHOLDER;
  const root = new SyntaxNode(parse(text).green, undefined, start);
  const token = root.tokenAt(offset);
  if (!token?.text.includes(PLACEHOLDER)) return undefined;
  const script = resolveStatements(root, menuAt(analysis, start));
  return { token, useOf: (node) => script.uses.find((use) => use.node === node) };
}

/** Where the cursor stands; undefined in comments, in plain text and where the code before it can't be understood. */
export function cursorContext(analysis: Analysis, offset: number): CursorContext | undefined {
  const before = codeToCursor(analysis, offset);
  if (!before) return undefined;
  const { token, useOf } = before;
  const place = { typed: token.text.slice(0, offset - token.start), start: token.start };
  switch (token.kind) {
    case 'name':
      return { kind: 'variable', quoted: false, ...place };
    case 'word':
      return token.parent.kind === 'path'
        ? pathContext(token, useOf(token.parent.parent), place)
        : argumentContext(useOf(enclosingCommand(token.parent)), token, place);
    case 'bare':
      return valueContext(token.parent, useOf, place, false);
    case 'string-text': {
      const string = token.parent;
      // Only where nothing but text stands in the quotes up to here.
      if (string.kind !== 'string' || string.elements.length !== 2) return undefined;
      return string.parent?.kind === 'variable'
        ? { kind: 'variable', quoted: true, ...place }
        : valueContext(string, useOf, place, true);
    }
    default:
      return undefined;
  }
}

/** The beginning of the last line at or before the offset that begins between two statements of the top level. */
function lineBetweenStatements(root: SyntaxNode, offset: number): number {
  const { elements } = root;
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= 0; i--) {
    const element = elements[i];
    if (element?.kind === 'newline') return element.end;
  }
  return 0;
}

/** The menu in which a statement of the top level stands that begins at the offset. */
function menuAt(analysis: Analysis, offset: number): Menu {
  let menu = analysis.catalogue.root;
  const script = analysis.tree.scriptAt(offset);
  for (const use of analysis.script.uses) {
    if (use.node.start >= offset) break;
    if (analysis.tree.parts && analysis.tree.scriptAt(use.node.start) !== script) continue;
    if (use.kind === 'menu' && use.node.parent?.kind === 'script' && !use.node.child('block')) menu = use.menu;
  }
  return menu;
}

function pathContext(token: SyntaxToken, use: CommandUse | undefined, place: Place): CursorContext | undefined {
  if (!use) return undefined;
  if (use.kind !== 'unknown') return argumentContext(use, token, place);
  if (use.word !== token) return undefined;
  const [first] = token.parent.significant;
  const sigil = first?.kind === '/' || first?.kind === ':' ? first.kind : '';
  return { kind: 'word', menu: use.menu, first: first === token, sigil, ...place };
}

function argumentContext(use: CommandUse | undefined, at: TextRange, place: Place): CursorContext | undefined {
  if (use?.kind !== 'command') return undefined;
  const argument = use.arguments.find(({ range }) => range.start <= at.start && at.end <= range.end);
  return { kind: 'argument', use, argument, ...place };
}

function valueContext(
  node: SyntaxNode,
  useOf: (node: SyntaxNode | undefined) => CommandUse | undefined,
  place: Place,
  quoted: boolean,
): CursorContext | undefined {
  const use = useOf(enclosingCommand(node));
  const parent = node.parent;
  if (parent?.kind === 'argument' && parent.token('=')) {
    const argument = use?.arguments.find(({ range }) => range === parent);
    return use && argument ? { kind: 'value', use, argument, quoted, ...place } : undefined;
  }
  if (parent?.kind === 'command') {
    const context = argumentContext(use, node, place);
    // In quotes it can be a value only.
    return context?.kind === 'argument' && quoted
      ? context.argument && { ...context, kind: 'value', argument: context.argument, quoted }
      : context;
  }
  const isCondition = enclosing(node, 'filter')?.parent === use?.node;
  if (use && isCondition && parent) return conditionContext(node, parent, use, place, quoted);
  return quoted || /^[\d"]/.test(place.typed) ? undefined : { kind: 'expression', ...place };
}

const COMPARISONS = new Set(['=', '!=', '~', '<', '>', '<=', '>=']);

function conditionContext(
  node: SyntaxNode,
  parent: SyntaxNode,
  use: CommandUse,
  place: Place,
  quoted: boolean,
): CursorContext | undefined {
  const operator = parent.kind === 'binary' ? parent.token('operator')?.text : undefined;
  const [left, right] = parent.nodes;
  if (operator && COMPARISONS.has(operator) && right === node)
    return left?.kind === 'bare-value'
      ? { kind: 'condition-value', use, property: left.text, quoted, ...place }
      : undefined;
  return quoted ? undefined : { kind: 'condition', use, ...place };
}

/** The statement that a node stands in. */
export function enclosingCommand(node: SyntaxNode | SyntaxToken): SyntaxNode | undefined {
  return enclosing(node, 'command', 'call', 'expression-statement');
}

/** The innermost node of a kind around a node or token. */
function enclosing(node: SyntaxNode | SyntaxToken, ...kinds: readonly SyntaxNode['kind'][]): SyntaxNode | undefined {
  let at: SyntaxNode | undefined = node.parent;
  while (at && !kinds.includes(at.kind)) at = at.parent;
  return at;
}
