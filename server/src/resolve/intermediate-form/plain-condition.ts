import { type SyntaxNode, SyntaxToken } from '../../syntax/syntax-node';

/** One argument of a word that is no command. `name` is absent for an unnamed one. */
export interface PlainArgument {
  readonly name?: string;
  readonly value: SyntaxNode | string;
}

/**
 * What was parsed as a condition, `where a=1 and b`, as the router reads it behind a word that is no command: words and
 * named arguments, one beside the other.
 */
export function plainCondition(filter: SyntaxNode): PlainArgument[] {
  const found: PlainArgument[] = [];
  const stack: (SyntaxNode | SyntaxToken)[] = [filter];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next instanceof SyntaxToken) found.push({ value: next.text });
    else {
      const [name, value] = isNamed(next) ? next.nodes : [];
      if (name && value) found.push({ name: name.text, value });
      else if (isLoose(next)) stack.push(...[...next.significant].reverse());
      else found.push({ value: next });
    }
  }
  return found;
}

function operatorOf(node: SyntaxNode): string | undefined {
  return node.kind === 'binary' ? node.token('operator')?.text : undefined;
}

function isNamed(node: SyntaxNode): boolean {
  return operatorOf(node) === '=' && node.nodes[0]?.kind === 'bare-value';
}

/** Whether a node only holds what stands side by side to the router. */
function isLoose(node: SyntaxNode): boolean {
  const operator = operatorOf(node);
  return node.kind === 'filter' || node.kind === 'juxtaposition' || operator === 'and' || operator === 'or';
}
