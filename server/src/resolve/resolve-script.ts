import type { TextRange } from '../base/text-range';
import type { Argument, Catalogue, Command, Menu } from '../catalogue/catalogue';
import { lookupWord } from '../catalogue/catalogue';
import { OutlineNode, placed } from '../syntax/outline-node';
import { BLOCK_ARGUMENTS, SCRIPT_ARGUMENTS } from '../syntax/parser/arguments';
import type { SyntaxChunk } from '../syntax/syntax-chunk';
import { SyntaxNode, SyntaxToken } from '../syntax/syntax-node';
import type { SyntaxTree } from '../syntax/syntax-tree';
import { ADDRESS_LIST, partsOf } from './address-rows';
import type { ArgumentUse, CodeSlot, CommandUse, PlacedEntries, ResolvedScript } from './command-use';
import { staticValue } from './static-value';

/**
 * Finds what every statement means. The menu in which a statement stands is a fold over the statements before it in the
 * same block: a statement that is only a path changes it, a bracket's end restores it.
 */
export function resolveScript(tree: SyntaxTree, catalogue: Catalogue): ResolvedScript {
  const resolver = new Resolver(catalogue);
  if (tree.parts) resolver.scripts(tree);
  else resolver.statements(tree.root, catalogue.root, undefined, undefined);
  return { uses: resolver.uses, entries: [] };
}

/** A script without the plain entries of its long address lists, of which no rule has anything to say. */
export interface ScriptOutline {
  /** Its other statements, and what stands between them. */
  readonly root: SyntaxNode;
  readonly script: ResolvedScript;
}

/**
 * Resolves a script but for the long runs of plain entries in its address lists: what these come to is known chunk by
 * chunk, so that an edit elsewhere costs nothing for them.
 */
export function resolveOutline(tree: SyntaxTree, catalogue: Catalogue): ScriptOutline {
  // What several scripts come to is read as a whole.
  if (tree.parts) return { root: tree.root, script: resolveScript(tree, catalogue) };
  const resolver = new Resolver(catalogue);
  const root = new OutlineNode(tree.text.length);
  const entries: PlacedEntries[] = [];
  let menu: Menu = catalogue.root;
  let offset = 0;
  for (const chunk of tree.text.chunks) {
    for (const { rows, isRooted, from, to, start } of partsOf(chunk)) {
      const at = offset + start;
      const list = rows ? resolver.addressList(isRooted, menu) : undefined;
      if (rows && list) {
        entries.push({ rows, behind: resolver.uses.length, uses: () => usesOf(chunk, from, to, at, list) });
        continue;
      }
      for (const [element, place] of placed(chunk.elements.slice(from, to), at)) {
        const shown = root.show(element, place);
        if (shown instanceof SyntaxNode) menu = resolver.statement(shown, menu, undefined, undefined);
      }
    }
    offset += chunk.text.length;
  }
  return { root, script: { uses: resolver.uses, entries } };
}

/** The uses of a run of statements of the top level. */
function usesOf(chunk: SyntaxChunk, from: number, to: number, start: number, menu: Menu): readonly CommandUse[] {
  const root = new OutlineNode(0);
  for (const [element, place] of placed(chunk.elements.slice(from, to), start)) root.show(element, place);
  return resolveStatements(root, menu).uses;
}

/** The same for a part of a script whose first statement stands in the given menu. */
export function resolveStatements(container: SyntaxNode, menu: Menu): ResolvedScript {
  const resolver = new Resolver(menu.catalogue);
  resolver.statements(container, menu, undefined, undefined);
  return { uses: resolver.uses, entries: [] };
}

/** Commands whose bodies may run never, or more than once. */
const BRANCHING = new Set(['if', 'for', 'foreach', 'while', 'do', 'retry', 'onerror']);

class Resolver {
  readonly uses: CommandUse[] = [];
  /** Whether the statements read now stand behind a path that names nothing. */
  private lost = false;

  constructor(private readonly catalogue: Catalogue) {}

  /** The statements of a block, a substitution or the script. */
  statements(container: SyntaxNode, menu: Menu, holder: CommandUse | undefined, slot: CodeSlot | undefined): void {
    let current = menu;
    const outer = this.lost;
    for (const node of container.nodes) current = this.statement(node, current, holder, slot);
    this.lost = outer;
  }

