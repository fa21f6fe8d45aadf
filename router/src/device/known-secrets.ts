import type { Catalogue, Menu } from '../../../server/src/catalogue/catalogue';
import type { CommandUse } from '../../../server/src/resolve/command-use';
import { RouterTrapError } from '../transport/connection-errors';
import type { RouterConnection } from '../transport/router-connection';
import { isSecret } from './secret-properties';

/** Menus with the names of their secret properties. */
export type SecretMenus = ReadonlyMap<string, readonly string[]>;

/** The menus whose secrets commands may print: what they name, and for an export that shows them, all below. */
export function secretMenusOf(uses: readonly CommandUse[], catalogue: Catalogue): SecretMenus {
  const found = new Map<string, readonly string[]>();
  const add = (menu: Menu | undefined, isWhole: boolean) => {
    if (!menu) return;
    const names = secretsOf(menu);
    if (names.length > 0) found.set(menu.path, names);
    if (isWhole) for (const child of menu.menus.values()) add(child, true);
  };
  for (const { kind, menu, command, arguments: given } of uses) {
    if (kind !== 'command') continue;
    const isExport = command?.name === 'export';
    if (isExport && !given.some(({ name }) => name === 'show-sensitive')) continue;
    add(catalogue.menu(menu.path), isExport);
  }
  return found;
}

/** Of a kind that could be anything: hiding a `yes` or a number everywhere would say nothing and hide much. */
function secretsOf(menu: Menu): readonly string[] {
  const known = [menu.command('add'), menu.command('set')].flatMap((command) => [
    ...(command?.arguments.values() ?? []),
  ]);
  const texts = known.filter(({ name, type }) => isSecret(name, menu.path) && !CLOSED.has(type.kind));
  return [...new Set(texts.map(({ name }) => name))];
}

const CLOSED: ReadonlySet<string> = new Set(['bool', 'flag', 'number', 'time', 'enum', 'mac', 'interface', 'date']);

/** The secrets that a router has in these menus now, as far as it shows them. Rejects where the connection ends. */
export async function readSecrets(connection: RouterConnection, menus: SecretMenus): Promise<ReadonlySet<string>> {
  const values = new Set<string>();
  for (const [menu, names] of menus) {
    try {
      const { rows } = await connection.talk([`${menu}/print`, `=.proplist=${names.join(',')}`]);
      for (const row of rows) for (const name of names) if (row[name]) values.add(row[name]);
    } catch (error) {
      // What the user may not read, the console does not print.
      if (!(error instanceof RouterTrapError)) throw error;
    }
  }
  return values;
}

/** A text with `••••` for each of the values; a short one only where it stands alone. */
export function hideValues(text: string, values: Iterable<string>): string {
  const longest = [...values].filter((value) => value !== '').sort((a, b) => b.length - a.length);
  return longest.reduce((shown, value) => {
    if (value.length >= 4) return shown.replaceAll(value, '••••');
    const escaped = value.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return shown.replace(new RegExp(`(?<![\\p{L}\\d])${escaped}(?![\\p{L}\\d])`, 'gu'), '••••');
  }, text);
}
