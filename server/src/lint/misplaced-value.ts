import type { TextRange } from '../base/text-range';
import type { ArgumentUse, CommandUse, ResolvedScript } from '../resolve/command-use';
import { isInBrokenStatement } from './broken-statement';
import { quoteValue } from './edit-text';
import type { Fix, RuleContext } from './lint-rule';

/** A value that stands where the command takes none, and what its author probably meant by it. */
export interface MisplacedValue {
  readonly kind: /** `gateway = 192.0.2.1` */
    | 'spaced-equals'
    /** `:local x = 5` */
    | 'assignment'
    /** `:if $x = 5 do={…}` */
    | 'bare-condition'
    /** `comment=to the office` */
    | 'unquoted-text'
    /** `action accept` */
    | 'missing-equals'
    | 'extra';
  readonly use: CommandUse;
  readonly range: TextRange;
  /** The name before the =, or the value itself. */
  readonly name: string;
  readonly fix: Fix | undefined;
}

/** Commands whose unnamed values are known from the routers' own answers. */
const SCRIPT_COMMANDS = new Set('local global set put error if while for foreach return delay'.split(' '));
const MENU_COMMANDS = new Set(['add', 'set']);
const ASSIGNING = new Set(['local', 'global', 'set']);
const CONDITIONAL = new Set(['if', 'while']);
const OPERATOR = /^(=|!=|<|>|<=|>=|~|&&|\|\||and|or|in|\+|-|\*|\.)$/;

/** The first misplaced value of every statement; one that can't be read otherwise is left to its syntax error. */
export function misplacedValues(context: RuleContext): readonly MisplacedValue[] {
  const known = cache.get(context.script);
  if (known) return known;
  const values = findAll(context);
  cache.set(context.script, values);
  return values;
}

/** Several rules ask for the same. */
const cache = new WeakMap<ResolvedScript, readonly MisplacedValue[]>();

function findAll(context: RuleContext): readonly MisplacedValue[] {
  return context.script.uses.flatMap((use) => {
    if (use.kind !== 'command' || use.afterUnknownMenu || !isJudged(use)) return [];
    const found = find(context.text, use);
    return found && !isInBrokenStatement(context, use.node) ? [{ ...found, use }] : [];
  });
}

function isJudged({ command, menu }: CommandUse): boolean {
  const name = command?.name ?? '';
  return menu.parent === undefined ? SCRIPT_COMMANDS.has(name) : menu.certain && MENU_COMMANDS.has(name);
}

function find(text: string, use: CommandUse): Omit<MisplacedValue, 'use'> | undefined {
  const isScript = use.menu.parent === undefined;
  const command = use.command?.name ?? '';
  const assignment = isScript && ASSIGNING.has(command) ? assignmentIn(text, use) : undefined;
  if (assignment) return assignment;
  const named = isScript && CONDITIONAL.has(command) ? namedCondition(text, use) : undefined;
  if (named) return named;
  for (const [index, argument] of use.arguments.entries()) {
    const before = use.arguments[index - 1];
    const next = use.arguments[index + 1];
    // `from = 1`: the old form without the = has taken the = for the value.
    if (argument.form === 'named' && argument.value && startsWithEquals(argument) && !hasEquals(text, argument))
      return spaced(text, argument.nameRange, argument.value, next);
    if (argument.form !== 'positional' || isTaken(text, argument)) continue;
    if (next && startsWithEquals(next) && isNameLike(text, argument) && use.command?.argument(written(text, argument)))
      return spaced(text, argument.nameRange, next.range, use.arguments[index + 2]);
    if (before && startsWithEquals(argument)) {
      // A condition has its = in the middle of values; a property has a name before it.
      if (isNameLike(text, before)) return spaced(text, before.nameRange, argument.range, next);
    } else if (before?.form === 'named' && !before.value && isBlank(text, before.range, argument.range))
      return spacedBehind(before, argument);
    const condition = bareCondition(text, use, argument);
    const found =
      condition ?? missingEquals(text, use, before, argument, next) ?? unquoted(text, use, before, argument, index);
    // Some `set` of hardware's menus takes items although no tree says so.
    return found.kind === 'extra' && command === 'set' && use.command?.positional.length === 0 ? undefined : found;
  }
  return undefined;
}

