import { compareRouterOsVersions, type RouterOsVersion } from '../base/routeros-version';
import { ArgumentFlag, type CommandData, type MenuData, MenuFlag, REFERENCES } from './catalogue-format';
import { argumentListAt, RELEASES, ROOT, readOnlyListAt, stretchesOf, stringAt } from './catalogue-source';
import type { KnownVersions } from './known-versions';
import { withNumberLimits } from './number-limits';
import { positionalArguments } from './positional-arguments';
import { isNegatable, namedValues, parseValueType, separatorsOf, type ValueType } from './value-type';

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
    this.root = new Menu(this, ROOT, undefined);
  }

  /** The menu of a path in slash form, `/ip/firewall/filter`; `/` is the root. */
  menu(path: string): Menu | undefined {
    let menu: Menu | undefined = this.root;
    for (const name of path.split('/')) if (name) menu = menu?.child(name);
    return menu;
  }

  /**
   * Whether the types, with their sets of values and bounds, are those of every version spoken of. They were read from
   * 7.21 and later; an older release may lack some values and know others, so what seems wrong there is no more than a
   * hint.
   */
  get knowsValues(): boolean {
    const { first, last, six } = this.scope;
    return !six && first <= last && (RELEASES[first]?.minor ?? 0) >= OLDEST_KNOWN_VALUES;
  }

  /** @internal Whether something with this presence and these flags exists here. */
  has(presence: number, inSix: boolean): boolean {
    const { first, last, six, packages } = this.scope;
    return (six && inSix) || overlaps(stretchesOf(presence, packages), first, last);
  }
  /** @internal Whether what exists here does so without an extra package. */
  hasPlain(presence: number): boolean {
    const { first, last } = this.scope;
    return overlaps(stretchesOf(presence, false), first, last);
  }
}

/** The minor of the oldest release of 7 whose values were read. */
const OLDEST_KNOWN_VALUES = 21;

function overlaps(stretches: readonly number[], first: number, last: number): boolean {
  if (first > last) return false;
  for (let i = 0; i + 1 < stretches.length; i += 2)
    if ((stretches[i] ?? 0) <= last && (stretches[i + 1] ?? 0) >= first) return true;
  return false;
}

function knownVersions(presence: number, six: boolean): KnownVersions {
  const stretches = stretchesOf(presence, true);
  return { six, since: RELEASES[stretches[0] ?? -1], until: RELEASES[stretches[stretches.length - 1] ?? -1] };
}

/** A place in the command tree: `/ip/route`. */
export class Menu {
  readonly name: string;
  /** The path in slash form; `/` for the root. */
  readonly path: string;
  #menus: ReadonlyMap<string, Menu> | undefined;
  #commands: ReadonlyMap<string, Command> | undefined;
  #defaults: ReadonlyMap<string, string> | undefined;
  #readOnly: ReadonlyMap<string, ValueType> | undefined;
  #properties: Set<string> | undefined;

