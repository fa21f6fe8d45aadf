import { runScript } from '../evaluate/interpreter';
import { UNKNOWN, type Value } from '../evaluate/value';
import type { Configuration, MenuItems } from './configuration';
import { ConfigurationEffects, type RunMenu, type RunSurroundings } from './configuration-effects';
import type { Item, Property } from './item';

export interface RunOnConfigurationOptions extends RunSurroundings {
  /** Variables that the router sets for it; an unknown value where absent from the map. */
  readonly variables?: ReadonlyMap<string, Value>;
}

/** What a script leaves of a configuration. */
export interface ScriptRun {
  /** What it may or may not have done has no known value (`value` is undefined) or is not `certain`. */
  readonly configuration: Configuration;
  /** What an item of the configuration before has become; undefined where it is gone, or may be. */
  after(item: Item): Item | undefined;
}

/** Each condition that can't be known doubles the ways through a script. */
const MAX_WAYS = 64;
const MAX_STEPS = 5_000;
/** How many items all ways together may look at. */
const MAX_ITEMS = 250_000;

/**
 * Runs a script on a configuration, which stays as it is. Where a condition can't be known the script is run once for
 * each way, and what differs at the end is unknown. Undefined where nothing can be told: it has an error, runs code that
 * is not known, or has too many ways.
 */
export function runOnConfiguration(
  configuration: Configuration,
  text: string,
  options: RunOnConfigurationOptions,
): ScriptRun | undefined {
  const ways: ConfigurationEffects[] = [];
  const open: (readonly boolean[])[] = [[]];
  const budget = { items: MAX_ITEMS };
  for (const decisions of open) {
    if (ways.length >= MAX_WAYS) return undefined;
    const way = new ConfigurationEffects(configuration, options, decisions, budget, (source, effects) =>
      run(source, options, effects),
    );
    if (!run(text, options, way)) return undefined;
    ways.push(way);
    // Every decision beyond those given was "no": the ways with "yes" there are still to go.
    for (let at = decisions.length; at < way.taken.length; at++) open.push([...way.taken.slice(0, at), true]);
  }
  return merge(configuration, ways);
}

/** Runs code to its end; false where it does not get there. A script that ends itself (`:error`) has an end. */
function run(
  text: string,
  { catalogue, variables }: RunOnConfigurationOptions,
  effects: ConfigurationEffects,
): boolean {
  const { error } = runScript(text, {
    ...{ catalogue, effects, maxSteps: MAX_STEPS, unset: UNKNOWN, globals: effects.globals },
    ...(variables && { variables }),
  });
  return error === undefined || error.isOwn;
}

function merge(configuration: Configuration, ways: readonly ConfigurationEffects[]): ScriptRun {
  const touched = new Set(ways.flatMap((way) => way.touched));
  const menus = new Map<string, MenuItems>();
  const now = new Map<Item, Item>();
  for (const path of touched) {
    const before = configuration.menu(path);
    const states = ways.map((way) => way.menu(path));
    const order = states[0]?.items.map(({ id }) => id) ?? [];
    const isSameOrder = states.every(({ items }) => items.map(({ id }) => id).join() === order.join());
    const ids = new Set(states.flatMap(({ items }) => items.map(({ id }) => id)));
    const items = [...ids].flatMap((id) => {
      const merged = mergeItem(id, states);
      const original = states[0]?.originals.get(id);
      if (original && merged) now.set(original, merged);
      return merged ?? [];
    });
    const uncertain = before.uncertain || !isSameOrder || states.some((state) => state.uncertain);
    menus.set(path, { ...before, items, uncertain });
  }
  return {
    configuration: {
      version: configuration.version,
      menu: (path) => menus.get(path) ?? configuration.menu(path),
      paths: [...new Set([...configuration.paths, ...touched])],
    },
    after: (item) => (touched.has(item.menu) ? now.get(item) : item),
  };
}

/** An item as all ways leave it: what they don't agree on is not known. */
function mergeItem(id: string, states: readonly RunMenu[]): Item | undefined {
  const found = states.flatMap(({ items }) => items.find((each) => each.id === id)?.item ?? []);
  const [first, ...others] = found;
  if (!first || (others.every((other) => other === first) && found.length === states.length)) return first;
  const properties = new Map<string, Property>();
  for (const item of found)
    for (const [name, property] of item.properties) {
      const isAgreed = found.every((other) => other.properties.get(name)?.value === property.value);
      if (!properties.has(name)) properties.set(name, isAgreed ? property : { ...property, value: undefined });
    }
  return { ...first, properties, certain: found.length === states.length && found.every(({ certain }) => certain) };
}
