import { matchesPattern } from '../base/pattern';
import { staticValue } from '../resolve/static-value';
import type { SyntaxNode } from '../syntax/syntax-node';
import { type Item, valueOf } from './item';

/** One condition of a `find`: `name="x"`, `comment~"^LB"`, `!disabled`. */
export interface Condition {
  readonly property: string;
  readonly operator: '=' | '!=' | '~' | 'is' | 'not';
  readonly value: string;
}

/** The text of a value in a condition; undefined where it has to be computed. */
type TextOf = (value: SyntaxNode | undefined) => string | undefined;

/**
 * The conditions of a filter when all must hold and the text tells every value; undefined for anything that has to be
 * computed. An empty list selects everything.
 */
export function conditionsOf(
  filter: SyntaxNode | undefined,
  textOf: TextOf = staticValue,
): readonly Condition[] | undefined {
  if (!filter) return [];
  const expression = filter.nodes[0];
  return expression ? flatten(expression, textOf) : [];
}

/** The conditions of `[find …]` as the value of an argument; undefined where it is something else or has to be computed. */
export function conditionsOfFind(
  value: SyntaxNode | undefined,
  textOf: TextOf = staticValue,
): readonly Condition[] | undefined {
  if (value?.kind !== 'substitution') return undefined;
  const [command, ...more] = value.nodes;
  if (!command || more.length > 0 || command.kind !== 'command') return undefined;
  const words = command.child('path')?.tokens('word') ?? [];
  if (words[words.length - 1]?.text !== 'find') return undefined;
  return conditionsOf(command.child('filter'), textOf);
}

function flatten(node: SyntaxNode, textOf: TextOf): readonly Condition[] | undefined {
  switch (node.kind) {
    case 'juxtaposition':
      return all(node.nodes, textOf);
    case 'parenthesized':
      return all(node.nodes, textOf);
    case 'binary': {
      const operator = node.token('operator')?.text;
      if (operator === 'and' || operator === '&&') return all(node.nodes, textOf);
      if (operator !== '=' && operator !== '!=' && operator !== '~') return undefined;
      const [left, right] = node.nodes;
      const value = textOf(right);
      return left?.kind === 'bare-value' && value !== undefined
        ? [{ property: left.text, operator, value }]
        : undefined;
    }
    case 'unary': {
      const [operand] = node.nodes;
      const isNot = node.token('operator')?.text === '!' && operand?.kind === 'bare-value';
      return isNot && operand ? [{ property: operand.text, operator: 'not', value: '' }] : undefined;
    }
    case 'bare-value':
      return [{ property: node.text, operator: 'is', value: '' }];
    default:
      return undefined;
  }
}

function all(nodes: readonly SyntaxNode[], textOf: TextOf): readonly Condition[] | undefined {
  const conditions: Condition[] = [];
  for (const node of nodes) {
    const inner = flatten(node, textOf);
    if (!inner) return undefined;
    conditions.push(...inner);
  }
  return conditions;
}

/** `yes`, `no` or `unknown`: whether an item fulfils all conditions. */
export function matches(item: Item, conditions: readonly Condition[]): 'yes' | 'no' | 'unknown' {
  let unknown = false;
  for (const condition of conditions) {
    const result = matchesOne(item, condition);
    if (result === 'no') return 'no';
    if (result === 'unknown') unknown = true;
  }
  return unknown ? 'unknown' : 'yes';
}

function matchesOne(item: Item, { property, operator, value }: Condition): 'yes' | 'no' | 'unknown' {
  const set = item.properties.get(property);
  if (set && set.value === undefined) return 'unknown';
  const actual = valueOf(item, property);
  const verdict = (holds: boolean) => (holds ? 'yes' : 'no');
  const isYes = actual === 'yes' || actual === 'true';
  // An item that the script added is neither dynamic nor invalid; of one that was there before nothing is known.
  const assumed = actual ?? (item.added ? '' : undefined);
  switch (operator) {
    case 'is':
      return assumed === undefined ? 'unknown' : verdict(isYes);
    case 'not':
      return assumed === undefined ? 'unknown' : verdict(!isYes);
    case '~':
      return assumed === undefined ? 'unknown' : verdictOf(matchesPattern(assumed, value));
    default: {
      if (assumed === undefined) return 'unknown';
      const isBool = ['yes', 'no', 'true', 'false'].includes(value);
      const equal = isBool ? isYes === (value === 'yes' || value === 'true') : assumed === value;
      return verdict(operator === '=' ? equal : !equal);
    }
  }
}

function verdictOf(matched: boolean | undefined): 'yes' | 'no' | 'unknown' {
  return matched === undefined ? 'unknown' : matched ? 'yes' : 'no';
}
