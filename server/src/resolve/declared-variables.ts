import type { SyntaxNode } from '../syntax/syntax-node';
import type { ResolvedScript } from './command-use';
import { variableScopes } from './variable-scopes';

/** A `:set name …` whose name no statement before it declares: the router refuses it at the name. */
export interface UndeclaredAssignment {
  readonly text: string;
  readonly start: number;
}

/** Those of a whole script, in the order of the text. `:set $name` and names in quotes are read without that check. */
export function undeclaredAssignments(script: ResolvedScript): UndeclaredAssignment[] {
  let root: SyntaxNode | undefined = script.uses[0]?.node;
  while (root?.parent) root = root.parent;
  if (!root) return [];
  return variableScopes(root, script)
    .references.filter(({ form, variable, node }) => form === 'write' && !variable && isPlain(node))
    .filter(({ name }) => /^[A-Za-z0-9]+$/.test(name))
    .map(({ name, range }) => ({ text: name, start: range.start }));
}

/** A word of the path (its node is the command), or an unquoted value. */
function isPlain(node: SyntaxNode): boolean {
  return node.kind !== 'variable' && node.kind !== 'string';
}
