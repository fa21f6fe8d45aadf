import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Argument, type Catalogue, catalogueFor, type Menu } from '../../../server/src/catalogue/catalogue';
import type { MenuDefinition, ReferenceKind } from './menu-definition';
import { ALL_MENUS } from './menus/all-menus';
import { Refusal } from './refusal';
import { normalizeValue } from './stored-value';

/** An item as the practice router keeps it: `.id` and the properties that are set. */
export type StoredItem = Map<string, string>;

export interface StoredMenu {
  readonly path: string;
  readonly definition: MenuDefinition;
  items: StoredItem[];
}

/** Something changed: for `listen`. */
export interface StoreChange {
  readonly menu: string;
  readonly item: StoredItem;
  readonly dead: boolean;
}

/** What a store holds, to be put back. */
export interface StoreContents {
  readonly menus: readonly { readonly path: string; readonly items: readonly StoredItem[] }[];
}

/** What is no configuration: neither a backup nor safe mode has it. */
const VOLATILE: ReadonlySet<string> = new Set(['/file', '/log', '/ip/firewall/connection']);

/** The configuration of a practice router. Every refusal is a {@link Refusal} in the router's own words. */
export class ConfigurationStore {
  readonly catalogue: Catalogue;
  readonly #menus = new Map<string, StoredMenu>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  readonly #onAction = new Set<(menu: string) => void>();
  #nextId = 1;
  #revision = 0;

  constructor(readonly version: RouterOsVersion) {
    this.catalogue = catalogueFor(version);
    for (const definition of ALL_MENUS.values()) {
      const isThere = this.#definition(definition.path) !== undefined;
      if (isThere && (definition.initial || definition.kind === 'settings')) this.menu(definition.path);
    }
  }

