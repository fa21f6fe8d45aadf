import { type Item, valueOf } from './item';

/** The properties that tell an item of a menu from the others, in menus where it isn't the name. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '/interface/bridge/port': ['interface'],
  '/interface/bridge/vlan': ['bridge', 'vlan-ids'],
  '/interface/ethernet': ['default-name'],
  '/interface/list/member': ['list', 'interface'],
  '/interface/wireguard/peers': ['interface', 'public-key'],
  '/ip/address': ['address', 'interface'],
  '/ip/dhcp-client': ['interface'],
  '/ip/dhcp-server/lease': ['address', 'mac-address', 'server'],
  '/ip/dhcp-server/network': ['address'],
  '/ip/dns/static': ['name', 'regexp', 'type', 'address'],
  '/ip/firewall/address-list': ['list', 'address'],
  '/ip/route': ['dst-address', 'gateway', 'routing-table', 'routing-mark'],
  '/ipv6/address': ['address', 'interface'],
  '/ipv6/firewall/address-list': ['list', 'address'],
  '/ipv6/route': ['dst-address', 'gateway', 'routing-table'],
  '/system/logging': ['topics', 'action'],
  '/tool/netwatch': ['host', 'type'],
};

/** Menus in which a router refuses a second item with the same key; those with names do too. */
const UNIQUE: ReadonlySet<string> = new Set([
  ...['/interface/bridge/port', '/interface/list/member', '/ip/address', '/ip/dhcp-client'],
  ...['/ip/dhcp-server/network', '/ip/firewall/address-list'],
]);

const IS_CHAIN = /\/firewall\/(filter|nat|mangle|raw)$/;

/** What is in the key of a route that does not say it. */
const UNSET: Readonly<Record<string, string>> = {
  'dst-address': '0.0.0.0/0',
  'routing-table': 'main',
  'routing-mark': 'main',
};

/**
 * What an item is recognised by, within its menu: its name, or what stands for it there; a rule of a chain by its
 * comment. Undefined for what can't be told from its like.
 */
export function keyOf(item: Item): string | undefined {
  if (IS_CHAIN.test(item.menu) || item.menu === '/routing/rule' || item.menu === '/ip/route/rule') {
    const comment = valueOf(item, 'comment');
    return comment ? JSON.stringify([valueOf(item, 'chain') ?? '', comment]) : undefined;
  }
  const names = KEYS[item.menu] ?? ['name'];
  const values = names.map((name) => valueOf(item, name) ?? '');
  if (item.menu === '/interface/ethernet' && values[0] === '') return valueOf(item, 'name');
  if (values.every((value) => value === '')) return undefined;
  return JSON.stringify(values.map((value, at) => value || UNSET[names[at] ?? ''] || ''));
}

/** Whether no two items of the menu may have the same key. */
export function isKeyUnique(item: Item): boolean {
  return UNIQUE.has(item.menu) || (!(item.menu in KEYS) && valueOf(item, 'name') !== undefined);
}
