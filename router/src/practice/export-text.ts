import type { ConfigurationStore, StoredItem, StoredMenu } from './store';
import { scriptValue } from './stored-value';

/** How long a line of an export gets before it is wrapped. */
const LINE_LENGTH = 80;

/** The configuration as a script, as `/export` writes it: what differs from the defaults, menu by menu. */
export function exportText(store: ConfigurationStore, versionText: string, path?: string): string {
  const lines = [
    store.version.major < 7
      ? `# nov/24/2026 10:00:00 by RouterOS ${versionText}`
      : `# 2026-11-24 10:00:00 by RouterOS ${versionText}`,
    '# software id = ',
  ];
  for (const menu of [...store.menus].sort((a, b) => order(a.path) - order(b.path))) {
    if (menu.definition.hidden || (path !== undefined && path !== '/' && !`${menu.path}/`.startsWith(`${path}/`)))
      continue;
    const commands = menu.items.flatMap((item) => exportItem(menu, item) ?? []);
    if (commands.length > 0) lines.push(menu.path.replaceAll('/', ' ').replace(' ', '/'), ...commands.map(wrap));
  }
  return `${lines.join('\n')}\n`;
}

/** Menus in an order in which everything is made before it is named. */
const ORDER = [
  '/interface/bridge',
  '/interface/ethernet',
  '/interface',
  '/interface/list',
  '/ip/pool',
  '/ppp',
  '/routing/table',
  '/interface/bridge/port',
  '/interface/list/member',
  '/ip',
  '/routing',
  '/system',
  '/tool',
];
function order(path: string): number {
  const exact = ORDER.indexOf(path);
  if (exact >= 0) return exact;
  let best = ORDER.length;
  let length = 0;
  ORDER.forEach((prefix, index) => {
    if (path.startsWith(`${prefix}/`) && prefix.length > length) {
      best = index;
      length = prefix.length;
    }
  });
  return best;
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
  if (definition.kind === 'items') return ['add', ...properties.sort(byName).map(written)].join(' ');
  const changed = properties.filter(([name]) => name !== definition.exportKey);
  if (changed.length === 0) return undefined;
  const key = definition.kind === 'fixed' && definition.exportKey ? selector(definition.exportKey, item) : '';
  return ['set', ...(key ? [key] : []), ...changed.sort(byName).map(written)].join(' ');
}

function selector(key: string, item: StoredItem): string {
  const value = item.get(key) ?? '';
  return key === 'name' ? value : `[ find ${key}=${value} ]`;
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : 1);

function written([name, value]: [string, string]): string {
  const text = scriptValue(value);
  return name === 'fib' && text === '' ? 'fib' : `${name}=${quote(text)}`;
}

/** A value in quotes where it needs them, with the escapes that the router writes. */
function quote(text: string): string {
  if (/^[A-Za-z0-9._:/,@*+!%-]+$/.test(text)) return text;
  const escaped = text
    .replace(/[\\"$?]/g, '\\$&')
    .replace(/\r/g, '\\r')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t');
  return `"${escaped}"`;
}

/** Breaks a long line at blanks between arguments, as the router does: a backslash, and four blanks on the next line. */
function wrap(line: string): string {
  if (line.length <= LINE_LENGTH) return line;
  const words = line.match(/(?:[^\s"]|"(?:[^"\\]|\\[\s\S])*")+/g) ?? [line];
  const lines: string[] = [];
  let current = '';
  for (const word of words) {
    if (current !== '' && current.length + word.length + 3 > LINE_LENGTH && current.trim() !== '') {
      lines.push(`${current} \\`);
      current = `    ${word}`;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
}