  /** The menu of a path; refuses one that this version does not have. */
  menu(path: string): StoredMenu {
    let menu = this.#menus.get(path);
    if (menu) return menu;
    const definition = this.#definition(path);
    if (!definition) throw noSuchCommand(path);
    menu = { path, definition, items: [] };
    this.#menus.set(path, menu);
    const initial = definition.kind === 'settings' ? [definition.defaults ?? {}] : (definition.initial ?? []);
    for (const values of initial) menu.items.push(new Map([['.id', this.#id()], ...Object.entries(values)]));
    return menu;
  }

  #definition(path: string): MenuDefinition | undefined {
    const known = this.catalogue.menu(path);
    if (!known) return undefined;
    const own = ALL_MENUS.get(path);
    if (own?.major !== undefined && own.major !== this.version.major) return undefined;
    return own ?? describe(known);
  }

  /** All menus that hold something. */
  get menus(): readonly StoredMenu[] {
    return [...this.#menus.values()];
  }

  /** Items of a menu; `/interface` shows those of all interface menus. */
  items(path: string): readonly StoredItem[] {
    if (path !== '/interface') return this.menu(path).items;
    return this.#interfaceMenus().flatMap((menu) =>
      menu.items.map((item) => new Map([...item, ['type', typeOf(menu.path)]])),
    );
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Rises with every change of the configuration. */
  get revision(): number {
    return this.#revision;
  }
  /** Tells of every change of the configuration, with its menu; `/` where all of it was put back. */
  onAction(listener: (menu: string) => void): void {
    this.#onAction.add(listener);
  }

  /** A copy of the configuration. */
  contents(): StoreContents {
    const menus = this.menus.filter(({ path }) => !VOLATILE.has(path));
    return { menus: menus.map(({ path, items }) => ({ path, items: items.map((item) => new Map(item)) })) };
  }
  /** Makes the configuration what it was; items have their old ids. */
  restore(contents: StoreContents): void {
    const saved = new Map(contents.menus.map(({ path, items }) => [path, items]));
    for (const menu of this.menus)
      if (!VOLATILE.has(menu.path) && !saved.has(menu.path)) {
        this.#menus.delete(menu.path);
        if (menu.definition.initial || menu.definition.kind === 'settings') this.menu(menu.path);
      }
    for (const [path, items] of saved) this.menu(path).items = items.map((item) => new Map(item));
    this.#changed('/');
  }

  /** Adds an item and returns its id. */
  add(path: string, values: ReadonlyMap<string, string>): string {
    const menu = this.menu(path);
    if (menu.definition.kind !== 'items') throw noSuchCommand(`${path}/add`);
    const item: StoredItem = new Map([['.id', ''], ...Object.entries(menu.definition.defaults ?? {})]);
    this.#assign(menu, item, values, 'add');
    this.#checkRequired(menu, values);
    this.#checkUnique(menu, item);
    item.set('.id', this.#id());
    const before = values.get('place-before');
    const index = before === undefined ? -1 : menu.items.indexOf(this.find(path, before));
    if (index >= 0) menu.items.splice(index, 0, item);
    else menu.items.push(item);
    this.#emit(menu, item, false);
    return item.get('.id') ?? '';
  }

  /** Changes one item, or the settings where no id is given. */
  set(path: string, id: string | undefined, values: ReadonlyMap<string, string>): void {
    const menu = path === '/interface' && id !== undefined ? this.#menuOfInterface(id) : this.menu(path);
    const item = menu.definition.kind === 'settings' ? menu.items[0] : this.find(menu.path, id ?? '');
    if (!item) throw new Refusal('no such item', 0);
    if (item.get('builtin') === 'true' || item.get('dynamic') === 'true')
      throw new Refusal('failure: can not change builtin', 4);
    const changed: StoredItem = new Map(item);
    this.#assign(menu, changed, values, 'set');
    this.#checkUnique(menu, changed, item);
    const [oldName, newName] = [item.get('name'), changed.get('name')];
    item.clear();
    for (const [name, value] of changed) item.set(name, value);
    if (oldName !== undefined && newName !== undefined && oldName !== newName)
      this.#rename(menu.path, oldName, newName);
    this.#emit(menu, item, false);
  }

  remove(path: string, id: string): void {
    const menu = this.menu(path);
    const item = this.find(path, id);
    if (menu.definition.kind !== 'items') throw noSuchCommand(`${path}/remove`);
    if (item.get('builtin') === 'true' || item.get('dynamic') === 'true')
      throw new Refusal('failure: can not remove builtin', 4);
    menu.items = menu.items.filter((candidate) => candidate !== item);
    this.#emit(menu, item, true);
  }

  unset(path: string, id: string, property: string): void {
    const item = this.find(path, id);
    this.#clear(this.menu(path), item, property);
    this.#emit(this.menu(path), item, false);
  }

  /** Moves items before another one, or to the end. */
  move(path: string, ids: readonly string[], destination: string | undefined): void {
    const menu = this.menu(path);
    const moved = ids.map((id) => this.find(path, id));
    const rest = menu.items.filter((item) => !moved.includes(item));
    const index = destination === undefined ? rest.length : rest.indexOf(this.find(path, destination));
    menu.items = [...rest.slice(0, index), ...moved, ...rest.slice(index)];
    this.#changed(path);
  }

  /** The item with that id, or with that name. */
  find(path: string, id: string): StoredItem {
    const items = this.items(path);
    const item =
      items.find((candidate) => candidate.get('.id') === id) ??
      items.find((candidate) => id !== '' && candidate.get('name') === id);
    if (!item) throw new Refusal('no such item', 0);
    return item;
  }

  /** The argument of the catalogue for a property; undefined where only the practice router's table knows it. */
  argument(path: string, command: string, property: string): Argument | undefined {
    return this.catalogue.menu(path)?.command(command)?.argument(property);
  }

  #assign(menu: StoredMenu, item: StoredItem, values: ReadonlyMap<string, string>, command: 'add' | 'set'): void {
    for (const [written, value] of values) {
      const unset = written.startsWith('!');
      const name = unset ? written.slice(1) : written;
      if (STRUCTURAL.has(name)) continue;
      const argument =
        this.argument(menu.path, command, name) ?? this.argument(menu.path, command === 'set' ? 'add' : 'set', name);
      if (!argument && menu.definition.defaults?.[name] === undefined) throw new Refusal(`unknown parameter ${name}`);
      if (menu.definition.readOnly?.includes(name)) throw new Refusal(`unknown parameter ${name}`);
      if (unset || (value === '' && name === 'comment')) {
        this.#clear(menu, item, name);
        continue;
      }
      const kind = menu.definition.references?.[name];
      if (kind && value !== '') this.#checkReference(name, value, kind);
      item.set(name, normalizeValue(menu.path, name, value, argument?.type));
    }
    if (menu.path === '/ip/address') deriveNetwork(item, values);
  }

  /** A property that is taken back has what a new item has, or nothing. */
  #clear(menu: StoredMenu, item: StoredItem, name: string): void {
    const value = menu.definition.defaults?.[name];
    if (value === undefined) item.delete(name);
    else item.set(name, value);
  }

  #checkRequired(menu: StoredMenu, values: ReadonlyMap<string, string>): void {
    const own = menu.definition.required;
    const add = this.catalogue.menu(menu.path)?.command('add');
    const required =
      own ??
      [...(add?.arguments.values() ?? [])].filter((argument) => argument.mandatory).map((argument) => argument.name);
    const missing = required.filter((name) => !values.has(name) && menu.definition.defaults?.[name] === undefined);
    if (missing.length > 0) throw new Refusal(`missing value(s) of argument(s) ${missing.join(' ')}`, 1);
  }

  #checkUnique(menu: StoredMenu, item: StoredItem, itself?: StoredItem): void {
    for (const { properties, refusal } of menu.definition.unique ?? []) {
      const others =
        menu.path.startsWith('/interface/') && properties[0] === 'name' && menu.path !== '/interface/list'
          ? this.#interfaceMenus().flatMap((other) => other.items)
          : menu.items;
      const twin = others.find(
        (other) =>
          other !== itself &&
          properties.every((name) => item.get(name) !== undefined && other.get(name) === item.get(name)),
      );
      if (twin) throw new Refusal(refusal(properties.map((name) => item.get(name)).join(' ')), 4);
    }
  }

  #checkReference(property: string, value: string, kind: ReferenceKind): void {
    for (const name of value.replace(/^!/, '').split(',')) {
      if (this.#exists(kind, name)) continue;
      throw new Refusal(`input does not match any value of ${property}`, 1);
    }
  }

  #exists(kind: ReferenceKind, name: string): boolean {
    const named = (path: string) => this.menu(path).items.some((item) => item.get('name') === name);
    switch (kind) {
      case 'interface':
        return (
          name === 'all' ||
          name.startsWith('all-') ||
          this.#interfaceMenus().some((menu) => menu.items.some((item) => item.get('name') === name))
        );
      case 'interface-list':
        return named('/interface/list');
      case 'bridge':
        return named('/interface/bridge');
      case 'pool':
        return name === 'none' || name === 'static-only' || named('/ip/pool');
      case 'ppp-profile':
        return named('/ppp/profile');
      case 'user-group':
        return named('/user/group');
      case 'script':
        return named('/system/script');
      case 'routing-table':
        // RouterOS 6 makes a table of every mark.
        return this.version.major < 7 || named('/routing/table');
    }
  }

