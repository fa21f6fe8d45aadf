import type { TextRange } from '../base/text-range';
import { bodyOf, type Variable, type VariableReference } from '../resolve/variable-scopes';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { Analysis } from './analysis';
import { type NamedItem, namedItems } from './named-items';

/** Something of the script that has a name, and every place where it stands. */
export type Occurrences =
  | (Places & { readonly kind: 'variable'; readonly variable: Variable })
  /** A variable that nothing declares: what a function is called with, or what a menu hands to its script. */
  | (Places & { readonly kind: 'parameter'; readonly function: Variable | undefined })
  | (Places & { readonly kind: 'item'; readonly items: readonly NamedItem[] });

interface Places {
  readonly name: string;
  /** The place that was asked for. */
  readonly range: TextRange;
  /** In the order of the text. */
  readonly places: readonly Occurrence[];
}

export interface Occurrence {
  readonly range: TextRange;
  readonly role: 'definition' | 'write' | 'read';
}

/** What stands at an offset, and where else; undefined where nothing has a name. */
export function occurrencesAt(analysis: Analysis, offset: number): Occurrences | undefined {
  const found = analysis.variables.at(offset);
  if (found?.variable) return variableOccurrences(found.variable, found.range);
  if (found && 'form' in found && found.form !== 'bare') return parameterOccurrences(analysis, found);
  const item = namedItems(analysis).at(offset);
  return item && itemOccurrences(analysis, item);
}

function variableOccurrences(variable: Variable, range: TextRange): Occurrences {
  const places: Occurrence[] = [
    ...variable.declarations.map((declaration) => ({ range: declaration.range, role: 'definition' as const })),
    ...variable.references.map((reference) => ({
      range: reference.range,
      role: reference.form === 'write' ? ('write' as const) : ('read' as const),
    })),
  ];
  return { kind: 'variable', variable, name: variable.name, range, places: inOrder(places) };
}

/** The places of a parameter: in the body of its function, and the arguments of that name where the function is called. */
function parameterOccurrences(analysis: Analysis, { name, range, scope }: VariableReference): Occurrences {
  const body = bodyOf(scope);
  const inBody = analysis.variables.references
    .filter((other) => other.name === name && !other.variable && other.form !== 'bare' && bodyOf(other.scope) === body)
    .map((other) => ({ range: other.range, role: other.form === 'write' ? ('write' as const) : ('read' as const) }));
  const callee = body?.kind === 'function' ? functionOf(analysis, body.node) : undefined;
  const inCalls = (callee?.references ?? [])
    .filter(({ form }) => form === 'call')
    .flatMap(({ node }) => node.parent?.nodes ?? [])
    .flatMap((argument) => (argument.kind === 'argument' ? (argument.token('word') ?? []) : []))
    .filter((word) => word.text === name)
    .map(({ start, end }) => ({ range: { start, end }, role: 'write' as const }));
  return { kind: 'parameter', name, range, function: callee, places: inOrder([...inBody, ...inCalls]) };
}

/** The variable that a body is the function of: `:local f do={…}`. */
function functionOf(analysis: Analysis, body: SyntaxNode): Variable | undefined {
  const command = body.parent?.parent;
  return analysis.variables.variables.find(({ declarations }) => declarations.some(({ use }) => use.node === command));
}

function itemOccurrences(analysis: Analysis, { kind, name, range }: NamedItem): Occurrences {
  const items = namedItems(analysis).places(kind, name);
  // What is never defined is made by being given: a mark, a list that a rule fills.
  const defining = items.some(({ role }) => role === 'definition') ? 'definition' : 'assignment';
  const places = items.map((item) => ({
    range: item.range,
    role:
      item.role === defining
        ? ('definition' as const)
        : item.role === 'assignment'
          ? ('write' as const)
          : ('read' as const),
  }));
  return { kind: 'item', items, name, range, places };
}

function inOrder(places: readonly Occurrence[]): readonly Occurrence[] {
  return [...places].sort((a, b) => a.range.start - b.range.start);
}
