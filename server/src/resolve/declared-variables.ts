import type { SyntaxNode } from '../syntax/syntax-node';
import type { CommandUse, ResolvedScript } from './command-use';
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
  const scopes = variableScopes(root, script);
  const written = scopes.references
    .filter(({ form, variable, node }) => form === 'write' && !variable && isPlain(node))
    .filter(({ name }) => isName(name))
    .map(({ name, range }) => ({ text: name, start: range.start }));
  const isVisible = ({ text, start }: UndeclaredAssignment) =>
    scopes.visibleAt(start).some(({ name }) => name === text);
  const glued = script.uses.flatMap(gluedName).filter((name) => !isVisible(name));
  return [...written, ...glued].sort((a, b) => a.start - b.start);
}

/** `:set x=1` is read as the name `x` with something behind it that does not belong there. */
function gluedName(use: CommandUse): UndeclaredAssignment[] {
  const [first] = use.arguments;
  const isSet = use.command?.name === 'set' && use.menu.parent === undefined;
  if (!isSet || first?.form !== 'named' || first.argument || !isName(first.name)) return [];
  return [{ text: first.name, start: first.range.start }];
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9]+$/.test(text);
}

/** A word of the path (its node is the command), or an unquoted value. */
function isPlain(node: SyntaxNode): boolean {
  return node.kind !== 'variable' && node.kind !== 'string';
}
