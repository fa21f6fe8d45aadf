/** How long a line of an export gets before it is wrapped. */
const LINE_LENGTH = 80;

/** A menu as the line above its items has it: `/ip firewall filter`. */
export function exportPath(path: string): string {
  return path.replaceAll('/', ' ').replace(' ', '/');
}

/** A command of an export, wrapped as the router does. Values are as scripts write them, without quotes. */
export function exportLine(command: string, properties: readonly (readonly [name: string, value: string])[]): string {
  return wrap([command, ...[...properties].sort(byName).map(written)].join(' '));
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
/** Where a menu stands in an export, as a number that only compares. */
export function exportOrder(path: string): number {
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

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

function written([name, value]: readonly [string, string]): string {
  return name === 'fib' && value === '' ? 'fib' : `${name}=${quoteExported(value)}`;
}

/** A value in quotes where it needs them, with the escapes that the router writes. */
export function quoteExported(text: string): string {
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
