import type { TextRange } from '../base/text-range';
import type { Menu } from '../catalogue/catalogue';
import { baseChainsOf, type FirewallTable } from '../network/firewall-table';
import type { ArgumentUse, CommandUse } from '../resolve/command-use';
import { selectorOf } from '../resolve/resolve-script';
import { staticValue } from '../resolve/static-value';
import { SyntaxNode } from '../syntax/syntax-node';
import type { Analysis } from './analysis';
import { itemProperty } from './item-properties';

/**
 * What a name stands for: the path of the menu that holds the items (`/interface/list`), or a word for what has no menu
 * (`connection mark`). Interfaces of all kinds are one: `/interface`.
 */
export type NameKind = string;

/** A place where a script makes or names something. */
export interface NamedItem {
  readonly kind: NameKind;
  readonly name: string;
  /** The name alone, without quotes, `!` and its neighbours in a list. */
  readonly range: TextRange;
  /** `definition` makes it; `assignment` gives a mark or fills a list, which makes it where nothing else does. */
  readonly role: 'definition' | 'assignment' | 'reference';
  readonly use: CommandUse;
}

/** All named items of a script. */
export interface NamedItems {
  /** In the order of the text. */
  readonly items: readonly NamedItem[];
  /** The item whose name covers an offset, its end included. */
  at(offset: number): NamedItem | undefined;
  /** Every place of the same name and kind. */
  places(kind: NameKind, name: string): readonly NamedItem[];
  /** The names of a kind, in the order of the text. */
  names(kind: NameKind): readonly string[];
}

const known = new WeakMap<Analysis, NamedItems>();

export function namedItems(analysis: Analysis): NamedItems {
  let found = known.get(analysis);
  if (!found) {
    found = collect(analysis);
    known.set(analysis, found);
  }
  return found;
}

function collect(analysis: Analysis): NamedItems {
  const items = analysis.script.uses.flatMap((use) => (use.kind === 'command' && use.menu.parent ? inUse(use) : []));
  items.sort((a, b) => a.range.start - b.range.start);
  const groups = new Map<NameKind, Map<string, NamedItem[]>>();
  for (const item of items) {
    const group = groups.get(item.kind) ?? new Map<string, NamedItem[]>();
    groups.set(item.kind, group);
    const places = group.get(item.name);
    if (places) places.push(item);
    else group.set(item.name, [item]);
  }
  return {
    items,
    at: (offset) => items.find(({ range }) => range.start <= offset && offset <= range.end),
    places: (kind, name) => groups.get(kind)?.get(name) ?? [],
    names: (kind) => [...(groups.get(kind)?.keys() ?? [])],
  };
}

function inUse(use: CommandUse): NamedItem[] {
  const items: NamedItem[] = [];
  const add = (
    kind: NameKind | undefined,
    role: NamedItem['role'],
    value: SyntaxNode | TextRange | undefined,
    text?: string,
  ) => {
    if (!kind || !value) return;
    for (const { name, range } of namesIn(value, kind, text))
      if (!isBuiltIn(kind, name)) items.push({ kind, role, name, range, use });
  };
  const command = use.command?.name;
  const selector = command === 'add' ? undefined : selectorOf(use);
  for (const argument of use.arguments) {
    if (argument === selector) {
      // `set bridge1 …`, `run my-script`: the name of an item, unless it is a number or an id.
      if (argument.text && !/^[\d*]/.test(argument.text))
        add(itemKind(use.menu.path), 'reference', argument.value ?? argument.range, argument.text);
    } else if (argument.form === 'named' && argument.value) {
      const { kind, role } = meaningOf(use, argument);
      add(kind, role, argument.value);
    }
  }
  for (const node of use.filter?.descendants() ?? []) {
    const [left, right] = node.kind === 'binary' && node.token('operator')?.text === '=' ? node.nodes : [];
    if (left?.kind === 'bare-value' && right) add(kindOfProperty(use.menu, left.text), 'reference', right);
  }
  return items;
}

function meaningOf(use: CommandUse, { name }: ArgumentUse): { kind: NameKind | undefined; role: NamedItem['role'] } {
  const makes = use.command?.name === 'add' || use.command?.name === 'set';
  const kind = kindOfProperty(use.menu, name);
  if (name === 'name' || name === 'chain') return { kind, role: makes ? 'definition' : 'reference' };
  if (name === 'list' && use.menu.path.endsWith('/firewall/address-list'))
    return { kind, role: makes ? 'definition' : 'reference' };
  return { kind, role: makes && ASSIGNING.has(name) ? 'assignment' : 'reference' };
}

/** Properties whose value need not be made elsewhere. */
const ASSIGNING = new Set(['new-connection-mark', 'new-packet-mark', 'new-routing-mark', 'address-list']);

/** Menus below `/interface` whose items are no interfaces. */
const NO_INTERFACES = new Set(['list', 'detect-internet', 'lte/apn', 'ppp-profile']);

/** What the items of a menu are, where they have names. */
function itemKind(path: string): NameKind {
  const below = /^\/interface\/(.+)$/.exec(path)?.[1];
  if (path === '/interface' || (below && !below.includes('/') && !NO_INTERFACES.has(below))) return '/interface';
  // Each VRF has a table of its name.
  return path === '/ip/vrf' ? ROUTING_TABLE : path;
}

const ROUTING_TABLE = '/routing/table';
const INTERFACE_LIST = '/interface/list';
const SCRIPT = '/system/script';