  /** The statements of several scripts: each begins in the root menu, and goes on in its own behind one that it imports. */
  scripts(tree: SyntaxTree): void {
    const states = new Map<number, { menu: Menu; lost: boolean }>();
    for (const node of tree.root.nodes) {
      const script = tree.scriptAt(node.start);
      const state = states.get(script) ?? { menu: this.catalogue.root, lost: false };
      this.lost = state.lost;
      const menu = this.statement(node, state.menu, undefined, undefined);
      states.set(script, { menu, lost: this.lost });
    }
  }

  /** One statement; the answer is the menu for those behind it. */
  statement(node: SyntaxNode, menu: Menu, holder: CommandUse | undefined, slot: CodeSlot | undefined): Menu {
    switch (node.kind) {
      case 'command': {
        const use = this.command(node, menu, holder, slot);
        if (use.kind === 'menu' && !node.child('block')) {
          this.lost = false;
          return use.menu;
        }
        if (use.kind === 'unknown' && isPathOnly(node)) this.lost = true;
        break;
      }
      case 'call':
      case 'expression-statement':
        this.other(node, menu, holder, slot);
        break;
      case 'block':
        this.statements(node, menu, holder, slot);
        break;
      default:
        this.nested(node, menu, holder, slot);
    }
    return menu;
  }

  /** The menu of address lists, where rows that stand in `menu` are entries of it; else undefined. */
  addressList(isRooted: boolean, menu: Menu): Menu | undefined {
    if (this.lost && !isRooted) return undefined;
    const list = isRooted ? this.catalogue.menu(ADDRESS_LIST) : menu;
    const add = list?.path === ADDRESS_LIST ? list.command('add') : undefined;
    return ['address', 'list', 'comment', 'disabled'].every((name) => add?.argument(name)) ? list : undefined;
  }

  private other(node: SyntaxNode, menu: Menu, holder: CommandUse | undefined, slot: CodeSlot | undefined): void {
    const use: CommandUse = {
      node,
      kind: 'other',
      menu,
      command: undefined,
      word: undefined,
      arguments: [],
      filter: undefined,
      holder,
      slot,
      afterUnknownMenu: this.lost,
    };
    this.uses.push(use);
    for (const child of node.nodes) this.nested(child, menu, use, undefined);
  }

  private command(
    node: SyntaxNode,
    context: Menu,
    holder: CommandUse | undefined,
    slot: CodeSlot | undefined,
  ): CommandUse {
    const path = node.child('path');
    const found = this.path(path, context);
    const filter = node.child('filter');
    const use: CommandUse = {
      node,
      kind: found.kind,
      menu: found.menu,
      command: found.command,
      word: found.word,
      arguments: found.kind === 'unknown' ? [] : collectArguments(node, found.command, found.rest),
      filter,
      holder,
      slot,
      afterUnknownMenu: this.lost && !isAbsolute(path),
    };
    this.uses.push(use);
    // A global command has no menu of its own, nor has an unknown one: code in it goes on in the menu around it.
    const isOwn = found.kind !== 'unknown' && (found.kind !== 'command' || found.menu !== this.catalogue.root);
    const inner = isOwn || (found.kind === 'command' && path?.token('/')) ? found.menu : context;
    for (const child of node.nodes) {
      if (child === path) continue;
      if (child.kind === 'argument') this.argument(child, use, inner);
      else if (child.kind === 'block') this.statements(child, inner, use, bodySlot(use, ''));
      else this.nested(child, inner, use, undefined);
    }
    return use;
  }

  private argument(node: SyntaxNode, use: CommandUse, menu: Menu): void {
    const name = node.token('word')?.text ?? '';
    const block = node.child('block');
    const slot = bodySlot(use, name);
    if (block) this.statements(block, slot === 'script' ? this.catalogue.root : menu, use, slot);
    else for (const child of node.nodes) this.nested(child, menu, use, undefined);
  }

