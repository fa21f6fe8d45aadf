import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { askRouteGroups, isProbed, needsProbe } from '../../../network/questions/route-groups';
import { askSteeringRules } from '../../../network/questions/steering';
import { setProperty } from '../../edit-item';
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
          { title: 'Check the gateway', safe: false, edits: [setProperty(text, route.item, 'check-gateway', 'ping')] },
        ],
        related: only ? [{ range: only.origin.range, message: 'The rule that knows no other table.' }] : [],
      });
    }
  },
};

function tableNamed(item: Item): string | undefined {
  return valueOf(item, 'table');
}

/** A blackhole in the table: that nothing gets out another way is meant. */
function hasBlackhole(routes: readonly Item[], table: string): boolean {
  return routes.some(
    (item) => tableOf(item) === table && (item.properties.has('blackhole') || valueOf(item, 'type') === 'blackhole'),
  );
}
