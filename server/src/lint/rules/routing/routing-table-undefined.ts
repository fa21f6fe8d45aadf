import { type Item, valueOf } from '../../../config/item';
import { insertLinesAbove, quoteValue } from '../../edit-text';
import type { LintRule, RuleContext } from '../../lint-rule';

export const routingTableUndefined: LintRule = {
  id: 'routing-table-undefined',
  severity: 'error',
  needs: 'owned',
  major: 7,
  summary: 'A routing table that is used and never made.',
  why: 'RouterOS 7 knows only the tables of /routing/table. A route or a mark that names another one is refused, and the traffic that should have taken its own way goes through main.',
  source: 'Moving from RouterOS 6 to 7, Routing.',
  valid: [
    {
      code: '/routing table\nadd name=to_WAN1 fib\n/ip route\nadd gateway=192.0.2.1 routing-table=to_WAN1',
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: '/routing table\nadd name=to_WAN1 fib\n/ip route\nadd gateway=192.0.2.1 routing-table=to_WAN2',
      routeros: '7.20',
      fixed:
        '/routing table\nadd name=to_WAN1 fib\n/ip route\n/routing table add name=to_WAN2 fib\nadd gateway=192.0.2.1 routing-table=to_WAN2',
    },
  ],
  check(context) {
    const tables = context.configuration.menu('/routing/table');
    // A fragment that makes no table may rely on those of the router.
    if (tables.uncertain || (tables.items.length === 0 && tables.completeness === 'fragment')) return;
    const known = new Set(['main', ...names(tables.items), ...names(context.configuration.menu('/ip/vrf').items)]);
    const reported = new Set<string>();
    for (const [menu, property] of REFERENCES) {
      for (const item of context.configuration.menu(menu).items) {
        const table = valueOf(item, property);
        if (!table || known.has(table) || reported.has(table)) continue;
        reported.add(table);
        reportTable(context, item, property, table);
      }
    }
  },
};

const REFERENCES = [
  ['/ip/firewall/mangle', 'new-routing-mark'],
  ['/ip/route', 'routing-table'],
  ['/ipv6/route', 'routing-table'],
  ['/routing/rule', 'table'],
] as const;

function names(items: readonly Item[]): string[] {
  return items.flatMap((item) => valueOf(item, 'name') ?? []);
}

function reportTable(context: RuleContext, item: Item, property: string, table: string): void {
  const range = item.properties.get(property)?.origin.range ?? item.origin.range;
  context.report({
    range,
    message: `No /routing/table makes “${table}”: RouterOS 7 refuses this line. Make the table first, with fib.`,
    fixes: [
      {
        title: `Make the routing table “${table}”`,
        safe: false,
        edits: [
          insertLinesAbove(context.text, item.origin.range.start, [`/routing table add name=${quoteValue(table)} fib`]),
        ],
      },
    ],
  });
}
