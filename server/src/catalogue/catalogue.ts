import { compareRouterOsVersions, parseRouterOsVersion, type RouterOsVersion } from '../base/routeros-version';
import rawData from './catalogue-data.json';
import {
  ARGUMENT_BASE_RANGE_SHIFT,
  ArgumentFlag,
  type CatalogueData,
  type CommandData,
  type MenuData,
  MenuFlag,
} from './catalogue-format';
import { positionalArguments } from './positional-arguments';
import { parseValueType, separatorsOf, type ValueType } from './value-type';

const data = rawData as unknown as CatalogueData;
const RELEASES: readonly RouterOsVersion[] = data.versions.map((text) => parseRouterOsVersion(text) ?? { major: 7 });

/** Which releases a catalogue speaks of: indexes into the releases of 7, and whether RouterOS 6 is one of them. */
interface Scope {
  readonly first: number;
  readonly last: number;
  readonly six: boolean;
  /** Whether menus of extra packages (container, wifi …) and of other hardware count. */
  readonly packages: boolean;
}

/** Every menu, command and property of one RouterOS version, or of all that are possible where the version is not known. */
export class Catalogue {
  readonly root: Menu;
  /** @internal */
  constructor(
    /** What was asked for. */
    readonly version: RouterOsVersion | undefined,
    readonly scope: Scope,
  ) {
    this.root = new Menu(this, data.root, undefined);
  }

  /** The menu of a path in slash form, `/ip/firewall/filter`; `/` is the root. */
  menu(path: string): Menu | undefined {
    let menu: Menu | undefined = this.root;
    for (const name of path.split('/')) if (name) menu = menu?.child(name);
    return menu;
  }

  /** @internal Whether something with this range and these flags exists here. */
  has(range: number, inSix: boolean): boolean {
    const { first, last, six } = this.scope;
    if (six && inSix) return true;
    const bounds = range === 0 ? undefined : data.ranges[range - 1];
    return bounds !== undefined && first <= last && (bounds[0] ?? 0) <= last && (bounds[1] ?? 0) >= first;
  }
}

/** A place in the command tree: `/ip/route`. */
export class Menu {
  readonly name: string;
  #menus: ReadonlyMap<string, Menu> | undefined;
  #commands: ReadonlyMap<string, Command> | undefined;
  #defaults: ReadonlyMap<string, string> | undefined;
  #properties: Set<string> | undefined;

  /** @internal */
  constructor(
    readonly catalogue: Catalogue,
    private readonly raw: MenuData,
    /** Undefined for the root. */
    readonly parent: Menu | undefined,
  ) {
    this.name = stringAt(raw[0]);
  }

  /** The path in slash form; `/` for the root. */
  get path(): string {
    if (!this.parent) return '/';
    return this.parent.parent ? `${this.parent.path}/${this.name}` : `/${this.name}`;
  }
  private flag(flag: number): boolean {
    return (this.raw[1] & flag) !== 0;
  }
  /** Whether the order of the items means something, as in a firewall chain. */
  get ordered(): boolean {
    return this.flag(MenuFlag.ordered);
  }
  /** Whether it holds one set of values instead of items. */
  get singleton(): boolean {
    return this.flag(MenuFlag.settings);
  }
  /** Whether items can be added. */
  get holdsItems(): boolean {
    return this.command('add') !== undefined;
  }
  /** Whether only an extra package brings it. */
  get needsPackage(): boolean {
    return this.flag(MenuFlag.extraPackage);
  }
  /** False where the catalogue knows the menu by name only, so that an unknown word in it proves nothing. */
  get certain(): boolean {
    if (this.flag(MenuFlag.incomplete | MenuFlag.hardware)) return false;
    // RouterOS 6 is known from exports alone: a menu below which none reached may hold anything.
    return !this.catalogue.scope.six || this.flag(MenuFlag.inVersion6) || !this.flag(MenuFlag.maybeInVersion6);
  }

