import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { CommandUse, ResolvedScript } from './command-use';

/** A `:set name …` whose name no statement before it declares: the router refuses it at the name. */
export interface UndeclaredAssignment {
  readonly text: string;
  readonly start: number;
}

/**
 * Variables are declared per block, and a block sees those of the blocks around it, but for the body of a function
 * (`:local f do={…}`), which starts anew (facts: grammar, section 9).
 */
export function undeclaredAssignments(script: ResolvedScript): UndeclaredAssignment[] {
  const scopes = new Map<SyntaxNode | undefined, Set<string>>();
  const found: UndeclaredAssignment[] = [];
  for (const use of script.uses) {
    const isGlobal = use.kind === 'command' && use.command !== undefined && use.menu.parent === undefined;
    if (!isGlobal || !use.command) continue;
    const name = firstName(use);
    if (use.command.name === 'set') {
      if (name && /^[A-Za-z0-9]+$/.test(name.text) && !isVisible(name.text, use, scopes)) found.push(name);
      continue;
    }
    const declared = declaredNames(use);
    if (declared.length === 0) continue;
    // A declaration at the start of a leading […] reaches the block around it; loop variables live in their bodies.
    const block = isLoop(use) ? use.node : blockOf(use.node);
    const names = scopes.get(block) ?? new Set<string>();
    for (const text of declared) names.add(text);
    scopes.set(block, names);
  }
  return found;
}

function isLoop(use: CommandUse): boolean {
  return use.command?.name === 'for' || use.command?.name === 'foreach';
}

function declaredNames(use: CommandUse): string[] {
  switch (use.command?.name) {
    case 'local':
    case 'global':
      return textOf(use, 'name');
    case 'for':
    case 'foreach':
      return textOf(use, 'counter').flatMap((text) => text.split(','));
    case 'onerror':
      return textOf(use, 'error');
    default:
      return [];
  }
}

function textOf(use: CommandUse, name: string): string[] {
  const text = use.arguments.find((argument) => argument.name === name)?.text;
  return text ? [text] : [];
}

function firstName(use: CommandUse): UndeclaredAssignment | undefined {
  // `:set x=1` is read as the name `x` with something behind it that does not belong there.
  const [first] = use.arguments;
  if (first?.form === 'named' && !first.argument) return { text: first.name, start: first.range.start };
  const argument = use.arguments.find((candidate) => candidate.name === 'name');
  if (!argument?.text || (argument.value && argument.value.kind !== 'bare-value')) return undefined;
  return { text: argument.text, start: argument.value?.start ?? argument.range.start };
}

function isVisible(name: string, use: CommandUse, scopes: ReadonlyMap<SyntaxNode | undefined, Set<string>>): boolean {
  for (let node: SyntaxNode | undefined = use.node; node; node = node.parent) {
    if (scopes.get(node)?.has(name)) return true;
    if (isFunctionBody(node)) return false;
  }
  return false;
}

/** The nearest block, substitution or script around a statement. */
function blockOf(node: SyntaxNode): SyntaxNode | undefined {
  let block = node.parent;
  while (block && block.kind !== 'block' && block.kind !== 'script') block = block.parent;
  return block;
}

/** Whether a block is the body of a function, which does not see the names around it. */
export function isFunctionBody(node: SyntaxNode): boolean {
  if (node.kind !== 'block' || node.parent?.kind !== 'argument') return false;
  const command = node.parent.parent;
  const word: SyntaxToken | undefined = command?.child('path')?.token('word');
  return node.parent.token('word')?.text === 'do' && (word?.text === 'local' || word?.text === 'global');
}
