import type { SyntaxNode } from '../syntax/syntax-node';
import type { RuleContext } from './lint-rule';

const STATEMENTS = new Set(['command', 'call', 'expression-statement']);

/**
 * Whether the statement around a node can't be read as a whole. Then the syntax error says it all: the rest of such a
 * line is often prose, or the output of a router.
 */
export function isInBrokenStatement({ tree }: RuleContext, node: SyntaxNode): boolean {
  let statement: SyntaxNode | undefined = node;
  while (statement && !STATEMENTS.has(statement.kind)) statement = statement.parent;
  if (!statement) return false;
  const { start, end } = statement;
  return tree.problems.some((problem) => start <= problem.start && problem.start <= end);
}