  /** A renamed interface or list keeps its references, as on a router. */
  #rename(path: string, oldName: string, newName: string): void {
    const kind: ReferenceKind | undefined =
      path === '/interface/list'
        ? 'interface-list'
        : path.startsWith('/interface/')
          ? 'interface'
          : path === '/ip/pool'
            ? 'pool'
            : undefined;
    if (!kind) return;
    for (const menu of this.#menus.values()) {
      for (const [property, target] of Object.entries(menu.definition.references ?? {})) {
        if (target !== kind && !(kind === 'interface' && target === 'bridge')) continue;
        for (const item of menu.items) if (item.get(property) === oldName) item.set(property, newName);
      }
    }
  }

  #interfaceMenus(): StoredMenu[] {
    return [...this.#menus.values()].filter(
      (menu) =>
        menu.path.startsWith('/interface/') &&
        !/^\/interface\/(list|bridge\/port)/.test(menu.path) &&
        menu.path.split('/').length === 3,
    );
  }

  #menuOfInterface(id: string): StoredMenu {
    const menu = this.#interfaceMenus().find((candidate) =>
      candidate.items.some((item) => item.get('.id') === id || item.get('name') === id),
    );
    if (!menu) throw new Refusal('no such item', 0);
    return menu;
  }

  #id(): string {
    return `*${(this.#nextId++).toString(16).toUpperCase()}`;
  }

  #changed(menu: string): void {
    if (VOLATILE.has(menu)) return;
    this.#revision++;
    for (const listener of [...this.#onAction]) listener(menu);
  }

  #emit(menu: StoredMenu, item: StoredItem, dead: boolean): void {
    this.#changed(menu.path);
    for (const listener of this.#listeners) listener({ menu: menu.path, item, dead });
  }
}

/** The network of an address follows from its prefix length unless it is given. */
function deriveNetwork(item: StoredItem, values: ReadonlyMap<string, string>): void {
  const network = parseIpv4Prefix(item.get('address') ?? '')?.network.first;
  if (network !== undefined && values.has('address') && !values.has('network'))
    item.set('network', formatIpv4(network));
}

/** Arguments that say where an item goes, not what it is. */
const STRUCTURAL = new Set(['.id', 'numbers', 'place-before', 'copy-from']);

export function noSuchCommand(path: string): Refusal {
  return new Refusal(`no such command or directory (${path.split('/').pop() ?? ''})`, 0);
}

function typeOf(path: string): string {
  const name = path.split('/')[2] ?? '';
  return name === 'ethernet' ? 'ether' : name.replace(/-client$/, '-out');
}

function describe(menu: Menu): MenuDefinition {
  return { path: menu.path, kind: menu.singleton ? 'settings' : menu.command('add') ? 'items' : 'fixed' };
}