  /** @internal */
  constructor(
    readonly catalogue: Catalogue,
    private readonly raw: MenuData,
    /** Undefined for the root. */
    readonly parent: Menu | undefined,
  ) {
    this.name = stringAt(raw[0]);
    this.path = parent === undefined ? '/' : parent.parent ? `${parent.path}/${this.name}` : `/${this.name}`;
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
    return this.raw[2] !== 0 && !this.catalogue.hasPlain(this.raw[2]) && !this.inSixScope;
  }
  /** @internal Whether RouterOS 6 has it, or nothing speaks against it. */
  get inSix(): boolean {
    return this.parent ? this.flag(MenuFlag.inVersion6 | MenuFlag.maybeInVersion6) && this.parent.inSix : true;
  }
  private get inSixScope(): boolean {
    return this.catalogue.scope.six && this.flag(MenuFlag.inVersion6);
  }
  /** In which versions it exists. */
  get versions(): KnownVersions {
    return knownVersions(this.raw[2], this.inSix);
  }
  /** The path of its page below the manual's root. */
  get page(): string | undefined {
    return this.raw[6] === 0 ? this.parent?.page : stringAt(this.raw[6]);
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
        .filter(([, flags, range]) => this.exists(flags, range))
        .map((raw) => [stringAt(raw[0]), new Menu(this.catalogue, raw, this)]),
    );
    return this.#menus;
  }
  private exists(flags: number, presence: number): boolean {
    if (presence === 0 && (flags & MenuFlag.incomplete) !== 0) return this.catalogue.scope.packages;
    return this.catalogue.has(presence, (flags & (MenuFlag.inVersion6 | MenuFlag.maybeInVersion6)) !== 0);
  }

  command(name: string): Command | undefined {
    return this.commands.get(name);
  }
  get commands(): ReadonlyMap<string, Command> {
    this.#commands ??= new Map(
      this.raw[3]
        .filter((raw) => this.catalogue.has(raw[1], this.commandInSix(raw)))
        .map((raw) => [stringAt(raw[0]), new Command(this, raw, this.commandInSix(raw))]),
    );
    return this.#commands;
  }
  /** A command of a menu that RouterOS 6 has is taken to be there too, if it came with the oldest 7 or is none of 7. */
  private commandInSix([, presence]: CommandData): boolean {
    return (stretchesOf(presence, true)[0] ?? 0) <= 1 && this.inSix;
  }

  /** The values that properties have where nothing is set, as far as exports of real routers prove them. */
  get defaults(): ReadonlyMap<string, string> {
    this.#defaults ??= readDefaults(this.raw[5], this.catalogue.scope.six);
    return this.#defaults;
  }
  /** The properties that can be read (`get`, `find where`, `print`) but not set, with their types. */
  get readOnly(): ReadonlyMap<string, ValueType> {
    this.#readOnly ??= new Map(
      pairs(readOnlyListAt(this.raw[7])).map(([name, type]) => [stringAt(name), parseValueType(stringAt(type))]),
    );
    return this.#readOnly;
  }
  /**
   * Every name that a condition behind `find` or `where` may hold, those that can only be read included. Empty where no
   * router told what the menu's items have.
   */
  get properties(): ReadonlySet<string> {
    if (!this.#properties) {
      const writable = ['add', 'set'].flatMap((name) => [...(this.command(name)?.arguments.keys() ?? [])]);
      this.#properties = new Set(
        this.readOnly.size > 0 ? [...EVERY_ITEM_HAS, ...this.readOnly.keys(), ...writable] : [],
      );
      for (const name of NO_PROPERTY) this.#properties.delete(name);
    }
    return this.#properties;
  }
  /** What a property that is gone is called since: `/tool/e-mail address` is `server`. */
  renamed(property: string): string | undefined {
    const found = pairs(this.raw[8]).find(([old]) => stringAt(old) === property);
    return found && stringAt(found[1]);
  }
}

const EVERY_ITEM_HAS = ['.id', '.nextid', '.dead', '.about'];
/** Arguments of `add` and `set` that tell how, not what. */
const NO_PROPERTY = ['numbers', 'copy-from', 'place-before'];

