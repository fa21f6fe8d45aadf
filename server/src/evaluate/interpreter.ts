import type { Catalogue, Menu } from '../catalogue/catalogue';
import { argumentOf, type CommandUse } from '../resolve/command-use';
import { resolveScript } from '../resolve/resolve-script';
import { refusalOf } from '../resolve/router-verdict';
import { staticValue, variableName } from '../resolve/static-value';
import { SyntaxNode } from '../syntax/syntax-node';
import { parse } from '../syntax/syntax-tree';
import { type EffectItem, type Effects, ScriptError, Unknowable } from './effects';
import { runGlobalCommand } from './global-commands';
import { applyBinary } from './operators';
import { Scope } from './scope';
import {
  isTrue,
  listOf,
  numberOf,
  type ScriptCode,
  ScriptFunction,
  textOf,
  UNKNOWN,
  Unknown,
  type Value,
} from './value';

export interface RunOptions {
  readonly catalogue: Catalogue;
  readonly effects: Effects;
  /** The global variables; they live on from one script to the next. */
  readonly globals?: Map<string, Value>;
  /** Variables that the router itself sets for the script. */
  readonly variables?: ReadonlyMap<string, Value>;
  /** What a variable holds that no statement gave a value; `nil` where absent. */
  readonly unset?: Value;
  /** How many statements may run; a script that loops for ever ends there. */
  readonly maxSteps?: number;
}

export interface RunResult {
  /** Undefined where the script ran to its end. What ran before an error stays done. */
  readonly error: ScriptError | undefined;
  /** What the last statement gave. */
  readonly value: Value;
}

/** Thrown by `:return` up to the call of the function. */
class Return {
  constructor(readonly value: Value) {}
}

/** Runs a script, statement by statement, on the given router. Never throws, never hangs. */
export function runScript(text: string, options: RunOptions): RunResult {
  try {
    return { error: undefined, value: new Interpreter(text, options).run() };
  } catch (error) {
    if (error instanceof Return) return { error: undefined, value: error.value };
    if (error instanceof ScriptError) return { error, value: undefined };
    return {
      error: new ScriptError(error instanceof Error ? error.message : String(error), 1, undefined),
      value: undefined,
    };
  }
}

export class Interpreter {
  readonly #root: SyntaxNode;
  /** The script whose statements run: another one's, while its function runs. */
  #code: ScriptCode;
  readonly #globals: Map<string, Value>;
  #steps: number;
  #depth = 0;
  /** How many `on-error` stand around the statement that runs. */
  #handlers = 0;

  constructor(
    text: string,
    readonly options: RunOptions,
  ) {
    this.#globals = options.globals ?? new Map();
    this.#steps = options.maxSteps ?? 100_000;
    const { root, code } = read(text, options.catalogue);
    this.#root = root;
    this.#code = code;
  }

