import { parseDuration } from '../../../server/src/base/duration';
import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { Catalogue } from '../../../server/src/catalogue/catalogue';
import type { Configuration, MenuItems } from '../../../server/src/config/configuration';
import { unsetValue } from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { isSecret } from '../device/secret-properties';

/** The configuration without secrets, each value spelled as a router would. */
export function comparable(configuration: Configuration, catalogue: Catalogue): Configuration {
  const menus = new Map<string, MenuItems>();
  for (const path of configuration.paths) {
    const menu = configuration.menu(path);
    const items = menu.items.map((item): Item => ({ ...item, properties: spelled(item, catalogue) }));
    menus.set(path, { ...menu, items });
  }
  return { ...configuration, paths: configuration.paths, menu: (path) => menus.get(path) ?? configuration.menu(path) };
}

function spelled(item: Item, catalogue: Catalogue): Item['properties'] {
  const add = catalogue.menu(item.menu)?.command('add') ?? catalogue.menu(item.menu)?.command('set');
  const properties = new Map(
    [...item.properties]
      .filter(([name]) => !isSecret(name))
      .map(([name, property]) => {
        const { value } = property;
        if (value === undefined) return [name, property];
        return [name, { ...property, value: spelling(item.menu, name, value, add?.argument(name)?.type.kind) }];
      }),
  );
  // Rules and routes are recognised by all that they say. What a `set` says must stay, as it says no more than that.
  if (item.added)
    for (const [name, { value }] of properties)
      if (value !== undefined && value === impliedValue(item, name, catalogue)) properties.delete(name);
  return properties;
}

/** What a property is where nobody sets it. */
export function restingValue(item: Item, name: string, catalogue: Catalogue): string {
  return impliedValue(item, name, catalogue) ?? unsetValue(item.menu, name, catalogue);
}

/** What a router has where nobody says it, beside the defaults of the catalogue; an export may say it or not. */
const IMPLIED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/ip/route': {
    ...{ 'dst-address': '0.0.0.0/0', distance: '1', scope: '30', 'target-scope': '10', 'routing-table': 'main' },
    ...{ 'suppress-hw-offload': 'no', 'check-gateway': 'none' },
  },
};
const IS_FIREWALL = /^\/ip(v6)?\/firewall\/(filter|nat|mangle|raw)$/;

function impliedValue(item: Item, name: string, catalogue: Catalogue): string | undefined {
  if (name === 'action' && IS_FIREWALL.test(item.menu)) return 'accept';
  if (name === 'network' && item.menu === '/ip/address') {
    const network = parseIpv4Prefix(valueOf(item, 'address') ?? '')?.network.first;
    return network === undefined ? undefined : formatIpv4(network);
  }
  const implied = IMPLIED[item.menu]?.[name];
  if (implied !== undefined) return implied;
  const menu = catalogue.menu(item.menu);
  const isUnknownSwitch =
    menu?.defaults.has(name) === false && menu.command('set')?.argument(name)?.type.kind === 'bool';
  return isUnknownSwitch ? 'no' : undefined;
}

function spelling(menu: string, name: string, value: string, kind: string | undefined): string {
  if (kind === 'time') return durationAsStored(value);
  if ((menu === '/ip/address' && name === 'address') || (menu === '/ip/route' && name === 'dst-address')) {
    const prefix = parseIpv4Prefix(value);
    const address = name === 'address' ? prefix?.address : (prefix?.network.first ?? prefix?.address);
    return prefix && address !== undefined ? `${formatIpv4(address)}/${prefix.length}` : value;
  }
  return value;
}

/** A time as a router writes it: `1d2h`, `1m30s`, `0s`. */
function durationAsStored(text: string): string {
  let rest = parseDuration(text);
  if (rest === undefined) return text;
  const parts = UNITS.flatMap(([unit, length]) => {
    const count = Math.floor((rest ?? 0) / length);
    rest = (rest ?? 0) % length;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join('') || '0s';
}

const UNITS = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;
