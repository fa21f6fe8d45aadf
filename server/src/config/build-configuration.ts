import type { AddressRows } from '../base/address-rows';
import type { RouterOsVersion } from '../base/routeros-version';
import type { TextRange } from '../base/text-range';
import { ADDRESS_LIST } from '../resolve/address-rows';
import type { ArgumentUse, CommandUse, PlacedEntries, ResolvedScript } from '../resolve/command-use';
import { selectorOf } from '../resolve/resolve-script';
import type { Completeness, Configuration, MenuItems } from './configuration';
import type { Item, Origin, Property } from './item';
import { KnownVariables } from './known-variables';
import { type Condition, conditionsOfFind, matches } from './selector';
import { StatementFlow } from './statement-flow';

export interface ConfigurationOptions {
  /** The document; of a project the one that an offset lies in. */
  readonly uri: string | ((offset: number) => string);
  readonly version: RouterOsVersion | undefined;
  /** Whether the whole file is known to be complete: an export, or declared so. */
  readonly complete: boolean;
  /** Whether it imports what could not be read, so that no menu is known to be complete beyond what is in the file. */
  readonly isPartial?: boolean;
  /** Whether the statement at an offset runs with the script, but for the branches around it; without it all do. */
  readonly isCertain?: (offset: number) => boolean;
}

/**
 * Applies the statements of a script, in order, to a router that is blank but for its ports. Code that is stored
 * (`source={…}`, function bodies) is not applied; code that may run never or often makes its menu uncertain.
 */
export function buildConfiguration(script: ResolvedScript, options: ConfigurationOptions): Configuration {
  const builder = new Builder(options);
  let done = 0;
  const flow = new StatementFlow(script.uses, (use, certainty, variables) => builder.apply(use, certainty, variables));
  for (const entries of script.entries) {
    while (done < entries.behind) done = flow.run(done);
    builder.addEntries(entries);
  }
  while (done < script.uses.length) done = flow.run(done);
  return builder.configuration();
}

interface MenuState {
  readonly path: string;
  items: MutableItem[];
  /** Plain entries that nothing touched, each with the number of items that stand before it. */
  entries: { readonly entries: PlacedEntries; readonly before: number }[];
  uncertain: boolean;
  /** Emptied by the script before anything was added. */
  reset: boolean;
  readonly settings: boolean;
}
interface MutableItem extends Item {
  readonly properties: Map<string, Property>;
  certain: boolean;
}

class Builder {
  private readonly menus = new Map<string, MenuState>();
  /** What variables hold where the statement stands that is being applied. */
  private variables = new KnownVariables();

  constructor(private readonly options: ConfigurationOptions) {}

  apply(use: CommandUse, certainty: 'always' | 'maybe', variables: KnownVariables): void {
    if (use.kind !== 'command' || !use.command || use.menu.parent === undefined) return;
    this.variables = variables;
    const state = this.menu(use);
    const certain = certainty === 'always' && (this.options.isCertain?.(use.node.start) ?? true);
    const { name } = use.command;
    const isPlainAdd = name === 'add' && !use.arguments.some((argument) => argument.name === 'place-before');
    if (state.entries.length > 0 && CHANGING.has(name) && !isPlainAdd) {
      state.items = this.allItems(state);
      state.entries = [];
    }
    switch (name) {
      case 'add':
        this.add(state, use, certain);
        break;
      case 'set':
        this.set(state, use, certain);
        break;
      case 'remove':
        this.remove(state, use, certain);
        break;
      case 'enable':
      case 'disable':
        this.toggle(state, use, certain, name === 'disable');
        break;
      case 'move':
        this.move(state, use, certain);
    }
  }

  private menu(use: CommandUse): MenuState {
    return this.stateOf(use.menu.path, use.menu.singleton);
  }
  private stateOf(path: string, settings: boolean): MenuState {
    let state = this.menus.get(path);
    if (!state) {
      state = { path, items: [], entries: [], uncertain: false, reset: false, settings };
      this.menus.set(path, state);
    }
    return state;
  }

  /** The same as to apply the statements of all these entries, put off until somebody looks at their items. */
  addEntries(entries: PlacedEntries): void {
    const state = this.stateOf(ADDRESS_LIST, false);
    state.entries.push({ entries, before: state.items.length });
  }

  /** All items of a menu in order, the plain entries among them. */
  private allItems({ path, items, entries }: MenuState): MutableItem[] {
    if (entries.length === 0) return items;
    const all: MutableItem[] = [];
    let done = 0;
    for (const { entries: run, before } of entries) {
      while (done < before) all.push(items[done++] as MutableItem);
      for (const use of run.uses()) all.push(this.item(path, use, true));
    }
    while (done < items.length) all.push(items[done++] as MutableItem);
    return all;
  }

