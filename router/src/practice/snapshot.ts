import { createHash } from 'node:crypto';
import type { ConfigurationStore, StoredItem, StoredMenu } from './store';

/** What only the router changes. */
const COUNTED: ReadonlySet<string> = new Set(['.id', 'run-count', 'last-started', 'bytes', 'packets', 'invalid']);

/**
 * The whole configuration, one line an item, without ids and counters: equal for two routers that do the same. Order
 * counts in menus where items can be moved.
 */
export function snapshotOf(store: ConfigurationStore): readonly string[] {
  return [...store.contents().menus]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, items }) => {
      // Settings that nobody changed are there as soon as somebody has looked at them.
      if (store.menu(path).definition.kind === 'settings' && items.every((item) => isUntouched(store.menu(path), item)))
        return [];
      const lines = items.map((item) => `${path} ${lineOf(store.menu(path), item)}`);
      return store.catalogue.menu(path)?.command('move') ? lines : lines.sort();
    });
}

function isUntouched({ definition }: StoredMenu, item: StoredItem): boolean {
  return [...item].every(([name, value]) => name === '.id' || value === (definition.defaults?.[name] ?? ''));
}

function lineOf({ definition }: StoredMenu, item: StoredItem): string {
  const readOnly = new Set(definition.readOnly);
  return [...item]
    .filter(([name, value]) => value !== '' && !COUNTED.has(name) && !readOnly.has(name))
    .map(([name, value]) => `${name}=${JSON.stringify(name === 'password' ? sealed(value) : value)}`)
    .sort()
    .join(' ');
}

/** Tells passwords from each other, and nobody what they are. */
function sealed(password: string): string {
  return createHash('sha256').update(password).digest('hex').slice(0, 8);
}
