import { valueOf } from '../../../config/item';
import type { LintRule } from '../../lint-rule';

export const ecmpV7CommaGateway: LintRule = {
  id: 'ecmp-v7-comma-gateway',
  severity: 'warning',
  needs: 'local',
  major: 7,
  summary: 'One route with several gateways, the way RouterOS 6 wrote it.',
  why: 'RouterOS 7 takes one gateway a route. Routes to the same destination with the same distance are combined by themselves, so several routes do what the list did on RouterOS 6.',
  source: 'Routing Decision manual; the type of the property. What the router answers is not proven, so a warning.',
  valid: [{ code: '/ip route\nadd gateway=192.0.2.1\nadd gateway=198.51.100.1', routeros: '7.20' }],
  invalid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1,198.51.100.1 check-gateway=ping',
      routeros: '7.20',
      fixed: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 check-gateway=ping',
    },
  ],
  check({ configuration, text, report }) {
    for (const item of configuration.menu('/ip/route').items) {
      const property = item.properties.get('gateway');
      const gateways = [...new Set((valueOf(item, 'gateway') ?? '').split(',').filter(Boolean))];
      if (!property || !valueOf(item, 'gateway')?.includes(',') || gateways.length === 0) continue;
      const { start, end } = item.origin.range;
      const { range } = property.origin;
      const isOwn = item.added && range.start >= start && range.end <= end;
      const indentation = /[ \t]*$/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))?.[0] ?? '';
      const statements = gateways.map(
        (gateway) => `${text.slice(start, range.start)}gateway=${gateway}${text.slice(range.end, end).trimEnd()}`,
      );
      report({
        range,
        message: `RouterOS 7 takes one gateway a route. Write ${gateways.length} routes with the same destination and distance instead; they are combined by themselves.`,
        fixes: isOwn
          ? [
              {
                title: 'Write one route for each gateway',
                safe: false,
                edits: [{ range: { start, end }, newText: statements.join(`\n${indentation}`) }],
              },
            ]
          : [],
      });
    }
  },
};
