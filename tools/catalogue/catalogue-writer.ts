import type { CatalogueData, CommandData, MenuData } from '../../server/src/catalogue/catalogue-format';
import { ARGUMENT_BASE_RANGE_SHIFT, ArgumentFlag, MenuFlag } from '../../server/src/catalogue/catalogue-format';
import { type MergedArgument, type MergedCommand, type MergedMenu, newCommand, newMenu, span } from './merged-tree';

interface Reference {
  readonly [menu: string]: {
    readonly kind?: string;
    readonly arguments?: Readonly<Record<string, { typ?: string; mandatory?: string; syscap?: unknown }>>;
    readonly readonly?: unknown;
  };
}
interface RouterOs6Menu {
  readonly commands: readonly string[];
  readonly ordered: boolean | null;
  readonly not7?: boolean;
  readonly properties: Readonly<Record<string, { not7?: boolean; cmd?: string }>>;
}
interface Defaults {
  readonly [menu: string]: Readonly<Record<string, { v6?: string; v7?: string }>>;
}
/** A tree of `/console/inspect` with the completions of each argument. */
export interface ValueSetNode {
  readonly [child: string]: ValueSetNode | undefined;
}
export interface Sources {
  readonly valueSets: readonly ValueSetNode[];
  readonly reference: Reference;
  readonly routeros6: Readonly<Record<string, RouterOs6Menu>>;
  readonly required: readonly { path: string; required: string[] }[];
  readonly defaults: Defaults;
}

/**
 * What RouterOS 7 brought although the oldest tree (7.9) has it already, so that the trees alone don't tell
 * (facts: command data, "RouterOS 6 in prose").
 */
const ONLY_7_MENUS = [
  '/routing/table',
  '/routing/rule',
  '/routing/bgp/connection',
  '/routing/bgp/template',
  '/routing/bgp/session',
  '/routing/ospf/interface-template',
  '/routing/filter/rule',
  '/routing/settings',
  '/routing/id',
  '/ip/vrf',
  '/interface/wireguard',
  '/interface/veth',
  '/interface/macvlan',
  '/container',
  '/interface/wifi',
  '/interface/wifiwave2',
  '/interface/vxlan',
  '/ip/media',
  '/ip/nat-pmp',
  '/rose-storage',
  '/app',
  '/zerotier',
  '/iot',
];
const ONLY_7_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  '/ip/route': ['routing-table', 'blackhole', 'suppress-hw-offload'],
  '/ipv6/route': ['routing-table', 'blackhole', 'suppress-hw-offload', 'pref-src'],
  '/ip/firewall/filter': ['hw-offload'],
  '/tool/e-mail': ['vrf'],
};
/** Menus of other processors and of hardware that no tree has: known by name, so never reported. */
const NAMED_ONLY_MENUS = [
  '/zerotier',
  '/zerotier/controller',
  '/blink',
  '/system/routerboard',
  '/system/routerboard/settings',
  '/interface/lte',
  '/interface/wireless',
  '/system/health',
  '/system/leds',
  '/interface/ethernet/poe',
  '/interface/ethernet/switch',
  '/partitions',
];
/** Menus whose content hangs on the hardware: what a virtual router shows of them is not all. */
const HARDWARE_MENUS = [
  '/system/health',
  '/system/routerboard',
  '/system/leds',
  '/interface/lte',
  '/interface/wireless',
  '/interface/ethernet/switch',
  '/interface/ethernet/poe',
  '/port',
];
/** What every RouterOS has for the items of a menu; an export of RouterOS 6 shows only `add` and `set`. */
const ITEM_COMMANDS = [
  'add',
  'set',
  'remove',
  'enable',
  'disable',
  'print',
  'find',
  'get',
  'edit',
  'comment',
  'export',
  'unset',
];
const SETTINGS_COMMANDS = ['set', 'print', 'get', 'edit', 'export'];
const VERSION_6_EXPORT = ['compact', 'file', 'hide-sensitive', 'terse', 'verbose'];

/** Turns the merged tree and the other sources into the catalogue's own compact form. */
export class CatalogueWriter {
  private readonly strings = new Interner<string>((text) => text);
  private readonly ranges = new Interner<readonly [number, number]>((range) => range.join('-'));
  private readonly lists = new Interner<readonly number[]>((list) => list.join(' '));
  private readonly required: ReadonlyMap<string, readonly string[]>;

