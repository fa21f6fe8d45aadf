import type { RouterOsVersion } from '../../server/src/base/routeros-version';
import type { Completeness, Configuration, MenuItems } from '../../server/src/config/configuration';
import type { Item, Origin, Property } from '../../server/src/config/item';

/** Properties of one item; `undefined` is a value that the script computes. */
export type ItemLiteral = Readonly<Record<string, string | undefined>>;

/** Items by menu path. An item may be written as text, `chain=input action=drop`, without quotes or blanks in values. */
export type MenuLiterals = Readonly<Record<string, readonly (ItemLiteral | string)[]>>;

export interface FixtureOptions {
  readonly version?: RouterOsVersion;
  readonly completeness?: Completeness;
  /** Menus that a loop or a branch may have changed. */
  readonly uncertainMenus?: readonly string[];
}

/**
 * A configuration out of literals, for tests of rooms that only see items. Three marks in place of a property say more
 * of an item: `?` it was made in a branch, `@` the script only names it, `$name` the property `name` is computed.
 * Every item's origin has its own range: item n of the whole fixture stands at offset n.
 */
export function configurationOf(menus: MenuLiterals, options: FixtureOptions = {}): Configuration {
  const completeness = options.completeness ?? 'complete';
  const uncertain = new Set(options.uncertainMenus);
  let offset = 0;
  const built = new Map<string, MenuItems>();
  for (const [path, literals] of Object.entries(menus)) {
    const items = literals.map((literal) => itemOf(path, literal, offset++));
    built.set(path, { path, items, completeness, uncertain: uncertain.has(path) });
  }
  return {
    version: options.version,
    menu: (path) => built.get(path) ?? { path, items: [], completeness, uncertain: uncertain.has(path) },
    paths: [...built.keys()],
  };
}

function itemOf(menu: string, literal: ItemLiteral | string, offset: number): Item {
  const origin: Origin = { uri: 'fixture', range: { start: offset, end: offset + 1 } };
  const properties = new Map<string, Property>();
  const words = typeof literal === 'string' ? literal.split(/\s+/).filter((word) => word !== '') : [];
  const entries = typeof literal === 'string' ? words.map(entryOf) : Object.entries(literal);
  for (const [name, value] of entries) if (!MARKS.has(name)) properties.set(name, { name, value, origin });
  return { menu, properties, origin, certain: !words.includes('?'), added: !words.includes('@') };
}

const MARKS: ReadonlySet<string> = new Set(['?', '@']);

function entryOf(word: string): readonly [string, string | undefined] {
  if (word.startsWith('$')) return [word.slice(1), undefined];
  const at = word.indexOf('=');
  return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}
