import { askRouteGroups, isProbed, needsProbe } from '../../../network/questions/route-groups';
import { setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

export const checkGatewayMissing: LintRule = {
  id: 'check-gateway-missing',
  severity: 'warning',
  needs: 'local',
  summary: 'A default route with a backup behind it, that nothing ever takes away.',
  why: 'A route is used as long as its link is up. When the provider fails behind a living modem, the port stays up, the route stays active, and the backup route never gets its turn.',
  source: 'Load Balancing manual, failover.',
  valid: [
    { code: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 distance=2' },
    { code: '/ip route\nadd gateway=pppoe-out1\nadd gateway=198.51.100.1 distance=2' },
    { code: '/ip route\nadd gateway=192.0.2.1\nadd dst-address=10.0.0.0/8 gateway=198.51.100.1 distance=2' },
  ],
  invalid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1\nadd gateway=198.51.100.1 distance=2',
      fixed: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 distance=2',
    },
  ],
  check(context) {
    if (scriptsSwitchRoutes(context) || context.configuration.menu('/ip/route').uncertain) return;
    for (const { routes } of askRouteGroups(context.network)) {
      const farthest = routes.at(-1)?.distance ?? 0;
      const partlyChecked = new Set(routes.filter(isProbed).map(({ distance }) => distance));
      for (const route of routes) {
        if (route.distance === farthest || !needsProbe(route) || isProbed(route)) continue;
        // That only some of a group are checked is said by another rule.
        if (partlyChecked.has(route.distance) && (context.version?.major ?? 6) >= 7) continue;
        const backup = routes.findLast(
          ({ distance, interfaces }) => distance > route.distance && !isSameWay(interfaces, route.interfaces),
        );
        if (!backup) continue;
        context.report({
          range: route.item.origin.range,
          message: `Nothing checks this gateway: when the provider fails behind a living link, the route stays, and the backup of distance ${backup.distance} never takes over. Add check-gateway=ping.`,
          fixes: [
            {
              title: 'Check the gateway',
              safe: false,
              edits: [setProperty(context.text, route.item, 'check-gateway', 'ping')],
            },
          ],
          related: [{ range: backup.item.origin.range, message: 'The backup route.' }],
        });
      }
    }
  },
};

/** Two routes by one uplink fail together: the second is no backup. */
function isSameWay(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((name) => b.includes(name));
}
