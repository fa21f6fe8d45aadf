import { isGreenNode } from '../syntax/green';
import { SyntaxNode, type SyntaxToken } from '../syntax/syntax-node';

/**
 * The value of a node where the text alone tells it: an unquoted word, or a string without variables. Undefined where
 * the script computes it. A missing value (`comment=`) is the empty string.
 */
export function staticValue(node: SyntaxNode | undefined): string | undefined {
  if (!node) return '';
  switch (node.kind) {
    case 'bare-value':
      return node.text;
    case 'string':
      return stringValue(node);
    case 'parenthesized': {
      const inner = node.nodes;
      return inner.length === 1 && inner[0]?.kind === 'string' ? stringValue(inner[0]) : undefined;
    }
    case 'block':
      // A script between braces: its text is kept as it stands, without the braces.
      return node.text.replace(/^\{/, '').replace(/\}$/, '');
    default:
      return undefined;
  }
}

/**
 * The text of a string; undefined where a part of it has to be computed.
 *
 * @param textOf tells the text of a variable or an expression in it, where one can
 */
export function stringValue(
  node: SyntaxNode,
  textOf: (part: SyntaxNode) => string | undefined = () => undefined,
): string | undefined {
  const parts: string[] = [];
  for (const element of node.elements) {
    if (element instanceof SyntaxNode) {
      const text = textOf(element);
      if (text === undefined) return undefined;
      parts.push(text);
    } else if (element.kind === 'string-text') parts.push(element.text);
    else if (element.kind === 'escape') parts.push(escapedText(element.text));
    else if (element.kind === 'skipped') return undefined;
  }
  return parts.join('');
}

/** What the one character behind a backslash stands for, where it is not itself. */
export const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  _: ' ',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/** What an escape in a string stands for: `\\"`, `\\n`, `\\0A`. */
function escapedText(text: string): string {
  const rest = text.slice(1);
  if (/^\s/.test(rest)) return '';
  if (/^[0-9A-F]{2}$/.test(rest)) return String.fromCharCode(Number.parseInt(rest, 16));
  return NAMED_ESCAPES[rest] ?? rest;
}

/** The name that a variable node stands for; undefined for `$(…)` and `$[…]`. */
export function variableName(node: SyntaxNode): string | undefined {
  if (node.kind !== 'variable') return undefined;
  const name: SyntaxToken | undefined = node.token('name');
  if (name) return name.text;
  const quoted = node.child('string');
  return quoted?.green.children.every((child) => !isGreenNode(child)) ? stringValue(quoted) : undefined;
}
