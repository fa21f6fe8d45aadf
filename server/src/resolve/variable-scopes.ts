import type { TextRange } from '../base/text-range';
import type { SyntaxNode } from '../syntax/syntax-node';
import type { TreePart } from '../syntax/syntax-tree';
import type { CommandUse, ResolvedScript } from './command-use';
import { bodySlot } from './resolve-script';
import { variableName } from './static-value';
import { isLeading, isOperand, type Name, nameRange, nameSlot, namesOf, type VariableKind } from './variable-names';

/** One variable of a script. All `:global` of one name are one variable, in whatever block they stand. */
export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  /** In the order of the text. A second `:local` of the name in the same block is a further declaration of it. */
  readonly declarations: readonly VariableDeclaration[];
  /** In the order of the text. */
  readonly references: readonly VariableReference[];
}

/** A place that makes a variable known: `:local x`, `:global x`, `:foreach x in=…`, `:onerror x in={…}`. */
export interface VariableDeclaration {
  readonly variable: Variable;
  /** The name alone, without quotes. */
  readonly range: TextRange;
  /** The command that declares. */
  readonly use: CommandUse;
  readonly scope: VariableScope;
}

/** A place that reads, calls or changes a variable. */
export interface VariableReference {
  readonly name: string;
  /** `$name`; `write`: the target of `:set`; `call`: `$name` where a command stands; `bare`: a word of an expression. */
  readonly form: 'read' | 'write' | 'call' | 'bare';
  /** The name alone, without `$` and quotes. */
  readonly range: TextRange;
  readonly node: SyntaxNode;
  /** The innermost scope that it stands in. */
  readonly scope: VariableScope;
  /** Undefined where nothing above it declares the name: a parameter of the function, or what a menu provides. */
  readonly variable: Variable | undefined;
}

/** A part of the text with variables of its own. */
export interface VariableScope extends TextRange {
  /**
   * A `block` sees the names around it; the body of a `function` and a stored `script` (`source={…}`) see none of them:
   * they run later, and elsewhere.
   */
  readonly kind: 'block' | 'function' | 'script';
  readonly node: SyntaxNode;
  /** Undefined for the whole text, or the whole of one of its scripts. */
  readonly parent: VariableScope | undefined;
  readonly declarations: readonly VariableDeclaration[];
  /** What each name means that is declared in it. */
  readonly names: ReadonlyMap<string, Variable>;
}

/** Where the variables of a script are declared and used (facts: grammar, section 9). */
export class VariableScopes {
  /** @internal */
  constructor(
    readonly variables: readonly Variable[],
    /** In the order of the text; also those that resolve to nothing. */
    readonly references: readonly VariableReference[],
    /** The outer one before those in it. */
    readonly scopes: readonly VariableScope[],
  ) {}

  readonly #byName = new Map<string, Variable[]>();
  readonly #byNode = new Map<SyntaxNode, VariableReference>();