  /**
   * Code inside a value: `[…]`, `$[…]` in a string, `do={…}` in an array. With a stack of its own: a chain of operators
   * nests deeper than calls may.
   */
  private nested(value: SyntaxNode, menu: Menu, holder: CommandUse | undefined, slot: CodeSlot | undefined): void {
    const stack = [value];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.kind === 'substitution') this.statements(node, menu, holder, 'substitution');
      else if (node.kind === 'block') this.statements(node, menu, holder, slot ?? 'function');
      else for (let i = node.nodes.length - 1, nodes = node.nodes; i >= 0; i--) stack.push(nodes[i] as SyntaxNode);
    }
  }

  /** Follows the words of a path as far as they are menus; the first command ends it. */
  private path(path: SyntaxNode | undefined, context: Menu): PathMeaning {
    const tokens = (path?.elements ?? []).filter((element): element is SyntaxToken => element instanceof SyntaxToken);
    const first = tokens[0];
    const absolute = first?.kind === '/' || first?.kind === ':';
    const words = tokens.filter((token) => token.kind === 'word' || token.kind === '..');
    let menu = absolute ? this.catalogue.root : context;
    let isFirst = !absolute;
    for (const word of words) {
      if (word.kind === '..') {
        menu = menu.parent ?? menu;
        isFirst = false;
        continue;
      }
      let meaning = lookupWord(menu, word.text);
      if (!meaning && isFirst) meaning = lookupWord(this.catalogue.root, word.text);
      isFirst = false;
      if (meaning?.kind === 'menu') menu = meaning.menu;
      else if (meaning?.kind === 'command')
        return {
          kind: 'command',
          menu: meaning.command.menu,
          command: meaning.command,
          word,
          rest: tokens.slice(tokens.indexOf(word) + 1),
        };
      else return { kind: 'unknown', menu, command: undefined, word, rest: [] };
    }
    const kind = words.length > 0 || absolute ? 'menu' : 'other';
    return { kind, menu, command: undefined, word: words[words.length - 1], rest: [] };
  }
}

function isAbsolute(path: SyntaxNode | undefined): boolean {
  const first = path?.green.children[0];
  return first?.kind === '/' || first?.kind === ':';
}

/** A statement of path words alone, as those are that change the menu. */
function isPathOnly(node: SyntaxNode): boolean {
  return isAbsolute(node.child('path')) && node.nodes.every((child) => child.kind === 'path');
}

interface PathMeaning {
  readonly kind: CommandUse['kind'];
  readonly menu: Menu;
  readonly command: Command | undefined;
  readonly word: SyntaxToken | undefined;
  /** What stands in the path behind the command: its first unnamed values. */
  readonly rest: readonly SyntaxToken[];
}

/** How a command runs the block behind it or behind one of its arguments (`argument` is then its name, else empty). */
export function bodySlot(use: CommandUse, argument: string): CodeSlot {
  const command = use.command?.name ?? '';
  if (use.kind !== 'command') return 'block';
  const isGlobal = use.menu.parent === undefined;
  if (isGlobal && BRANCHING.has(command))
    return command === 'do' && argument !== 'on-error' && !hasWhile(use) ? 'block' : 'branch';
  if (isGlobal && (command === 'local' || command === 'global' || command === 'set')) return 'function';
  if (isGlobal && (command === 'execute' || command === 'parse')) return 'script';
  // `/interface monitor-traffic … do={…}` runs its block for each answer, here and now.
  if (!isGlobal && argument === 'do') return 'branch';
  return SCRIPT_ARGUMENTS.has(argument) || !isGlobal ? 'script' : 'function';
}

function hasWhile(use: CommandUse): boolean {
  return use.arguments.some((argument) => argument.name === 'while');
}

/** Words that are switches, so that they stand without a value. */
const FLAGS = new Set(
  (
    'as-value as-string as-string-value as-array as-id once detail terse verbose compact brief value-list count-only ' +
    'without-paging follow follow-only append hide-sensitive show-sensitive show-ids stats dry-run no-barriers'
  ).split(' '),
);
/** `:if … else {…}`, `:foreach i in $list`: a blank instead of the =, an old form that is still read. */
const OBSOLETE_NAMES = new Set(['else', 'in', 'do', 'on-error', 'while', 'from', 'to', 'step', 'command']);

