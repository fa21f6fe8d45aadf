import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../../server/src/config/build-configuration';
import {
  type ChangedItem,
  differenceOf,
  type MenuDifference,
  type PropertyChange,
  scriptSpelling,
} from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { isExport } from '../../../server/src/resolve/script-version';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { hideSecrets } from '../device/hide-secrets';
import { comparable, restingValue } from './comparable-configuration';

/** One item that differs, secrets left out. */
export interface DriftedItem {
  /** What it is recognised by: `name=bridge`, `chain=srcnat action=masquerade`. */
  readonly item: string;
  /** From 1, in the file; undefined for what only the router has. */
  readonly line: number | undefined;
  readonly properties: readonly DriftedProperty[];
}

/** The default where it isn't set; undefined where that isn't known, or the item isn't there. */
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
    const drift = menuDrift(difference, isWhole, lineOf, catalogue);
    const { onlyInFile, onlyOnRouter, changed, moved } = drift;
    return onlyInFile.length + onlyOnRouter.length + changed.length + moved.length > 0 ? [drift] : [];
  });
  return { menus, isWholeFile, uncertainMenus: [...uncertain] };
}

function menuDrift(
  { menu, added, removed, changed, moved }: MenuDifference,
  isWhole: boolean,
  lineOf: (item: Item) => number,
  catalogue: Catalogue,
): MenuDrift {
  return {
    menu,
    onlyInFile: removed
      .filter((item) => item.certain && isMore(item, catalogue))
      .map((item) => ({ ...told(item, 'inFile'), line: lineOf(item) })),
    onlyOnRouter: isWhole
      ? added.filter((item) => isMore(item, catalogue)).map((item) => ({ ...told(item, 'onRouter'), line: undefined }))
      : [],
    changed: changed
      .filter(({ before }) => before.certain)
      .map((change) => changedItem(change, isWhole, lineOf, catalogue))
      .filter(({ properties }) => properties.length > 0),
    // Where a file has some rules only, others may stand between them.
    moved: isWhole ? moved.map((item) => ({ item: nameOf(item), line: undefined, properties: [] })) : [],
  };
}

function changedItem(
  { before, after, properties }: ChangedItem,
  isWhole: boolean,
  lineOf: (item: Item) => number,
  catalogue: Catalogue,
): DriftedItem {
  const pairs = properties
    .filter((change) => isJudged(change, before, isWhole))
    .map(({ name, before: inFile, after: onRouter }) => ({
      name,
      inFile: shown(inFile ? inFile.value : restingValue(before, name, catalogue)),
      onRouter: shown(onRouter ? onRouter.value : restingValue(after, name, catalogue)),
    }));
  return {
    item: nameOf(after),
    line: lineOf(before),
    properties: pairs.filter(({ inFile, onRouter }) => inFile !== onRouter),
  };
}

/** Whether an item is more than a change of something to what it is anyway: `set enabled=no`. */
function isMore(item: Item, catalogue: Catalogue): boolean {
  if (item.added) return true;
  const isSettings = catalogue.menu(item.menu)?.singleton === true;
  const former = valueOf(item, 'default-name');
  return [...item.properties.values()].some(({ name, value }) => {
    // What an item is found by is no change of it.
    if (name === 'numbers' || name === 'default-name') return false;
    if (name === 'name' && !isSettings) return former !== undefined && value !== former;
    return scriptSpelling(value ?? '') !== restingValue(item, name, catalogue);
  });
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