  child(name: string): Menu | undefined {
    return this.menus.get(name);
  }
  get menus(): ReadonlyMap<string, Menu> {
    this.#menus ??= new Map(
      this.raw[4]
        .filter((raw) => this.exists(raw[1], this.catalogue.scope.packages ? raw[2] : raw[6]))
        .map((raw) => [stringAt(raw[0]), new Menu(this.catalogue, raw, this)]),
    );
    return this.#menus;
  }
  private exists(flags: number, range: number): boolean {
    if (!this.catalogue.scope.packages && (flags & MenuFlag.incomplete) !== 0) return false;
    if (range === 0 && (flags & MenuFlag.incomplete) !== 0) return true;
    return this.catalogue.has(range, (flags & (MenuFlag.inVersion6 | MenuFlag.maybeInVersion6)) !== 0);
  }

  command(name: string): Command | undefined {
    return this.commands.get(name);
  }
  get commands(): ReadonlyMap<string, Command> {
    this.#commands ??= new Map(
      this.raw[3]
        .filter((raw) => this.catalogue.has(this.catalogue.scope.packages ? raw[1] : raw[3], this.commandInSix(raw)))
        .map((raw) => [stringAt(raw[0]), new Command(this, raw)]),
    );
    return this.#commands;
  }
  /** A command of a menu that RouterOS 6 has is taken to be there too, if it came with the oldest 7 or is none of 7. */
  private commandInSix([, range]: CommandData): boolean {
    const bounds = range === 0 ? undefined : data.ranges[range - 1];
    const isOld = bounds === undefined || (bounds[0] ?? 0) <= 1;
    return isOld && (!this.parent || this.flag(MenuFlag.inVersion6) || this.flag(MenuFlag.maybeInVersion6));
  }

  /**
   * Every name that a condition behind `find` or `where` may hold, those that can only be read included. Empty where no
   * router told what the menu's items have.
   */
  get properties(): ReadonlySet<string> {
    if (!this.#properties) {
      const readOnly = this.raw[7].map(stringAt);
      const writable = ['add', 'set'].flatMap((name) => [...(this.command(name)?.arguments.keys() ?? [])]);
      this.#properties = new Set(readOnly.length > 0 ? [...EVERY_ITEM_HAS, ...readOnly, ...writable] : []);
      for (const name of NO_PROPERTY) this.#properties.delete(name);
    }
    return this.#properties;
  }

  /** The values that properties have where nothing is set, as far as exports of real routers prove them. */
  get defaults(): ReadonlyMap<string, string> {
    this.#defaults ??= readDefaults(this.raw[5], this.catalogue.scope.six);
    return this.#defaults;
  }
}

const EVERY_ITEM_HAS = ['.id', '.nextid', '.dead', '.about'];
/** Arguments of `add` and `set` that tell how, not what. */
const NO_PROPERTY = ['numbers', 'copy-from', 'place-before'];

function readDefaults(list: readonly number[], six: boolean): ReadonlyMap<string, string> {
  const defaults = new Map<string, string>();
  for (let i = 0; i + 2 < list.length; i += 3) {
    const index = list[six ? i + 2 : i + 1] ?? -1;
    if (index >= 0) defaults.set(stringAt(list[i] ?? 0), stringAt(index));
  }
  return defaults;
}

export class Command {
  readonly name: string;
  #arguments: ReadonlyMap<string, Argument> | undefined;
  #positional: readonly string[] | undefined;

  /** @internal */
  constructor(
    readonly menu: Menu,
    private readonly raw: CommandData,
  ) {
    this.name = stringAt(raw[0]);
  }

  get needsPackage(): boolean {
    return (this.raw[3] === 0 && this.raw[1] !== 0) || this.menu.needsPackage;
  }
  /** The argument of exactly that name. */
  argument(name: string): Argument | undefined {
    return this.arguments.get(name);
  }
  /** The argument of that name, or the only one that begins so: the console takes abbreviations. */
  lookupArgument(word: string): Argument | undefined {
    return this.argument(word) ?? onlyPrefix(this.arguments, word);
  }
  get arguments(): ReadonlyMap<string, Argument> {
    if (this.#arguments) return this.#arguments;
    const known = new Map<string, Argument>();
    const list = data.argumentLists[this.raw[2]] ?? [];
    for (let i = 0; i + 3 < list.length; i += 4) {
      const [name = 0, range = 0, type = 0, flags = 0] = list.slice(i, i + 4);
      const inSix = (flags & (ArgumentFlag.inVersion6 | ArgumentFlag.maybeInVersion6)) !== 0;
      const baseRange = (flags & ArgumentFlag.ownBaseRange) === 0 ? range : flags >> ARGUMENT_BASE_RANGE_SHIFT;
      if (this.menu.catalogue.has(this.menu.catalogue.scope.packages ? range : baseRange, inSix))
        known.set(stringAt(name), new Argument(this, stringAt(name), type, flags));
    }
    this.#arguments = known;
    return known;
  }
  /** The arguments that may stand without a name, in order. */
  get positional(): readonly string[] {
    this.#positional ??= positionalArguments(this.name, new Set(this.arguments.keys()), this.menu.parent === undefined);
    return this.#positional;
  }
}

export class Argument {
  #type: ValueType | undefined;

