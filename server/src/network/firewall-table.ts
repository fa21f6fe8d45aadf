/** A firewall table, the way the walk names it; the IPv6 ones have their own menus. */
export type FirewallTable =
  | 'raw'
  | 'mangle'
  | 'nat'
  | 'filter'
  | 'ipv6-raw'
  | 'ipv6-mangle'
  | 'ipv6-nat'
  | 'ipv6-filter';

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
  return ip === undefined ? undefined : ((ip === 'ip' ? name : `ipv6-${name}`) as FirewallTable);
}

export function isIpv6Table(table: FirewallTable): boolean {
  return table.startsWith('ipv6-');
}

/** The chains that packets enter by themselves; all others are reached by a jump only. */
export function baseChainsOf(table: FirewallTable): readonly string[] {
  return BASE_CHAINS[table.replace('ipv6-', '')] ?? [];
}
