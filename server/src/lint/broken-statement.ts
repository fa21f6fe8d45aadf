import type { SyntaxNode } from '../syntax/syntax-node';
import type { SyntaxProblem } from '../syntax/syntax-problem';
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
  const next = tree.problems[firstFrom(tree.problems, statement.start)];
  return next !== undefined && next.start <= statement.end;
}

/** The index of the first problem at or behind an offset, by halving: they are in the order of the text. */
function firstFrom(problems: readonly SyntaxProblem[], offset: number): number {
  let low = 0;
  let high = problems.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((problems[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
