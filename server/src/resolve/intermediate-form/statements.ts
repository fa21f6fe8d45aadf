import { compareRouterOsVersions } from '../../base/routeros-version';
import type { Catalogue, Command, Menu } from '../../catalogue/catalogue';
import type { SyntaxNode, SyntaxToken } from '../../syntax/syntax-node';
import type { ArgumentUse, CommandUse } from '../command-use';
import { staticValue } from '../static-value';
import { ConditionForm } from './conditions';
import { type ExpressionForm, writeArray, writeExpression } from './expressions';
import { normalizeLiteral } from './literals';
import { type PlainArgument, plainCondition } from './plain-condition';
import { statementsOf } from './statement-list';
import { typedValue } from './typed-values';

/** Writes statements, each in the menu in which it stands. */
export class StatementWriter {
  constructor(
    private readonly uses: ReadonlyMap<SyntaxNode, CommandUse>,
    private readonly catalogue: Catalogue,
    private readonly text: string,
    /** The line and column of an offset, as the router writes them. */
    private readonly position: (offset: number) => string,
  ) {}

  /** The statements of a script, block or substitution. */
  list(container: SyntaxNode, outer: Menu): string[] {
    let menu = outer;
    let written: string[] = [];
    for (const node of statementsOf(container)) {
      if (node?.kind === 'error') break;
      const leading = node?.kind === 'expression-statement' ? node.nodes[0] : undefined;
      if (node && leading?.kind === 'substitution') {
        // The router takes all that stands before such a statement into its head.
        const head = [...written, ...this.bodyOf(leading, menu)];
        // Joined one by one: each such statement takes in the whole text before it, and `join` would copy it each time.
        const code = head.length === 1 ? head[0] : `(evl ${head.reduce((all, next) => `${all};${next}`)})`;
        written = [`(<%% ${code} ${this.plainArguments(node.nodes.slice(1), [], menu)})`];
        continue;
      }
      written.push(node ? this.statement(node, menu) : pathOf(menu));
      const use = node && this.uses.get(node);
      if (use?.kind === 'menu' && !node?.child('block')) menu = use.menu;
    }
    return written;
  }

  private bodyOf(container: SyntaxNode, menu: Menu): string[] {
    const list = this.list(container, menu);
    return list.length > 0 ? list : [pathOf(menu)];
  }

  private code(container: SyntaxNode, menu: Menu): string {
    return `(evl ${this.bodyOf(container, menu).join(' ')})`;
  }

  private statement(node: SyntaxNode, menu: Menu): string {
    if (node.kind === 'block') return this.code(node, menu);
    const [head, ...rest] = node.nodes;
    if (node.kind === 'call' && head) {
      const callee = writeExpression(head, this.form(menu));
      return `(<%% ${callee} ${this.plainArguments(rest, [`(> ${callee})`], menu)})`;
    }
    if (node.kind === 'expression-statement' && head)
      return `(<%% ${writeExpression(head, this.form(menu))} ${this.plainArguments(rest, [], menu)})`;
    const use = this.uses.get(node);
    return use ? this.command(node, use, menu) : '';
  }

  private command(node: SyntaxNode, use: CommandUse, context: Menu): string {
    const block = node.child('block');
    if (use.kind === 'menu') return block ? this.code(block, use.menu) : pathOf(use.menu);
    if (use.kind === 'unknown' && use.word) return this.unknown(node, use.word, context);
    if (!use.command) return pathOf(use.menu);
    const inner = use.menu !== this.catalogue.root || node.child('path')?.token('/') ? use.menu : context;
    const values = new Map<string, string>();
    let previous = 'true';
    let bad = '';
    for (const argument of use.arguments) {
      if (!argument.argument) bad ||= this.badParameter(argument);
      // An argument that is given without a value is not there.
      if (!argument.argument || (argument.form === 'named' && !argument.value)) continue;
      const value = this.argument(use, argument, previous, inner);
      values.set(argument.name, value);
      previous = value;
    }
    if (use.filter && use.menu === this.catalogue.root) this.globalFind(use, use.filter, inner, values);
    else if (use.filter) values.set('where', this.filter(use.filter, use.menu, inner));
    return `(evl ${bad}${this.commandPath(use.command)}${writeArray([], values)})`;
  }

  /** 7.23 reads over a name that the command does not have; of several it tells the first, by where its name ends. */
  private badParameter({ form, nameRange, text }: ArgumentUse): string {
    const name = form === 'positional' ? (text ?? '') : this.text.slice(nameRange.start, nameRange.end);
    return `bad parameter ${name} ${this.position(nameRange.end)} `;
  }

  private commandPath({ name, menu }: Command): string {
    const { version } = this.catalogue;
    if (name === 'ping' && !menu.parent && version && compareRouterOsVersions(version, PING_IS_A_TOOL) >= 0)
      return '/tool/ping';
    return `${pathOf(menu)}${name}`;
  }

