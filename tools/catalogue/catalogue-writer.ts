import type { CatalogueData, CommandData, MenuData } from '../../server/src/catalogue/catalogue-format';
import { ArgumentFlag, MenuFlag } from '../../server/src/catalogue/catalogue-format';
import { ArgumentTypes } from './argument-types';
import {
  type MergedCommand,
  type MergedMenu,
  newArgument,
  newCommand,
  newMenu,
  type Releases,
  stretches,
} from './merged-tree';
import type { Reference } from './reference';
import { renamedProperties } from './renamed-properties';
import { type Required, type RequiredProbe, requiredProperties } from './required-properties';
import type { ValueEvidence } from './value-evidence';

interface RouterOs6Menu {
  readonly commands: readonly string[];
  readonly ordered: boolean | null;
  readonly not7?: boolean;
  readonly properties: Readonly<Record<string, { not7?: boolean; cmd?: string }>>;
}
export interface Defaults {
  readonly [menu: string]: Readonly<Record<string, { v6?: string; v7?: string }>>;
}
export interface Sources {
  readonly reference: Reference;
  readonly routeros6: Readonly<Record<string, RouterOs6Menu>>;
  /** What `add` demanded, by release. */
  readonly required: readonly (readonly RequiredProbe[])[];
  readonly defaults: Defaults;
  readonly values: ValueEvidence;
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
  private readonly presences = new Interner<[all: number[], base: number[]]>((presence) => presence.join('/'));
  private readonly lists = new Interner<readonly number[]>((list) => list.join(' '));
  private readonly readOnlyLists = new Interner<readonly number[]>((list) => list.join(' '));
  private readonly required: ReadonlyMap<string, Required>;
  private readonly types: ArgumentTypes;

  constructor(
    private readonly versions: readonly string[],
    private readonly root: MergedMenu,
    private readonly sources: Sources,
  ) {
    this.strings.index('');
    this.required = requiredProperties(sources.required);
    this.types = new ArgumentTypes(root, sources.reference, sources.values, sources.defaults);
  }

  write(): CatalogueData {
    const { root } = this;
    for (const path of Object.keys(this.sources.routeros6)) ensureMenu(root, path);
    for (const path of NAMED_ONLY_MENUS) ensureMenu(root, path);
    const ping = root.commands.get('ping');
    // The trees of 7.23 and later lack the alias at the root, the routers do not.
    for (const { releases } of ping ? [ping, ...ping.arguments.values()] : [])
      for (let i = 0; i < this.versions.length; i++) for (const set of Object.values(releases)) set.add(i);
    const menu = this.menu(root, false, '');
    return {
      versions: [...this.versions],
      strings: this.strings.values,
      presences: this.presences.values,
      argumentLists: this.lists.values.map((list) => [...list]),
      readOnlyLists: this.readOnlyLists.values.map((list) => [...list]),
      root: menu,
    };
  }

  private menu(menu: MergedMenu, parentOnly7: boolean, outerPage: string): MenuData {
    const six = this.sources.routeros6[menu.path];
    const only7 = parentOnly7 || ONLY_7_MENUS.includes(menu.path);
    const flags =
      (six || hasEvidenceBelow(this.sources.routeros6, menu.path) ? MenuFlag.inVersion6 : 0) |
      (!only7 && this.sinceFirst(menu.releases) ? MenuFlag.maybeInVersion6 : 0) |
      (isOrdered(menu, six) ? MenuFlag.ordered : 0) |
      (isSettings(menu, six) ? MenuFlag.settings : 0) |
      (HARDWARE_MENUS.includes(menu.path) ? MenuFlag.hardware : 0) |
      (menu.releases.all.size === 0 && NAMED_ONLY_MENUS.includes(menu.path) && !six ? MenuFlag.incomplete : 0);
    const commands = this.withVersion6Commands(menu, six);
    const page = this.types.page(menu.path) ?? outerPage;
    return [
      this.strings.index(menu.name),
      flags,
      this.presence(menu.releases),
      [...commands.values()].sort(byName).map((command) => this.command(menu, command, six, only7)),
      [...menu.menus.values()].sort(byName).map((inner) => this.menu(inner, only7, page)),
      this.defaults(menu.path),
      page === outerPage ? 0 : this.strings.index(page),
      this.readOnly(menu),
      this.renamed(menu),
    ];
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
    for (const [name] of sixNames) if (!names.has(name)) names.set(name, newArgument());
    if (command.releases.all.size === 0 && command.name !== 'add' && !names.has('numbers') && !isSettings(menu, six))
      names.set('numbers', newArgument());
    if (command.name === 'export')
      for (const name of VERSION_6_EXPORT) if (!names.has(name)) names.set(name, newArgument());
    const inSix = new Set(sixNames.map(([name]) => name));
    const list: number[] = [];
    for (const [name, { releases }] of [...names].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const reference = this.types.reference(menu.path, command.name, name);
      const required = command.name === 'add' ? this.required.get(menu.path) : undefined;
      const mandatory = required ? required.always.has(name) : command.name === 'add' && reference?.mandatory === '1';
      const structural = releases.all.size === 0 && !inSix.has(name);
      const not6 = only7 || (ONLY_7_ARGUMENTS[menu.path]?.includes(name) ?? false);
      const flags =
        (inSix.has(name) || structural ? ArgumentFlag.inVersion6 : 0) |
        (!not6 && releases.all.size > 0 && this.sinceFirst(releases) ? ArgumentFlag.maybeInVersion6 : 0) |
        (mandatory ? ArgumentFlag.mandatory : 0) |
        (required?.oneOf.has(name) ? ArgumentFlag.oneOf : 0) |
        (reference?.syscap !== undefined ? ArgumentFlag.hardware : 0);
      const type = this.types.notation(menu.path, command.name, name);
      list.push(
        this.strings.index(name),
        this.presence(releases, reference?.syscap !== undefined),
        this.strings.index(type),
        flags,
      );
    }
    return [this.strings.index(command.name), this.presence(command.releases), this.lists.index(list)];
  }

  private sinceFirst(releases: Releases): boolean {
    return releases.all.has(0) || releases.all.has(1);
  }

  /**
   * 0 for what no RouterOS 7 has. Dumps of a virtual router hide what its hardware lacks, so the end of such an
   * argument proves nothing.
   */
  private presence(releases: Releases, isHardware = false): number {
    if (releases.all.size === 0) return 0;
    const open = (bounds: number[]) =>
      isHardware && bounds.length > 0 ? [bounds[0] ?? 0, this.versions.length - 1] : bounds;
    // Without packages it is a virtual router that is asked: that has only what its dump shows.
    return this.presences.index([open(stretches(releases.all)), stretches(releases.base)]) + 1;
  }

  private readOnly(menu: MergedMenu): number {
    const list = this.types
      .readOnly(menu)
      .flatMap(([name, type]) => [this.strings.index(name), this.strings.index(type)]);
    return this.readOnlyLists.index(list);
  }

  private renamed(menu: MergedMenu): number[] {
    const renamed = new Map<string, string>();
    for (const name of ['add', 'set']) {
      const command = menu.commands.get(name);
      if (command) for (const [old, now] of renamedProperties(command, this.versions.length - 1)) renamed.set(old, now);
    }
    return [...renamed].sort().flatMap(([old, now]) => [this.strings.index(old), this.strings.index(now)]);
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
  return menu.releases.all.size === 0 && six !== undefined && !six.commands.includes('add');
}