  private add(state: MenuState, use: CommandUse, certain: boolean): void {
    const item = this.item(state.path, use, certain);
    const before = use.arguments.find((argument) => argument.name === 'place-before');
    if (item.properties.has('copy-from')) state.uncertain = true;
    if (!certain) state.uncertain = true;
    const index = before ? this.indexOf(state, before, state.items) : state.items.length;
    if (index === undefined) state.uncertain = true;
    state.items.splice(index ?? state.items.length, 0, item);
  }

  private item(menu: string, use: CommandUse, certain: boolean): MutableItem {
    return { menu, properties: this.properties(use), origin: this.origin(use.node), certain, added: true };
  }

  private set(state: MenuState, use: CommandUse, certain: boolean): void {
    const changes = this.properties(use);
    if (state.settings) {
      let item = state.items[0];
      if (!item) {
        item = { menu: state.path, properties: new Map(), origin: this.origin(use.node), certain, added: false };
        state.items.push(item);
      }
      change(item, changes, certain);
      return;
    }
    const selector = selectorOf(use);
    const targets = selector ? this.select(state, selector, certain, this.origin(use.node)) : [];
    if (!selector) state.uncertain = true;
    for (const item of targets) change(item, changes, certain);
  }

  private remove(state: MenuState, use: CommandUse, certain: boolean): void {
    const selector = selectorOf(use);
    const conditions = selector ? conditionsOfFind(selector.value, this.variables.textOfNode) : undefined;
    const isEverything = conditions?.every((condition) => isAboutOrigin(condition)) ?? false;
    if (isEverything && certain) {
      state.reset = true;
      state.items = [];
      return;
    }
    if (!selector) return;
    const targets = this.select(state, selector, certain);
    if (certain) state.items = state.items.filter((item) => !targets.includes(item));
    else for (const item of targets) item.certain = false;
  }

  private toggle(state: MenuState, use: CommandUse, certain: boolean, disabled: boolean): void {
    const selector = selectorOf(use);
    if (!selector) return;
    const value: Property = { name: 'disabled', value: disabled ? 'yes' : 'no', origin: this.origin(use.node) };
    for (const item of this.select(state, selector, certain, this.origin(use.node)))
      change(item, new Map([['disabled', value]]), certain);
  }

  /** Puts the items before another one, or without a destination behind all. */
  private move(state: MenuState, use: CommandUse, certain: boolean): void {
    const selector = selectorOf(use);
    const destination = use.arguments.find(({ name }) => name === 'destination');
    const moved = selector && certain ? this.select(state, selector, certain) : [];
    const rest = state.items.filter((item) => !moved.includes(item));
    const index = destination === undefined ? rest.length : this.indexOf(state, destination, rest);
    if (!selector || !certain || index === undefined) {
      state.uncertain = true;
      return;
    }
    state.items = [...rest.slice(0, index), ...moved, ...rest.slice(index)];
  }

  /** Where among some items the one stands that a place names: by `find`, or 0 for the first. */
  private indexOf(state: MenuState, place: ArgumentUse, items: readonly MutableItem[]): number | undefined {
    if (place.text === '0') return 0;
    const [target, ...more] = this.select(state, place, true);
    const index = target === undefined || more.length > 0 ? -1 : items.indexOf(target);
    return index < 0 ? undefined : index;
  }

  /**
   * The items that a selector names. Where it names one that the script did not make (a port, a service) and `origin`
   * is given, that item comes into being here, with what the selector tells of it.
   */
  private select(state: MenuState, selector: ArgumentUse, certain: boolean, origin?: Origin): MutableItem[] {
    const text = this.variables.textOf(selector);
    const conditions = conditionsOfFind(selector.value, this.variables.textOfNode) ?? nameCondition(text);
    if (!conditions) {
      state.uncertain = true;
      return [];
    }
    const found: MutableItem[] = [];
    for (const item of state.items) {
      const verdict = matches(item, conditions);
      if (verdict === 'yes') found.push(item);
      if (verdict === 'unknown') {
        item.certain = false;
        state.uncertain = true;
      }
    }
    const named = conditions.find(
      ({ property, operator }) => operator === '=' && (property === 'name' || property === 'default-name'),
    );
    if (found.length > 0 || !origin || !named) return found;
    const properties = new Map<string, Property>();
    for (const { property, operator, value } of conditions)
      if (operator === '=') properties.set(property, { name: property, value, origin });
    if (!properties.has('name')) properties.set('name', { name: 'name', value: named.value, origin });
    // A port is called by its default name until it is renamed.
    if (state.path === '/interface/ethernet' && !properties.has('default-name'))
      properties.set('default-name', { name: 'default-name', value: named.value, origin });
    const item: MutableItem = { menu: state.path, properties, origin, certain, added: false };
    state.items.push(item);
    return [item];
  }

