import type { TextRange } from '../base/text-range';
import type { Menu } from '../catalogue/catalogue';
import { lineInWords } from '../config/line-in-words';
import type { ArgumentUse, CommandUse } from '../resolve/command-use';
import type { Variable } from '../resolve/variable-scopes';
import { isTrivia } from '../syntax/syntax-kind';
import type { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { Analysis } from './analysis';
import {
  code,
  describeArgument,
  describeCommand,
  describeMenu,
  describeReadOnly,
  heading,
  paragraphs,
} from './catalogue-documentation';
import { itemProperty } from './item-properties';
import { kindInWords, type NamedItem, namedItems } from './named-items';
import { explainLiteral, explainValue } from './value-explanations';

/** What is shown for the place under the mouse. */
export interface Hover {
  readonly range: TextRange;
  readonly markdown: string;
}

/** What stands at an offset; undefined where there is nothing to say. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const token = analysis.tree.root.tokenAt(offset);
  if (!token || isTrivia(token.kind) || token.kind === 'skipped') return undefined;
  const variable = analysis.variables.at(offset);
  if (variable?.variable && offset < variable.range.end)
    return { range: variable.range, markdown: describeVariable(analysis, variable.variable, offset) };
  const use = useAt(analysis, token.parent);
  if (!use) return undefined;
  if (token.parent.kind === 'path') {
    const markdown = describePathWord(use, token);
    if (markdown) return { range: token, markdown };
  }
  const argument = use.arguments.find(({ range }) => range.start <= offset && offset < range.end);
  // In a computed value each part speaks for itself.
  const isWhole = argument && (argument.text !== undefined || offset < argument.nameRange.end);
  if (argument && isWhole) return describeUse(analysis, argument, offset);
  return describeCondition(use, token) ?? describeLiteral(token);
}

/** A time or a network in an expression or an array. */
function describeLiteral(token: SyntaxToken): Hover | undefined {
  const markdown = token.kind === 'bare' ? explainLiteral(token.text) : undefined;
  return markdown === undefined ? undefined : { range: token, markdown };
}

/** The innermost statement around a node. */
function useAt(analysis: Analysis, node: SyntaxNode): CommandUse | undefined {
  let at: SyntaxNode | undefined = node;
  while (at && at.kind !== 'command') at = at.parent;
  return at && analysis.script.uses.find((use) => use.node === at);
}

/** A word of a path: a menu or the command. Undefined for a value behind the command. */
function describePathWord(use: CommandUse, token: SyntaxToken): string | undefined {
  const words = token.parent.tokens('word', '..');
  if (use.kind === 'command' && use.command && use.word === token) return describeCommand(use.command);
  const last = words.findIndex(({ start }) => start === use.word?.start) - (use.kind === 'menu' ? 0 : 1);
  const steps = last - words.indexOf(token);
  if (steps < 0 || words.some(({ kind }) => kind === '..')) return undefined;
  let menu: Menu | undefined = use.menu;
  for (let i = 0; i < steps; i++) menu = menu?.parent;
  return menu?.parent && describeMenu(menu);
}

function describeUse(
  analysis: Analysis,
  { argument, name, range, nameRange, value, text, form }: ArgumentUse,
  offset: number,
): Hover | undefined {
  const item = namedItems(analysis).at(offset);
  const here = text ? explainValue(name, text, argument?.type) : undefined;
  // A value without its name is not about the property; a flag such as `detail` is its name.
  const isNamed = form !== 'positional' || text === '';
  const markdown = paragraphs([
    item && describeItem(analysis, item),
    argument && isNamed ? describeArgument(argument, here) : here,
  ]);
  if (markdown === '') return undefined;
  const isOnName = form !== 'positional' && offset < nameRange.end;
  return { range: isOnName ? nameRange : (item?.range ?? value ?? range), markdown };
}

/** A property in a condition behind `find` or `where`. */
function describeCondition(use: CommandUse, token: SyntaxToken): Hover | undefined {
  if (token.kind !== 'bare') return undefined;
  const operation = token.parent.parent;
  const isValue = operation?.kind === 'binary' && operation.nodes[1] === token.parent;
  if (isValue || !isBehindFind(token.parent)) return undefined;
  const property = itemProperty(use.menu, token.text);
  if (property) return { range: token, markdown: describeArgument(property) };
  const readOnly = use.menu.readOnly.get(token.text);
  return readOnly && { range: token, markdown: describeReadOnly(use.menu, token.text, readOnly) };
}

function isBehindFind(node: SyntaxNode): boolean {
  let at: SyntaxNode | undefined = node;
  while (at && at.kind !== 'filter' && at.kind !== 'command') at = at.parent;
  return at?.kind === 'filter';
}

/** A thing of the script that has a name: what it is, where it is made, how often it is used. */
function describeItem(analysis: Analysis, { kind, name, range }: NamedItem): string {
  const places = namedItems(analysis).places(kind, name);
  const made = places.find(({ role }) => role === 'definition') ?? places.find(({ role }) => role === 'assignment');
  const uses = places.filter(({ role }) => role === 'reference').length;
  const where = made
    ? `Made on ${lineInWords(analysis, made.range.start, range.start)}`
    : `Not made in this ${analysis.project ? 'project' : 'file'}`;
  return paragraphs([heading(name, kindInWords(kind)), `${where}, used ${times(uses)}.`]);
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 0 ? 'nowhere' : `${count} times`;
}

const VARIABLES: Readonly<Record<Variable['kind'], string>> = {
  local: 'local variable',
  global: 'global variable',
  loop: 'variable of a loop',
  error: 'text of the error',
};
const LONGEST_DECLARATION = 120;

function describeVariable(
  analysis: Analysis,
  { name, kind, declarations, references }: Variable,
  from: number,
): string {
  const [first] = declarations;
  const isFunction = first?.use.arguments.some((argument) => argument.name === 'do');
  const what = isFunction && (kind === 'local' || kind === 'global') ? `${kind} function` : VARIABLES[kind];
  const declaration = first?.use.node.text.trim().split('\n')[0] ?? '';
  const shown =
    declaration.length > LONGEST_DECLARATION ? `${declaration.slice(0, LONGEST_DECLARATION)}…` : declaration;
  const line = first ? lineInWords(analysis, first.range.start, from) : 'no line';
  return paragraphs([
    heading(name, what),
    code(shown),
    `Declared on ${line}, used ${times(references.length)}.`,
    kind === 'global' ? 'It stays on the router when the script has ended, and other scripts see it.' : undefined,
  ]);
}