  /** All variables of a name, in the order of their declaration. */
  named(name: string): readonly Variable[] {
    if (this.#byName.size === 0)
      for (const variable of this.variables) {
        const same = this.#byName.get(variable.name);
        if (same) same.push(variable);
        else this.#byName.set(variable.name, [variable]);
      }
    return this.#byName.get(name) ?? [];
  }

  /** The global variable of a name, if the script declares it anywhere. */
  global(name: string): Variable | undefined {
    return this.named(name).find(({ kind }) => kind === 'global');
  }

  /** The reference that a `$name` is. */
  referenceAt(node: SyntaxNode): VariableReference | undefined {
    if (this.#byNode.size === 0) for (const reference of this.references) this.#byNode.set(reference.node, reference);
    return this.#byNode.get(node);
  }

  /** The reference or declaration whose name covers an offset (its end included, where a cursor may stand). */
  at(offset: number): VariableReference | VariableDeclaration | undefined {
    const covers = ({ range }: { range: TextRange }) => range.start <= offset && offset <= range.end;
    for (const variable of this.variables) {
      const declaration = variable.declarations.find(covers);
      if (declaration) return declaration;
    }
    return this.references.find(covers);
  }

  /** The variables that code at an offset sees, the innermost of each name. */
  visibleAt(offset: number): readonly Variable[] {
    let scope = this.scopes[0];
    for (const inner of this.scopes) if (inner.start <= offset && offset <= inner.end) scope = inner;
    return scope ? visibleIn(scope, offset) : [];
  }
}

/** The variables that code at an offset sees whose innermost scope is known; the innermost of each name. */
export function visibleIn(scope: VariableScope, offset: number): readonly Variable[] {
  const visible = new Map<string, Variable>();
  for (let at: VariableScope | undefined = scope; at; at = outerOf(at))
    for (const { variable, range, use } of at.declarations) {
      const isNamed = variable.kind === 'loop' || variable.kind === 'error';
      const from = isNamed ? range.end : use.node.end;
      if (from <= offset && !visible.has(variable.name)) visible.set(variable.name, variable);
    }
  return [...visible.values()];
}

/** The body of the function, or the stored script, that a scope belongs to; undefined where the text itself runs it. */
export function bodyOf(scope: VariableScope): VariableScope | undefined {
  let at: VariableScope | undefined = scope;
  while (at && at.kind === 'block') at = at.parent;
  return at;
}

/** The scope around, where its names are visible. */
export function outerOf(scope: VariableScope): VariableScope | undefined {
  return scope.kind === 'block' ? scope.parent : undefined;
}

/** Finds all variables of a script. `root` is the tree that was resolved; `parts` its scripts, where it has several. */
export function variableScopes(root: SyntaxNode, script: ResolvedScript, parts?: readonly TreePart[]): VariableScopes {
  const walk = new Walk(root, script);
  walk.run(parts);
  return new VariableScopes(walk.variables, walk.references, walk.scopes);
}

interface MutableVariable extends Variable {
  readonly declarations: VariableDeclaration[];
  readonly references: VariableReference[];
}
interface MutableScope extends VariableScope {
  readonly declarations: VariableDeclaration[];
  readonly names: Map<string, MutableVariable>;
}

class Walk {
  readonly variables: MutableVariable[] = [];
  readonly references: VariableReference[] = [];
  readonly scopes: MutableScope[] = [];
  readonly #globals = new Map<string, MutableVariable>();
  readonly #uses: ReadonlyMap<SyntaxNode, CommandUse>;
  /** What is left to be done, the next last: chains of operators nest deeper than calls may. */
  readonly #steps: (() => void)[] = [];

  constructor(
    private readonly root: SyntaxNode,
    script: ResolvedScript,
  ) {
    this.#uses = new Map(script.uses.map((use) => [use.node, use]));
  }

  run(parts: readonly TreePart[] = []): void {
    if (parts.length === 0) {
      const outer = this.#scope(this.root, undefined, 'block');
      this.#do(this.root.nodes.map((node) => () => this.#node(node, outer)));
    } else this.#do(this.#inScripts(parts));
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) step();
    this.references.sort((a, b) => a.range.start - b.range.start);
    for (const variable of this.variables) variable.references.sort((a, b) => a.range.start - b.range.start);
  }

  /** The statements of several scripts, each of which has local variables of its own. */
  #inScripts(parts: readonly TreePart[]): (() => void)[] {
    const scopes = new Map<number, MutableScope>();
    for (const { script, start } of parts) {
      const end = parts.findLast((part) => part.script === script)?.end ?? start;
      if (!scopes.has(script)) scopes.set(script, this.#scope(this.root, undefined, 'block', { start, end }));
    }
    let at = 0;
    return this.root.nodes.flatMap((node) => {
      while (at < parts.length - 1 && (parts[at]?.end ?? 0) <= node.start) at++;
      const scope = scopes.get(parts[at]?.script ?? 0);
      return scope ? [() => this.#node(node, scope)] : [];
    });
  }

  /** Does these next, in this order. */
  #do(steps: readonly (() => void)[]): void {
    for (let i = steps.length - 1; i >= 0; i--) this.#steps.push(steps[i] as () => void);
  }
  #inside(node: SyntaxNode, scope: MutableScope): void {
    this.#do(node.nodes.map((child) => () => this.#node(child, scope)));
  }