  private properties(use: CommandUse): Map<string, Property> {
    const properties = new Map<string, Property>();
    for (const argument of use.arguments) {
      const name = argument.name;
      if (STRUCTURAL.has(name)) continue;
      if (argument.form === 'positional') {
        // A flag stands without a value: `blackhole`, `fib`.
        const isFlag = argument.value === undefined && argument.text === '' && name !== '';
        if (isFlag) properties.set(name, { name, value: 'yes', origin: this.origin(argument.range) });
        continue;
      }
      if (argument.form === 'unset') properties.set(name, { name, value: '', origin: this.origin(argument.range) });
      else properties.set(name, { name, value: this.variables.textOf(argument), origin: this.origin(argument.range) });
    }
    return properties;
  }

  private origin(range: TextRange): Origin {
    const { uri } = this.options;
    return { uri: typeof uri === 'string' ? uri : uri(range.start), range: { start: range.start, end: range.end } };
  }

  configuration(): Configuration {
    const states = this.menus;
    const inFile: Completeness = isSelfContained(states) ? 'in-file' : 'fragment';
    const menus = new Map<string, MenuItems>();
    const { complete, isPartial } = this.options;
    const most: Completeness = isPartial ? 'in-file' : 'complete';
    const completeness = (isComplete: boolean) => (isComplete ? most : inFile);
    for (const state of states.values()) {
      const { path, items, entries, uncertain, reset } = state;
      const known = { path, uncertain, completeness: completeness(complete || reset) };
      if (entries.length === 0) menus.set(path, { ...known, items });
      else
        menus.set(
          path,
          new ListedItems(
            known,
            entries.map((each) => each.entries.rows),
            items,
            () => this.allItems(state),
          ),
        );
    }
    const untouched = completeness(complete);
    return {
      version: this.options.version,
      menu: (path) => menus.get(path) ?? { path, items: [], completeness: untouched, uncertain: false },
      paths: [...menus.keys()],
    };
  }
}

/** A menu whose plain entries are columns until somebody asks for their items. */
class ListedItems implements MenuItems {
  readonly path: string;
  readonly uncertain: boolean;
  readonly completeness: Completeness;
  readonly columns: NonNullable<MenuItems['columns']>;
  #items: readonly Item[] | undefined;

  constructor(
    { path, uncertain, completeness }: Omit<MenuItems, 'items'>,
    rows: readonly AddressRows[],
    others: readonly Item[],
    private readonly all: () => readonly Item[],
  ) {
    this.path = path;
    this.uncertain = uncertain;
    this.completeness = completeness;
    this.columns = { rows, others };
  }

  get items(): readonly Item[] {
    this.#items ??= this.all();
    return this.#items;
  }
}

/** Commands that change what is there. */
const CHANGING = new Set(['add', 'set', 'remove', 'enable', 'disable', 'move']);

/** Arguments that say where an item goes or which it is, not what it is. */
const STRUCTURAL = new Set(['place-before', 'numbers', 'number', '.id']);

function change(item: MutableItem, changes: ReadonlyMap<string, Property>, certain: boolean): void {
  for (const [name, property] of changes) {
    // What may or may not have been set has a value that is not known.
    item.properties.set(name, certain ? property : { ...property, value: undefined });
  }
}

/** `set winbox …`, `set ether1 …`: a name; numbers and ids say nothing without the router. */
function nameCondition(text: string | undefined): readonly Condition[] | undefined {
  if (text === undefined || text === '' || /^[\d*,]/.test(text)) return undefined;
  return [{ property: 'name', operator: '=', value: text }];
}

/** `[find]`, `[find dynamic=no]`: everything that a person configured. */
function isAboutOrigin({ property }: Condition): boolean {
  return property === 'dynamic' || property === 'default' || property === 'builtin';
}

/**
 * Whether the file sets up its own uplinks and its own LAN, so that its menus count as complete "in this file"
 * (rule facts, part B, "Self-contained file").
 */
function isSelfContained(states: ReadonlyMap<string, MenuState>): boolean {
  const items = (path: string): readonly Item[] => states.get(path)?.items ?? [];
  const value = (item: Item, name: string) => item.properties.get(name)?.value;
  const clients = [...items('/ip/dhcp-client'), ...items('/interface/pppoe-client')];
  const isDefault = (item: Item) =>
    ['0.0.0.0/0', undefined].includes(value(item, 'dst-address')) && item.properties.has('gateway');
  const lists = items('/interface/list/member').filter((item) => value(item, 'list') === 'WAN');
  const uplinks = [...clients, ...lists, ...items('/ip/route').filter(isDefault)];
  const outside = new Set(
    [...clients, ...lists].map((item) =>
      item.menu === '/interface/pppoe-client' ? value(item, 'name') : value(item, 'interface'),
    ),
  );
  const hasLan =
    items('/ip/dhcp-server').length > 0 ||
    items('/ip/address').some((item) => !outside.has(value(item, 'interface')) && isPrivate(value(item, 'address'))) ||
    items('/ip/firewall/nat').some((item) => value(item, 'chain') === 'srcnat' && item.properties.has('src-address'));
  return uplinks.length > 0 && hasLan;
}

function isPrivate(address: string | undefined): boolean {
  return address !== undefined && /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
}
