import { applyBinary } from '../evaluate/operators';
import { ScriptFunction, textOf, UNKNOWN, Unknown, type Value } from '../evaluate/value';
import { type ArgumentUse, argumentOf, type CommandUse } from '../resolve/command-use';
import { staticValue, stringValue, variableName } from '../resolve/static-value';
import { nameSlot, namesOf } from '../resolve/variable-names';
import type { SyntaxNode } from '../syntax/syntax-node';

/** What the variables of a script hold while its statements run, as far as the text alone tells: no command is asked. */
export class KnownVariables {
  readonly #values = new Map<string, Value>();
  /** Where the block begins in which a local variable is declared; names of several blocks are not kept apart. */
  readonly #homes = new Map<string, number>();

  /** Follows a `:local`, `:global` or `:set`; other statements change nothing. */
  follow(use: CommandUse, isCertain: boolean): void {
    for (const name of writtenNames(use)) {
      const value = argumentOf(use, 'value');
      // `:global name` alone makes a variable known that has its value already.
      if (!value && use.command?.name === 'global') continue;
      const isOnly = use.command?.name !== 'local' || this.#isOnly(name, use.node.parent);
      this.set(name, isCertain && isOnly && value ? this.#argument(value) : UNKNOWN);
    }
  }

  #isOnly(name: string, block: SyntaxNode | undefined): boolean {
    const home = block?.kind === 'block' ? block.start : -1;
    if (!this.#homes.has(name)) this.#homes.set(name, home);
    return this.#homes.get(name) === home;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** Code that may run never or often writes these: from here on nobody knows what they hold. */
  forget(uses: readonly CommandUse[]): void {
    for (const use of uses) for (const name of [...writtenNames(use), ...countersOf(use)]) this.set(name, UNKNOWN);
  }

  /** The text that an argument gives a property; undefined where it is not known. */
  textOf(argument: ArgumentUse): string | undefined {
    if (argument.text !== undefined || !argument.value) return argument.text;
    return propertyText(this.value(argument.value));
  }

  /** The text of a value in a condition; undefined where it is not known. */
  textOfNode = (node: SyntaxNode | undefined): string | undefined =>
    staticValue(node) ?? (node && propertyText(this.value(node)));

  /** What a value or an expression comes to. */
  value(node: SyntaxNode, isExpression = false): Value {
    switch (node.kind) {
      case 'string':
        return this.#string(node);
      case 'bare-value':
        return isExpression ? this.#word(node.text) : node.text;
      case 'variable':
        return this.#variable(node);
      case 'parenthesized':
        return node.nodes[0] ? this.value(node.nodes[0], true) : UNKNOWN;
      case 'array':
        return this.#array(node);
      case 'binary': {
        const [left, right] = node.nodes;
        if (!left || !right) return UNKNOWN;
        return calculated(node.token('operator')?.text ?? '', this.value(left, true), this.value(right, true));
      }
      default:
        return UNKNOWN;
    }
  }

  #argument({ value, text }: ArgumentUse): Value {
    if (value?.kind === 'block') return UNKNOWN;
    return value ? this.value(value) : text;
  }

  #variable(node: SyntaxNode): Value {
    const name = variableName(node);
    const value = name === undefined ? UNKNOWN : this.#values.get(name);
    return value instanceof ScriptFunction || value === undefined ? UNKNOWN : value;
  }

  /** A word in an expression: a number, an address, or the name of a variable. */
  #word(text: string): Value {
    if (/^\d+$/.test(text)) return Number(text);
    if (text === 'true' || text === 'yes') return true;
    if (text === 'false' || text === 'no') return false;
    return /^[A-Za-z][A-Za-z0-9]*$/.test(text) ? (this.#values.get(text) ?? UNKNOWN) : text;
  }

  #string(node: SyntaxNode): Value {
    const text = stringValue(node, (part) => {
      const value = this.value(part);
      return value instanceof Unknown ? undefined : textOf(value);
    });
    return text ?? UNKNOWN;
  }

  #array(node: SyntaxNode): Value {
    const list: Value[] = [];
    const map = new Map<string, Value>();
    for (const member of node.nodes) {
      const [key, value] = member.nodes;
      const isPair = member.kind === 'binary' && member.token('operator')?.text === '=' && key && value;
      const known = this.value(isPair ? value : member, true);
      if (known instanceof Unknown) return UNKNOWN;
      if (!isPair) list.push(known);
      else if (key.kind === 'bare-value' || key.kind === 'string') map.set(staticValue(key) ?? '', known);
      else return UNKNOWN;
    }
    return map.size === 0 ? list : list.length === 0 ? map : UNKNOWN;
  }
}

/** The counters of `:for` and `:foreach`. */
export function countersOf(use: CommandUse): readonly string[] {
  if (use.menu.parent !== undefined || nameSlot(use)?.kind !== 'loop') return [];
  const counter = argumentOf(use, 'counter');
  return counter ? namesOf(counter, true).map(({ text }) => text) : [];
}

/** The variables that a `:local`, `:global` or `:set` gives a value. */
function writtenNames(use: CommandUse): readonly string[] {
  if (use.kind !== 'command' || use.menu.parent !== undefined || use.slot === 'script') return [];
  if (!WRITING.has(use.command?.name ?? '')) return [];
  const name = argumentOf(use, 'name');
  return name ? namesOf(name, false).map(({ text }) => text) : [];
}

const WRITING: ReadonlySet<string> = new Set(['local', 'global', 'set']);

function calculated(operator: string, left: Value, right: Value): Value {
  try {
    return applyBinary(operator, left, right) ?? UNKNOWN;
  } catch {
    // What the router refuses to calculate ends the script there.
    return UNKNOWN;
  }
}

/** A list is written with commas, as properties are. */
function propertyText(value: Value): string | undefined {
  if (value === undefined || value instanceof Unknown || value instanceof Map) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(textOf).join(',') : textOf(value);
}