  /** A switch takes the value of the argument before it: an oddity of the router, which makes no difference to it. */
  private argument(use: CommandUse, argument: ArgumentUse, previous: string, menu: Menu): string {
    const { value, text, form, name } = argument;
    if (form === 'positional' && !value && text === '') return previous;
    if (form === 'unset') return '';
    if (isVariableName(use, name) && text !== undefined)
      return text
        .split(',')
        .map((part) => `$${part}`)
        .join(';');
    if (!value) return text === undefined || !argument.argument ? '' : typedValue(argument.argument, text);
    if (value.kind === 'block') {
      const holdsCode = name === 'do' || (CODE.has(name) && use.menu.parent === undefined);
      return holdsCode ? `;${this.code(value, menu)}` : (staticValue(value) ?? '');
    }
    return this.value(value, menu, (bare) => (argument.argument ? typedValue(argument.argument, bare) : bare));
  }

  private value(node: SyntaxNode, menu: Menu, typed: (text: string) => string): string {
    if (node.kind === 'bare-value') return typed(node.text);
    return writeExpression(node, this.form(menu));
  }

  /** `find` without its colon, and without a menu that it could belong to: its values were parsed as a condition. */
  private globalFind(use: CommandUse, filter: SyntaxNode, menu: Menu, values: Map<string, string>): void {
    const condition = filter.nodes[0];
    const operands = condition?.kind === 'juxtaposition' ? condition.nodes : filter.nodes;
    const written = operands.flatMap((operand) => {
      const [left, right] = isNegativeValue(operand) ? operand.nodes : [operand];
      const first = left ? [this.value(left, menu, normalizeLiteral)] : [];
      return right ? [...first, normalizeLiteral(`-${right.text}`)] : first;
    });
    for (const [index, value] of written.entries()) values.set(use.command?.positional[index] ?? '', value);
  }

  /** The number behind a condition is 0 where all its names are no properties of the menu, and else 5. */
  private filter(filter: SyntaxNode, menu: Menu, inner: Menu): string {
    const condition = filter.nodes[0];
    if (!condition) return '';
    const form = new ConditionForm(menu, this.form(inner));
    const written = writeExpression(condition, form);
    return `${written};${form.namesNoProperty ? 0 : 5}`;
  }

  private unknown(node: SyntaxNode, word: SyntaxToken, menu: Menu): string {
    const path = node.child('path');
    const words = (path?.tokens('word') ?? []).filter((token) => token.start > word.start).map((token) => token.text);
    const rest = node.nodes.filter((child) => child.kind !== 'path');
    const values = this.plainArguments(rest, [word.text, ...words], menu);
    return `(<%% bad command name ${word.text} ${this.position(word.start)} ${values})`;
  }

  /** Arguments that have no types: those of a function, and of a word that is no command. */
  private plainArguments(nodes: readonly SyntaxNode[], first: readonly string[], menu: Menu): string {
    const plain = [...first];
    const named = new Map<string, string>();
    for (const node of nodes) {
      for (const { name, value } of plainArgumentsIn(node)) {
        const written = this.plainValue(value, menu);
        if (name === undefined) plain.push(written);
        else named.set(name, written);
      }
    }
    return writeArray(plain, named);
  }

  private plainValue(node: SyntaxNode | string, menu: Menu): string {
    if (typeof node === 'string') return node;
    if (node.kind === 'block') return `;${this.code(node, menu)}`;
    return this.value(node, menu, (text) => text);
  }

  private form(menu: Menu): ExpressionForm {
    return { code: (node) => this.code(node, menu) };
  }
}

/** The first release in which `/ping` is another name of `/tool/ping`. */
const PING_IS_A_TOOL = { major: 7, minor: 23 };

/** Arguments of the script language that hold code; those of menus, but for `do`, hold the text of a script. */
const CODE = new Set(['else', 'on-error', 'command', 'in']);

function plainArgumentsIn(node: SyntaxNode): PlainArgument[] {
  if (node.kind === 'filter') return plainCondition(node);
  if (node.kind !== 'argument') return [{ value: node }];
  return [{ name: node.token('word')?.text ?? '', value: node.nodes[0] ?? '' }];
}

/** `"x" -1` in what was parsed as a condition: a blank before the sign and none behind it make it two values. */
function isNegativeValue(node: SyntaxNode): boolean {
  const sign = node.kind === 'binary' ? node.token('operator') : undefined;
  const [left, right] = node.nodes;
  return sign?.text === '-' && left !== undefined && left.end < sign.start && right?.start === sign.end;
}

function pathOf(menu: Menu): string {
  return menu.parent ? `${menu.path}/` : '/';
}

const NAMES: Readonly<Record<string, string>> = {
  local: 'name',
  global: 'name',
  set: 'name',
  for: 'counter',
  foreach: 'counter',
  onerror: 'error',
};

/** Whether an argument is the name of a variable, which the router prints with its `$`. */
function isVariableName(use: CommandUse, name: string): boolean {
  return use.menu.parent === undefined && NAMES[use.command?.name ?? ''] === name;
}
