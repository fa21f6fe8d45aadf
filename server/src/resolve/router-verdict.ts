import type { Catalogue } from '../catalogue/catalogue';
import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { SyntaxProblem } from '../syntax/syntax-problem';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { refusalInArguments, variableNameSlot } from './argument-refusals';
import { refusalInCall } from './call-refusals';
import type { CommandUse, ResolvedScript } from './command-use';
import { undeclaredAssignments } from './declared-variables';
import { firstOf, type Refusal, refuse } from './refusal';

/**
 * The first place at which the router stops reading, or undefined where it accepts the script. Beside the grammar this
 * takes the command tree: the same text may be refused by one version and accepted by the next.
 */
export function refusalOf(tree: SyntaxTree, script: ResolvedScript, catalogue: Catalogue): Refusal | undefined {
  const grammar = tree.problems.find((problem) => !problem.tolerated);
  let first = grammar && fromProblem(grammar);
  for (const use of script.uses) first = firstOf(first, refusalInUse(use, tree.root, catalogue));
  for (const name of undeclaredAssignments(script))
    first = firstOf(
      first,
      refuse(name.start, 'syntax error', `The variable ${name.text} is not declared before this :set.`),
    );
  // What stands behind the end that RouterOS sees without a word is never read.
  const silentEnd = tree.problems.find((problem) => problem.tolerated)?.start ?? Number.POSITIVE_INFINITY;
  return first && first.offset < silentEnd ? first : undefined;
}

function fromProblem({ start, verdict, message }: SyntaxProblem): Refusal {
  return { offset: start, verdict, message };
}

function refusalInUse(use: CommandUse, root: SyntaxNode, catalogue: Catalogue): Refusal | undefined {
  if (use.kind === 'unknown' && use.word) return behindUnknownWord(use, use.word, root);
  if (use.kind === 'menu') return behindMenu(use);
  if (use.kind === 'other') return refusalInCall(use.node);
  return variableNameSlot(use) ?? globalFind(use, catalogue) ?? refusalInArguments(use, catalogue);
}

/** An unknown word is no error to the parser as long as blanks and values follow it; anything glued to it is. */
function behindUnknownWord(use: CommandUse, word: SyntaxToken, root: SyntaxNode): Refusal | undefined {
  const next = root.tokenAt(word.end);
  if (next && ['/', ':', '=', '(', '{', '[', '"', '$', '!', 'operator'].includes(next.kind))
    return refuse(word.end, 'syntax error', `${word.text} is no command or menu of this version.`);
  const unread = use.node.child('block', 'array') ?? gluedComparison(use.filter);
  return firstOf(
    unread && refuse(unread.start, 'syntax error', `${word.text} is no command or menu of this version.`),
    refusalInCall(use.node),
  );
}

/** Where no condition is expected `comment~"x"` is a word with a string glued to it: the right side of the first such. */
function gluedComparison(filter: SyntaxNode | undefined): SyntaxNode | undefined {
  for (const node of looseOperations(filter)) {
    const operator = node.token('operator');
    const right = node.nodes[1];
    if (operator && operator.text !== '=' && right && right.start === operator.end && right.kind !== 'bare-value')
      return right;
  }
  return undefined;
}

/** The operations of a condition that stand in no brackets of their own, in the order of the text. */
function* looseOperations(filter: SyntaxNode | undefined): Generator<SyntaxNode> {
  const stack = filter ? [filter] : [];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.kind === 'binary') yield node;
    if (!['filter', 'binary', 'unary', 'juxtaposition'].includes(node.kind)) continue;
    for (let i = node.nodes.length - 1, { nodes } = node; i >= 0; i--) stack.push(nodes[i] as SyntaxNode);
  }
}

const DOUBLE_SLASH = /^[a-z0-9.-]+(?:\/[a-z0-9.-]+)*\/(?=\/)/;

/** A menu alone takes nothing behind it but a block. */
function behindMenu(use: CommandUse): Refusal | undefined {
  const extra = use.node.nodes.find((node) => node.kind !== 'path' && node.kind !== 'block' && node.kind !== 'error');
  const sign = extra?.kind === 'argument' ? extra.token('=') : undefined;
  if (sign) return refuse(sign.start, 'syntax error', `${use.menu.path} is a menu: a command must follow it.`);
  if (!extra) return undefined;
  // `address//print`: the router reads the path up to its second slash.
  const path = extra.kind === 'bare-value' ? (DOUBLE_SLASH.exec(extra.text)?.[0].length ?? 0) : 0;
  return refuse(extra.start + path, 'expected command name', `${use.menu.path} is a menu: a command must follow it.`);
}

/** `find` with a condition is a menu's; the global `:find` looks for a value in an array. */
function globalFind(use: CommandUse, catalogue: Catalogue): Refusal | undefined {
  if (use.command?.name !== 'find' || use.menu !== catalogue.root || !use.filter) return undefined;
  const equality = [...looseOperations(use.filter)].find((node) => node.token('operator')?.text === '=');
  const at = equality?.token('operator') ?? gluedComparison(use.filter);
  return at
    ? refuse(at.start, 'expected end of command', 'find needs a menu here, as in [/ip/route/find …].')
    : undefined;
}