  constructor(
    private readonly versions: readonly string[],
    private readonly sources: Sources,
  ) {
    this.required = new Map(sources.required.map((entry) => [entry.path, entry.required]));
  }

  write(root: MergedMenu): CatalogueData {
    for (const path of Object.keys(this.sources.routeros6)) ensureMenu(root, path);
    for (const path of NAMED_ONLY_MENUS) ensureMenu(root, path);
    // The trees of 7.23 and later lack the alias at the root, the routers do not.
    const ping = root.menus.get('tool')?.commands.get('ping');
    if (ping) root.commands.set('ping', ping);
    const menu = this.menu(root, false);
    return {
      versions: [...this.versions],
      strings: this.strings.values,
      ranges: this.ranges.values.map((range) => [...range]),
      argumentLists: this.lists.values.map((list) => [...list]),
      root: menu,
    };
  }

  private menu(menu: MergedMenu, parentOnly7: boolean): MenuData {
    const six = this.sources.routeros6[menu.path];
    const only7 = parentOnly7 || ONLY_7_MENUS.includes(menu.path);
    const flags =
      (six || hasEvidenceBelow(this.sources.routeros6, menu.path) ? MenuFlag.inVersion6 : 0) |
      (!only7 && this.sinceFirst(menu.releases) ? MenuFlag.maybeInVersion6 : 0) |
      (isOrdered(menu, six) ? MenuFlag.ordered : 0) |
      (isSettings(menu, six) ? MenuFlag.settings : 0) |
      (menu.base.size > 0 || menu.releases.size === 0 ? 0 : MenuFlag.extraPackage) |
      (HARDWARE_MENUS.includes(menu.path) ? MenuFlag.hardware : 0) |
      (menu.releases.size === 0 && !six ? MenuFlag.incomplete : 0);
    const commands = this.withVersion6Commands(menu, six);
    return [
      this.strings.index(menu.name),
      flags,
      this.range(menu.releases),
      [...commands.values()].sort(byName).map((command) => this.command(menu, command, six, only7)),
      [...menu.menus.values()].sort(byName).map((inner) => this.menu(inner, only7)),
      this.defaults(menu.path),
      this.range(menu.base),
      this.readOnly(menu),
    ];
  }

  /** What `get` can tell of an item beyond what `add` and `set` take: the names a condition may hold are these too. */
  private readOnly(menu: MergedMenu): number[] {
    const writable = ['add', 'set'].flatMap((name) => [...(menu.commands.get(name)?.arguments.keys() ?? [])]);
    const names = new Set<string>();
    for (const tree of this.sources.valueSets) {
      let node: ValueSetNode | undefined = tree;
      for (const name of [...menu.path.split('/').filter(Boolean), 'get', 'value-name', '_completion'])
        node = node?.[name];
      for (const name of Object.keys(node ?? {})) names.add(name);
    }
    for (const name of writable) names.delete(name);
    return [...names].sort().map((name) => this.strings.index(name));
  }

  private withVersion6Commands(menu: MergedMenu, six: RouterOs6Menu | undefined): Map<string, MergedCommand> {
    const commands = new Map(menu.commands);
    if (!six) return commands;
    const hasItems = six.commands.includes('add');
    for (const name of hasItems ? ITEM_COMMANDS : SETTINGS_COMMANDS)
      if (!commands.has(name)) commands.set(name, newCommand(name));
    return commands;
  }

  private command(
    menu: MergedMenu,
    command: MergedCommand,
    six: RouterOs6Menu | undefined,
    only7: boolean,
  ): CommandData {
    const isSetter = command.name === 'add' || command.name === 'set';
    const names = new Map(command.arguments);
    const sixNames =
      isSetter && six ? Object.entries(six.properties).filter(([, p]) => !p.cmd || p.cmd === command.name) : [];
    const none = (): MergedArgument => ({ releases: new Set(), base: new Set() });
    for (const [name] of sixNames) if (!names.has(name)) names.set(name, none());
    if (command.releases.size === 0 && command.name !== 'add' && !names.has('numbers') && !isSettings(menu, six))
      names.set('numbers', none());
    if (command.name === 'export') for (const name of VERSION_6_EXPORT) if (!names.has(name)) names.set(name, none());
    const inSix = new Set(sixNames.map(([name]) => name));
    const list: number[] = [];
    for (const [name, { releases, base }] of [...names].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const reference = this.sources.reference[menu.path]?.arguments?.[name];
      const mandatory =
        command.name === 'add' && (this.required.get(menu.path)?.includes(name) || reference?.mandatory === '1');
      const structural = releases.size === 0 && !inSix.has(name);
      const not6 = only7 || (ONLY_7_ARGUMENTS[menu.path]?.includes(name) ?? false);
      const flags =
        (inSix.has(name) || structural ? ArgumentFlag.inVersion6 : 0) |
        (!not6 && releases.size > 0 && this.sinceFirst(releases) ? ArgumentFlag.maybeInVersion6 : 0) |
        (mandatory ? ArgumentFlag.mandatory : 0) |
        (reference?.syscap !== undefined ? ArgumentFlag.hardware : 0) |
        this.baseRange(releases, base, command, reference?.syscap !== undefined);
      const type = reference?.typ?.replace(/\s+/g, ' ').trim() ?? '';
      list.push(
        this.strings.index(name),
        this.range(this.withHardware(releases, reference?.syscap !== undefined)),
        this.strings.index(type),
        flags,
      );
    }
    return [
      this.strings.index(command.name),
      this.range(command.releases),
      this.lists.index(list),
      this.range(command.base),
    ];
  }

