import { valueOf } from '../../../config/item';
import { type DefaultRoute, defaultRoutes } from '../../../network/default-routes';
import { isSteered } from '../../../network/questions/steering';
import { placeOf, setProperty } from '../../edit-item';
import { speaksOfSharing } from '../../intent';
import type { LintRule, RuleContext } from '../../lint-rule';

export const ecmpUnequalDistance: LintRule = {
  id: 'ecmp-unequal-distance',
  severity: 'hint',
  needs: 'local',
  summary: 'Default routes of different distance: failover, not load balancing.',
  why: 'Of two routes to the same destination RouterOS uses the one with the smaller distance; the other waits until that one fails. Whoever wants both uplinks to carry traffic needs equal distances, or marks that share the connections.',
  source: 'Load Balancing manual.',
  valid: [
    { code: '/ip route\nadd gateway=192.0.2.1 distance=1\nadd gateway=198.51.100.1 distance=1', routeros: '7.20' },
    { code: '/ip route\nadd dst-address=10.0.0.0/8 gateway=192.0.2.1 distance=1\nadd gateway=198.51.100.1 distance=2' },
  ],
  invalid: [
    {
      code: '# load balancing over two uplinks\n/ip route\nadd gateway=192.0.2.1 distance=1 check-gateway=ping\nadd gateway=198.51.100.1 distance=2 check-gateway=ping',
      routeros: '7.20',
      fixed:
        '# load balancing over two uplinks\n/ip route\nadd gateway=192.0.2.1 distance=1 check-gateway=ping\nadd gateway=198.51.100.1 distance=1 check-gateway=ping',
    },
  ],
  check(context) {
    if (isSteered(context.network)) return;
    const routes = defaultRoutes(context.network).filter(isComparable);
    const best = Math.min(...routes.map((route) => route.distance ?? 255));
    const first = routes.find((route) => route.distance === best);
    const others = routes.filter(
      (route) => route.distance !== undefined && route.distance > best && differs(route, first),
    );
    if (!first || others.length === 0) return;
    const intended = speaksOfSharing(context.text) && !switchesOver(context);
    for (const route of others) {
      context.report({
        range: placeOf(route.item, 'distance'),
        severity: intended ? 'warning' : 'hint',
        message: `This route waits until the one with distance ${best} fails: that is failover, and this uplink carries nothing meanwhile. To share the load, give both the same distance.`,
        fixes: [
          {
            title: `Make the distance ${best} as well`,
            safe: false,
            edits: [setProperty(context.text, route.item, 'distance', String(best))],
          },
        ],
        related: [{ range: first.item.origin.range, message: `The route with distance ${best}.` }],
      });
    }
  },
};

/** A route to everywhere that is there for sure; halves (0.0.0.0/1) go before it whatever their distance. */
function isComparable({ certain, destination, source, table }: DefaultRoute): boolean {
  return certain && source === 'static' && table === 'main' && destination === '0.0.0.0/0';
}

function differs(route: DefaultRoute, first: DefaultRoute | undefined): boolean {
  return valueOf(route.item, 'gateway') !== (first ? valueOf(first.item, 'gateway') : undefined);
}

/** Whether something else already fails over, so that the distances are meant. */
function switchesOver({ network }: RuleContext): boolean {
  return (
    network.items('/tool/netwatch').length > 0 ||
    network.items('/ip/dhcp-client').some((item) => item.properties.has('script'))
  );
}
