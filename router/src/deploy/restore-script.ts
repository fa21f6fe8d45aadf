import type { RouterOsVersion } from '../../../server/src/base/routeros-version';
import { type Catalogue, catalogueFor } from '../../../server/src/catalogue/catalogue';
import { buildConfiguration } from '../../../server/src/config/build-configuration';
import type { Configuration } from '../../../server/src/config/configuration';
import {
  type ChangedItem,
  differenceOf,
  type MenuDifference,
} from '../../../server/src/config/configuration-difference';
import { type Item, valueOf } from '../../../server/src/config/item';
import { resolveScript } from '../../../server/src/resolve/resolve-script';
import { parse } from '../../../server/src/syntax/syntax-tree';
import { exportOrder, exportPath, quoteExported } from '../device/export-line';
import { isMasked } from '../device/secret-properties';
import { comparable, restingValue } from './comparable-configuration';

/** What brings a router back to a backup. */
export interface RestoreScript {
  /** The commands, a line each; none where nothing differs. */
  readonly commands: readonly string[];
  /** What it can't bring back, in words. */
  readonly left: readonly string[];
}

/** What names an item by itself: a port has both, and keeps the second. */
const NAMES: readonly string[] = ['name', 'default-name'];

/**
 * Works out a script that turns what a router has into what a backup says, both of them exports. It touches only what
 * differs: `/import` of the backup would stop at the first thing that is there already. Secrets are in no export, so they
 * are neither compared nor changed.
 */
export function restoreScript(backup: string, running: string, version: RouterOsVersion): RestoreScript {
  const catalogue = catalogueFor(version);
  const read = (text: string) =>
    comparable(
      buildConfiguration(resolveScript(parse(text), catalogue), { uri: '', version, complete: true }),
      catalogue,
    );
  return new RestoreWriter(read(running), read(backup), catalogue).write();
}

class RestoreWriter {
  readonly #left: string[] = [];

  constructor(
    private readonly running: Configuration,
    private readonly backup: Configuration,
    private readonly catalogue: Catalogue,
  ) {}

  write(): RestoreScript {
    const differences = [...differenceOf(this.running, this.backup, { catalogue: this.catalogue })].sort(
      (a, b) => exportOrder(a.menu) - exportOrder(b.menu),
    );
    // What names something goes before it, and comes back after it.
    const removed = [...differences].reverse().flatMap((each) => this.#removed(each));
    const made = differences.flatMap((each) => [...this.#changed(each), ...this.#added(each)]);
    for (const { menu, moved } of differences)
      if (moved.length > 0) this.#left.push(`${menu}: ${moved.length} of its items stand in another place.`);
    return { commands: [...removed, ...made], left: this.#left };
  }

  #removed({ menu, removed }: MenuDifference): readonly string[] {
    return [...removed].reverse().flatMap((item) => {
      if (item.added) return [`${exportPath(menu)} remove ${this.#find(item)}`];
      const back = [...item.properties.values()]
        .filter(({ name }) => !this.#isNaming(item, name))
        .map(({ name }) => `${name}=${quoteExported(this.#resting(item, name))}`);
      return this.#set(item, back);
    });
  }

  #changed({ changed }: MenuDifference): readonly string[] {
    return changed.flatMap(({ before, after, properties }: ChangedItem) =>
      this.#set(
        before,
        properties.flatMap(({ name, after: wanted }) => {
          const value = wanted ? wanted.value : this.#resting(after, name);
          return value === undefined || this.#isHidden(after, name, value) ? [] : [`${name}=${quoteExported(value)}`];
        }),
      ),
    );
  }

  #added({ menu, added }: MenuDifference): readonly string[] {
    const isNew = new Set(added);
    const isOrdered = this.catalogue.menu(menu)?.command('add')?.argument('place-before') !== undefined;
    const { items } = this.backup.menu(menu);
    return added.flatMap((item) => {
      const values = [...item.properties.values()].flatMap(({ name, value }) =>
        value === undefined || this.#isNaming(item, name) || this.#isHidden(item, name, value)
          ? []
          : [`${name}=${quoteExported(value)}`],
      );
      if (!item.added) return this.#set(item, values);
      // Those that are new as well come after it anyway.
      const next = isOrdered ? items.slice(items.indexOf(item) + 1).find((each) => !isNew.has(each)) : undefined;
      const place = next ? [`place-before=${this.#find(next)}`] : [];
      return [`${exportPath(menu)} add ${[...values, ...place].join(' ')}`];
    });
  }

  /** Code of which the backup does not hold all: it must not get onto a router so. */
  #isHidden(item: Item, name: string, value: string): boolean {
    if (!isMasked(name, value)) return false;
    const which = valueOf(item, 'name') ?? valueOf(item, 'host') ?? '';
    this.#left.push(`${item.menu} ${which}: its ${name} held a secret, which no backup has.`.replace(/ +/g, ' '));
    return true;
  }

  /** What a property is where nobody sets it; a port is called as it came. */
  #resting(item: Item, name: string): string {
    const former = name === 'name' ? valueOf(item, 'default-name') : undefined;
    return former ?? restingValue(item, name, this.catalogue);
  }

  #set(item: Item, values: readonly string[]): readonly string[] {
    if (values.length === 0) return [];
    const target = this.#isSettings(item) ? [] : [this.#find(item)];
    return [[exportPath(item.menu), 'set', ...target, ...values].join(' ')];
  }

  /** Whether a property only tells which item a script changes: a service by its name, a port by the name it came with. */
  #isNaming(item: Item, name: string): boolean {
    if (item.added || this.#isSettings(item)) return false;
    return name === 'default-name' || (name === 'name' && valueOf(item, 'default-name') === undefined);
  }

  #isSettings({ menu }: Item): boolean {
    return this.catalogue.menu(menu)?.singleton === true;
  }

  /** `[find name=x]`: by its name, else by all that is known of it. */
  #find(item: Item): string {
    const isKnown = (name: string) => valueOf(item, name) !== undefined;
    const own = item.added ? NAMES.find(isKnown) : NAMES.findLast(isKnown);
    const names = own ? [own] : [...item.properties.keys()];
    const conditions = names.flatMap((name) => {
      const value = valueOf(item, name);
      return value === undefined ? [] : [`${name}=${quoteExported(value)}`];
    });
    return `[find ${conditions.join(' ')}]`;
  }
}
