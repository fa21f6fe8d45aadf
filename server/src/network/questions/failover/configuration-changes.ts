import { groupBy } from '../../../base/group-by';
import type { Configuration } from '../../../config/configuration';
import { type Item, isDisabled, type Property } from '../../../config/item';

/** What differs of an item between two states of a configuration. */
export interface ConfigurationChange {
  /** As it was before; as it is now, where it was not there. */
  readonly item: Item;
  readonly what: 'disabled' | 'enabled' | 'removed' | 'added' | 'moved' | 'set';
  /** The property that is `set`. */
  readonly property: string | undefined;
  /** False where it may be so or not. */
  readonly isCertain: boolean;
}

/** Menus whose items are asked one after the other; of routes the nearest one counts, wherever it stands. */
const ORDERED = /^\/(ip|ipv6)\/(firewall\/(filter|nat|mangle|raw)|route\/rule)$|^\/routing\/rule$|^\/queue\/simple$/;

/** What connections there are is no part of a configuration. */
const STATE_MENUS: ReadonlySet<string> = new Set(['/ip/firewall/connection', '/ipv6/firewall/connection']);

/**
 * What differs after scripts have run. Items are told apart by where they come from; one that was removed and made anew
 * alike has not changed, but may have moved.
 */
export function changesBetween(before: Configuration, after: Configuration): readonly ConfigurationChange[] {
  if (before === after) return [];
  const paths = new Set([...before.paths, ...after.paths]);
  return [...paths].filter((path) => !STATE_MENUS.has(path)).flatMap((path) => changesIn(path, before, after));
}

function changesIn(path: string, before: Configuration, after: Configuration): readonly ConfigurationChange[] {
  const was = before.menu(path);
  const is = after.menu(path);
  if (was === is) return [];
  const pairs = pairUp(was.items, is.items);
  const changes = pairs.flatMap(([old, now]): readonly ConfigurationChange[] => {
    if (old && now) return changeOf(old, now);
    if (old) return [{ item: old, what: 'removed', property: undefined, isCertain: true }];
    return now ? [{ item: now, what: 'added', property: undefined, isCertain: now.certain }] : [];
  });
  return ORDERED.test(path) ? [...changes, ...moves(pairs, is.items)] : changes;
}

type Pair = readonly [before: Item | undefined, after: Item | undefined];

function pairUp(before: readonly Item[], after: readonly Item[]): readonly Pair[] {
  const left = groupBy(after, keyOf);
  const taken = new Set<Item>();
  const pairs = before.map((old): Pair => {
    const now = left.get(keyOf(old))?.find((each) => !taken.has(each));
    if (now) taken.add(now);
    return [old, now];
  });
  const rest = after.filter((item) => !taken.has(item));
  // What was made anew stands for what was removed.
  const again = pairs.map(([old, now]): Pair => {
    if (!old || now) return [old, now];
    const at = rest.findIndex((each) => areAlike(old, each));
    return at < 0 ? [old, undefined] : [old, rest.splice(at, 1)[0]];
  });
  return [...again, ...rest.map((now): Pair => [undefined, now])];
}

function keyOf({ origin }: Item): string {
  return `${origin.uri} ${origin.range.start}`;
}

function areAlike(a: Item, b: Item): boolean {
  const names = new Set([...a.properties.keys(), ...b.properties.keys()]);
  return [...names].every((name) => a.properties.get(name)?.value === b.properties.get(name)?.value);
}

function changeOf(before: Item, after: Item): readonly ConfigurationChange[] {
  if (before === after) return [];
  const isUnknown = (property: Property | undefined) => property !== undefined && property.value === undefined;
  const names = new Set([...before.properties.keys(), ...after.properties.keys()]);
  const changes = [...names].flatMap((name): readonly ConfigurationChange[] => {
    const [was, is] = [before, after].map((item) => item.properties.get(name));
    if (name === 'comment' || isUnknown(was)) return [];
    if (name === 'disabled') {
      if (!isUnknown(is) && isDisabled(before) === isDisabled(after)) return [];
      const what = isDisabled(before) ? 'enabled' : 'disabled';
      return [{ item: before, what, property: undefined, isCertain: !isUnknown(is) }];
    }
    if (was?.value === is?.value && !isUnknown(is)) return [];
    return [{ item: before, what: 'set', property: name, isCertain: !isUnknown(is) }];
  });
  if (changes.length === 0 && before.certain && !after.certain)
    return [{ item: before, what: 'removed', property: undefined, isCertain: false }];
  return changes;
}

/** Items that stand before others which they stood behind: told of those that a way back is shortest for. */
function moves(pairs: readonly Pair[], after: readonly Item[]): readonly ConfigurationChange[] {
  const places = pairs.flatMap(([old, now]) => (old && now ? [{ item: old, at: after.indexOf(now) }] : []));
  const stays = longestRise(places.map(({ at }) => at));
  return places
    .filter(({ at }) => !stays.has(at))
    .map(({ item }) => ({ item, what: 'moved', property: undefined, isCertain: true }));
}

/** The longest run of numbers, with gaps, that only rises. */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  // For each length the place of the smallest number that such a run ends with, and what stands before each number.
  const ends: number[] = [];
  const previous = new Map<number, number | undefined>();
  numbers.forEach((number, at) => {
    let length = ends.length;
    while (length > 0 && (numbers[ends[length - 1] as number] as number) > number) length--;
    previous.set(at, length > 0 ? ends[length - 1] : undefined);
    ends[length] = at;
  });
  const rise = new Set<number>();
  for (let at = ends[ends.length - 1]; at !== undefined; at = previous.get(at)) rise.add(numbers[at] as number);
  return rise;
}