function collectArguments(node: SyntaxNode, command: Command | undefined, rest: readonly SyntaxToken[]): ArgumentUse[] {
  const uses: ArgumentUse[] = [];
  const slots = command?.positional ?? [];
  let position = 0;
  let scope = '';
  const positional = (range: TextRange, value: SyntaxNode | undefined, text: string | undefined): void => {
    if (obsolete) {
      const { name, range: nameRange } = obsolete;
      obsolete = undefined;
      const whole = { start: nameRange.start, end: range.end };
      uses.push({ form: 'named', name, argument: command?.argument(name), nameRange, value, text, range: whole });
      return;
    }
    // A slot that was given by its name is taken.
    while (position < slots.length && uses.some(({ name }) => name === slots[position])) position++;
    const slot = slots[position] ?? '';
    // `:if (…) {…}`: only a block may stand for `do`.
    const name = slot === 'do' && value?.kind !== 'block' ? '' : slot;
    const argument = name ? command?.argument(name) : undefined;
    uses.push({ form: 'positional', name, argument, nameRange: range, value, text, range });
    position++;
  };
  const isGlobal = command !== undefined && command.menu.parent === undefined;
  let obsolete: { name: string; range: TextRange } | undefined;
  /** A bare word may be a flag: `print detail`, `monitor [find] once`. */
  const flag = (range: TextRange, text: string): boolean => {
    if (isGlobal && OBSOLETE_NAMES.has(text) && command?.argument(text)) {
      obsolete = { name: text, range };
      return true;
    }
    const argument = command?.lookupArgument(text);
    if (!argument || !isSwitch(argument, text, slots.length > 0)) return false;
    uses.push({
      form: 'positional',
      name: argument.name,
      argument,
      nameRange: range,
      value: undefined,
      text: '',
      range,
    });
    return true;
  };
  for (const word of joined(rest)) if (!flag(word, word.text)) positional(word, undefined, word.text);
  for (const child of node.nodes) {
    switch (child.kind) {
      case 'path':
      case 'filter':
      case 'error':
        break;
      case 'argument': {
        const use = namedArgument(child, command, scope);
        if (!child.token('.')) scope = use.name.includes('.') ? use.name.slice(0, use.name.lastIndexOf('.')) : '';
        uses.push(use);
        break;
      }
      case 'block': {
        // `do= {`: the blank between them is read over.
        const before = uses[uses.length - 1];
        const isLate = before?.form === 'named' && !before.value;
        if (isLate && BLOCK_ARGUMENTS.has(before.name))
          uses[uses.length - 1] = { ...before, value: child, text: staticValue(child) };
        else positional(child, child, staticValue(child));
        break;
      }
      default: {
        const text = child.kind === 'bare-value' ? child.text : '';
        if (!text || !flag(child, text)) positional(child, child, staticValue(child));
      }
    }
  }
  return uses;
}

/** Whether a plain word stands for a switch. Where the command takes values without a name it is one of those, if in doubt. */
function isSwitch(argument: Argument, word: string, takesValues: boolean): boolean {
  if (FLAGS.has(word) || argument.type.kind === 'flag') return true;
  return !takesValues && !argument.needsValue;
}

/** Words that stand together without a blank are one value: `a/b`. */
function joined(tokens: readonly SyntaxToken[]): { text: string; start: number; end: number }[] {
  const values: { text: string; start: number; end: number }[] = [];
  for (const token of tokens) {
    if (token.kind !== 'word' && token.kind !== '..' && token.kind !== '/') continue;
    const last = values[values.length - 1];
    if (last && token.start === last.end) {
      last.text += token.text;
      last.end = token.end;
    } else values.push({ text: token.text, start: token.start, end: token.end });
  }
  return values;
}

function namedArgument(node: SyntaxNode, command: Command | undefined, scope: string): ArgumentUse {
  const word = node.token('word');
  const written = word?.text ?? '';
  const scoped = node.token('.') && scope ? `${scope}.${written}` : written;
  const argument: Argument | undefined =
    command?.lookupArgument(scoped) ?? (scoped === written ? undefined : command?.lookupArgument(written));
  const value = node.nodes[0];
  return {
    form: node.token('=') ? 'named' : 'unset',
    name: argument?.name ?? scoped,
    argument,
    nameRange: word ?? node,
    value,
    text: staticValue(value),
    range: node,
  };
}

/** The argument that names the items of `set`, `remove`, `enable`…: `numbers=`, or the first unnamed value. */
export function selectorOf(use: CommandUse): ArgumentUse | undefined {
  return use.arguments.find((argument) => ['numbers', 'number', '.id'].includes(argument.name));
}
