import type { AddressRows } from '../base/address-rows';
import type { RouterOsVersion } from '../base/routeros-version';
import type { Item } from './item';

/**
 * How much a script says about a menu, from least to most:
 * `fragment` some items, others may exist on the router; `in-file` the file sets up its own uplinks and its own LAN, so
 * its menus count as complete with findings one severity lower; `complete` an export, a declared complete file, or a
 * menu that the script empties first.
 */
export type Completeness = 'fragment' | 'in-file' | 'complete';

/** All items of one menu, in the router's order. */
export interface MenuItems {
  readonly path: string;
  readonly items: readonly Item[];
  readonly completeness: Completeness;
  /** True where a loop, a branch or a computed selector may have changed the menu in a way that the text does not tell. */
  readonly uncertain: boolean;
  /**
   * Where the menu has long runs of plain address-list entries that nothing touched since: these as columns, and the other
   * items. All of `items` is then made only for whoever asks for it.
   */
  readonly columns?: { readonly rows: readonly AddressRows[]; readonly others: readonly Item[] } | undefined;
}

/**
 * The items of a menu without plain entries of address lists, which have an address, a list, `comment` and `disabled`
 * alone: for questions about any other property of any menu.
 */
export function itemsWithMore(menu: MenuItems): readonly Item[] {
  return menu.columns ? menu.columns.others : menu.items;
}

/** What a script leaves on a router that was blank (but for its ports) before. */
export interface Configuration {
  /** Undefined where nothing tells the version; then only what holds in every version may be concluded. */
  readonly version: RouterOsVersion | undefined;
  /** The items of a menu in slash form; a menu that the script never touches has no items. */
  menu(path: string): MenuItems;
  /** The menus that the script touches. */
  readonly paths: readonly string[];
}
