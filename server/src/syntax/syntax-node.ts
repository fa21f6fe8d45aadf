import type { TextRange } from '../base/text-range';
import { type GreenNode, type GreenToken, greenLength, greenText, isGreenNode } from './green';
import { isTrivia, type NodeKind, type TokenKind } from './syntax-kind';

/** A token at its place. */
export class SyntaxToken implements TextRange {
  constructor(
    readonly green: GreenToken,
    readonly parent: SyntaxNode,
    readonly start: number,
  ) {}

  get kind(): TokenKind {
    return this.green.kind;
  }
  get text(): string {
    return this.green.text;
  }
  get end(): number {
    return this.start + this.green.text.length;
  }
}

export type SyntaxElement = SyntaxNode | SyntaxToken;

/** A node at its place; made on demand and thrown away freely. */
export class SyntaxNode implements TextRange {
  #elements: readonly SyntaxElement[] | undefined;

  constructor(
    readonly green: GreenNode,
    readonly parent: SyntaxNode | undefined,
    readonly start: number,
  ) {}

  get kind(): NodeKind {
    return this.green.kind;
  }
  get end(): number {
    return this.start + this.green.length;
  }
  /** The text as written, trivia included. */
  get text(): string {
    return greenText(this.green);
  }

  /** All children in order, trivia included. */
  get elements(): readonly SyntaxElement[] {
    if (this.#elements) return this.#elements;
    let at = this.start;
    const elements = this.green.children.map((child) => {
      const element = isGreenNode(child) ? new SyntaxNode(child, this, at) : new SyntaxToken(child, this, at);
      at += greenLength(child);
      return element;
    });
    this.#elements = elements;
    return elements;
  }

  /** The child nodes in order. */
  get nodes(): readonly SyntaxNode[] {
    return this.elements.filter((element): element is SyntaxNode => element instanceof SyntaxNode);
  }

  /** The first child node of a kind. */
  child(...kinds: readonly NodeKind[]): SyntaxNode | undefined {
    return this.nodes.find((node) => kinds.includes(node.kind));
  }

  /** The first child token of a kind. */
  token(...kinds: readonly TokenKind[]): SyntaxToken | undefined {
    return this.elements.find(
      (element): element is SyntaxToken => element instanceof SyntaxToken && kinds.includes(element.kind),
    );
  }

  /** The child tokens of a kind. */
  tokens(...kinds: readonly TokenKind[]): readonly SyntaxToken[] {
    return this.elements.filter(
      (element): element is SyntaxToken => element instanceof SyntaxToken && kinds.includes(element.kind),
    );
  }

  /** Children that are not trivia. */
  get significant(): readonly SyntaxElement[] {
    return this.elements.filter((element) => element instanceof SyntaxNode || !isTrivia(element.kind));
  }

  /** This node and all nodes below it, in the order of the text. */
  *descendants(): Generator<SyntaxNode> {
    const stack: SyntaxNode[] = [this];
    for (let node = stack.pop(); node; node = stack.pop()) {
      yield node;
      const nodes = node.nodes;
      for (let i = nodes.length - 1; i >= 0; i--) stack.push(nodes[i] as SyntaxNode);
    }
  }

  /** The deepest token that covers the offset; at a border the one that begins there. */
  tokenAt(offset: number): SyntaxToken | undefined {
    let node: SyntaxNode = this;
    for (;;) {
      const element = elementAt(node.elements, offset);
      if (!element) return undefined;
      if (element instanceof SyntaxToken) return element;
      node = element;
    }
  }
}

/** The element that covers an offset, found by halving: a script may have a hundred thousand statements. */
function elementAt(elements: readonly SyntaxElement[], offset: number): SyntaxElement | undefined {
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((elements[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = elements[low];
  return found && found.start <= offset && offset < found.end ? found : undefined;
}
