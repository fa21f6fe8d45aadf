import { removeStatement } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const v6RoutingTableMenu: LintRule = {
  id: 'v6-routing-table-menu',
  severity: 'error',
  needs: 'local',
  major: 6,
  speaksBefore: ['unknown-command', 'unknown-property'],
  summary: 'Routing tables and rules in the words of RouterOS 7, for RouterOS 6.',
  why: 'RouterOS 6 has no /routing table and no /routing rule: a table exists as soon as a route names it in routing-mark, and rules are in /ip route rule. It stops at the first of these lines.',
  source: 'Moving from RouterOS 6 to 7, Routing.',
  valid: [{ code: '/ip route add gateway=192.0.2.1 routing-mark=to_WAN1', routeros: '6.49' }],
  invalid: [
    {
      code: '/ip route add gateway=192.0.2.1 routing-table=to_WAN1\n',
      routeros: '6.49',
      fixed: '/ip route add gateway=192.0.2.1 routing-mark=to_WAN1\n',
    },
    {
      code: '/routing rule add src-address=192.0.2.2 table=to_WAN1',
      routeros: '6.49',
      fixed: '/ip route rule add src-address=192.0.2.2 table=to_WAN1',
    },
    { code: '/routing table add name=to_WAN1 fib\n', routeros: '6.49', fixed: '' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind === 'command' && (use.menu.path === '/ip/route' || use.menu.path === '/ipv6/route')) {
        const argument = use.arguments.find(({ name, form }) => name === 'routing-table' && form === 'named');
        if (!argument) continue;
        context.report({
          range: argument.nameRange,
          message: 'RouterOS 6 calls this routing-mark; routing-table came with RouterOS 7.',
          fixes: [rename('Write routing-mark', argument.nameRange, 'routing-mark')],
        });
      }
      if (use.kind !== 'unknown' || use.menu.path !== '/routing' || !use.word) continue;
      const name = use.word.text;
      if (name !== 'table' && name !== 'rule') continue;
      const start = /\/routing[\s/]+$/.exec(context.text.slice(0, use.word.start))?.index ?? use.word.start;
      context.report({
        range: use.word,
        message:
          name === 'table'
            ? 'RouterOS 6 has no /routing table: a table exists as soon as a route names it in routing-mark. Leave the line out.'
            : 'RouterOS 6 has its routing rules in /ip route rule.',
        fixes:
          name === 'rule'
            ? [rename('Write /ip route rule', { start, end: use.word.end }, '/ip route rule')]
            : removal(context, use.node),
      });
    }
  },
};

function rename(title: string, range: { start: number; end: number }, newText: string): Fix {
  return { title, safe: true, edits: [{ range: { start: range.start, end: range.end }, newText }] };
}

/** Only where the statement is the whole line: lines behind a menu of its own would fall into the menu before. */
function removal({ text }: RuleContext, range: { start: number; end: number }): readonly Fix[] {
  return /\badd\b/.test(text.slice(range.start, range.end))
    ? [{ title: 'Remove the line', safe: true, edits: [removeStatement(text, range)] }]
    : [];
}
