import type { TextRange } from '../base/text-range';
import type { Argument, Command, Menu } from '../catalogue/catalogue';
import type { CommandUse } from '../resolve/command-use';
import { selectorOf } from '../resolve/resolve-script';
import { nameSlot } from '../resolve/variable-names';
import type { Analysis } from './analysis';
import { describeArgument, describeCommand, describeMenu, valueInShort } from './catalogue-documentation';
import { type CursorContext, cursorContext } from './cursor-context';
import { itemProperties, itemProperty } from './item-properties';
import { SCRIPT_COMMANDS, signatureOf } from './script-commands';
import { offeredValues, type ValueOffer } from './value-offers';

export type CompletionKind = 'menu' | 'command' | 'property' | 'flag' | 'keyword' | 'value' | 'name' | 'variable';

/** Something that may stand at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** What takes the place of `range`. `$0` is where the cursor goes if `snippet` is set. */
  readonly newText: string;
  readonly snippet?: boolean;
  /** What was typed of it, to the end of the word. */
  readonly range: TextRange;
  /** What it is or takes, in a few words. */
  readonly detail: string | undefined;
  readonly sortText: string;
  /** Whether a value follows that can be offered in its turn. */
  readonly more?: boolean;
  /** What `completionDocumentation` finds it by. */
  readonly subject?: CompletionSubject;
}

/** Names something of the catalogue, in a form that can be sent to the editor and back. */
export interface CompletionSubject {
  readonly menu: string;
  readonly command?: string;
  readonly argument?: string;
}

/**
 * What may stand at an offset. Documentation comes by `completionDocumentation`, for one at a time. `onlyExpected`: a
 * blank was typed and nothing asked for, so that only what must follow here is offered: no first word of a line, and no
 * variable.
 */
export function completions(analysis: Analysis, offset: number, onlyExpected = false): readonly Completion[] {
  const context = cursorContext(analysis, offset);
  if (!context || (onlyExpected && context.kind === 'word' && context.first)) return [];
  const offers = offersAt(analysis, context, offset);
  return onlyExpected ? offers.filter(({ kind }) => kind !== 'variable') : offers;
}

function offersAt(analysis: Analysis, context: CursorContext, offset: number): Completion[] {
  switch (context.kind) {
    case 'word':
      return words(context, rangeOf(analysis.text, context.start, offset, /[a-z0-9.-]/));
    case 'argument':
      return argumentOrValue(analysis, context, offset);
    case 'value':
    case 'condition-value':
      return values(analysis, context, offset);
    case 'condition':
      return conditions(context, rangeOf(analysis.text, context.start, offset, /[A-Za-z0-9.-]/));
    case 'variable':
      return variables(
        analysis,
        offset,
        rangeOf(analysis.text, context.start, offset, /[A-Za-z0-9]/),
        '',
        context.quoted,
      );
    case 'expression':
      return variables(analysis, offset, rangeOf(analysis.text, context.start, offset, /[A-Za-z0-9]/), '$');
  }
}

/** A property of the command, or an unnamed value. */
function argumentOrValue(
  analysis: Analysis,
  context: Extract<CursorContext, { kind: 'argument' }>,
  offset: number,
): Completion[] {
  const { use, argument, typed, start } = context;
  const slot = use.menu.parent === undefined && argument ? nameSlot(use) : undefined;
  if (slot && slot.argument === argument?.name)
    // A declaration gives a new name; `:set` needs one that there is.
    return slot.kind ? [] : variables(analysis, offset, rangeOf(analysis.text, start, offset, /[A-Za-z0-9]/), '');
  const isSelector = argument !== undefined && selectorOf(use) === argument;
  const here = rangeOf(analysis.text, start, offset, /[A-Za-z0-9.-]/);
  return [
    ...properties(analysis, context, offset),
    ...(argument?.argument ? values(analysis, context, offset) : []),
    ...(isSelector && use.menu.command('find') ? [find(here)] : []),
    ...(typed === '' ? variables(analysis, offset, here, '$') : []),
  ];
}

/** `[find …]`, the way to choose items that works in scripts: numbers are those of the last print. */
function find(range: TextRange): Completion {
  const newText = '[find $0]';
  return {
    label: '[find …]',
    kind: 'keyword',
    newText,
    snippet: true,
    range,
    detail: 'items by a condition',
    sortText: '00',
    more: true,
  };
}