  run(): Value {
    const scope = new Scope(undefined, this.#globals, this.options.unset);
    for (const [name, value] of this.options.variables ?? []) scope.declareLocal(name, value);
    return this.statements(this.#root, scope);
  }

  line(offset: number): number {
    return lineOf(this.#code.text, offset);
  }

  /** Counts one step; ends a script that would run for ever. */
  tick(offset: number): void {
    if (--this.#steps < 0) throw new ScriptError('the script ran for too long', this.line(offset), undefined);
  }

  /** Whether a condition holds; one that is not known is decided by the effects. */
  holds(value: Value): boolean {
    return value instanceof Unknown ? (this.options.effects.decide?.() ?? false) : isTrue(value);
  }

  /** Runs what an `on-error` stands behind. */
  guarded(run: () => void): void {
    this.#handlers++;
    try {
      run();
    } finally {
      this.#handlers--;
    }
  }

  /** Runs a command on the router. One whose outcome is not known may fail; that matters where something catches it. */
  effect(...call: Parameters<Effects['run']>): Value {
    const { effects } = this.options;
    const value = effects.run(...call);
    if (value instanceof Unknown && this.#handlers > 0 && effects.decide?.()) throw new Error('failure');
    return value;
  }

  /** Runs statements in order; the value is that of the last one. */
  statements(container: SyntaxNode, scope: Scope): Value {
    let value: Value;
    for (const node of container.nodes) {
      if (node.kind === 'block') value = this.statements(node, scope.child());
      else if (node.kind === 'command' || node.kind === 'call' || node.kind === 'expression-statement')
        value = this.statement(node, scope);
    }
    return value;
  }

  statement(node: SyntaxNode, scope: Scope): Value {
    this.tick(node.start);
    this.options.effects.at?.(node);
    if (node.kind === 'call') return this.call(node, scope);
    if (node.kind === 'expression-statement') {
      const value = node.nodes[0] ? this.value(node.nodes[0], scope) : undefined;
      return value instanceof ScriptFunction ? this.call(node, scope) : value;
    }
    const use = this.#code.uses.get(`${node.start} ${node.end} ${node.kind}`);
    if (!use || use.kind === 'menu') {
      const block = node.child('block');
      return block ? this.statements(block, scope.child()) : undefined;
    }
    if (use.kind === 'unknown' || !use.command)
      throw new ScriptError(`bad command name ${use.word?.text ?? ''}`, this.line(node.start), undefined);
    try {
      return use.menu.parent ? this.menuCommand(use, use.menu, scope) : runGlobalCommand(this, use, scope);
    } catch (error) {
      if (error instanceof ScriptError || error instanceof Return || error instanceof Unknowable) throw error;
      const path = use.menu.parent ? `${use.menu.path}/${use.command.name}` : undefined;
      throw new ScriptError(error instanceof Error ? error.message : String(error), this.line(node.start), path);
    }
  }

  /** Code of the script that runs, to be called later. */
  functionOf(body: SyntaxNode): ScriptFunction {
    return new ScriptFunction(body, this.#code);
  }

  /** What `:parse` makes of a text; an error where the router would not accept it. */
  parsed(text: string): ScriptFunction {
    const { root, code } = read(text, this.options.catalogue);
    return new ScriptFunction(root, code);
  }

  returnValue(value: Value): never {
    throw new Return(value);
  }

  /** Runs the body of a function in a scope of its own; `$1`, `$2` and named arguments are its parameters. */
  call(node: SyntaxNode, scope: Scope): Value {
    const [callee, ...args] = node.nodes;
    const name = callee ? variableName(callee) : undefined;
    const found = name === undefined ? undefined : scope.get(name);
    if (found instanceof Unknown) throw new Unknowable(`the function ${name} is not known`);
    if (!(found instanceof ScriptFunction)) return found;
    if (++this.#depth > 100)
      throw new ScriptError('functions call each other too deeply', this.line(node.start), undefined);
    const inner = scope.fresh();
    inner.declareLocal('0', name);
    let position = 1;
    for (const argument of args) {
      if (argument.kind === 'argument')
        inner.declareLocal(
          argument.token('word')?.text ?? '',
          argument.nodes[0] ? this.value(argument.nodes[0], scope) : '',
        );
      else inner.declareLocal(String(position++), this.value(argument, scope));
    }
    const caller = this.#code;
    this.#code = found.code;
    try {
      return found.body && this.statements(found.body, inner);
    } catch (error) {
      if (error instanceof Return) return error.value;
      throw error;
    } finally {
      this.#code = caller;
      this.#depth--;
    }
  }

  private menuCommand(use: CommandUse, menu: Menu, scope: Scope): Value {
    const name = use.command?.name ?? '';
    if (name === 'find') return this.find(use, menu.path, scope);
    if (name === 'print' && use.arguments.some((argument) => argument.name === 'count-only')) {
      const found = this.find(use, menu.path, scope);
      return found instanceof Unknown ? UNKNOWN : listOf(found).length;
    }
    const values = new Map<string, string>();
    const unknown: string[] = [];
    let selected: readonly string[] | Unknown | undefined;
    for (const argument of use.arguments) {
      const value = argument.value ? this.value(argument.value, scope) : (argument.text ?? '');
      if (['numbers', 'number', '.id'].includes(argument.name)) selected = this.select(menu.path, value);
      else if (argument.form === 'unset') values.set(`!${argument.name}`, '');
      else if (value instanceof Unknown) unknown.push(argument.name);
      else values.set(argument.name, scriptText(argument.value, value));
    }
    if (name === 'print' && values.has('count-only')) {
      const found = this.find(use, menu.path, scope);
      return found instanceof Unknown ? UNKNOWN : listOf(found).length;
    }
    if (name === 'print' && values.has('as-value')) return this.rows(menu.path, this.find(use, menu.path, scope));
    if (name === 'get') return this.get(menu.path, selected, values.get('value-name'));
    const isUnknown = selected instanceof Unknown;
    const ids = selected instanceof Unknown ? [] : selected;
    return this.effect(menu.path, name, values, ids, { values: unknown, selection: isUnknown });
  }

  private find(use: CommandUse, menu: string, scope: Scope): Value {
    const condition = use.filter?.nodes[0];
    const items = this.options.effects.items(menu);
    if (items instanceof Unknown) return UNKNOWN;
    return items
      .filter((item) => !condition || this.holds(this.condition(condition, item, scope)))
      .map((item) => item.id);
  }

  /** A selector's value as ids: ids, names, or numbers by position. */
  private select(menu: string, value: Value): readonly string[] | Unknown {
    const { effects } = this.options;
    const items = effects.items(menu);
    if (items instanceof Unknown || value instanceof Unknown) return UNKNOWN;
    const ids: string[] = [];
    for (const text of listOf(value).flatMap((member) =>
      typeof member === 'string' ? member.split(',') : [textOf(member)],
    )) {
      const isNumber = /^\d+$/.test(text);
      const item =
        items.find(({ id }) => id === text) ??
        items.find(({ properties }) => properties.get('name') === text) ??
        (isNumber && !effects.decide ? items[Number(text)] : undefined);
      if (item) ids.push(item.id);
      else if (!effects.decide) throw new Error('no such item');
      else if (isNumber) return UNKNOWN;
    }
    return ids;
  }

  /** What `print as-value` gives. */
  private rows(menu: string, found: Value): Value {
    const items = this.options.effects.items(menu);
    if (items instanceof Unknown || found instanceof Unknown) return UNKNOWN;
    const ids = listOf(found);
    return items
      .filter(({ id }) => ids.includes(id))
      .map(({ id, properties }) => new Map<string, Value>([...properties, ['.id', id]]));
  }

  private get(menu: string, selected: readonly string[] | Unknown | undefined, property: string | undefined): Value {
    const items = this.options.effects.items(menu);
    if (items instanceof Unknown || selected instanceof Unknown) return UNKNOWN;
    const item = selected ? items.find((candidate) => candidate.id === selected[0]) : items[0];
    if (!item && this.options.effects.decide) return UNKNOWN;
    if (!item) throw new Error('no such item');
    if (property === undefined) return new Map<string, Value>(item.properties);
    const value = propertyValue(item, property);
    return numberOf(value) ?? value;
  }

  /** A condition of `find`: bare names are properties of the item. */
  private condition(node: SyntaxNode, item: EffectItem, scope: Scope): Value {
    switch (node.kind) {
      case 'juxtaposition':
        return node.nodes.every((inner) => this.holds(this.condition(inner, item, scope)));
      case 'parenthesized':
        return node.nodes[0] ? this.condition(node.nodes[0], item, scope) : undefined;
      case 'bare-value':
        return propertyValue(item, node.text);
      case 'unary':
        return node.token('operator')?.text === '!' && node.nodes[0]
          ? not(this.condition(node.nodes[0], item, scope))
          : this.value(node, scope);
      case 'binary': {
        const operator = node.token('operator')?.text ?? '';
        const [left, right] = node.nodes;
        if (!left || !right) return undefined;
        const isLogic = ['and', 'or', '&&', '||'].includes(operator);
        const leftValue = this.condition(left, item, scope);
        const rightValue = isLogic ? this.condition(right, item, scope) : this.value(right, scope);
        return applyBinary(operator, leftValue, rightValue);
      }
      default:
        return this.value(node, scope);
    }
  }

  /** The value of an argument or an expression. */
  value(node: SyntaxNode, scope: Scope, isExpression = false): Value {
    switch (node.kind) {
      case 'string':
        return this.string(node, scope);
      case 'bare-value':
        return isExpression ? literal(node.text, scope) : node.text;
      case 'variable':
        return this.variable(node, scope);
      case 'parenthesized':
        return node.nodes[0] ? this.value(node.nodes[0], scope, true) : undefined;
      case 'substitution':
        return this.statements(node, scope);
      case 'array':
        return this.array(node, scope);
      case 'juxtaposition':
        return node.nodes.map((inner) => this.value(inner, scope, true));
      case 'binary': {
        const [left, right] = node.nodes;
        if (!left || !right) return undefined;
        return applyBinary(
          node.token('operator')?.text ?? '',
          this.value(left, scope, true),
          this.value(right, scope, true),
        );
      }
      case 'unary':
        return this.unary(node, scope);
      case 'block':
        return staticValue(node);
      default:
        return undefined;
    }
  }

  private unary(node: SyntaxNode, scope: Scope): Value {
    const operand = node.nodes[0] ? this.value(node.nodes[0], scope, true) : undefined;
    switch (node.token('operator')?.text) {
      case '!':
        return not(operand);
      case '-':
        return operand instanceof Unknown ? UNKNOWN : -(numberOf(operand) ?? 0);
      case '~':
        return operand instanceof Unknown ? UNKNOWN : ~(numberOf(operand) ?? 0);
      default:
        return operand;
    }
  }

  private variable(node: SyntaxNode, scope: Scope): Value {
    const name = variableName(node);
    if (name !== undefined) return scope.get(name);
    const inner = node.nodes[0];
    return inner ? this.value(inner, scope) : undefined;
  }

  private string(node: SyntaxNode, scope: Scope): Value {
    const plain = staticValue(node);
    if (plain !== undefined) return plain;
    const parts: string[] = [];
    for (const element of node.elements) {
      if (element instanceof SyntaxNode) {
        const value = this.value(element, scope);
        if (value instanceof Unknown) return UNKNOWN;
        parts.push(textOf(value));
      } else if (element.kind === 'string-text') parts.push(element.text);
      else if (element.kind === 'escape') parts.push(unescape(element.text));
    }
    return parts.join('');
  }

  private array(node: SyntaxNode, scope: Scope): Value {
    const list: Value[] = [];
    const map = new Map<string, Value>();
    for (const member of node.nodes) {
      const [key, value] = member.nodes;
      if (member.kind === 'binary' && member.token('operator')?.text === '=' && key && value)
        map.set(key.kind === 'bare-value' ? key.text : textOf(this.value(key, scope)), this.value(value, scope, true));
      else list.push(this.value(member, scope, true));
    }
    // Which members a list has must be known to go through it.
    if ([...list, ...map.values()].some((value) => value instanceof Unknown)) return UNKNOWN;
    return map.size > 0 ? map : list;
  }

  /** The value of a named argument of a global command. */
  argument(use: CommandUse, name: string, scope: Scope): Value {
    const argument = argumentOf(use, name);
    return argument?.value ? this.value(argument.value, scope) : argument?.text;
  }
}

/** Reads a script; an error where the router would not accept it. */
function read(text: string, catalogue: Catalogue): { root: SyntaxNode; code: ScriptCode } {
  const tree = parse(text);
  const script = resolveScript(tree, catalogue);
  const refusal = refusalOf(tree, script, catalogue);
  if (refusal) {
    const line = text.slice(text.lastIndexOf('\n', refusal.offset - 1) + 1, refusal.offset);
    const column = new TextEncoder().encode(line).length + 1;
    throw new ScriptError(refusal.verdict, lineOf(text, refusal.offset), undefined, false, column);
  }
  const uses = new Map<string, CommandUse>();
  for (const use of script.uses) uses.set(`${use.node.start} ${use.node.end} ${use.node.kind}`, use);
  return { root: tree.root, code: { text, uses } };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function not(value: Value): Value {
  return value instanceof Unknown ? UNKNOWN : !isTrue(value);
}

function propertyValue(item: EffectItem, name: string): Value {
  const value = item.properties.get(name) ?? item.missing?.(name);
  return value === 'true' ? true : value === 'false' ? false : (value ?? '');
}

/** A bare word in an expression: a literal, or the name of a variable. */
function literal(text: string, scope: Scope): Value {
  const number = numberOf(text);
  if (number !== undefined) return number;
  if (text === 'true' || text === 'yes') return true;
  if (text === 'false' || text === 'no') return false;
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(text)) return scope.get(text) as Value;
  return text;
}

/** The text of a value for a property; a list is written with commas, as properties are. */
function scriptText(node: SyntaxNode | undefined, value: Value): string {
  if (node?.kind === 'block') return staticValue(node) ?? '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(textOf).join(',') : textOf(value);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', _: ' ' };
function unescape(text: string): string {
  const rest = text.slice(1);
  if (/^\s/.test(rest)) return '';
  return /^[0-9A-F]{2}$/.test(rest) ? String.fromCharCode(Number.parseInt(rest, 16)) : (ESCAPES[rest] ?? rest);
}
