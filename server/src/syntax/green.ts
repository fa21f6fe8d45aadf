import type { NodeKind, TokenKind } from './syntax-kind';

/**
 * The stored form of the tree: no positions, no parents, only lengths. So a statement that an edit did not touch is the
 * same object before and after it, however far it moved. `syntax-node.ts` adds positions and parents on demand.
 */
export interface GreenToken {
  readonly kind: TokenKind;
  readonly text: string;
}

export interface GreenNode {
  readonly kind: NodeKind;
  /** In UTF-16 units, all children together. */
  readonly length: number;
  readonly children: readonly GreenElement[];
}

export type GreenElement = GreenNode | GreenToken;

export function isGreenNode(element: GreenElement): element is GreenNode {
  return 'children' in element;
}

export function greenLength(element: GreenElement): number {
  return isGreenNode(element) ? element.length : element.text.length;
}

/** The text of an element, exactly as it was parsed. */
export function greenText(element: GreenElement): string {
  if (!isGreenNode(element)) return element.text;
  const parts: string[] = [];
  // An explicit stack: the depth of a tree is the writer's choice, the depth of ours is not.
  const stack: GreenElement[] = [element];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (!isGreenNode(next)) parts.push(next.text);
    else for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i] as GreenElement);
  }
  return parts.join('');
}

/** Short tokens (brackets, one blank, a line break) recur by the hundred thousand: one object serves them all. */
const shared = new Map<string, GreenToken>();

export function greenToken(kind: TokenKind, text: string): GreenToken {
  if (text.length > 2) return { kind, text };
  const key = `${kind} ${text}`;
  let token = shared.get(key);
  if (!token) {
    token = { kind, text };
    if (shared.size < 4096) shared.set(key, token);
  }
  return token;
}

export function greenNode(kind: NodeKind, children: readonly GreenElement[]): GreenNode {
  let length = 0;
  for (const child of children) length += greenLength(child);
  return { kind, length, children };
}