/** The documentation of a completion, as Markdown. */
export function completionDocumentation(analysis: Analysis, subject: CompletionSubject): string | undefined {
  const menu = analysis.catalogue.menu(subject.menu);
  const command = subject.command === undefined ? undefined : menu?.command(subject.command);
  if (subject.argument !== undefined) {
    const argument = command?.argument(subject.argument);
    return argument && describeArgument(argument);
  }
  if (subject.command !== undefined) return command && describeCommand(command);
  return menu && describeMenu(menu);
}

/** From where it begins to the end of the word that the cursor is in; a word that only begins there is left alone. */
function rangeOf(text: string, start: number, offset: number, part: RegExp): TextRange {
  let end = offset;
  while (start < offset && end < text.length && part.test(text.charAt(end))) end++;
  return { start, end };
}

/** Inner menus and commands; behind `:` those of the script language alone. */
function words({ menu, first, sigil }: Extract<CursorContext, { kind: 'word' }>, range: TextRange): Completion[] {
  const { root } = menu.catalogue;
  const offers: Completion[] = [];
  const isRoot = menu === root;
  if (sigil === ':' && isRoot) return [...root.commands.values()].map((command) => commandOffer(command, range, '1'));
  for (const command of menu.commands.values())
    offers.push(commandOffer(command, range, isRoot ? '2' : COMMON.has(command.name) ? '0' : '1'));
  for (const inner of menu.menus.values()) offers.push(menuOffer(inner, range, isRoot && sigil === '/' ? '0' : '1'));
  if (!first || isRoot) return offers;
  const own = new Set(offers.map(({ label }) => label));
  for (const command of root.commands.values())
    if (!own.has(command.name)) offers.push(commandOffer(command, range, '3'));
  return offers;
}

/** What one mostly does in a menu. */
const COMMON = new Set(['add', 'set', 'remove', 'print', 'find', 'enable', 'disable']);

function commandOffer(command: Command, range: TextRange, group: string): Completion {
  const own = command.menu.parent === undefined ? SCRIPT_COMMANDS[command.name] : undefined;
  return {
    label: command.name,
    kind: 'command',
    newText: command.name,
    range,
    detail: own
      ? signatureOf(command.name, own)
          .slice(command.name.length + 1)
          .trim() || undefined
      : undefined,
    sortText: group + command.name,
    subject: { menu: command.menu.path, command: command.name },
  };
}
function menuOffer(menu: Menu, range: TextRange, group: string): Completion {
  const { name, path } = menu;
  return {
    label: name,
    kind: 'menu',
    newText: name,
    range,
    detail: menu.needsPackage ? 'extra package' : undefined,
    sortText: group + name,
    subject: { menu: path },
  };
}

/** Arguments that hold code, so that braces belong behind their `=`. */
const WITH_BRACES = new Set(['do', 'else', 'on-error', 'command']);

function properties(
  analysis: Analysis,
  { use, start, typed }: Extract<CursorContext, { kind: 'argument' }>,
  offset: number,
): Completion[] {
  const { command } = use;
  if (!command) return [];
  // `.mode` behind `security.authentication-types=`: the scope is not typed again.
  const range = rangeOf(analysis.text, start + (/^[!.]/.test(typed) ? 1 : 0), offset, /[A-Za-z0-9.-]/);
  const scope = typed.startsWith('.') ? scopeBefore(use, start) : '';
  if (typed.startsWith('.') && !scope) return [];
  const hasSign = analysis.text.charAt(range.end) === '=';
  const used = usedArguments(analysis, use, start);
  const isGlobal = command.menu.parent === undefined;
  const offers: Completion[] = [];
  for (const argument of command.arguments.values()) {
    if (used.has(argument.name) || !argument.name.startsWith(scope)) continue;
    // What is written without its name is no use with it.
    if (isGlobal && command.positional.includes(argument.name) && !WITH_BRACES.has(argument.name)) continue;
    if (argument.name === 'numbers' || argument.name === 'number' || argument.name === '.id') continue;
    const label = argument.name.slice(scope.length);
    offers.push({ ...argumentOffer(argument, label, range, hasSign || typed.startsWith('!')), label });
  }
  return offers;
}