/** Whether the command takes an unnamed value; a plain word that only begins like a property (`icmp`) is none. */
function isTaken(text: string, argument: ArgumentUse): boolean {
  if (!argument.argument) return false;
  // `:if (…) {…}` takes its block without a name, and nothing but a block.
  if (argument.name === 'do' && argument.value?.kind === 'bare-value') return false;
  const isWord = argument.text === '' && argument.value === undefined;
  return !isWord || written(text, argument) === argument.name;
}

/** `:local x = 5`, `:local x =5`, `:local x=5`. */
function assignmentIn(text: string, use: CommandUse): Omit<MisplacedValue, 'use'> | undefined {
  const [first, second, third] = use.arguments;
  if (first?.form === 'named' && !first.argument && first.value) {
    const { nameRange, value } = first;
    return assignment(text, nameRange, value.start, use);
  }
  if (first?.name !== 'name' || second?.form !== 'positional' || !startsWithEquals(second)) return undefined;
  const isAlone = written(text, second) === '=';
  if (isAlone && !third) return undefined;
  return assignment(text, first.range, isAlone && third ? third.range.start : second.range.start + 1, use);
}

function assignment(text: string, name: TextRange, value: number, use: CommandUse): Omit<MisplacedValue, 'use'> {
  const between = { start: name.end, end: value };
  return {
    kind: 'assignment',
    range: { start: name.start, end: Math.max(value, name.end) },
    name: `:${use.command?.name} ${text.slice(name.start, name.end)}`,
    fix: { title: 'Remove the =', safe: true, edits: [{ range: between, newText: ' ' }] },
  };
}

function spaced(
  text: string,
  name: TextRange,
  sign: TextRange,
  behind: ArgumentUse | undefined,
): Omit<MisplacedValue, 'use'> {
  const isAlone = text.slice(sign.start, sign.end) === '=';
  const value = isAlone ? (behind?.range.start ?? sign.end) : sign.start + 1;
  return {
    kind: 'spaced-equals',
    range: { start: name.start, end: value },
    name: text.slice(name.start, name.end),
    fix: removeBlanks({ start: name.end, end: value }, '='),
  };
}

function spacedBehind(before: ArgumentUse, argument: ArgumentUse): Omit<MisplacedValue, 'use'> {
  const { start } = before.nameRange;
  return {
    kind: 'spaced-equals',
    range: { start, end: argument.range.start },
    name: before.name,
    fix: removeBlanks({ start: before.range.end, end: argument.range.start }, ''),
  };
}

function removeBlanks(range: TextRange, newText: string): Fix {
  return { title: 'Remove the blanks around the =', safe: true, edits: [{ range, newText }] };
}

/** `:if x=5 do={…}`, which is read as the property x of :if. */
function namedCondition(text: string, use: CommandUse): Omit<MisplacedValue, 'use'> | undefined {
  const [first] = use.arguments;
  if (first?.form !== 'named' || first.argument || !first.value) return undefined;
  const range = { start: first.range.start, end: first.range.end };
  const condition = text.slice(range.start, range.end);
  const title = 'Put the condition in parentheses';
  const fix: Fix = { title, safe: false, edits: [{ range, newText: `(${condition})` }] };
  return { kind: 'bare-condition', range, name: condition, fix };
}

/** `:if $x = 5 do={…}`: the condition and all up to the next named argument belong between parentheses. */
function bareCondition(text: string, use: CommandUse, argument: ArgumentUse): Omit<MisplacedValue, 'use'> | undefined {
  const command = use.command?.name;
  if (use.menu.parent || !CONDITIONAL.has(command ?? '')) return undefined;
  const first = use.arguments.find(({ name }) => name === 'condition');
  if (!first || !OPERATOR.test(written(text, argument))) return undefined;
  const values = use.arguments.filter(({ form, range }) => form === 'positional' && range.start >= first.range.start);
  const last = values[values.length - 1] ?? argument;
  const range = { start: first.range.start, end: last.range.end };
  const condition = text.slice(range.start, range.end);
  const fix: Fix = {
    title: 'Put the condition in parentheses',
    safe: true,
    edits: [{ range, newText: `(${condition})` }],
  };
  const isWhole = values.every(({ value }) => value === undefined || value.kind !== 'block');
  return { kind: 'bare-condition', range, name: condition, fix: isWhole ? fix : undefined };
}

