import { PRIVATE_IPV4 } from '../../../base/ip-set';
import { askRouteGroups } from '../../../network/questions/route-groups';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

export const checkGatewayOnlyFirstHop: LintRule = {
  id: 'check-gateway-only-first-hop',
  severity: 'hint',
  needs: 'owned',
  summary: 'A gateway check that reaches only the provider’s modem.',
  why: 'A private address as gateway is the provider’s box in the same room. It answers pings while the line behind it is dead: the route stays, and the backup never takes over. A recursive route through a host on the Internet, or netwatch, looks further.',
  source: 'Failover (WAN Backup) manual.',
  valid: [
    { code: '/ip route\nadd gateway=198.51.100.1 check-gateway=ping\nadd gateway=203.0.113.1 distance=2' },
    { code: '/ip route\nadd gateway=192.168.1.1 check-gateway=ping' },
  ],
  invalid: [{ code: '/ip route\nadd gateway=192.168.1.1 check-gateway=ping\nadd gateway=203.0.113.1 distance=2' }],
  check(context) {
    const { network, report } = context;
    if (network.items('/tool/netwatch').length > 0 || scriptsSwitchRoutes(context)) return;
    for (const { routes } of askRouteGroups(network)) {
      for (const route of routes) {
        const [gateway] = route.gateways;
        if (route.checkGateway === undefined || gateway?.address === undefined || gateway.through.length > 0) continue;
        if (!PRIVATE_IPV4.has(gateway.address) || !routes.some(({ distance }) => distance > route.distance)) continue;
        report({
          range: placeOf(route.item, 'check-gateway'),
          message: `${gateway.text} is a box on this side of the line. It answers while the line behind it is dead, and the backup does not take over. A recursive route through a host on the Internet finds that out.`,
        });
      }
    }
  },
};
