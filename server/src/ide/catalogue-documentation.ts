import type { Argument, Command, Menu } from '../catalogue/catalogue';
import { describeType } from '../catalogue/describe-type';
import type { ValueType } from '../catalogue/value-type';
import { kindInWords, kindOfProperty } from './named-items';
import { explainProperty } from './property-explanations';
import { SCRIPT_COMMANDS, signatureOf } from './script-commands';
import { versionsInWords } from './versions-in-words';

/** A menu as Markdown: what it is, what it holds, since when it exists. */
export function describeMenu(menu: Menu): string {
  const inner = [...menu.menus.keys()];
  return paragraphs([
    heading(consolePath(menu), 'menu'),
    menu.singleton ? 'One set of values, changed with `set`.' : undefined,
    menu.holdsItems && menu.ordered ? 'Holds items whose order counts: the first one that fits decides.' : undefined,
    menu.holdsItems && !menu.ordered ? 'Holds items, made with `add`.' : undefined,
    inner.length > 0 ? `In it: ${listed(inner)}` : undefined,
    menu.needsPackage ? 'Comes with an extra package.' : undefined,
    menu.parent ? versionsInWords(menu.versions) : undefined,
    manualLink(menu),
  ]);
}

/** A command as Markdown. */
export function describeCommand(command: Command): string {
  const own = command.menu.parent === undefined ? SCRIPT_COMMANDS[command.name] : undefined;
  const required = [...command.arguments.values()].filter(({ mandatory }) => mandatory).map(({ name }) => name);
  return paragraphs([
    own ? code(signatureOf(command.name, own)) : heading(fullName(command), 'command'),
    own?.summary ?? COMMAND_SUMMARIES[command.name],
    command.name === 'add' && required.length > 0 ? `Needs ${listed(required)}.` : undefined,
    command.name === 'add' && command.oneOf.length > 0 ? `Needs one of ${listed(command.oneOf)}.` : undefined,
    command.needsPackage ? 'Comes with an extra package.' : undefined,
    versionsInWords(command.versions),
    own ? undefined : manualLink(command.menu),
  ]);
}

