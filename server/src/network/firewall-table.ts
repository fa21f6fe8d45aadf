import type { IpFamily } from './routing/ip-family';

/** The name that a table has for both families of addresses. */
export type TableName = 'raw' | 'mangle' | 'nat' | 'filter';

/** A firewall table, the way the walk names it; the IPv6 ones have their own menus. */
export type FirewallTable = TableName | `ipv6-${TableName}`;

const BASE_CHAINS: Readonly<Record<string, readonly string[]>> = {
  raw: ['prerouting', 'output'],
  mangle: ['prerouting', 'input', 'forward', 'output', 'postrouting'],
  nat: ['dstnat', 'srcnat', 'input', 'output'],
  filter: ['input', 'forward', 'output'],
};

/** The menu that holds a table's rules: `/ip/firewall/filter`. */
export function menuOfTable(table: FirewallTable): string {
  return isIpv6Table(table) ? `/ipv6/firewall/${table.slice('ipv6-'.length)}` : `/ip/firewall/${table}`;
}

/** The table whose rules a menu holds; undefined for other menus. */
export function tableOfMenu(menu: string): FirewallTable | undefined {
  const [, ip, name = ''] = /^\/(ip|ipv6)\/firewall\/(raw|mangle|nat|filter)$/.exec(menu) ?? [];
  return ip === undefined ? undefined : tableFor(ip === 'ip' ? 4 : 6, name as TableName);
}

/** The table of that name for a family of addresses. */
export function tableFor(family: IpFamily, name: TableName): FirewallTable {
  return family === 4 ? name : `ipv6-${name}`;
}

export function isIpv6Table(table: FirewallTable): boolean {
  return table.startsWith('ipv6-');
}

/** The chains that packets enter by themselves; all others are reached by a jump only. */
export function baseChainsOf(table: FirewallTable): readonly string[] {
  return BASE_CHAINS[table.replace('ipv6-', '')] ?? [];
}
