import { exportLine, exportOrder, exportPath } from '../device/export-line';
import type { ConfigurationStore, StoredItem, StoredMenu } from './store';
import { scriptValue } from './stored-value';
import { dateText, timeOfDay } from './wall-time';

export interface ExportOptions {
  /** Only this menu and those below it. */
  readonly path?: string;
  /** Passwords, keys and the like too. */
  readonly hasSecrets?: boolean;
  /** Every line with its menu, none wrapped. */
  readonly isTerse?: boolean;
  /** What is as on a new router too. */
  readonly isVerbose?: boolean;
  /** Of the wall clock, in milliseconds since 1970. */
  readonly time?: number;
}

/** Properties that nobody should read. */
const SECRET = /(^|-)(password|secret|passphrase|private-key|preshared-key|pre-shared-key|authentication-key)$/;

/** The configuration as a script, as `/export` writes it: what differs from the defaults, menu by menu. */
export function exportText(store: ConfigurationStore, versionText: string, options: ExportOptions = {}): string {
  const { path = '/', isTerse, time = Date.UTC(2026, 10, 24, 10) } = options;
  const lines = [
    `# ${dateText(time, store.version)} ${timeOfDay(time)} by RouterOS ${versionText}`,
    '# software id = ',
  ];
  for (const menu of [...store.menus].sort((a, b) => exportOrder(a.path) - exportOrder(b.path))) {
    if (menu.definition.hidden || (path !== '/' && !`${menu.path}/`.startsWith(`${path}/`))) continue;
    const commands = menu.items.flatMap((item) => exportItem(menu, item, options) ?? []);
    if (commands.length === 0) continue;
    const place = exportPath(menu.path);
    if (isTerse) lines.push(...commands.map((command) => `${place} ${command.replace(/\s*\\\n\s*/g, ' ')}`));
    else lines.push(place, ...commands);
  }
  return `${lines.join('\n')}\n`;
}

function exportItem(
  menu: StoredMenu,
  item: StoredItem,
  { hasSecrets = true, isVerbose = false }: ExportOptions,
): string | undefined {
  const { definition } = menu;
  if (['dynamic', 'builtin', 'default'].some((flag) => item.get(flag) === 'true')) return undefined;
  const initial = definition.initial?.find(
    (values) => definition.exportKey !== undefined && values[definition.exportKey] === item.get(definition.exportKey),
  );
  const base = definition.kind === 'fixed' ? initial : definition.defaults;
  const hidden = new Set(['.id', 'default-name', 'bytes', 'packets', ...(definition.readOnly ?? [])]);
  if (menu.path === '/ip/address') hidden.delete('network');
  const properties = [...item].filter(
    ([name, value]) => !hidden.has(name) && (hasSecrets || !SECRET.test(name)) && (isVerbose || base?.[name] !== value),
  );
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
