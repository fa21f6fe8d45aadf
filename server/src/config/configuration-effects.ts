import type { Catalogue } from '../catalogue/catalogue';
import { type EffectItem, type Effects, Unknowable, type UnknownParts } from '../evaluate/effects';
import { UNKNOWN, type Unknown, type Value } from '../evaluate/value';
import type { Configuration } from './configuration';
import type { Item, Origin, Property } from './item';

/** A menu as a running script leaves it. */
export interface RunMenu {
  items: { readonly id: string; item: Item }[];
  /** What the items were before, by id. */
  readonly originals: ReadonlyMap<string, Item>;
  uncertain: boolean;
}

/** How much all runs of a script may still look at, so that none takes for ever. */
export interface Budget {
  items: number;
}

/** What a running script meets besides the configuration. */
export interface RunSurroundings {
  readonly catalogue: Catalogue;
  /** Where the code is stored: what it changes has its origin there. */
  readonly origin: Origin;
  /** Whether a ping with these values (`address`, `interface`, …) is answered; undefined where that can't be known. */
  readonly answersPing?: (values: ReadonlyMap<string, string>) => boolean | undefined;
}

/** A configuration as the router that one run of a script changes; the configuration itself stays as it is. */
export class ConfigurationEffects implements Effects {
  readonly globals = new Map<string, Value>();
  /** Which way the run went at each question, those that it was given first. */
  readonly taken: boolean[] = [];
  readonly #menus = new Map<string, RunMenu>();
  /** Items stay as they are; what a run changes is another object. */
  readonly #views = new Map<Item, EffectItem>();
  #depth = 0;
  #added = 0;

  constructor(
    private readonly configuration: Configuration,
    private readonly surroundings: RunSurroundings,
    private readonly decisions: readonly boolean[],
    private readonly budget: Budget,
    /** Runs the code of another script; false where it does not come to its end. */
    private readonly runCode: (source: string, effects: ConfigurationEffects) => boolean,
  ) {}

  decide(): boolean {
    const way = this.decisions[this.taken.length] ?? false;
    this.taken.push(way);
    // A loop whose end can't be known.
    if (this.taken.length > 200) throw new Unknowable('too many questions');
    return way;
  }

  put(): void {}
  log(): void {}