/** `action accept`: the name of a property, and its value behind a blank. */
function missingEquals(
  text: string,
  { command }: CommandUse,
  before: ArgumentUse | undefined,
  argument: ArgumentUse,
  behind: ArgumentUse | undefined,
): Omit<MisplacedValue, 'use'> | undefined {
  const isProperty =
    before?.form === 'positional' && before.argument && before.text === '' && !before.value?.text.startsWith('"');
  if (isProperty && before.argument?.type.kind !== 'flag') return joinedByEquals(text, before.range, argument.range);
  return behind?.form === 'positional' && !behind.argument && isPropertyName(argument)
    ? joinedByEquals(text, argument.range, behind.range)
    : undefined;

  function isPropertyName({ text: word }: ArgumentUse): boolean {
    return word !== undefined && command?.argument(word) !== undefined;
  }
}

function joinedByEquals(text: string, name: TextRange, value: TextRange): Omit<MisplacedValue, 'use'> {
  return {
    kind: 'missing-equals',
    range: { start: name.start, end: value.end },
    name: text.slice(name.start, name.end),
    fix: {
      title: 'Put = between the property and its value',
      safe: false,
      edits: [{ range: { start: name.end, end: value.start }, newText: '=' }],
    },
  };
}

/** `comment=to the office`: words that belong to the text before them. */
function unquoted(
  text: string,
  use: CommandUse,
  before: ArgumentUse | undefined,
  argument: ArgumentUse,
  index: number,
): Omit<MisplacedValue, 'use'> {
  const { range } = argument;
  const extra = { kind: 'extra' as const, range, name: written(text, argument), fix: undefined };
  const isText = before && isBlank(text, before.range, range) && takesText(use, before);
  if (!isText || before.text === undefined || before.value?.kind === 'string') return extra;
  const behind = use.arguments.slice(index + 1);
  const next = behind.findIndex(({ form }) => form !== 'positional');
  const words = [argument, ...(next < 0 ? behind : behind.slice(0, next))];
  if (words.some(({ text: word, value }) => word === undefined || (value && value.kind !== 'bare-value'))) return extra;
  const start = before.value?.start ?? before.range.start;
  const whole = { start, end: (words[words.length - 1] ?? argument).range.end };
  return {
    kind: 'unquoted-text',
    range: whole,
    name: before.name,
    fix: {
      title: 'Put the text in quotes',
      safe: false,
      edits: [{ range: whole, newText: quoteValue(text.slice(whole.start, whole.end)) }],
    },
  };
}

const TEXT_PROPERTIES = new Set([
  'comment',
  'name',
  'message',
  'ssid',
  'password',
  'source',
  'subject',
  'body',
  'contents',
]);

function takesText({ command, menu }: CommandUse, { form, name, argument }: ArgumentUse): boolean {
  if (form === 'positional') return menu.parent === undefined && (command?.name === 'put' || command?.name === 'error');
  return TEXT_PROPERTIES.has(name) || argument?.type.kind === 'string';
}

function written(text: string, { range }: ArgumentUse): string {
  return text.slice(range.start, range.end);
}
function startsWithEquals({ value }: ArgumentUse): boolean {
  return value?.kind === 'bare-value' && value.text.startsWith('=');
}
function hasEquals(text: string, { nameRange }: ArgumentUse): boolean {
  return text.charAt(nameRange.end) === '=';
}
function isNameLike(text: string, argument: ArgumentUse): boolean {
  return argument.form === 'positional' && /^[A-Za-z][A-Za-z0-9.-]*$/.test(written(text, argument));
}
function isBlank(text: string, before: TextRange, behind: TextRange): boolean {
  return /^[ \t]+$/.test(text.slice(before.end, behind.start));
}
