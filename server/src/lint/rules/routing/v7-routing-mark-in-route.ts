import { valueOf } from '../../../config/item';
import type { CommandUse } from '../../../resolve/command-use';
import { insertLinesAbove, quoteValue } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

export const v7RoutingMarkInRoute: LintRule = {
  id: 'v7-routing-mark-in-route',
  severity: 'error',
  needs: 'local',
  major: 7,
  speaksBefore: ['unknown-command', 'unknown-property'],
  summary: 'Routes and routing rules in the words of RouterOS 6, for RouterOS 7.',
  why: 'RouterOS 7 refuses routing-mark and type in a route, and has no /ip route rule. Refused routes are missing afterwards: what was marked leaves by the main table.',
  source: 'Moving from RouterOS 6 to 7, Routing.',
  valid: [
    {
      code: '/routing table add name=to_WAN1 fib\n/ip route add gateway=192.0.2.1 routing-table=to_WAN1\n/routing rule add src-address=192.0.2.2 table=to_WAN1',
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1 routing-mark=to_WAN1',
      routeros: '7.20',
      fixed: '/ip route\n/routing table add name=to_WAN1 fib\nadd gateway=192.0.2.1 routing-table=to_WAN1',
    },
    {
      code: '/ip route add dst-address=192.0.2.0/24 type=blackhole',
      routeros: '7.20',
      fixed: '/ip route add dst-address=192.0.2.0/24 blackhole',
    },
    {
      code: '/ip route rule add src-address=192.0.2.2 table=main',
      routeros: '7.20',
      fixed: '/routing rule add src-address=192.0.2.2 table=main',
    },
  ],
  check(context) {
    const made = new Set(context.configuration.menu('/routing/table').items.map((item) => valueOf(item, 'name')));
    for (const use of context.script.uses) {
      if (use.kind === 'unknown' && use.menu.path === '/ip/route' && use.word?.text === 'rule')
        reportRule(context, use);
      if (use.kind !== 'command' || use.menu.path !== '/ip/route' || !['add', 'set'].includes(use.command?.name ?? ''))
        continue;
      for (const argument of use.arguments) {
        if (argument.form !== 'named') continue;
        const { range } = argument;
        if (argument.name === 'routing-mark') {
          const table = argument.text;
          const isNew = table !== undefined && table !== 'main' && table !== '' && !made.has(table);
          if (isNew) made.add(table);
          context.report({
            range: argument.nameRange,
            message: `RouterOS 7 calls this routing-table${isNew ? ', and wants the table made first (/routing table add … fib)' : ''}.`,
            fixes: [
              {
                title: isNew ? 'Write routing-table, and make the table' : 'Write routing-table',
                safe: false,
                edits: [
                  ...(isNew
                    ? [
                        insertLinesAbove(context.text, use.node.start, [
                          `/routing table add name=${quoteValue(table)} fib`,
                        ]),
                      ]
                    : []),
                  edit(argument.nameRange, 'routing-table'),
                ],
              },
            ],
          });
        }
        if (argument.name === 'type' && argument.text !== undefined) {
          const known = argument.text === 'blackhole' || argument.text === 'unicast';
          context.report({
            range: argument.nameRange,
            message: `RouterOS 7 has no type of a route${argument.text === 'blackhole' ? ': write blackhole' : ', only the flag blackhole'}.`,
            fixes: known
              ? [
                  {
                    title: argument.text === 'blackhole' ? 'Write blackhole' : 'Leave it out',
                    safe: false,
                    edits: [edit(range, argument.text === 'blackhole' ? 'blackhole' : '')],
                  },
                ]
              : [],
          });
        }
        if (argument.name.startsWith('bgp-') && argument.argument === undefined)
          context.report({
            range: argument.nameRange,
            message: 'RouterOS 7 has no BGP attributes in static routes: set them in a routing filter.',
          });
      }
    }
  },
};

function reportRule({ text, report }: RuleContext, { word }: CommandUse): void {
  if (!word) return;
  const start = /\/ip[\s/]+route[\s/]+$/.exec(text.slice(0, word.start))?.index;
  const fixes: Fix[] =
    start === undefined
      ? []
      : [{ title: 'Write /routing rule', safe: true, edits: [edit({ start, end: word.end }, '/routing rule')] }];
  report({ range: word, message: 'RouterOS 7 has its routing rules in /routing rule.', fixes });
}

function edit(range: { start: number; end: number }, newText: string) {
  return { range: { start: range.start, end: range.end }, newText };
}
