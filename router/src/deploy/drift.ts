import { parseDuration } from '../../../server/src/base/duration';
import { formatIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../../server/src/config/build-configuration';
import type { Configuration, MenuItems } from '../../../server/src/config/configuration';
import {
  differenceOf,
  type MenuDifference,
  type PropertyChange,
} from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { isExport } from '../../../server/src/resolve/script-version';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { hideSecrets } from '../device/hide-secrets';
import { isSecret } from './secret-properties';

/** One item that differs, secrets left out. */
export interface DriftedItem {
  /** What it is recognised by: `name=bridge`, `chain=srcnat action=masquerade`. */
  readonly item: string;
  /** From 1, in the file; undefined for what only the router has. */
  readonly line: number | undefined;
  readonly properties: readonly DriftedProperty[];
}

/** `undefined` where it isn't set. */
export interface DriftedProperty {
  readonly name: string;
  readonly inFile: string | undefined;
  readonly onRouter: string | undefined;
}

/** What differs in one menu. */
export interface MenuDrift {
  readonly menu: string;
  /** In the file, not on the router. */
  readonly onlyInFile: readonly DriftedItem[];
  /** On the router, not in the file: told only of menus that the file has whole. */
  readonly onlyOnRouter: readonly DriftedItem[];
  readonly changed: readonly DriftedItem[];
  /** In another place, where the order counts. */
  readonly moved: readonly DriftedItem[];
}

export interface Drift {
  readonly menus: readonly MenuDrift[];
  /** The file is a whole configuration, so that what only the router has is drift too. */
  readonly isWholeFile: boolean;
  /** Statements of the file that only a router can work out (loops, conditions), by menu: their items are not judged. */
  readonly uncertainMenus: readonly string[];
}

/**
 * Compares a script or an export with the router's export, by what both configure: headers, line breaks, spelled-out
 * defaults and the order of what has none make no difference. Secrets are not compared, as exports don't have them.
 */
export function driftOf(fileText: string, routerExport: string, version: RouterOsVersion): Drift {
  const catalogue = catalogueFor(version);
  const tree = parse(fileText);
  const isWholeFile = isExport(tree) || /^#\s*rscope-complete\b/m.test(fileText);
  const build = (source: ReturnType<typeof parse>, complete: boolean) =>
    buildConfiguration(resolveScript(source, catalogue), { uri: '', version, complete });
  const file = build(tree, isWholeFile);
  const before = comparable(file, catalogue);
  const after = comparable(build(parse(routerExport), true), catalogue);
  const lineOf = (item: Item) => fileText.slice(0, item.origin.range.start).split('\n').length;
  const uncertain = new Set(file.paths.filter((path) => file.menu(path).uncertain));
  const menus = differenceOf(before, after, { catalogue }).flatMap((difference): MenuDrift[] => {
    const { menu } = difference;
    const isWhole = file.menu(menu).completeness === 'complete' && !uncertain.has(menu);
    const drift = menuDrift(difference, isWhole, lineOf);
    const { onlyInFile, onlyOnRouter, changed, moved } = drift;
    return onlyInFile.length + onlyOnRouter.length + changed.length + moved.length > 0 ? [drift] : [];
  });
  return { menus, isWholeFile, uncertainMenus: [...uncertain] };
}

function menuDrift(
  { menu, added, removed, changed, moved }: MenuDifference,
  isWhole: boolean,
  lineOf: (item: Item) => number,
): MenuDrift {
  return {
    menu,
    onlyInFile: removed
      .filter((item) => item.certain && isWorthTelling(item, isWhole))
      .map((item) => ({ ...told(item, 'inFile'), line: lineOf(item) })),
    onlyOnRouter: isWhole ? added.map((item) => ({ ...told(item, 'onRouter'), line: undefined })) : [],
    changed: changed.flatMap(({ before, after, properties }): DriftedItem[] => {
      const kept = properties.filter((change) => before.certain && isJudged(change, before, isWhole));
      if (kept.length === 0) return [];
      const pairs = kept.map(({ name, before: inFile, after: onRouter }) => ({
        ...{ name, inFile: shown(inFile?.value), onRouter: shown(onRouter?.value) },
      }));
      return [{ item: nameOf(after), line: lineOf(before), properties: pairs }];
    }),
    // Where a file has some rules only, others may stand between them.
    moved: isWhole ? moved.map((item) => ({ item: nameOf(item), line: undefined, properties: [] })) : [],
  };
}

/** A `set` in a fragment that says no property of its own tells nothing. */
function isWorthTelling(item: Item, isWhole: boolean): boolean {
  return item.added || isWhole || item.properties.size > 0;
}

/** What a script computes is not judged; nor what a fragment that only changes an item does not mention. */
function isJudged({ before }: PropertyChange, item: Item, isWhole: boolean): boolean {
  if (before !== undefined) return before.value !== undefined;
  return item.added || isWhole;
}

function told(item: Item, side: 'inFile' | 'onRouter'): Omit<DriftedItem, 'line'> {
  const properties = [...item.properties.values()].map(({ name, value }) => ({
    ...{ name, inFile: undefined, onRouter: undefined },
    [side]: shown(value),
  }));
  return { item: nameOf(item), properties };
}

/** A stored script may hold what nobody should see. */
function shown(value: string | undefined): string | undefined {
  return value === undefined ? undefined : hideSecrets(value);
}

/** What an item is recognised by. */
const NAMING: readonly string[] = [
  ...['name', 'default-name', 'chain', 'action', 'comment', 'list', 'address', 'dst-address', 'gateway'],
  ...['routing-table', 'routing-mark', 'interface', 'host', 'numbers'],
];

function nameOf(item: Item): string {
  const own = valueOf(item, 'name');
  const names = own === undefined ? NAMING : ['name'];
  return names
    .flatMap((name) => {
      const value = valueOf(item, name);
      return value === undefined || value === '' ? [] : [`${name}=${/\s/.test(value) ? JSON.stringify(value) : value}`];
    })
    .join(' ');
}

/** The configuration without secrets, each value spelled as a router would. */
function comparable(configuration: Configuration, catalogue: Catalogue): Configuration {
  const menus = new Map<string, MenuItems>();
  for (const path of configuration.paths) {
    const menu = configuration.menu(path);
    const items = menu.items.map((item): Item => ({ ...item, properties: spelled(item, catalogue) }));
    menus.set(path, { ...menu, items });
  }
  return { ...configuration, paths: configuration.paths, menu: (path) => menus.get(path) ?? configuration.menu(path) };
}

function spelled(item: Item, catalogue: Catalogue): Item['properties'] {
  const add = catalogue.menu(item.menu)?.command('add') ?? catalogue.menu(item.menu)?.command('set');
  return new Map(
    [...item.properties]
      .filter(([name]) => !isSecret(name))
      .map(([name, property]) => {
        const { value } = property;
        if (value === undefined) return [name, property];
        return [name, { ...property, value: spelling(item.menu, name, value, add?.argument(name)?.type.kind) }];
      }),
  );
}

function spelling(menu: string, name: string, value: string, kind: string | undefined): string {
  if (kind === 'time') return durationAsStored(value);
  if ((menu === '/ip/address' && name === 'address') || (menu === '/ip/route' && name === 'dst-address')) {
    const prefix = parseIpv4Prefix(value);
    const address = name === 'address' ? prefix?.address : (prefix?.network.first ?? prefix?.address);
    return prefix && address !== undefined ? `${formatIpv4(address)}/${prefix.length}` : value;
  }
  return value;
}

/** A time as a router writes it: `1d2h`, `1m30s`, `0s`. */
function durationAsStored(text: string): string {
  let rest = parseDuration(text);
  if (rest === undefined) return text;
  const parts = UNITS.flatMap(([unit, length]) => {
    const count = Math.floor((rest ?? 0) / length);
    rest = (rest ?? 0) % length;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join('') || '0s';
}

const UNITS = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;
