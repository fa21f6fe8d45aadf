import type { Argument, Menu } from '../catalogue/catalogue';

/** Arguments of `add` and `set` that say where and how, and are no property of the item. */
const NO_PROPERTIES = new Set(['numbers', 'number', '.id', 'place-before', 'copy-from']);

/** The properties of a menu's items: those of `add`, and those that only `set` has. */
export function itemProperties(menu: Menu): readonly Argument[] {
  const found = new Map<string, Argument>();
  for (const name of ['add', 'set'])
    for (const argument of menu.command(name)?.arguments.values() ?? [])
      if (!found.has(argument.name) && !NO_PROPERTIES.has(argument.name)) found.set(argument.name, argument);
  return [...found.values()];
}

export function itemProperty(menu: Menu, name: string): Argument | undefined {
  return menu.command('add')?.argument(name) ?? menu.command('set')?.argument(name);
}
