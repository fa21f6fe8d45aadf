import type { Catalogue } from '../catalogue/catalogue';
import type { Configuration } from './configuration';
import type { Item, Property } from './item';
import { keyOf } from './item-key';

/** A property with another value; undefined where it isn't set. */
export interface PropertyChange {
  readonly name: string;
  readonly before: Property | undefined;
  readonly after: Property | undefined;
}

export interface ChangedItem {
  readonly before: Item;
  readonly after: Item;
  readonly properties: readonly PropertyChange[];
}

/** What is different in one menu. */
export interface MenuDifference {
  /** In slash form. */
  readonly menu: string;
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
  readonly changed: readonly ChangedItem[];
  /** Of a menu in which the order counts: the fewest items that have to move, as they are afterwards. */
  readonly moved: readonly Item[];
}

export interface DifferenceOptions {
  /** Of the version: it knows which value an absent property has. */
  readonly catalogue: Catalogue;
  /** What became of an item, undefined where it is gone. Without it items are recognised by key and content. */
  readonly became?: (before: Item) => Item | undefined;
}

/** What differs between two configurations, menu by menu; an explicit default is the same as none. */
export function differenceOf(
  before: Configuration,
  after: Configuration,
  { catalogue, became }: DifferenceOptions,
): readonly MenuDifference[] {
  const paths = new Set([...before.paths, ...after.paths]);
  return [...paths].flatMap((path) => {
    const [old, now] = [before.menu(path).items, after.menu(path).items];
    if (old === now) return [];
    const pairs = became ? pairsBy(old, now, became) : pairsByKey(old, now, catalogue);
    const difference = menuDifference(path, old, now, pairs, catalogue);
    const { added, removed, changed, moved } = difference;
    return added.length + removed.length + changed.length + moved.length > 0 ? [difference] : [];
  });
}

function menuDifference(
  menu: string,
  old: readonly Item[],
  now: readonly Item[],
  pairs: ReadonlyMap<Item, Item>,
  catalogue: Catalogue,
): MenuDifference {
  const kept = new Set(pairs.values());
  const changed = [...pairs].flatMap(([before, after]): ChangedItem[] => {
    const properties = propertyChanges(before, after, catalogue);
    return properties.length > 0 ? [{ before, after, properties }] : [];
  });
  return {
    menu,
    added: now.filter((item) => !kept.has(item)),
    removed: old.filter((item) => !pairs.has(item)),
    changed,
    moved: catalogue.menu(menu)?.ordered ? movedItems(old, now, pairs) : [],
  };
}

function pairsBy(
  old: readonly Item[],
  now: readonly Item[],
  became: (before: Item) => Item | undefined,
): Map<Item, Item> {
  const present = new Set(now);
  const pairs = new Map<Item, Item>();
  for (const item of old) {
    const after = became(item);
    if (after && present.has(after)) pairs.set(item, after);
  }
  return pairs;
}

/** The same content first, in order; then the same key. */
function pairsByKey(old: readonly Item[], now: readonly Item[], catalogue: Catalogue): Map<Item, Item> {
  const pairs = new Map<Item, Item>();
  const taken = new Set<Item>();
  const isSettings = catalogue.menu(old[0]?.menu ?? '')?.singleton === true;
  for (const mark of [(item: Item) => contentOf(item, catalogue), keyOf, () => (isSettings ? '' : undefined)]) {
    const open = new Map<string, Item[]>();
    for (const item of now) {
      const text = taken.has(item) ? undefined : mark(item);
      if (text !== undefined) open.set(text, [...(open.get(text) ?? []), item]);
    }
    for (const item of old) {
      const text = pairs.has(item) ? undefined : mark(item);
      const twin = text === undefined ? undefined : open.get(text)?.shift();
      if (!twin) continue;
      pairs.set(item, twin);
      taken.add(twin);
    }
  }
  // In the order of the old items, whatever recognised them.
  return new Map(old.flatMap((item) => (pairs.has(item) ? [[item, pairs.get(item) as Item]] : [])));
}

function contentOf(item: Item, catalogue: Catalogue): string {
  // A service has its name from the router: it is no configuration, but tells it from the others.
  const isTold = (name: string) => isSetByPeople(item.menu, name, catalogue) || (name === 'name' && !item.added);
  return [...item.properties.keys()]
    .filter(isTold)
    .sort()
    .map((name) => [name, comparable(item, name, catalogue)])
    .filter(([name = '', value]) => value !== unsetValue(item.menu, name, catalogue))
    .join('\n');
}

function propertyChanges(before: Item, after: Item, catalogue: Catalogue): readonly PropertyChange[] {
  if (before === after) return [];
  const names = new Set([...before.properties.keys(), ...after.properties.keys()]);
  return [...names]
    .filter((name) => isSetByPeople(before.menu, name, catalogue))
    .filter((name) => comparable(before, name, catalogue) !== comparable(after, name, catalogue))
    .map((name) => ({ name, before: before.properties.get(name), after: after.properties.get(name) }));
}

/** Names and counters that the router gives are no configuration. */
export function isSetByPeople(path: string, name: string, catalogue: Catalogue): boolean {
  return !name.startsWith('.') && !GIVEN.has(name) && catalogue.menu(path)?.readOnly.has(name) !== true;
}
const GIVEN: ReadonlySet<string> = new Set(['bytes', 'packets', 'dynamic', 'invalid', 'builtin', 'default', 'running']);

/** The value of a property, the default where none is set; undefined where it isn't known. */
function comparable(item: Item, name: string, catalogue: Catalogue): string | undefined {
  const property = item.properties.get(name);
  if (!property) return unsetValue(item.menu, name, catalogue);
  return property.value === undefined ? undefined : scriptSpelling(property.value);
}

/** What a property holds that nobody set, as a script writes it. */
export function unsetValue(path: string, name: string, catalogue: Catalogue): string {
  const known = catalogue.menu(path)?.defaults.get(name);
  return scriptSpelling(known ?? (name === 'disabled' ? 'no' : ''));
}

/** `true` of the API is `yes` of a script. */
export function scriptSpelling(value: string): string {
  return value === 'true' ? 'yes' : value === 'false' ? 'no' : value;
}

/** Items outside of the longest run that kept its order. */
function movedItems(old: readonly Item[], now: readonly Item[], pairs: ReadonlyMap<Item, Item>): readonly Item[] {
  const place = new Map<Item, number>();
  let at = 0;
  for (const item of old) {
    const after = pairs.get(item);
    if (after) place.set(after, at++);
  }
  const kept = now.filter((item) => place.has(item));
  const inOrder = longestRise(kept.map((item) => place.get(item) ?? 0));
  return kept.filter((_, index) => !inOrder.has(index));
}

/** The indexes of a longest rising subsequence: what may stay where it is for all to be in order. */
export function longestRise(values: readonly number[]): ReadonlySet<number> {
  const ends: number[] = [];
  const previous: number[] = [];
  values.forEach((value, index) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (ends[low - 1] ?? -1) : -1;
    ends[low] = index;
  });
  const found = new Set<number>();
  for (let index = ends[ends.length - 1] ?? -1; index >= 0; index = previous[index] ?? -1) found.add(index);
  return found;
}
