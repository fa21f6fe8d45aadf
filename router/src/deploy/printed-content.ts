import type { Catalogue } from '../../../server/src/catalogue/catalogue';
import { isSetByPeople, scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';
import type { Item, Property } from '../../../server/src/config/item';

/** A printed row, for conditions to be asked of. */
export function printedItem(menu: string, row: Iterable<readonly [string, string]>): Item {
  const origin = { uri: '', range: { start: 0, end: 0 } };
  const properties = new Map<string, Property>();
  for (const [name, value] of row) properties.set(name, { name, value, origin });
  return { menu, properties, origin, certain: true, added: true };
}

/** What people set of a printed item; what is off or empty is the same as not set. */
export function settingsOf(
  path: string,
  row: Iterable<readonly [string, string]>,
  catalogue: Catalogue,
): ReadonlyMap<string, string> {
  const values = [...row].flatMap(([name, printed]): [string, string][] => {
    const value = scriptSpelling(printed);
    const isUnset = value === '' || value === 'no' || value === unsetValue(path, name, catalogue);
    return isUnset || !isSetByPeople(path, name, catalogue) ? [] : [[name, value]];
  });
  return new Map(values.sort());
}

/** The same as a text, alike for items that are alike. */
export function contentOf(path: string, row: Iterable<readonly [string, string]>, catalogue: Catalogue): string {
  return JSON.stringify([...settingsOf(path, row, catalogue)]);
}
