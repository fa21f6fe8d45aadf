import type { TextRange } from '../base/text-range';
import { type SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { HighlightClass } from './highlight-class';

/** What paints the parts that a condition has in common with the rest of a script. */
export interface Palette {
  paint(start: number, end: number, name: HighlightClass): void;
  token(token: SyntaxToken): void;
  node(node: SyntaxNode): void;
  /** A word that stands for a variable, or a literal. */
  operand(word: TextRange & { readonly text: string }): void;
}

const COMPARISON = /^(=|!=|<|>|<=|>=|~)$/;
const HOLDERS = new Set(['filter', 'binary', 'unary', 'juxtaposition', 'parenthesized']);

/**
 * The condition behind `find` and `where`. A name that the items have is a property, and what is compared with it is a
 * value; any other word is a variable, as in an expression, and a `-` in it is a minus.
 */
export class HighlightConditions {
  constructor(private readonly palette: Palette) {}

  /** `properties` empty: not known, so that every name may be one. */
  condition(node: SyntaxNode, properties: ReadonlySet<string>): void {
    const isComparison = node.kind === 'binary' && COMPARISON.test(node.token('operator')?.text ?? '');
    const [left, right] = node.nodes;
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) this.#token(element);
      else if (element.kind !== 'bare-value') {
        if (HOLDERS.has(element.kind)) this.condition(element, properties);
        else this.palette.node(element);
      } else if (isComparison && element === right) {
        if (left?.kind === 'bare-value' && !isProperty(left.text, properties)) this.#words(element);
      } else if (isProperty(element.text, properties)) this.#property(element);
      else this.#words(element);
    }
  }

  /** Where no condition is read: `where` and names are values like others. */
  values(node: SyntaxNode): void {
    for (const element of node.elements) {
      if (element instanceof SyntaxToken) this.palette.token(element);
      else if (element.kind === 'parenthesized' || !HOLDERS.has(element.kind)) this.palette.node(element);
      else this.values(element);
    }
  }

  #token(token: SyntaxToken): void {
    if (token.kind === 'word') this.palette.paint(token.start, token.end, 'arg');
    else this.palette.token(token);
  }

  #property({ start, end, text }: SyntaxNode): void {
    if (/^[A-Za-z.]/.test(text)) this.palette.paint(start, end, 'variable-local');
  }

  /** `default-name` is `default - name` where no property has the name. */
  #words({ start, end, text }: SyntaxNode): void {
    if (text.startsWith('/')) {
      this.palette.paint(start, end, 'variable-undefined');
      return;
    }
    if (!/^[A-Za-z]/.test(text)) return;
    let at = start;
    for (const part of text.split(/(-)/)) {
      if (part === '-') this.palette.paint(at, at + 1, 'syntax-meta');
      else this.palette.operand({ start: at, end: at + part.length, text: part });
      at += part.length;
    }
  }
}

function isProperty(name: string, properties: ReadonlySet<string>): boolean {
  return properties.size === 0 ? !name.startsWith('/') : properties.has(name);
}
