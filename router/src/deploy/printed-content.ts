import type { Catalogue } from '../../../server/src/catalogue/catalogue';
import { isSetByPeople, scriptSpelling, unsetValue } from '../../../server/src/config/configuration-difference';

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