  #scope(
    node: SyntaxNode,
    parent: MutableScope | undefined,
    kind: VariableScope['kind'],
    { start, end }: TextRange = node,
  ): MutableScope {
    const scope: MutableScope = { kind, node, parent, start, end, declarations: [], names: new Map() };
    this.scopes.push(scope);
    return scope;
  }

  #node(node: SyntaxNode, scope: MutableScope): void {
    switch (node.kind) {
      case 'command':
        this.#command(node, scope);
        break;
      case 'block':
        this.#inside(node, this.#scope(node, scope, 'block'));
        break;
      case 'substitution':
        // At the start of a statement […] declares for the block around it.
        this.#inside(node, isLeading(node) ? scope : this.#scope(node, scope, 'block'));
        break;
      case 'variable':
        this.#variable(node, scope, isLeading(node) ? 'call' : 'read');
        break;
      case 'bare-value':
        if (isOperand(node)) this.#refer(node.text, node, node, scope, 'bare');
        break;
      default:
        this.#inside(node, scope);
    }
  }

  #variable(node: SyntaxNode, scope: MutableScope, form: VariableReference['form']): void {
    const name = variableName(node);
    if (name !== undefined) this.#refer(name, nameRange(node), node, scope, form);
    else this.#inside(node, scope);
  }

  #command(node: SyntaxNode, scope: MutableScope): void {
    const use = this.#uses.get(node);
    const isGlobal = use?.kind === 'command' && use.command !== undefined && use.menu.parent === undefined;
    const slot = isGlobal ? nameSlot(use) : undefined;
    const target = slot ? use?.arguments.find((argument) => argument.name === slot.argument) : undefined;
    const names = target ? namesOf(target, slot?.kind === 'loop') : [];
    const declare = (into: MutableScope) => {
      if (use && slot?.kind) for (const name of names) this.#declare(name, slot.kind, use, into);
    };
    const parts = node.nodes.map((child) => () => {
      if (slot?.kind === undefined && target && child === target.value && child.kind === 'variable')
        this.#variable(child, scope, 'write');
      else if (target && child === target.value && names.length > 0) return;
      else this.#part(child, use, scope, slot?.kind === 'loop' ? declare : undefined);
    });
    // A value is worked out before its variable exists: `:local url $url` keeps a parameter.
    if (slot?.kind === 'local' || slot?.kind === 'global') parts.push(() => declare(scope));
    if (slot?.kind === 'error') declare(scope);
    if (slot && slot.kind === undefined) {
      for (const name of names) this.#refer(name.text, name.range, target?.value ?? node, scope, 'write');
      // `:set x=1` is read as the name `x` with something behind it that does not belong there.
      const [first] = use?.arguments ?? [];
      if (first?.form === 'named' && !first.argument) this.#refer(first.name, first.nameRange, node, scope, 'write');
    }
    this.#do(parts);
  }

  /** An argument or a value of a command; `declare` puts the counters of a loop into its body. */
  #part(
    node: SyntaxNode,
    use: CommandUse | undefined,
    scope: MutableScope,
    declare: ((into: MutableScope) => void) | undefined,
  ): void {
    const block = node.kind === 'argument' ? node.child('block') : node.kind === 'block' ? node : undefined;
    if (!block || !use) {
      this.#node(node, scope);
      return;
    }
    const slot = bodySlot(use, node.kind === 'argument' ? (node.token('word')?.text ?? '') : '');
    const inner = this.#scope(block, scope, slot === 'function' || slot === 'script' ? slot : 'block');
    declare?.(inner);
    this.#inside(block, inner);
  }

  #declare({ text, range }: Name, kind: VariableKind, use: CommandUse, scope: MutableScope): void {
    // The first declaration in a scope claims the name.
    let variable = scope.names.get(text) ?? (kind === 'global' ? this.#globals.get(text) : undefined);
    if (!variable) {
      variable = { name: text, kind, declarations: [], references: [] };
      this.variables.push(variable);
    }
    if (variable.kind === 'global') this.#globals.set(text, variable);
    scope.names.set(text, variable);
    const declaration = { variable, range, use, scope };
    variable.declarations.push(declaration);
    scope.declarations.push(declaration);
  }

  #refer(
    name: string,
    { start, end }: TextRange,
    node: SyntaxNode,
    scope: MutableScope,
    form: VariableReference['form'],
  ): void {
    const variable = find(name, scope);
    const reference = { name, form, range: { start, end }, node, scope, variable };
    this.references.push(reference);
    variable?.references.push(reference);
  }
}

function find(name: string, scope: MutableScope): MutableVariable | undefined {
  for (let at: MutableScope | undefined = scope; at; at = outerOf(at) as MutableScope | undefined) {
    const variable = at.names.get(name);
    if (variable) return variable;
  }
  return undefined;
}
