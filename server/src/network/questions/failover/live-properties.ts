import type { Configuration, MenuItems } from '../../../config/configuration';
import { type Item, valueOf } from '../../../config/item';

/** What only a running router knows of an item: undefined where nothing is to be said of it. */
export type LiveProperties = (item: Item) => Readonly<Record<string, string>> | undefined;

/** A configuration with what scripts can read of its items while the router runs: a lease's state, a host's. */
export function withLiveProperties(configuration: Configuration, path: string, of: LiveProperties): Configuration {
  const menu = configuration.menu(path);
  const items = menu.items.map((item) => {
    const live = Object.entries(of(item) ?? {}).filter(([name, value]) => valueOf(item, name) !== value);
    if (live.length === 0) return item;
    const told = live.map(([name, value]) => [name, { name, value, origin: item.origin }] as const);
    return { ...item, properties: new Map([...item.properties, ...told]) };
  });
  if (items.every((item, at) => item === menu.items[at])) return configuration;
  return withMenu(configuration, { ...menu, items });
}

/** By itself, so that the configuration does not hold on to whoever tells its properties. */
function withMenu(configuration: Configuration, live: MenuItems): Configuration {
  return { ...configuration, menu: (each) => (each === live.path ? live : configuration.menu(each)) };
}
