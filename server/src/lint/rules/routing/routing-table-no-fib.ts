import { valueOf } from '../../../config/item';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { argumentNamed, isCommand } from '../../stored-code';

export const routingTableNoFib: LintRule = {
  id: 'routing-table-no-fib',
  severity: 'warning',
  needs: 'local',
  major: 7,
  summary: 'A routing table that packets are sent to, but that is not used for forwarding.',
  why: 'Without fib a table exists for routing protocols only: its routes never reach the forwarding table, and the mark that should lead there leads nowhere.',
  source: 'Moving from RouterOS 6 to 7, Routing.',
  valid: [
    {
      code: '/routing table add name=to_WAN1 fib\n/ip route add gateway=192.0.2.1 routing-table=to_WAN1',
      routeros: '7.20',
    },
    { code: '/routing table add name=bgp-only', routeros: '7.20' },
  ],
  invalid: [
    {
      code: '/routing table add name=to_WAN1\n/ip route add gateway=192.0.2.1 routing-table=to_WAN1',
      routeros: '7.20',
      fixed: '/routing table add name=to_WAN1 fib\n/ip route add gateway=192.0.2.1 routing-table=to_WAN1',
    },
  ],
  check({ script, configuration, text, report }) {
    const used = (name: string) =>
      USERS.some(([menu, property]) => configuration.menu(menu).items.some((item) => valueOf(item, property) === name));
    for (const use of script.uses) {
      if (!isCommand(use, '/routing/table', 'add') || argumentNamed(use, 'fib', 'copy-from')) continue;
      const name = argumentNamed(use, 'name')?.text;
      if (!name || !used(name)) continue;
      // A later `set … fib` is not seen as a value; then the text speaks of it.
      if (/\bset\b[^\n]*\bfib\b/.test(text)) continue;
      report({
        range: use.node,
        message: `“${name}” is used to forward packets, but without fib its routes never get that far. Add fib.`,
        fixes: [
          { title: 'Use the table for forwarding (fib)', safe: false, edits: [appendArgument(text, use.node, 'fib')] },
        ],
      });
    }
  },
};

const USERS = [
  ['/ip/firewall/mangle', 'new-routing-mark'],
  ['/ip/route', 'routing-table'],
  ['/routing/rule', 'table'],
] as const;
