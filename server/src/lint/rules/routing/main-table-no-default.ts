import { defaultRoutes } from '../../../network/default-routes';
import type { LintRule } from '../../lint-rule';
import { scriptsSwitchRoutes } from '../../stored-code';

export const mainTableNoDefault: LintRule = {
  id: 'main-table-no-default',
  severity: 'warning',
  needs: 'menu-complete',
  summary: 'Default routes in tables of their own, and none in main.',
  why: 'What has no mark is looked up in main: the router’s own DNS, time and updates, and the next hops of tunnels. Without a default route there they go nowhere.',
  source: 'Policy Routing manual.',
  valid: [
    {
      code: '# rscope-complete\n/ip route\nadd gateway=192.0.2.1 check-gateway=ping routing-mark=to_WAN1\nadd gateway=192.0.2.1',
      routeros: '6.49',
    },
    { code: '/ip route add gateway=192.0.2.1 routing-mark=to_WAN1', routeros: '6.49' },
  ],
  invalid: [
    {
      code: '# rscope-complete\n/ip route add gateway=192.0.2.1 check-gateway=ping routing-mark=to_WAN1',
      routeros: '6.49',
    },
  ],
  check(context) {
    const { network, configuration, report } = context;
    if (context.completeness('/ip/route') === 'fragment' || configuration.menu('/ip/route').uncertain) return;
    const routes = defaultRoutes(network);
    const first = routes.find(
      ({ table, certain, source }) => certain && source === 'static' && table !== 'main' && table !== undefined,
    );
    if (!first || routes.some(({ table }) => table === 'main' || table === undefined)) return;
    // A routing protocol, a script or a routing rule may provide for it.
    const learns = configuration.paths.some((path) =>
      /^\/routing\/(bgp|ospf|rip|isis|rule)|^\/ip\/route\/rule|\/vrf$/.test(path),
    );
    if (learns || scriptsSwitchRoutes(context)) return;
    report({
      range: first.item.origin.range,
      menu: '/ip/route',
      message: `Only tables like “${first.table}” have a default route. What has no mark, the router’s own traffic above all, is looked up in main and finds none: add one there.`,
    });
  },
};