  /** The menus that the run looked at or changed. */
  get touched(): readonly string[] {
    return [...this.#menus.keys()];
  }

  menu(path: string): RunMenu {
    let menu = this.#menus.get(path);
    if (!menu) {
      const items = this.configuration.menu(path).items.map((item, index) => ({ id: `*${path}:${index}`, item }));
      menu = { items, originals: new Map(items.map(({ id, item }) => [id, item])), uncertain: false };
      this.#menus.set(path, menu);
    }
    return menu;
  }

  items(path: string): readonly EffectItem[] | Unknown {
    const paths = this.pathsOf(path);
    // A menu that the file never touches is empty where the file is the whole router.
    const isTold =
      this.configuration.menu(path).completeness !== 'fragment' ||
      paths.some((each) => this.configuration.paths.includes(each) || this.#menus.has(each));
    if (!isTold || paths.some((each) => this.configuration.menu(each).uncertain)) return UNKNOWN;
    const entries = paths.flatMap((each) => this.menu(each).items);
    this.budget.items -= entries.length;
    if (this.budget.items < 0) throw new Unknowable('the script looks at too much');
    return entries.map(({ id, item }) => this.viewOf(id, item));
  }

  run(
    path: string,
    command: string,
    values: ReadonlyMap<string, string>,
    selected: readonly string[] | undefined,
    unknown: UnknownParts,
  ): Value {
    if (path === '/' && OPAQUE.has(command)) throw new Unknowable(`${command} runs code that is not known`);
    if (path === '/system/script' && command === 'run') return this.runStored(selected ?? []);
    if (path === '/log') return undefined;
    if (command === 'ping' && unknown.values.length === 0) return this.ping(values);
    switch (command) {
      case 'enable':
      case 'disable':
        this.change(path, selected, new Map([['disabled', command === 'disable' ? 'yes' : 'no']]), unknown);
        return undefined;
      case 'set':
      case 'comment':
        this.change(path, selected, values, unknown);
        return undefined;
      case 'unset':
        this.change(path, selected, new Map([[values.get('value-name') ?? '', undefined]]), unknown);
        return undefined;
      case 'remove':
        this.remove(path, selected ?? [], unknown.selection);
        return undefined;
      case 'add':
        return this.add(path, values, unknown);
      case 'move':
        this.move(path, unknown.selection ? undefined : selected, values.get('destination'), unknown);
        return undefined;
      default:
        return UNKNOWN;
    }
  }

  /** `/interface` has the items of all its kinds. */
  private pathsOf(path: string): readonly string[] {
    if (path !== '/interface') return [path];
    return this.configuration.paths.filter(
      (each) =>
        each.startsWith('/interface/') &&
        this.configuration.menu(each).items.some(({ properties }) => properties.has('name')),
    );
  }

  private change(
    path: string,
    selected: readonly string[] | undefined,
    values: ReadonlyMap<string, string | undefined>,
    unknown: UnknownParts,
  ): void {
    const names = new Set([...values.keys(), ...unknown.values]);
    for (const each of this.pathsOf(path)) {
      for (const entry of this.menu(each).items) {
        // Without a selector it is a menu of settings.
        if (selected && !unknown.selection && !selected.includes(entry.id)) continue;
        const properties = new Map(entry.item.properties);
        for (const name of names) {
          const known = values.has(name) && !unknown.selection;
          if (known && values.get(name) === undefined) properties.delete(name);
          else properties.set(name, this.property(name, known ? values.get(name) : undefined));
        }
        entry.item = { ...entry.item, properties };
      }
    }
  }

  private remove(path: string, selected: readonly string[], isUnknown: boolean): void {
    for (const each of this.pathsOf(path)) {
      const menu = this.menu(each);
      if (isUnknown) for (const entry of menu.items) entry.item = { ...entry.item, certain: false };
      menu.items = menu.items.filter(({ id }) => !selected.includes(id));
    }
  }

  private add(path: string, values: ReadonlyMap<string, string>, unknown: UnknownParts): string {
    const menu = this.menu(path);
    const properties = new Map([...values].map(([name, value]) => [name, this.property(name, value)]));
    for (const name of unknown.values) properties.set(name, this.property(name, undefined));
    properties.delete('place-before');
    if (values.has('copy-from')) menu.uncertain = true;
    const isPlaced = values.has('place-before') || unknown.values.includes('place-before');
    const place = isPlaced ? this.placeOf(menu, values.get('place-before')) : menu.items.length;
    if (place === undefined) menu.uncertain = true;
    const id = `*${path}+${this.#added++}`;
    const item: Item = { menu: path, properties, origin: this.surroundings.origin, certain: true, added: true };
    menu.items.splice(place ?? menu.items.length, 0, { id, item });
    return id;
  }

  /** Puts items before another one, or without a destination behind all. */
  private move(
    path: string,
    selected: readonly string[] | undefined,
    destination: string | undefined,
    unknown: UnknownParts,
  ): void {
    const menu = this.menu(path);
    const moved = menu.items.filter(({ id }) => selected?.includes(id));
    const rest = menu.items.filter(({ id }) => !selected?.includes(id));
    const isTold = selected !== undefined && unknown.values.length === 0;
    const place = destination === undefined ? rest.length : this.placeOf({ ...menu, items: rest }, destination);
    if (!isTold || place === undefined) menu.uncertain = true;
    else menu.items = [...rest.slice(0, place), ...moved, ...rest.slice(place)];
  }

  /** Where among the items of a menu the one stands that a place names: by its id, or 0 for the first. */
  private placeOf({ items }: RunMenu, place: string | undefined): number | undefined {
    if (place === '0') return 0;
    const at = items.findIndex(({ id }) => id === place);
    return at < 0 ? undefined : at;
  }

  /** How many of a ping's packets come back: all, or none. */
  private ping(values: ReadonlyMap<string, string>): Value {
    const count = Number(values.get('count') ?? Number.NaN);
    const answers = this.surroundings.answersPing?.(values);
    return answers === undefined || !(count > 0) ? UNKNOWN : answers ? count : 0;
  }

  /** What a script reads of an item. What nobody set is the default, as far as a person could have set it. */
  private viewOf(id: string, item: Item): EffectItem {
    const known = this.#views.get(item);
    if (known) return known;
    const menu = this.surroundings.catalogue.menu(item.menu);
    const properties = new Map<string, Value>();
    for (const { name, value } of item.properties.values()) properties.set(name, valueOfText(value));
    const view: EffectItem = {
      id,
      properties,
      missing: (name) => {
        if (!item.added) return UNKNOWN;
        if (name === 'disabled' || NEVER.has(name)) return false;
        return menu?.command('add')?.argument(name) ? valueOfText(menu.defaults.get(name) ?? '') : UNKNOWN;
      },
    };
    this.#views.set(item, view);
    return view;
  }

  private property(name: string, value: string | undefined): Property {
    return { name, value, origin: this.surroundings.origin };
  }

  private runStored(selected: readonly string[]): Value {
    const scripts = this.menu('/system/script').items.filter(({ id }) => selected.includes(id));
    const sources = scripts.map(({ item }) => item.properties.get('source')?.value);
    if (sources.length === 0 || this.#depth > 10) throw new Unknowable('the script is not known');
    for (const source of sources) {
      this.#depth++;
      if (source === undefined || !this.runCode(source, this)) throw new Unknowable('the script is not known');
      this.#depth--;
    }
    return UNKNOWN;
  }
}

/** Commands that run code which no text tells. */
const OPAQUE: ReadonlySet<string> = new Set(['import', 'execute', 'parse']);

/** What only a running router knows of an item that a person made. */
const NEVER: ReadonlySet<string> = new Set(['dynamic', 'invalid', 'default', 'builtin']);

function valueOfText(text: string | undefined): Value {
  return text === undefined ? UNKNOWN : text === 'yes' ? true : text === 'no' ? false : text;
}