/** What the catalogue does not tell: names that no menu keeps, and values that may be something else than a name, too. */
const KINDS: Readonly<Record<string, NameKind>> = {
  'new-routing-mark': ROUTING_TABLE,
  'routing-mark': ROUTING_TABLE,
  'routing-table': ROUTING_TABLE,
  'default-route-tables': ROUTING_TABLE,
  'new-connection-mark': 'connection mark',
  'connection-mark': 'connection mark',
  'new-packet-mark': 'packet mark',
  'packet-mark': 'packet mark',
  'packet-marks': 'packet mark',
  'up-script': SCRIPT,
  'down-script': SCRIPT,
  'on-event': SCRIPT,
};

/** Arguments that choose items. */
const SELECTORS = new Set(['numbers', 'number', '.id']);

/** What a property of a menu names; undefined where it names nothing that a script makes. */
export function kindOfProperty(menu: Menu, property: string): NameKind | undefined {
  const path = menu.path;
  const firewall = /^(\/ipv?6?)\/firewall\//.exec(path)?.[1];
  if (property === 'name' || SELECTORS.has(property)) return itemKind(path);
  if (property === 'chain' || property === 'jump-target') return firewall && `chain of ${path}`;
  if (/^((src|dst)-)?address-list$/.test(property)) return `${firewall ?? '/ip'}/firewall/address-list`;
  if (property === 'list' && path.endsWith('/firewall/address-list')) return path;
  if (property === 'list' && path === '/interface/list/member') return INTERFACE_LIST;
  if (property === 'table') return path === '/routing/rule' || path === '/ip/route/rule' ? ROUTING_TABLE : undefined;
  if (property === 'gateway') return /\/route(\/rule)?$/.test(path) ? '/interface' : undefined;
  const named = KINDS[property] ?? itemProperty(menu, property)?.referencesTo[0];
  if (named === undefined) return /(^|-)interface-list$/.test(property) ? INTERFACE_LIST : undefined;
  return itemKind(named);
}

/** Names that RouterOS has itself, by what they name. */
const BUILT_IN: Readonly<Record<NameKind, readonly string[]>> = {
  [INTERFACE_LIST]: ['all', 'none', 'dynamic', 'static'],
  '/interface': ['all', 'all-ethernet', 'all-ppp', 'all-vlan', 'all-wireless', 'none'],
  [ROUTING_TABLE]: ['main'],
  'connection mark': ['no-mark'],
  'packet mark': ['no-mark'],
  '/ppp/profile': ['default', 'default-encryption'],
  '/ip/pool': ['none', 'static-only'],
};

/** The names of a kind that exist on every router. */
export function builtInNames(kind: NameKind): readonly string[] {
  const table = /^chain of .*\/(\w+)$/.exec(kind)?.[1];
  return table ? baseChainsOf(table as FirewallTable) : (BUILT_IN[kind] ?? []);
}
function isBuiltIn(kind: NameKind, name: string): boolean {
  return name === '' || builtInNames(kind).includes(name);
}

/** "interface list": what a kind is called in a sentence. */
export function kindInWords(kind: NameKind): string {
  if (kind.startsWith('chain of ')) return 'chain';
  // `/routing/ospf/area` is an ospf area; `static` alone would say nothing.
  return IN_WORDS[kind] ?? kind.split('/').slice(-2).join(' ').trim().replaceAll('-', ' ');
}
const IN_WORDS: Readonly<Record<NameKind, string>> = {
  [INTERFACE_LIST]: 'interface list',
  [ROUTING_TABLE]: 'routing table',
  '/ip/firewall/address-list': 'address list',
  '/ipv6/firewall/address-list': 'address list',
  '/ip/pool': 'address pool',
  '/ipv6/pool': 'address pool',
  '/ppp/profile': 'PPP profile',
  '/ppp/secret': 'PPP secret',
  '/ip/dhcp-server': 'DHCP server',
  '/ip/dns/static': 'DNS name',
  '/ip/firewall/layer7-protocol': 'layer 7 protocol',
  '/queue/simple': 'simple queue',
  '/queue/tree': 'queue',
  [SCRIPT]: 'script',
  '/system/scheduler': 'schedule',
  '/system/identity': 'identity',
};

/** Names in a value: one, or several with commas, each perhaps negated; in a gateway the part behind `%`. */
function namesIn(
  value: SyntaxNode | TextRange,
  kind: NameKind,
  written?: string,
): { name: string; range: TextRange }[] {
  const text = value instanceof SyntaxNode ? staticValue(value) : written;
  if (!text) return [];
  const isQuoted = value instanceof SyntaxNode && value.kind === 'string';
  const raw = value instanceof SyntaxNode ? value.text.slice(isQuoted ? 1 : 0, isQuoted ? -1 : undefined) : text;
  const start = value.start + (isQuoted ? 1 : 0);
  // With escapes in it the text has not the places of the script.
  if (raw !== text) return [{ name: text, range: { start, end: start + raw.length } }];
  const names: { name: string; range: TextRange }[] = [];
  let at = start;
  for (const part of text.split(',')) {
    const lead = /^(?:!|[^%]*%)?/.exec(part)?.[0].length ?? 0;
    const name = part.slice(lead);
    // An address is no name; neither is code, which stands where a script can be named.
    if (name && !/^[\d.:/]+$/.test(name) && !(kind === SCRIPT && /[\s;$"]/.test(name)))
      names.push({ name, range: { start: at + lead, end: at + part.length } });
    at += part.length + 1;
  }
  return names;
}
