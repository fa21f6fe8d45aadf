import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import type { NetworkModel } from '../../../network/network-model';
import { askRouteGroups, isProbed, needsProbe } from '../../../network/questions/route-groups';
import { askSteeringRules } from '../../../network/questions/steering';
import { insertBelowItem, setProperty } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

const OUTPUT = '/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1';

export const markedTableNoFailover: LintRule = {
  id: 'marked-table-no-failover',
  severity: 'info',
  needs: 'owned',
  summary: 'A table for one uplink that has neither a check nor a second route.',
  why: 'When the provider fails behind a living link, nothing takes the route away: all connections of that mark go on into the void. With check-gateway they fall back to the main table; with a second route of a greater distance to the other uplink.',
  source: 'Policy Routing manual; Routing Decision manual.',
  valid: [
    { code: `${OUTPUT}\n/ip route add gateway=192.0.2.1 routing-mark=to_WAN1 check-gateway=ping`, routeros: '6.49' },
    { code: `${OUTPUT}\n/ip route add gateway=pppoe-out1 routing-mark=to_WAN1`, routeros: '6.49' },
  ],
  invalid: [
    {
      code: '/routing table add name=to_WAN1 fib\n/routing rule add src-address=192.168.88.0/24 action=lookup-only-in-table table=to_WAN1\n/ip route\nadd gateway=192.0.2.1 routing-table=to_WAN1\nadd gateway=203.0.113.1',
      routeros: '7.20',
      fixed:
        '/routing table add name=to_WAN1 fib\n/routing rule add src-address=192.168.88.0/24 action=lookup-only-in-table table=to_WAN1\n/ip route\nadd gateway=192.0.2.1 routing-table=to_WAN1 check-gateway=ping\nadd dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-table=to_WAN1 distance=2\nadd gateway=203.0.113.1',
    },
    {
      code: `${OUTPUT}\n/ip route add gateway=192.0.2.1 routing-mark=to_WAN1`,
      routeros: '6.49',
      fixed: `${OUTPUT}\n/ip route add gateway=192.0.2.1 routing-mark=to_WAN1 check-gateway=ping`,
    },
  ],
  check(context) {
    const { network, text, report } = context;
    if (scriptsSwitchRoutes(context) || context.configuration.menu('/ip/route').uncertain) return;
    const rules = [...network.items('/routing/rule'), ...network.items('/ip/route/rule')];
    const steered = new Set([...askSteeringRules(network).map(({ table }) => table), ...rules.map(tableNamed)]);
    for (const { table, routes } of askRouteGroups(network)) {
      const [route] = routes;
      if (!route || routes.length !== 1 || table === 'main' || !steered.has(table)) continue;
      if (isProbed(route) || !needsProbe(route) || hasBlackhole(network.items('/ip/route'), table)) continue;
      const only = rules.find(
        (rule) => tableNamed(rule) === table && valueOf(rule, 'action') === 'lookup-only-in-table',
      );
      report({
        range: route.item.origin.range,
        severity: only ? 'warning' : 'info',
        message: `“${table}” has this one route, and nothing checks its gateway: when the provider fails, its connections are lost.${only ? ' A rule looks them up in this table only, so they don’t fall back to main either: add a second route of a greater distance.' : ' Add check-gateway=ping (they then fall back to main), or a second route of a greater distance.'}`,
        fixes: [
          // With a rule that knows no other table the check alone would leave its packets without a way.
          ...(only
            ? []
            : [
                {
                  title: 'Check the gateway',
                  safe: false,
                  edits: [setProperty(text, route.item, 'check-gateway', 'ping')],
                },
              ]),
          ...otherGateways(network, route.item).map((gateway) => ({
            title: `Fall back to ${gateway}`,
            safe: false,
            edits: [
              setProperty(text, route.item, 'check-gateway', 'ping'),
              insertBelowItem(
                text,
                route.item,
                `add dst-address=0.0.0.0/0 gateway=${gateway} ${route.item.properties.has('routing-mark') ? 'routing-mark' : 'routing-table'}=${quoteValue(table)} distance=${route.distance + 1}`,
              ),
            ],
          })),
        ],
        related: only ? [{ range: only.origin.range, message: 'The rule that knows no other table.' }] : [],
      });
    }
  },
};

/** The gateways of the default routes of main, but for that of a route: it may fall back to these. */
function otherGateways(network: NetworkModel, route: Item): readonly string[] {
  const main = askRouteGroups(network).find(({ table }) => table === 'main');
  const texts = (main?.routes ?? []).flatMap(({ gateways }) => gateways.map(({ text }) => text));
  return [...new Set(texts)]
    .filter((text) => text !== valueOf(route, 'gateway') && /^[\w.%-]+$/.test(text))
    .slice(0, 4);
}

function tableNamed(item: Item): string | undefined {
  return valueOf(item, 'table');
}

/** A blackhole in the table: that nothing gets out another way is meant. */
function hasBlackhole(routes: readonly Item[], table: string): boolean {
  return routes.some(
    (item) => tableOf(item) === table && (item.properties.has('blackhole') || valueOf(item, 'type') === 'blackhole'),
  );
}
