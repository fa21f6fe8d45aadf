import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../../server/src/config/build-configuration';
import type { Configuration, MenuItems } from '../../../server/src/config/configuration';
import { isSetByPeople, scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';
import type { Item, Property } from '../../../server/src/config/item';
import { keyOf } from '../../../server/src/config/item-key';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection, Row } from '../transport/router-connection';

/** The document that items of the running configuration have their origin in: the text of the export. */
export const RUNNING_URI = 'rscope-running:';

/** One item that is on the router. */
export interface RunningEntry {
  /** `*5`. */
  readonly id: string;
  /** What the router printed of it. */
  readonly row: Row;
  /** Undefined for what nobody configured: dynamic and built-in items. */
  readonly item: Item | undefined;
}

/** A menu that was printed, in the router's order. */
export interface RunningMenu {
  readonly path: string;
  /** `fixed`: items that are there and can only be changed, such as services. */
  readonly kind: 'items' | 'settings' | 'fixed';
  readonly ordered: boolean;
  readonly entries: readonly RunningEntry[];
}

/** What is configured on a router now: its export, and the rows with ids of the menus that somebody wants to change. */
export interface RunningConfiguration {
  readonly version: RouterOsVersion;
  readonly exportText: string;
  /** Items of printed menus are those of the rows, matched with the export's; of others, those of the export. */
  readonly configuration: Configuration;
  /** The printed menus by path. */
  readonly menus: ReadonlyMap<string, RunningMenu>;
}

/** The menus that a script looks at or changes. */
export function menusOf(text: string, version: RouterOsVersion): ReadonlySet<string> {
  const { uses } = resolveScript(parse(text), catalogueFor(version));
  const paths = uses.flatMap(({ kind, menu, command }) => {
    // What nobody can set is the moment's, and foretells nothing.
    const isConfiguration = ['set', 'add'].some((name) => menu.command(name) !== undefined);
    return kind === 'command' && command && menu.parent !== undefined && isConfiguration ? [menu.path] : [];
  });
  return new Set(paths);
}

/** Prints menus of a router. One that it does not have is left out; the loss of the connection rejects. */
export async function readMenus(
  connection: RouterConnection,
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, readonly Row[]>();
  const open = [...new Set(paths)];
  for (const path of open) {
    try {
      const { rows } = await connection.talk([`${path}/print`]);
      found.set(path, rows);
      // `/interface` shows the items of the menus below it, which keep what there is to change.
      if (path === '/interface')
        for (const row of rows) {
          const menu = menuOfInterfaceType(row['type'] ?? '');
          if (!open.includes(menu)) open.push(menu);
        }
    } catch (error) {
      if (!(error instanceof RouterTrapError)) throw error;
    }
  }
  return found;
}

/** `pppoe-out` stands in `/interface/pppoe-client`. */
function menuOfInterfaceType(type: string): string {
  const name = { ether: 'ethernet', wg: 'wireguard', wlan: 'wireless' }[type] ?? type.replace(/-out$/, '-client');
  return `/interface/${name}`;
}

/** Puts an export and printed rows together. */
export function runningConfiguration(
  exportText: string,
  version: RouterOsVersion,
  rows: ReadonlyMap<string, readonly Row[]>,
): RunningConfiguration {
  const catalogue = catalogueFor(version);
  const script = resolveScript(parse(exportText), catalogue);
  const exported = buildConfiguration(script, { uri: RUNNING_URI, version, complete: true });
  const menus = new Map<string, RunningMenu>();
  for (const [path, printed] of rows) menus.set(path, runningMenu(path, printed, exported.menu(path).items, catalogue));
  return { version, exportText, configuration: withMenus(exported, menus), menus };
}

function withMenus(exported: Configuration, menus: ReadonlyMap<string, RunningMenu>): Configuration {
  const known = new Map<string, MenuItems>();
  for (const { path, entries } of menus.values()) {
    if (path === '/interface') continue;
    const items = entries.flatMap(({ item }) => item ?? []);
    known.set(path, { path, items, completeness: 'complete', uncertain: false });
  }
  return {
    version: exported.version,
    menu: (path) => known.get(path) ?? exported.menu(path),
    paths: [...new Set([...exported.paths, ...known.keys()])],
  };
}

function runningMenu(path: string, rows: readonly Row[], exported: readonly Item[], catalogue: Catalogue): RunningMenu {
  const menu = catalogue.menu(path);
  const kind = menu?.singleton ? 'settings' : menu?.holdsItems ? 'items' : 'fixed';
  const isWritten = (row: Row) => row['dynamic'] !== 'true' && row['builtin'] !== 'true';
  const written = rows.filter(isWritten);
  const matched = path === '/interface' ? new Map<Row, Item>() : matchRows(written, exported, catalogue);
  const entries = rows.map((row, index): RunningEntry => {
    const isAdded = kind === 'items' && row['default'] !== 'true';
    const own = path !== '/interface' && isWritten(row) ? itemOfRow(path, row, isAdded, catalogue) : undefined;
    return { id: row['.id'] ?? `*${path}:${index}`, row, item: matched.get(row) ?? own };
  });
  return { path, kind, ordered: menu?.ordered ?? false, entries };
}

/** Which item of the export a row is: alike and in order, then by key, then by what is left. */
function matchRows(rows: readonly Row[], items: readonly Item[], catalogue: Catalogue): ReadonlyMap<Row, Item> {
  const matched = new Map<Row, Item>();
  const open = new Set(items);
  let next = 0;
  for (const item of items) {
    for (let step = 0; step < rows.length; step++) {
      const at = (next + step) % rows.length;
      const row = rows[at];
      if (!row || matched.has(row) || !isAlike(item, row, catalogue)) continue;
      matched.set(row, item);
      open.delete(item);
      next = at + 1;
      break;
    }
  }
  for (const item of open) {
    const key = keyOf(item);
    const row = rows.find((each) => !matched.has(each) && keyOf(itemOfRow(item.menu, each, true, catalogue)) === key);
    if (!row || key === undefined) continue;
    matched.set(row, item);
    open.delete(item);
  }
  const rest = rows.filter((row) => !matched.has(row));
  if (rest.length !== open.size) return matched;
  const left = [...open];
  rest.forEach((row, at) => {
    const item = left[at];
    if (item) matched.set(row, item);
  });
  return matched;
}

function isAlike(item: Item, row: Row, catalogue: Catalogue): boolean {
  for (const { name, value } of item.properties.values()) {
    if (value === undefined) continue;
    const actual = scriptSpelling(row[name] ?? unsetValue(item.menu, name, catalogue));
    // A flag such as `blackhole` is printed without a value.
    if (actual !== scriptSpelling(value) && !(value === 'yes' && row[name] === '')) return false;
  }
  return true;
}

/** An item that the export does not show, as the router prints it. */
function itemOfRow(menu: string, row: Row, added: boolean, catalogue: Catalogue): Item {
  const origin = { uri: RUNNING_URI, range: { start: 0, end: 0 } };
  const properties = new Map<string, Property>();
  for (const [name, printed] of Object.entries(row)) {
    if (!NAMES.has(name) && !isSetByPeople(menu, name, catalogue)) continue;
    const value = scriptSpelling(printed);
    if (name !== 'name' && value === unsetValue(menu, name, catalogue)) continue;
    properties.set(name, { name, value, origin });
  }
  return { menu, properties, origin, certain: true, added };
}

/** What tells which item it is, even where nobody can set it. */
const NAMES: ReadonlySet<string> = new Set(['name', 'default-name']);