function argumentOffer(argument: Argument, text: string, range: TextRange, bare: boolean): Completion {
  const isFlag = argument.type.kind === 'flag' || argument.name === 'where';
  const isRequired = argument.mandatory && argument.command.name === 'add';
  const isOneOf = argument.command.name === 'add' && argument.command.oneOf.includes(argument.name);
  const group = isRequired
    ? '0'
    : isOneOf
      ? '1'
      : argument.name === 'comment' || argument.name === 'disabled'
        ? '3'
        : '2';
  const hasBraces = WITH_BRACES.has(argument.name) && !bare;
  return {
    label: text,
    kind: isFlag ? 'flag' : argument.command.menu.parent ? 'property' : 'keyword',
    newText: hasBraces ? `${text}={$0}` : bare || isFlag ? text : `${text}=`,
    ...(hasBraces ? { snippet: true } : {}),
    range,
    detail: [isRequired ? 'required' : '', valueInShort(argument) ?? ''].filter(Boolean).join(', ') || undefined,
    sortText: group + text,
    more: !isFlag && !bare && !hasBraces,
    subject: { menu: argument.command.menu.path, command: argument.command.name, argument: argument.name },
  };
}

/** The scope that a `.name` takes over: of the last dotted argument before it. */
function scopeBefore(use: CommandUse, start: number): string {
  const dotted = use.arguments.filter(({ name, range }) => name.includes('.') && range.end <= start).pop();
  return dotted ? dotted.name.slice(0, dotted.name.lastIndexOf('.') + 1) : '';
}

/** The arguments that the statement has already, those behind the cursor too. */
function usedArguments(analysis: Analysis, use: CommandUse, cursor: number): ReadonlySet<string> {
  const whole = analysis.script.uses.find(
    ({ node, command }) => node.start === use.node.start && command === use.command,
  );
  const all = [...use.arguments, ...(whole?.arguments ?? [])];
  return new Set(all.filter(({ range }) => cursor < range.start || range.end < cursor).map(({ name }) => name));
}

/** Properties of the items in a condition. */
function conditions({ use }: Extract<CursorContext, { kind: 'condition' }>, range: TextRange): Completion[] {
  const offers = new Map<string, Completion>();
  for (const argument of itemProperties(use.menu))
    offers.set(argument.name, { ...argumentOffer(argument, argument.name, range, true), kind: 'property' });
  for (const name of use.menu.readOnly.keys())
    if (!offers.has(name))
      offers.set(name, {
        label: name,
        kind: 'property',
        newText: name,
        range,
        detail: 'read-only',
        sortText: `3${name}`,
      });
  if (use.menu.holdsItems)
    offers.set('.id', { label: '.id', kind: 'property', newText: '.id', range, detail: 'id', sortText: '5.id' });
  return [...offers.values()];
}

function values(
  analysis: Analysis,
  context: Extract<CursorContext, { kind: 'value' | 'condition-value' | 'argument' }>,
  offset: number,
): Completion[] {
  const { use } = context;
  const property = context.kind === 'condition-value' ? context.property : (context.argument?.name ?? '');
  const argument = context.kind === 'condition-value' ? itemProperty(use.menu, property) : context.argument?.argument;
  const quoted = context.kind !== 'argument' && context.quoted;
  const offers = offeredValues(analysis, use, argument, property, context.typed);
  const range = rangeOf(
    analysis.text,
    context.start + offers.from,
    offset,
    quoted ? /[^",;$\n\\]/ : /[^\s,;"$()[\]{}\\]/,
  );
  const behindSign = context.kind !== 'argument' && !quoted;
  return [
    ...offers.values.map((value) => valueOffer(value, range, quoted)),
    ...(behindSign && context.typed === '' ? variables(analysis, offset, range, '$') : []),
  ];
}

function valueOffer({ text, detail, group, own }: ValueOffer, range: TextRange, quoted: boolean): Completion {
  const newText = quoted || /^[^\s;"$()[\]{}\\#]+$/.test(text) ? text : `"${text.replace(/["$\\]/g, '\\$&')}"`;
  return { label: text, kind: own ? 'name' : 'value', newText, range, detail, sortText: group + text };
}

function variables(
  analysis: Analysis,
  offset: number,
  range: TextRange,
  sigil: '$' | '',
  quoted = false,
): Completion[] {
  return analysis.variables.visibleAt(offset).map(({ name, kind, declarations }) => {
    const isPlain = /^[A-Za-z0-9]+$/.test(name);
    const isFunction = declarations.some(({ use }) => use.arguments.some((argument) => argument.name === 'do'));
    return {
      label: sigil + name,
      kind: 'variable' as const,
      newText: sigil + (isPlain || quoted ? name : `"${name}"`),
      range,
      detail: isFunction && kind !== 'loop' && kind !== 'error' ? `${kind} function` : VARIABLE_KINDS[kind],
      // Behind what the catalogue knows.
      sortText: (sigil ? '6' : '1') + name,
    };
  });
}

const VARIABLE_KINDS = {
  local: 'local variable',
  global: 'global variable',
  loop: 'loop variable',
  error: 'text of the error',
} as const;