function pairs(list: readonly number[]): [number, number][] {
  return list.flatMap((value, i) => (i % 2 === 0 ? [[value, list[i + 1] ?? 0] as [number, number]] : []));
}

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
    /** @internal Whether RouterOS 6 has it, or nothing speaks against it. */
    readonly inSix: boolean,
  ) {
    this.name = stringAt(raw[0]);
  }

  get needsPackage(): boolean {
    const { catalogue } = this.menu;
    const inSixScope = catalogue.scope.six && this.inSix;
    return this.menu.needsPackage || (this.raw[1] !== 0 && !catalogue.hasPlain(this.raw[1]) && !inSixScope);
  }
  /** In which versions it exists. */
  get versions(): KnownVersions {
    return knownVersions(this.raw[1], this.inSix);
  }
  /** Of these `add` wants one, unless a property that is given makes it needless. */
  get oneOf(): readonly string[] {
    return [...this.arguments.values()].filter((argument) => argument.isOneOf).map(({ name }) => name);
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
    const list = argumentListAt(this.raw[2]);
    for (let i = 0; i + 3 < list.length; i += 4) {
      const [name = 0, presence = 0, type = 0, flags = 0] = list.slice(i, i + 4);
      const inSix = (flags & (ArgumentFlag.inVersion6 | ArgumentFlag.maybeInVersion6)) !== 0;
      if (this.menu.catalogue.has(presence, inSix))
        known.set(stringAt(name), new Argument(this, stringAt(name), presence, type, flags));
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
    private readonly presence: number,
    private readonly rawType: number,
    private readonly flags: number,
  ) {}

  get type(): ValueType {
    this.#type ??=
      addressOfNetwork(this) ?? withNumberLimits(this.command.menu.path, this.name, parseValueType(this.notation));
    return this.#type;
  }
  /** Its type as text (facts: command data, "Value grammar of typ"); '' where nothing tells it. */
  get notation(): string {
    return stringAt(this.rawType).split(REFERENCES)[0] ?? '';
  }
  /** Whether it is known to be no switch: without a value it says nothing. */
  get needsValue(): boolean {
    return this.notation !== '' && this.type.kind !== 'flag';
  }
  /** The characters that divide its value into parts, see {@link separatorsOf}. */
  get separators(): string {
    return separatorsOf(this.notation);
  }
  /** The menus whose items the values name, as `/ip/pool` for `address-pool`; none where nothing tells. */
  get referencesTo(): readonly string[] {
    if (SELECTING_ARGUMENTS.has(this.name)) return [this.command.menu.path];
    return stringAt(this.rawType).split(REFERENCES)[1]?.split(' ') ?? [];
  }
  /** The names that the type has, `yes` and `no` among them. */
  get values(): readonly string[] {
    return namedValues(this.type);
  }
  /** Whether a `!` before the value turns it round. */
  get negatable(): boolean {
    return isNegatable(this.type);
  }
  /** Whether `add` is refused without it, whatever else is given. */
  get mandatory(): boolean {
    return (this.flags & ArgumentFlag.mandatory) !== 0;
  }
  /** @internal */
  get isOneOf(): boolean {
    return (this.flags & ArgumentFlag.oneOf) !== 0;
  }
  /** Whether only some hardware has it, so that nothing speaks against it elsewhere. */
  get dependsOnHardware(): boolean {
    return (this.flags & ArgumentFlag.hardware) !== 0;
  }
  /** In which versions it exists. */
  get versions(): KnownVersions {
    const inSix = (this.flags & (ArgumentFlag.inVersion6 | ArgumentFlag.maybeInVersion6)) !== 0;
    return knownVersions(this.presence, inSix && this.command.inSix);
  }
  /** What it is called since it went. */
  get renamedTo(): string | undefined {
    return this.command.menu.renamed(this.name);
  }
}

/** Arguments that name items of the menu itself. */
const SELECTING_ARGUMENTS = new Set(['numbers', 'number', 'copy-from', 'place-before', 'destination']);

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
  const known = meanings.get(menu) ?? new Map<string, WordMeaning | undefined>();
  meanings.set(menu, known);
  if (known.has(word)) return known.get(word);
  const meaning = findMeaning(menu, word);
  if (known.size < MAX_MEANINGS) known.set(word, meaning);
  return meaning;
}
/** What was looked up before: a script has few words, again and again. A hostile one may have many. */
const meanings = new WeakMap<Menu, Map<string, WordMeaning | undefined>>();
const MAX_MEANINGS = 1000;

function findMeaning(menu: Menu, word: string): WordMeaning | undefined {
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

/**
 * `/ip/address address` and the like. The reference calls them a composite and says no more; routers read them as an
 * address and the length of its network (`:parse` gives `192.0.2.1;24`).
 */
function addressOfNetwork({ name, notation, command }: Argument): ValueType | undefined {
  const family = /^\/ip(v6)?\//.exec(command.menu.path);
  if (!family || name !== 'address' || !/^composite\b/.test(notation)) return undefined;
  return parseValueType(family[1] ? 'ip6Prefix' : 'ipPrefix');
}
