import { askRouteGroups, isProbed, needsProbe } from '../../../network/questions/route-groups';
import { setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

export const ecmpMixedCheckGateway: LintRule = {
  id: 'ecmp-mixed-check-gateway',
  severity: 'warning',
  needs: 'local',
  major: 7,
  summary: 'Default routes that share the load, of which only some are checked.',
  why: 'A route that is not checked stays in the group when its provider dies behind a living link: its share of the connections goes on being sent into the void, while the checked one would have given way.',
  source: 'Routing Decision manual.',
  valid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 check-gateway=ping',
      routeros: '7.20',
    },
    { code: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=pppoe-out1', routeros: '7.20' },
  ],
  invalid: [
    {
      code: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1',
      routeros: '7.20',
      fixed: '/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=198.51.100.1 check-gateway=ping',
    },
  ],
  check(context) {
    if (scriptsSwitchRoutes(context)) return;
    for (const { routes } of askRouteGroups(context.network)) {
      const checkedOnes = new Map(routes.filter(isProbed).map((route) => [route.distance, route]));
      for (const route of routes) {
        const checked = checkedOnes.get(route.distance);
        if (!checked || isProbed(route) || !needsProbe(route)) continue;
        context.report({
          range: route.item.origin.range,
          message: `This route shares the load with a checked one, but is not checked itself: when its provider fails, its share of the connections is lost. Add check-gateway=${checked.checkGateway ?? 'ping'}.`,
          fixes: [
            {
              title: 'Check this gateway as well',
              safe: false,
              edits: [setProperty(context.text, route.item, 'check-gateway', checked.checkGateway ?? 'ping')],
            },
          ],
          related: [{ range: checked.item.origin.range, message: 'The checked route of the group.' }],
        });
      }
    }
  },
};