  /**
   * The flags of an argument that, without packages, is in fewer releases than its command is; or that hangs on the
   * hardware, so that a virtual router has it only where its dump shows it.
   */
  private baseRange(
    releases: ReadonlySet<number>,
    base: ReadonlySet<number>,
    command: MergedCommand,
    isHardware: boolean,
  ): number {
    const differs = [...releases].some((release) => command.base.has(release) && !base.has(release));
    const isHidden = isHardware && releases.size > 0 && !releases.has(this.versions.length - 1);
    return differs || isHidden ? ArgumentFlag.ownBaseRange | (this.range(base) << ARGUMENT_BASE_RANGE_SHIFT) : 0;
  }

  /** Dumps of a virtual router hide what its hardware lacks, so the end of such an argument proves nothing. */
  private withHardware(releases: ReadonlySet<number>, isHardware: boolean): ReadonlySet<number> {
    return isHardware && releases.size > 0 ? new Set([...releases, this.versions.length - 1]) : releases;
  }

  private sinceFirst(releases: ReadonlySet<number>): boolean {
    return releases.has(0) || releases.has(1);
  }

  /** 0 for what no RouterOS 7 has. */
  private range(releases: ReadonlySet<number>): number {
    return releases.size === 0 ? 0 : this.ranges.index(span(releases)) + 1;
  }

  private defaults(path: string): number[] {
    const entries = Object.entries(this.sources.defaults[path] ?? {}).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const list: number[] = [];
    for (const [name, { v6, v7 }] of entries) {
      if (v6 === undefined && v7 === undefined) continue;
      const index = (value: string | undefined) => (value === undefined ? -1 : this.strings.index(value));
      list.push(this.strings.index(name), index(v7), index(v6));
    }
    return list;
  }
}

class Interner<T> {
  readonly values: T[] = [];
  private readonly indexes = new Map<string, number>();
  constructor(private readonly key: (value: T) => string) {}
  index(value: T): number {
    const key = this.key(value);
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = this.values.push(value) - 1;
      this.indexes.set(key, index);
    }
    return index;
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function ensureMenu(root: MergedMenu, path: string): void {
  let menu = root;
  for (const name of path.split('/').filter(Boolean)) {
    let inner = menu.menus.get(name);
    if (!inner) {
      inner = newMenu(name, `${menu.path === '/' ? '' : menu.path}/${name}`);
      menu.menus.set(name, inner);
    }
    menu = inner;
  }
}

function hasEvidenceBelow(menus: Readonly<Record<string, RouterOs6Menu>>, path: string): boolean {
  const prefix = path === '/' ? '/' : `${path}/`;
  return Object.keys(menus).some((other) => other.startsWith(prefix));
}

function isOrdered(menu: MergedMenu, six: RouterOs6Menu | undefined): boolean {
  if (['/ip/route/rule', '/routing/filter'].includes(menu.path)) return true;
  return (
    menu.commands.has('move') ||
    (menu.commands.get('add')?.arguments.has('place-before') ?? false) ||
    six?.ordered === true
  );
}

function isSettings(menu: MergedMenu, six: RouterOs6Menu | undefined): boolean {
  const set = menu.commands.get('set');
  if (set && !menu.commands.has('add')) return !set.arguments.has('numbers');
  return menu.releases.size === 0 && six !== undefined && !six.commands.includes('add');
}
