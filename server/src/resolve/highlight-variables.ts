import type { SyntaxNode } from '../syntax/syntax-node';

/** How the router's highlighter colours a variable: by the way it was declared. */
export type VariableClass =
  | 'variable-local'
  | 'variable-global'
  | 'variable-auto'
  /** Known only when the code runs. */
  | 'variable-parameter'
  /** A plain word in an expression that nothing declares, where it stands first. */
  | 'variable-undefined';

interface Scope {
  readonly names: Map<string, VariableClass>;
  /** Names that were used although nothing declares them. */
  readonly used: Set<string>;
  /** The body of a function does not see the names around it. */
  readonly closed: boolean;
}

/** The variables that are visible at a place, while a script is walked from its beginning to its end. */
export class VisibleVariables {
  readonly #scopes: Scope[] = [];

  constructor() {
    this.enter(true);
  }

  enter(closed = false): void {
    this.#scopes.push({ names: new Map(), used: new Set(), closed });
  }
  leave(): void {
    this.#scopes.pop();
  }

  /** The first declaration in a scope claims the name. */
  declare(name: string, as: VariableClass): void {
    const names = this.#scopes[this.#scopes.length - 1]?.names;
    if (names && !names.has(name)) names.set(name, as);
  }

  /** The variable of a `$name`. */
  named(name: string): VariableClass {
    return this.#find((scope) => scope.names.get(name)) ?? 'variable-parameter';
  }

  /** The variable that a plain word in an expression means. From its second use on the router takes it as declared. */
  word(name: string): VariableClass {
    const found = this.#find(
      (scope) => scope.names.get(name) ?? (scope.used.has(name) ? 'variable-parameter' : undefined),
    );
    if (found) return found;
    this.#scopes[this.#scopes.length - 1]?.used.add(name);
    return 'variable-undefined';
  }

  #find(look: (scope: Scope) => VariableClass | undefined): VariableClass | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const scope = this.#scopes[i];
      const found = scope && look(scope);
      if (found || scope?.closed) return found;
    }
    return undefined;
  }
}

/** Whether a block is the body of a function, which does not see the names around it. */
export function isFunctionBody(node: SyntaxNode): boolean {
  if (node.kind !== 'block' || node.parent?.kind !== 'argument') return false;
  const word = node.parent.parent?.child('path')?.token('word')?.text;
  return node.parent.token('word')?.text === 'do' && (word === 'local' || word === 'global');
}
