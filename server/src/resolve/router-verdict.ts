import type { Catalogue } from '../catalogue/catalogue';
import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { RouterVerdict, SyntaxProblem } from '../syntax/syntax-problem';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { type ArgumentUse, argumentOf, type CommandUse, type ResolvedScript } from './command-use';
import { undeclaredAssignments } from './declared-variables';
import { variableName } from './static-value';

/** Where and with what words a router of the catalogue's version refuses the script. `offset` in UTF-16 units. */
export interface Refusal {
  readonly offset: number;
  readonly verdict: RouterVerdict;
  readonly message: string;
}

/**
 * The first place at which the router stops reading, or undefined where it accepts the script. Beside the grammar this
 * takes the command tree: the same text may be refused by one version and accepted by the next.
 */
export function refusalOf(tree: SyntaxTree, script: ResolvedScript, catalogue: Catalogue): Refusal | undefined {
  const refusals: Refusal[] = [];
  const grammar = tree.problems.find((problem) => !problem.tolerated);
  if (grammar) refusals.push(fromProblem(grammar));
  for (const use of script.uses) {
    const refusal = refusalInUse(use, tree.root, catalogue);
    if (refusal) refusals.push(refusal);
  }
  for (const name of undeclaredAssignments(script))
    refusals.push(refuse(name.start, 'syntax error', `The variable ${name.text} is not declared before this :set.`));
  // What stands behind the end that RouterOS sees without a word is never read.
  const silentEnd = tree.problems.find((problem) => problem.tolerated)?.start ?? Number.POSITIVE_INFINITY;
  return refusals.filter((refusal) => refusal.offset < silentEnd).sort((a, b) => a.offset - b.offset)[0];
}

function fromProblem({ start, verdict, message }: SyntaxProblem): Refusal {
  return { offset: start, verdict, message };
}
function refuse(offset: number, verdict: RouterVerdict, message: string): Refusal {
  return { offset, verdict, message };
}

function refusalInUse(use: CommandUse, root: SyntaxNode, catalogue: Catalogue): Refusal | undefined {
  if (use.kind === 'unknown' && use.word) return behindUnknownWord(use, use.word, root);
  if (use.kind === 'menu') return behindMenu(use);
  const command = use.command;
  if (use.kind !== 'command' || !command) return undefined;
  return (
    variableNameSlot(use) ??
    globalFind(use, catalogue) ??
    unknownArgument(use) ??
    tooManyValues(use) ??
    missingWhere(use)
  );
}

/** An unknown word is no error to the parser as long as blanks and values follow it; anything glued to it is. */
function behindUnknownWord(use: CommandUse, word: SyntaxToken, root: SyntaxNode): Refusal | undefined {
  const next = root.tokenAt(word.end);
  if (next && ['/', ':', '=', '(', '{', '[', '"', '$', '!', 'operator'].includes(next.kind))
    return refuse(word.end, 'syntax error', `${word.text} is no command or menu of this version.`);
  const unread = use.node.child('block', 'array') ?? gluedComparison(use.filter);
  return unread
    ? refuse(unread.start, 'syntax error', `${word.text} is no command or menu of this version.`)
    : undefined;
}

/** Where no condition is expected `comment~"x"` is a word with a string glued to it: the right side of the first such. */
function gluedComparison(filter: SyntaxNode | undefined): SyntaxNode | undefined {
  for (const node of filter?.descendants() ?? []) {
    const operator = node.kind === 'binary' ? node.token('operator') : undefined;
    const right = node.nodes[1];
    if (operator && operator.text !== '=' && right && right.start === operator.end && right.kind !== 'bare-value')
      return right;
  }
  return undefined;
}

/** A menu alone takes nothing behind it but a block. */
function behindMenu(use: CommandUse): Refusal | undefined {
  const extra = use.node.nodes.find((node) => node.kind !== 'path' && node.kind !== 'block' && node.kind !== 'error');
  const sign = extra?.kind === 'argument' ? extra.token('=') : undefined;
  if (sign) return refuse(sign.start, 'syntax error', `${use.menu.path} is a menu: a command must follow it.`);
  return extra
    ? refuse(extra.start, 'expected command name', `${use.menu.path} is a menu: a command must follow it.`)
    : undefined;
}

function unknownArgument(use: CommandUse): Refusal | undefined {
  const argument = use.arguments.find((candidate) => candidate.form === 'named' && !candidate.argument);
  const command = use.command;
  if (!argument || !command) return undefined;
  // Where the word could have been an unnamed value the router reads it as one, and stumbles over the =.
  const values = use.arguments.filter(
    (other) => other.form === 'positional' && other.range.start < argument.range.start,
  ).length;
  const mayBeValue = command.positional.length > values;
  const at = mayBeValue ? argument.nameRange.end : argument.range.start;
  return refuse(at, 'expected end of command', `${command.menu.path} ${command.name} has no ${argument.name}.`);
}

function tooManyValues(use: CommandUse): Refusal | undefined {
  const extra = use.arguments.find((argument) => argument.form === 'positional' && !argument.argument);
  if (!extra) return undefined;
  return refuse(extra.range.start, 'expected end of command', `${use.command?.name} takes no further value here.`);
}

/** `find` with a condition is a menu's; the global `:find` looks for a value in an array. */
function globalFind(use: CommandUse, catalogue: Catalogue): Refusal | undefined {
  if (use.command?.name !== 'find' || use.menu !== catalogue.root || !use.filter) return undefined;
  const equality = [...use.filter.descendants()].find(
    (node) => node.kind === 'binary' && node.token('operator')?.text === '=',
  );
  const at = equality?.token('operator') ?? gluedComparison(use.filter);
  return at
    ? refuse(at.start, 'expected end of command', 'find needs a menu here, as in [/ip/route/find …].')
    : undefined;
}

function missingWhere(use: CommandUse): Refusal | undefined {
  const where = argumentOf(use, 'where');
  if (where?.form !== 'named' || where.value) return undefined;
  return refuse(where.range.end, 'missing value for where', 'A condition must follow where=.');
}

const DECLARING: Readonly<Record<string, readonly string[]>> = {
  local: ['name'],
  global: ['name'],
  for: ['counter'],
  foreach: ['counter'],
};
const NAME = /^[A-Za-z0-9]+/;

/** `:local $x` and `:local café`: a name is letters and digits, or quoted. */
function variableNameSlot(use: CommandUse): Refusal | undefined {
  if (use.command?.menu.parent) return undefined;
  const slots = DECLARING[use.command?.name ?? ''];
  if (!slots) return undefined;
  const argument = use.arguments.find((candidate) => slots.includes(candidate.name));
  return argument ? badName(argument, use.command?.name === 'foreach') : undefined;
}

function badName(argument: ArgumentUse, mayBePair: boolean): Refusal | undefined {
  const { value, range } = argument;
  if (value?.kind === 'variable') {
    return refuse(value.start, 'syntax error', `Write the name without $: ${variableName(value) ?? 'name'}.`);
  }
  if (value && value.kind !== 'bare-value') return undefined;
  const text = argument.text ?? '';
  const length = (mayBePair ? text.split(',') : [text]).map((part) => NAME.exec(part)?.[0].length ?? 0);
  const valid = length.reduce((sum, part) => sum + part, length.length - 1);
  if (valid >= text.length) return undefined;
  const at = value ? value.start : range.start;
  return refuse(at + valid, 'expected end of command', 'A variable name is letters and digits; quote any other name.');
}
