import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { resolveGateways } from '../../../network/gateways';
import type { TextEdit } from '../../../syntax/syntax-tree';
import { quoteValue, removeStatement } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

export const ecmpV6NeedsMultiGateway: LintRule = {
  id: 'ecmp-v6-needs-multi-gateway',
  severity: 'warning',
  needs: 'local',
  major: 6,
  summary: 'Two routes of equal distance, which RouterOS 6 does not combine.',
  why: 'RouterOS 6 shares connections over several gateways only when one route lists them all. Of two routes to the same destination with the same distance it uses one, and the other uplink stays idle until that one fails.',
  source: 'RouterOS 6 wiki, IP/Route; not proven on a router, so a warning.',
  valid: [
    { code: '/ip route add gateway=192.0.2.1,198.51.100.1', routeros: '6.49' },
    { code: '/ip route\nadd gateway=192.0.2.1 distance=1\nadd gateway=198.51.100.1 distance=2', routeros: '6.49' },
  ],
  invalid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1 comment="ISP 1"\nadd gateway=198.51.100.1 comment="ISP 2"\n',
      routeros: '6.49',
      fixed: '/ip route\nadd gateway=192.0.2.1,198.51.100.1 comment="ISP 1, ISP 2"\n',
    },
  ],
  check(context) {
    const groups = new Map<string, Item[]>();
    for (const item of context.network.items('/ip/route')) {
      const table = tableOf(item);
      const gateway = valueOf(item, 'gateway');
      const distance = item.properties.has('distance') ? valueOf(item, 'distance') : '1';
      if (
        !item.certain ||
        !item.added ||
        table === undefined ||
        !gateway ||
        distance === undefined ||
        valueOf(item, 'type') !== undefined
      )
        continue;
      const key = `${valueOf(item, 'dst-address') ?? '0.0.0.0/0'} ${table} ${distance}`;
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    for (const routes of groups.values()) check(context, routes);
  },
};

function check(context: RuleContext, routes: readonly Item[]): void {
  const [first, ...others] = routes;
  if (!first || others.length === 0) return;
  const gateways = new Set(routes.map((route) => valueOf(route, 'gateway')));
  if (gateways.size < 2) return;
  // Two probe hosts behind the same uplink are one virtual hop, not two uplinks.
  const uplinks = new Set(
    routes
      .flatMap((route) => resolveGateways(context.network, valueOf(route, 'gateway') ?? ''))
      .map((gateway) => gateway.interface),
  );
  if (uplinks.size === 1 && !uplinks.has(undefined)) return;
  const second = others[0] ?? first;
  context.report({
    range: second.properties.get('gateway')?.origin.range ?? second.origin.range,
    message: `RouterOS 6 does not combine this route with the one to the same destination above: only one of the ${routes.length} is used. To share the load, list all gateways in one route: gateway=${[...gateways].join(',')}.`,
    // Scripts that switch the routes one by one would no longer find them.
    fixes: scriptsSwitchRoutes(context) ? [] : [merge(context, first, others)],
    related: [{ range: first.origin.range, message: 'The route with the same destination and distance.' }],
  });
}

function merge(context: RuleContext, first: Item, others: readonly Item[]): Fix {
  const all = [first, ...others];
  const edits: TextEdit[] = [];
  const gateway = first.properties.get('gateway');
  if (gateway)
    edits.push({
      range: gateway.origin.range,
      newText: `gateway=${all.map((route) => valueOf(route, 'gateway')).join(',')}`,
    });
  const comment = first.properties.get('comment');
  const comments = all.map((route) => valueOf(route, 'comment')).filter((text) => text !== undefined && text !== '');
  if (comment && comments.length > 1)
    edits.push({ range: comment.origin.range, newText: `comment=${quoteValue(comments.join(', '))}` });
  for (const route of others) edits.push(removeStatement(context.text, route.origin.range));
  return { title: 'Merge into one route with all gateways', safe: false, edits };
}