  /** @internal */
  constructor(
    readonly command: Command,
    readonly name: string,
    private readonly rawType: number,
    private readonly flags: number,
  ) {}

  get type(): ValueType {
    this.#type ??= parseValueType(this.notation);
    return this.#type;
  }
  /** Its type as the source writes it (facts: command data, "Value grammar of typ"); '' where it tells none. */
  get notation(): string {
    return stringAt(this.rawType);
  }
  /** Whether it is known to be no switch: without a value it says nothing. */
  get needsValue(): boolean {
    return this.notation !== '' && this.type.kind !== 'flag';
  }
  /** The characters that divide its value into parts, see {@link separatorsOf}. */
  get separators(): string {
    return separatorsOf(this.notation);
  }
  /** Whether `add` is refused without it. */
  get mandatory(): boolean {
    return (this.flags & ArgumentFlag.mandatory) !== 0;
  }
}

/** What a word means in a menu: an inner menu, a command, or several of them by abbreviation. */
export type WordMeaning =
  | { readonly kind: 'menu'; readonly menu: Menu }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] };

/** Menus that go on under their old name too, by the path of the menu around them (seen in routers' answers). */
const OLD_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/interface': { wifiwave2: 'wifi' },
};

/** Finds what a word means: the exact name first, then an old name, else the only one that begins so. */
export function lookupWord(menu: Menu, word: string): WordMeaning | undefined {
  const inner = menu.child(word);
  if (inner) return { kind: 'menu', menu: inner };
  const command = menu.command(word);
  if (command) return { kind: 'command', command };
  const renamed = menu.child(OLD_NAMES[menu.path]?.[word] ?? '');
  if (renamed) return { kind: 'menu', menu: renamed };
  const menus = beginningWith(menu.menus, word);
  const commands = beginningWith(menu.commands, word);
  const [onlyMenu, onlyCommand] = [menus[0], commands[0]];
  if (menus.length + commands.length > 1)
    return { kind: 'ambiguous', candidates: [...menus.map((m) => m.name), ...commands.map((c) => c.name)] };
  if (onlyMenu) return { kind: 'menu', menu: onlyMenu };
  if (onlyCommand) return { kind: 'command', command: onlyCommand };
  return undefined;
}

function beginningWith<T>(named: ReadonlyMap<string, T>, prefix: string): T[] {
  return prefix === '' ? [] : [...named].filter(([name]) => name.startsWith(prefix)).map(([, value]) => value);
}
function onlyPrefix<T>(named: ReadonlyMap<string, T>, prefix: string): T | undefined {
  const found = beginningWith(named, prefix);
  return found.length === 1 ? found[0] : undefined;
}

const catalogues = new Map<string, Catalogue>();

/**
 * The catalogue of a version. Where parts of it are not known (`7`, or nothing at all) it has everything that any
 * version has which it may be: what it lacks, none of them has. A release between two known ones is taken as the
 * older of them, one behind the newest as the newest.
 *
 * `packages: 'none'` leaves out what an extra package or other hardware brings: what a plain x86 router answers.
 */
export function catalogueFor(version: RouterOsVersion | undefined, packages: 'all' | 'none' = 'all'): Catalogue {
  const scope: Scope = { ...scopeOf(version), packages: packages === 'all' };
  const key = `${scope.first} ${scope.last} ${scope.six} ${packages}`;
  let catalogue = catalogues.get(key);
  if (!catalogue) {
    catalogue = new Catalogue(version, scope);
    catalogues.set(key, catalogue);
  }
  return catalogue;
}

function scopeOf(version: RouterOsVersion | undefined): Omit<Scope, 'packages'> {
  const end = RELEASES.length - 1;
  if (!version) return { first: 0, last: end, six: true };
  if (version.major < 7) return { first: 1, last: 0, six: true };
  const { minor, patch } = version;
  if (minor === undefined) return { first: 0, last: end, six: false };
  const sameMinor = RELEASES.flatMap((release, index) => (release.minor === minor ? [index] : []));
  if (patch === undefined && sameMinor.length > 0)
    return { first: sameMinor[0] ?? 0, last: sameMinor[sameMinor.length - 1] ?? end, six: false };
  const notNewer = RELEASES.filter((release) => compareRouterOsVersions(release, version) <= 0).length - 1;
  const at = Math.max(0, notNewer);
  return { first: at, last: at, six: false };
}

function stringAt(index: number): string {
  return data.strings[index] ?? '';
}
