import type { Menu } from '../catalogue/catalogue';
import type { SyntaxNode } from '../syntax/syntax-node';

/** One comparison behind `find` or `where` as it is written: `name=$x`. */
export interface Comparison {
  readonly node: SyntaxNode;
  readonly property: SyntaxNode;
  readonly operator: string;
  readonly right: SyntaxNode;
}

const OPERATIONS = new Set(['binary', 'unary', 'juxtaposition', 'parenthesized', 'array']);

/** The condition behind `find` or `where` that an operand belongs to. */
export function filterAround(operand: SyntaxNode): SyntaxNode | undefined {
  let at = operand.parent;
  while (at && OPERATIONS.has(at.kind)) at = at.parent;
  return at?.kind === 'filter' ? at : undefined;
}

/** The comparisons of a condition whose left side is the name of a property. Code in `[…]` has conditions of its own. */
export function comparisonsIn(filter: SyntaxNode | undefined): readonly Comparison[] {
  const found: Comparison[] = [];
  const stack = filter ? [...filter.nodes] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const operator = node.kind === 'binary' ? node.token('operator')?.text : undefined;
    const [left, right] = node.nodes;
    if (operator && /^[=!<>~]/.test(operator) && left?.kind === 'bare-value' && right)
      found.push({ node, property: left, operator, right });
    else if (OPERATIONS.has(node.kind)) stack.push(...node.nodes);
  }
  return found.sort((a, b) => a.node.start - b.node.start);
}

/** Whether the items of a menu have a property of that name, be it one that can only be read. */
export function hasProperty(menu: Menu, name: string): boolean {
  return menu.readOnly.has(name) || ['add', 'set'].some((command) => menu.command(command)?.argument(name));
}