/** A property, or another argument of a command, as Markdown; `here` says what its value does at one place. */
export function describeArgument(argument: Argument, here?: string): string {
  const { command, name } = argument;
  const own = command.menu.parent === undefined ? SCRIPT_COMMANDS[command.name] : undefined;
  const explanation = explainProperty(command.menu.path, name);
  // What is put together of several parts is explained as a whole, if it is.
  const isPutTogether = argument.type.kind === 'sequence' && argument.type.parts.length > 1;
  const type = explanation && isPutTogether ? undefined : valueInWords(argument);
  const initial = command.menu.defaults.get(name);
  const facts = [
    type && `Value: ${type}`,
    initial !== undefined && initial !== '' && `Default: \`${initial}\``,
    argument.mandatory && command.name === 'add' && 'Required',
    versionsInWords(argument.versions),
    argument.renamedTo && `Called \`${argument.renamedTo}\` since`,
    argument.dependsOnHardware && 'Some hardware only',
  ].filter((fact) => typeof fact === 'string');
  return paragraphs([
    heading(name, fullName(command)),
    own?.parameters.find((parameter) => parameter.argument === name)?.summary ?? explanation,
    here && `**Here:** ${here}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    own ? undefined : manualLink(command.menu),
  ]);
}

/** A property that can be read, and not set. */
export function describeReadOnly(menu: Menu, name: string, type: ValueType): string {
  const facts = ['Read-only: for `get`, `find` and `print`', isKnown(type) && `Value: ${describeType(type)}`];
  return paragraphs([
    heading(name, consolePath(menu)),
    facts
      .filter(Boolean)
      .map((fact) => `- ${fact}`)
      .join('\n'),
    manualLink(menu),
  ]);
}

/** The page of a menu in MikroTik's manual. */
function manualLink(menu: Menu): string | undefined {
  return menu.page && `[MikroTik manual](https://manual.mikrotik.com/docs/${menu.page})`;
}

/** What a property takes, in words; undefined for one without a value, and where nothing is known of it. */
function valueInWords(argument: Argument): string | undefined {
  const item = itemInWords(argument);
  const other = BESIDE_NAMES[argument.name];
  if (item) return `${other ? `${other}, or ` : ''}the name of ${withArticle(item)}`;
  return isKnown(argument.type) ? describeType(argument.type) : undefined;
}

/** The same in a word or two, for a list: "number", "yes/no", "interface list". */
export function valueInShort(argument: Argument): string | undefined {
  const item = itemInWords(argument);
  const other = BESIDE_NAMES[argument.name]?.replace(/^an? /, '');
  return item && other ? `${other} or ${item}` : (item ?? typeInShort(argument.type));
}

/** What some properties take beside a name. */
const BESIDE_NAMES: Readonly<Record<string, string>> = {
  gateway: 'an address',
  'on-event': 'code',
  'up-script': 'code',
  'down-script': 'code',
};

function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What the items are that a property names: "interface list"; undefined where it takes something else. */
function itemInWords({ type, name, command }: Argument): string | undefined {
  const kind = command.menu.parent && name !== 'name' ? kindOfProperty(command.menu, name) : undefined;
  const isName = namesItem(type) || !isKnown(type) || name in BESIDE_NAMES;
  return kind && isName ? kindInWords(kind) : undefined;
}

function namesItem(type: ValueType): boolean {
  if (type.kind === 'list') return namesItem(type.of);
  if (type.kind === 'choice') return type.of.some(namesItem);
  if (type.kind === 'sequence') return type.parts.some((part) => namesItem(part.type));
  return type.kind === 'item' || type.kind === 'interface';
}

function isKnown(type: ValueType): boolean {
  if (type.kind === 'list') return isKnown(type.of);
  if (type.kind === 'sequence') return type.parts.every((part) => isKnown(part.type));
  return type.kind !== 'other' && type.kind !== 'flag';
}

function typeInShort(type: ValueType): string | undefined {
  switch (type.kind) {
    case 'bool':
      return 'yes/no';
    case 'string':
      return 'text';
    case 'enum':
      return type.values.length <= 3 ? type.values.join('/') : `one of ${type.values.length}`;
    case 'mac':
      return 'MAC address';
    case 'list': {
      const of = typeInShort(type.of);
      return of && `list: ${of}`;
    }
    case 'choice':
      return [...new Set(type.of.flatMap((each) => typeInShort(each) ?? []))].join(' or ') || undefined;
    case 'sequence':
      return type.parts.length === 1 && type.parts[0] ? typeInShort(type.parts[0].type) : undefined;
    case 'other':
    case 'flag':
      return undefined;
    default:
      return type.kind;
  }
}

/** What commands do that many menus have. */
const COMMAND_SUMMARIES: Readonly<Record<string, string>> = {
  add: 'Makes an item.',
  set: 'Changes items, or the values of the menu.',
  remove: 'Deletes items.',
  find: 'Gives the ids of the items that fulfil a condition.',
  get: 'Gives the value of a property.',
  print: 'Shows the items.',
  enable: 'Switches items on.',
  disable: 'Switches items off; they are kept.',
  move: 'Changes the order of items.',
  comment: 'Gives items a remark.',
  unset: 'Takes a property away from items, so that it does not count.',
  export: 'Writes the configuration as a script.',
  edit: 'Opens a property in the router’s own editor.',
  reset: 'Brings the default values back.',
  'reset-counters': 'Sets the counters of items to 0.',
  'reset-counters-all': 'Sets all counters of the menu to 0.',
  monitor: 'Shows how something changes; with `once`, how it is now.',
};

function fullName(command: Command): string {
  return command.menu.parent ? `${consolePath(command.menu)} ${command.name}` : `:${command.name}`;
}

/** A menu's path as most people write it: `/ip firewall nat`. */
function consolePath(menu: Menu): string {
  return menu.path.replaceAll('/', ' ').replace(' ', '/');
}

/** A name in bold and what it is: the first line of a hover. */
export function heading(name: string, what: string): string {
  return `**${name}** — ${what}`;
}
export function code(text: string): string {
  return `\`\`\`routeros\n${text}\n\`\`\``;
}
export function paragraphs(parts: readonly (string | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n');
}

const LISTED = 15;
function listed(names: readonly string[]): string {
  const some = names.slice(0, LISTED).map((name) => `\`${name}\``);
  return some.join(', ') + (names.length > LISTED ? ` and ${names.length - LISTED} more` : '');
}
