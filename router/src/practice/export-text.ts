import { exportLine, exportOrder, exportPath } from '../device/export-line';
import type { ConfigurationStore, StoredItem, StoredMenu } from './store';
import { scriptValue } from './stored-value';

/** The configuration as a script, as `/export` writes it: what differs from the defaults, menu by menu. */
export function exportText(store: ConfigurationStore, versionText: string, path?: string): string {
  const lines = [
    store.version.major < 7
      ? `# nov/24/2026 10:00:00 by RouterOS ${versionText}`
      : `# 2026-11-24 10:00:00 by RouterOS ${versionText}`,
    '# software id = ',
  ];
  for (const menu of [...store.menus].sort((a, b) => exportOrder(a.path) - exportOrder(b.path))) {
    if (menu.definition.hidden || (path !== undefined && path !== '/' && !`${menu.path}/`.startsWith(`${path}/`)))
      continue;
    const commands = menu.items.flatMap((item) => exportItem(menu, item) ?? []);
    if (commands.length > 0) lines.push(exportPath(menu.path), ...commands);
  }
  return `${lines.join('\n')}\n`;
}

function exportItem(menu: StoredMenu, item: StoredItem): string | undefined {
  const { definition } = menu;
  if (['dynamic', 'builtin', 'default'].some((flag) => item.get(flag) === 'true')) return undefined;
  const initial = definition.initial?.find(
    (values) => definition.exportKey !== undefined && values[definition.exportKey] === item.get(definition.exportKey),
  );
  const base = definition.kind === 'fixed' ? initial : definition.defaults;
  const hidden = new Set(['.id', 'default-name', ...(definition.readOnly ?? [])]);
  if (menu.path === '/ip/address') hidden.delete('network');
  const properties = [...item].filter(([name, value]) => !hidden.has(name) && base?.[name] !== value);
  if (definition.kind === 'items') return exportLine('add', properties.map(written));
  const changed = properties.filter(([name]) => name !== definition.exportKey);
  if (changed.length === 0) return undefined;
  const key = definition.kind === 'fixed' && definition.exportKey ? selector(definition.exportKey, item) : '';
  return exportLine(key ? `set ${key}` : 'set', changed.map(written));
}

function selector(key: string, item: StoredItem): string {
  const value = item.get(key) ?? '';
  return key === 'name' ? value : `[ find ${key}=${value} ]`;
}

function written([name, value]: [string, string]): [string, string] {
  return [name, scriptValue(value)];
}
