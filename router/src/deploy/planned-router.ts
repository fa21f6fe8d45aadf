import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { TextRange } from '../../../server/src/base/text-range';
import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import type { Configuration, MenuItems } from '../../../server/src/config/configuration';
import { scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';
import type { Item, Property } from '../../../server/src/config/item';
import { isKeyUnique, keyOf } from '../../../server/src/config/item-key';
import type { EffectItem, Effects, UnknownParts } from '../../../server/src/evaluate/effects';
import { UNKNOWN, type Unknown, type Value } from '../../../server/src/evaluate/value';
import type { RunningConfiguration } from './running-configuration';

/** The document that items which a plan makes or changes have their origin in: the script. */
export const SCRIPT_URI = 'rscope-plan:';

/** An item of the router as the plan leaves it. */
export interface PlannedEntry {
  /** The router's for what is there (`*5`), `+0` for what the plan adds. */
  readonly id: string;
  /** As the router prints it, or would. */
  row: ReadonlyMap<string, string>;
  /** Undefined for what nobody configured. */
  item: Item | undefined;
}

/** One thing that the plan does, in order. */
export type PlannedChange =
  | { readonly kind: 'add' | 'remove'; readonly menu: string; readonly id: string }
  | { readonly kind: 'set'; readonly menu: string; readonly id: string; readonly properties: readonly string[] }
  | { readonly kind: 'move'; readonly menu: string; readonly ids: readonly string[] };

/** A command as the plan runs it. */
export interface PlannedCommandRun {
  /** `/ip/route/add`. */
  readonly command: string;
  /** A value that is known only when it runs is left out. */
  readonly values: ReadonlyMap<string, string>;
  /** The ids of the items that it is for; undefined for `add` and settings. */
  readonly selected: readonly string[] | undefined;
  /** The statement of the script. */
  readonly range: TextRange;
}

/** A copy of a router that a plan is tried on. What the plan does that can't be foreseen is noted in `why`. */
export class PlannedRouter implements Effects {
  readonly changes: PlannedChange[] = [];
  /** Every command that does more than look, in order. */
  readonly commands: PlannedCommandRun[] = [];
  /** Every state that a changed or added item goes through, the first one first, by menu and id. */
  readonly stages = new Map<string, ReadonlyMap<string, string>[]>();
  /** Commands that end the connection or the configuration as a whole: `/system/reboot`. */
  readonly drastic: { readonly command: string; readonly range: TextRange }[] = [];
  /** The last statement that changed a menu, and the last that took something out of it. */
  readonly lastChange = new Map<string, TextRange>();
  readonly lastRemoval = new Map<string, TextRange>();
  /** The first thing that can't be foreseen, in words; undefined while all is certain. */
  why: string | undefined;
  readonly #catalogue: Catalogue;
  readonly #menus = new Map<string, PlannedEntry[]>();
  /** Items of menus that were not printed, where a rename changes them. */
  readonly #others = new Map<string, readonly Item[]>();
  /** What an item that was there has become. */
  readonly #now = new Map<Item, Item | undefined>();
  /** The other way round: the item that was there, for one that a change has made of it. */
  readonly #originals = new Map<Item, Item>();
  #added = 0;
  #range: TextRange = { start: 0, end: 0 };

  constructor(
    private readonly running: RunningConfiguration,
    /** The text that ranges are of, for the line in messages. */
    private readonly text: string,
  ) {
    this.#catalogue = catalogueFor(running.version);
    for (const { path, entries } of running.menus.values())
      this.#menus.set(
        path,
        entries.map(({ id, row, item }) => ({ id, row: new Map(Object.entries(row)), item })),
      );
  }

  at({ start, end }: TextRange): void {
    this.#range = { start, end };
  }

  decide(): boolean {
    this.doubt('whether a condition holds is known only when it runs');
    return false;
  }

  /** Notes that what the statement does can't be foreseen. */
  doubt(reason: string): void {
    this.why ??= `line ${this.text.slice(0, this.#range.start).split('\n').length}: ${reason}`;
  }

  put(): void {}
  log(): void {}

  /** The entries of a menu; undefined for one that was not printed. */
  entries(path: string): readonly PlannedEntry[] | undefined {
    if (path !== '/interface') return this.#menus.get(path);
    const shown = this.#menus.get(path);
    if (!shown) return undefined;
    const own = [...this.#menus].filter(([each]) => each.startsWith('/interface/'));
    const changed = new Map(own.flatMap(([, entries]) => entries.map((entry) => [entry.id, entry])));
    const kept = shown.flatMap((entry) => {
      const now = changed.get(entry.id);
      if (!now) return this.running.menus.has(menuBelow(own, entry.id, this.running)) ? [] : [entry];
      return [{ ...now, row: new Map([...entry.row, ...now.row]) }];
    });
    const made = own.flatMap(([menu, entries]) =>
      menu.split('/').length === 3 ? entries.filter(({ id, row }) => id.startsWith('+') && row.has('name')) : [],
    );
    return [...kept, ...made];
  }

  items(path: string): readonly EffectItem[] | Unknown {
    const entries = this.entries(path);
    if (!entries) return UNKNOWN;
    return entries.map(({ id, row }) => ({
      id,
      properties: row,
      missing: (name) => unsetValue(path, name, this.#catalogue),
    }));
  }

  run(
    path: string,
    command: string,
    values: ReadonlyMap<string, string>,
    selected: readonly string[] | undefined,
    unknown: UnknownParts,
  ): Value {
    if (path === '/log' || READING.has(command)) return UNKNOWN;
    const name = `${path === '/' ? '' : path}/${command}`;
    this.commands.push({ command: name, values, selected, range: this.#range });
    if (DRASTIC.has(name)) {
      this.drastic.push({ command: name, range: this.#range });
      return undefined;
    }
    if (!CHANGING.has(command)) {
      this.doubt(`what “${name}” does can’t be foreseen`);
      return UNKNOWN;
    }
    if (unknown.selection) this.doubt(`which items of ${path} it is for is known only when it runs`);
    for (const name of unknown.values) this.doubt(`the value of “${name}” is known only when it runs`);
    if (!this.#menus.has(path)) {
      this.doubt(`the router does not show what is in ${path}`);
      return UNKNOWN;
    }
    this.lastChange.set(path, this.#range);
    const all = new Map<string, string | undefined>(values);
    for (const name of unknown.values) all.set(name, undefined);
    switch (command) {
      case 'add':
        return this.#add(path, all);
      case 'set':
      case 'comment':
        this.#set(path, selected, all);
        return undefined;
      case 'enable':
      case 'disable':
        this.#set(path, selected ?? [], new Map([['disabled', command === 'disable' ? 'yes' : 'no']]));
        return undefined;
      case 'unset':
        this.#set(path, selected ?? [], new Map([[`!${values.get('value-name') ?? ''}`, '']]));
        return undefined;
      case 'remove':
        for (const id of selected ?? []) this.#remove(path, id);
        return undefined;
      default:
        this.#move(path, selected ?? [], values.get('destination'));
        return undefined;
    }
  }

  /** The item that `add` would make, as it would be printed; it is not added. */
  made(
    path: string,
    values: ReadonlyMap<string, string | undefined>,
  ): { row: ReadonlyMap<string, string>; item: Item } {
    const copied = this.#find(path, values.get('copy-from'));
    const properties = new Map<string, Property>(copied?.item?.properties);
    const row = new Map<string, string>(copied?.row ?? this.#defaultsOf(path));
    row.delete('.id');
    this.#assign(path, properties, row, values);
    return { row, item: { menu: path, properties, origin: this.#origin(), certain: true, added: true } };
  }

  #add(path: string, values: ReadonlyMap<string, string | undefined>): string {
    const menu = this.#menus.get(path) ?? [];
    const { row, item } = this.made(path, values);
    const id = `+${this.#added++}`;
    this.#refuseTwin(path, item, undefined);
    const entry = { id, row: new Map([['.id', id], ...row]), item };
    const before = values.get('place-before');
    const at = before === undefined ? -1 : this.#placeOf(path, menu, before);
    if (at >= 0) menu.splice(at, 0, entry);
    else menu.push(entry);
    this.changes.push({ kind: 'add', menu: path, id });
    this.#note(path, entry);
    return id;
  }

  #defaultsOf(path: string): [string, string][] {
    return [...(this.#catalogue.menu(path)?.defaults ?? [])].map(([name, value]) => [name, printedSpelling(value)]);
  }

  #placeOf(path: string, menu: readonly PlannedEntry[], place: string): number {
    const at = menu.indexOf(this.#find(path, place) as PlannedEntry);
    if (at >= 0) return at;
    if (/^\d+$/.test(place)) return menu[Number(place)] ? Number(place) : -1;
    throw new Error('no such item');
  }

  #find(path: string, id: string | undefined): PlannedEntry | undefined {
    return id === undefined
      ? undefined
      : this.#menus.get(path)?.find((each) => each.id === id || each.row.get('name') === id);
  }

  #set(path: string, selected: readonly string[] | undefined, values: ReadonlyMap<string, string | undefined>): void {
    const isSettings = this.running.menus.get(path)?.kind === 'settings';
    const ids = isSettings ? (this.#menus.get(path) ?? []).map(({ id }) => id) : (selected ?? []);
    for (const id of ids) this.#setOne(this.#ownMenu(path, id), id, values);
  }

  #setOne(path: string, id: string, values: ReadonlyMap<string, string | undefined>): void {
    const entry = this.#find(path, id);
    if (!entry) throw new Error('no such item');
    if (entry.row.get('dynamic') === 'true' || entry.row.get('builtin') === 'true')
      throw new Error('failure: can not change builtin');
    const before = entry.item;
    const properties = new Map(before?.properties);
    const row = new Map(entry.row);
    this.#assign(path, properties, row, values);
    const item: Item = before
      ? { ...before, properties }
      : { menu: path, properties, origin: this.#origin(), certain: true, added: false };
    this.#refuseTwin(path, item, entry);
    const [oldName, newName] = [entry.row.get('name'), row.get('name')];
    if (!this.stages.has(`${path} ${id}`)) this.#note(path, entry);
    entry.row = row;
    this.#replace(entry, item);
    const names = [...values.keys()].filter((name) => !STRUCTURAL.has(name)).map((name) => name.replace(/^!/, ''));
    this.changes.push({ kind: 'set', menu: path, id, properties: names });
    this.#note(path, entry);
    if (oldName !== undefined && newName !== undefined && oldName !== newName) this.#rename(path, oldName, newName);
  }

  #assign(
    path: string,
    properties: Map<string, Property>,
    row: Map<string, string>,
    values: ReadonlyMap<string, string | undefined>,
  ): void {
    for (const [written, value] of values) {
      if (STRUCTURAL.has(written)) continue;
      const name = written.replace(/^!/, '');
      if (written.startsWith('!')) {
        properties.delete(name);
        row.delete(name);
        continue;
      }
      const isFlag = value === '' && this.#catalogue.menu(path)?.command('add')?.argument(name)?.type.kind === 'flag';
      const stored = value === undefined ? undefined : isFlag ? 'yes' : normalValue(path, name, scriptSpelling(value));
      properties.set(name, { name, value: stored, origin: this.#origin() });
      if (stored === undefined) row.delete(name);
      else row.set(name, printedSpelling(stored));
    }
    if (path === '/ip/address' && values.has('address') && !values.has('network')) {
      const network = parseIpv4Prefix(row.get('address') ?? '')?.network.first;
      if (network === undefined) return;
      row.set('network', formatIpv4(network));
      properties.set('network', { name: 'network', value: formatIpv4(network), origin: this.#origin() });
    }
  }

  #refuseTwin(path: string, item: Item, itself: PlannedEntry | undefined): void {
    const key = isKeyUnique(item) ? keyOf(item) : undefined;
    const twin =
      key !== undefined &&
      (this.#menus.get(path) ?? []).some((each) => each !== itself && each.item && keyOf(each.item) === key);
    if (twin) throw new Error('failure: already have such entry');
  }

  #remove(path: string, id: string): void {
    const own = this.#ownMenu(path, id);
    const menu = this.#menus.get(own) ?? [];
    const entry = this.#find(own, id);
    if (!entry) throw new Error('no such item');
    if (entry.row.get('dynamic') === 'true' || entry.row.get('builtin') === 'true')
      throw new Error('failure: can not remove builtin');
    this.#menus.set(
      own,
      menu.filter((each) => each !== entry),
    );
    if (!this.stages.has(`${own} ${entry.id}`)) this.#note(own, entry);
    this.#replace(entry, undefined);
    this.lastRemoval.set(own, this.#range);
    this.changes.push({ kind: 'remove', menu: own, id: entry.id });
  }

  #move(path: string, selected: readonly string[], destination: string | undefined): void {
    const menu = this.#menus.get(path) ?? [];
    const moved = selected.flatMap((id) => this.#find(path, id) ?? []);
    const rest = menu.filter((entry) => !moved.includes(entry));
    // Before one of themselves: they stay with what comes behind it.
    const target = destination === undefined ? undefined : menu[this.#placeOf(path, menu, destination)];
    const next = target && menu.slice(menu.indexOf(target)).find((entry) => !moved.includes(entry));
    const at = next ? rest.indexOf(next) : rest.length;
    this.#menus.set(path, [...rest.slice(0, at), ...moved, ...rest.slice(at)]);
    this.changes.push({ kind: 'move', menu: path, ids: moved.map(({ id }) => id) });
  }

  /** The menu that holds an item which `/interface` shows. */
  #ownMenu(path: string, id: string): string {
    if (path !== '/interface') return path;
    for (const [menu, entries] of this.#menus)
      if (menu.startsWith('/interface/') && entries.some((entry) => entry.id === id || entry.row.get('name') === id))
        return menu;
    return path;
  }

  #note(path: string, { id, row }: PlannedEntry): void {
    const key = `${path} ${id}`;
    this.stages.set(key, [...(this.stages.get(key) ?? []), row]);
  }

  #replace(entry: PlannedEntry, item: Item | undefined): void {
    if (entry.item) this.#follow(entry.item, item);
    if (item) entry.item = item;
  }

  #follow(previous: Item, item: Item | undefined): void {
    const original = this.#originals.get(previous) ?? previous;
    this.#now.set(original, item);
    if (item) this.#originals.set(item, original);
  }

  /** A renamed item keeps its references. */
  #rename(path: string, oldName: string, newName: string): void {
    const targets = new Set([path, ...(path.startsWith('/interface/') ? ['/interface'] : [])]);
    const renamed = (item: Item): Item => {
      const menu = this.#catalogue.menu(item.menu);
      let properties: Map<string, Property> | undefined;
      for (const [name, property] of item.properties) {
        const argument = menu?.command('add')?.argument(name) ?? menu?.command('set')?.argument(name);
        if (!argument?.referencesTo.some((target) => targets.has(target))) continue;
        const value = property.value
          ?.split(',')
          .map((part) => (part === oldName ? newName : part === `!${oldName}` ? `!${newName}` : part))
          .join(',');
        if (value === property.value) continue;
        properties ??= new Map(item.properties);
        properties.set(name, { ...property, value });
      }
      return properties ? { ...item, properties } : item;
    };
    for (const [menu, entries] of this.#menus)
      for (const entry of menu === path ? [] : entries) {
        const item = entry.item && renamed(entry.item);
        if (!item || item === entry.item) continue;
        entry.row = new Map([...entry.row, ...[...item.properties].map(([name, { value }]) => rowValue(name, value))]);
        this.#replace(entry, item);
      }
    for (const menu of this.running.configuration.paths) {
      if (this.#menus.has(menu)) continue;
      const old = this.#others.get(menu) ?? this.running.configuration.menu(menu).items;
      const items = old.map(renamed);
      items.forEach((item, at) => {
        const before = old[at];
        if (before && item !== before) this.#follow(before, item);
      });
      if (items.some((item, at) => item !== old[at])) this.#others.set(menu, items);
    }
  }

  #origin() {
    return { uri: SCRIPT_URI, range: this.#range };
  }

  /** What an item of the running configuration is now; undefined where it is gone. */
  became(item: Item): Item | undefined {
    return this.#now.has(item) ? this.#now.get(item) : item;
  }

  /** Another router in the same state, of which nothing has been asked yet. */
  copy(): PlannedRouter {
    const copy = new PlannedRouter(this.running, this.text);
    for (const [path, entries] of this.#menus)
      copy.#menus.set(
        path,
        entries.map((entry) => ({ ...entry })),
      );
    for (const [path, items] of this.#others) copy.#others.set(path, items);
    copy.#added = this.#added;
    return copy;
  }

  /** The configuration that the plan leaves. */
  configuration(): Configuration {
    const before = this.running.configuration;
    const known = new Map<string, MenuItems>();
    for (const [path, entries] of this.#menus) {
      if (path === '/interface') continue;
      const items = entries.flatMap(({ item }) => item ?? []);
      const old = before.menu(path);
      const isSame = items.length === old.items.length && items.every((item, at) => item === old.items[at]);
      known.set(path, isSame ? old : { ...old, items });
    }
    for (const [path, items] of this.#others) known.set(path, { ...before.menu(path), items });
    return {
      version: before.version,
      menu: (path) => known.get(path) ?? before.menu(path),
      paths: [...new Set([...before.paths, ...known.keys()])],
    };
  }
}

/** Commands that change what `/export` shows in a way that is followed here. */
const CHANGING: ReadonlySet<string> = new Set([
  ...['add', 'set', 'comment', 'enable', 'disable', 'unset', 'remove', 'move'],
]);
/** Commands that only look. */
const READING: ReadonlySet<string> = new Set([
  ...['print', 'find', 'get', 'export', 'ping', 'resolve', 'monitor', 'monitor-traffic', 'count', 'log', 'listen'],
  ...['info', 'warning', 'error', 'debug', 'flood-ping', 'traceroute', 'reset-counters', 'reset-counters-all'],
  ...['beep', 'flush', 'timestamp', 'rndnum', 'rndstr', 'serialize', 'deserialize', 'convert', 'toip', 'totime'],
]);
/** Commands that end what there is. */
const DRASTIC: ReadonlySet<string> = new Set([
  ...['/system/reboot', '/system/shutdown', '/system/reset-configuration', '/system/backup/load'],
  ...['/system/package/update/install', '/system/routerboard/upgrade', '/system/package/downgrade'],
]);
/** Arguments that say where an item goes or which it is. */
const STRUCTURAL: ReadonlySet<string> = new Set(['place-before', 'copy-from', 'numbers', 'number', '.id']);

/** `yes` of a script is `true` where the router prints it. */
function printedSpelling(value: string): string {
  return value === 'yes' ? 'true' : value === 'no' ? 'false' : value;
}

function rowValue(name: string, value: string | undefined): [string, string] {
  return [name, printedSpelling(value ?? '')];
}

/** A value as the router keeps it: an address with its length, a destination by its network. */
function normalValue(path: string, name: string, value: string): string {
  const isAddress = path === '/ip/address' && name === 'address';
  const prefix = isAddress || (path === '/ip/route' && name === 'dst-address') ? parseIpv4Prefix(value) : undefined;
  if (!prefix) return value;
  return `${formatIpv4(isAddress ? prefix.address : (prefix.network.first ?? prefix.address))}/${prefix.length}`;
}

function menuBelow(
  own: readonly (readonly [string, readonly PlannedEntry[]])[],
  id: string,
  running: RunningConfiguration,
): string {
  return own.find(([menu]) => running.menus.get(menu)?.entries.some((entry) => entry.id === id))?.[0] ?? '';
}
