import { type GreenElement, type GreenNode, greenLength, isGreenNode } from './green';
import { type SyntaxElement, SyntaxNode, SyntaxToken } from './syntax-node';

/** The top of a script of which only some elements are looked at, each at its own place. */
export class OutlineNode extends SyntaxNode {
  readonly #shown: SyntaxElement[] = [];

  /** @param length of the whole text */
  constructor(length: number) {
    const green: GreenNode = { kind: 'script', length, children: [] };
    super(green, undefined, 0);
  }

  override get elements(): readonly SyntaxElement[] {
    return this.#shown;
  }

  /** Shows an element of the script; they come in the order of the text. */
  show(element: GreenElement, start: number): SyntaxElement {
    const shown = isGreenNode(element) ? new SyntaxNode(element, this, start) : new SyntaxToken(element, this, start);
    this.#shown.push(shown);
    return shown;
  }
}

/** The elements of a list, each with the place behind which it begins. */
export function* placed(elements: readonly GreenElement[], start: number): Generator<readonly [GreenElement, number]> {
  let at = start;
  for (const element of elements) {
    yield [element, at];
    at += greenLength(element);
  }
}
