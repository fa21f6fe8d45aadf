import { parseIpv4 } from '../../../base/ip-address';
import { itemsWithMore } from '../../../config/configuration';
import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { askMarkUses } from '../../../network/questions/packet-marks';
import { argumentOf, type CommandUse } from '../../../resolve/command-use';
import { insertBelowItem, placeOf } from '../../edit-item';
import { quoteValue } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { storedCode } from '../../stored-code';

export const routingMarkWithoutRoute: LintRule = {
  id: 'routing-mark-without-route',
  severity: 'warning',
  needs: 'owned',
  summary: 'A routing mark whose table has no route.',
  why: 'Where the table has nothing for a packet, RouterOS goes on in the main table. The rule marks, and everything stays as it was: one uplink carries all.',
  source: 'Routing Decision manual.',
  valid: [
    {
      code: '/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1\n/ip route add gateway=192.0.2.1 routing-mark=to_WAN1',
      routeros: '6.49',
    },
    { code: '/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1' },
    {
      code: '/ip dhcp-client add interface=ether1 add-default-route=no disabled=no script={\n  :local table "to_WAN1"\n  :if ($bound=1) do={ /ip route add gateway=$"gateway-address" routing-mark=$table }\n}\n/ip firewall mangle add chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1\n/ip route add gateway=203.0.113.1 routing-mark=to_WAN2',
      routeros: '6.49',
    },
  ],
  invalid: [
    {
      code: '/ip firewall mangle\nadd chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1\nadd chain=output action=mark-routing connection-mark=b new-routing-mark=to_WAN2\n/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=203.0.113.1 distance=2\nadd gateway=192.0.2.1 routing-mark=to_WAN1 check-gateway=ping',
      routeros: '6.49',
      fixed:
        '/ip firewall mangle\nadd chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1\nadd chain=output action=mark-routing connection-mark=b new-routing-mark=to_WAN2\n/ip route\nadd gateway=192.0.2.1 check-gateway=ping\nadd gateway=203.0.113.1 distance=2\nadd gateway=192.0.2.1 routing-mark=to_WAN1 check-gateway=ping\nadd dst-address=0.0.0.0/0 gateway=203.0.113.1 routing-mark=to_WAN2 check-gateway=ping',
    },
    {
      code: '/ip firewall mangle\nadd chain=output action=mark-routing connection-mark=a new-routing-mark=to_WAN1\nadd chain=output action=mark-routing connection-mark=b new-routing-mark=to_WAN2\n/ip route add gateway=192.0.2.1 routing-mark=to_WAN1',
      routeros: '6.49',
    },
  ],
  check(context) {
    const { network, configuration, completeness, text, report } = context;
    const routes = configuration.menu('/ip/route');
    const own = routes.items.some(
      (item) => item.properties.has('routing-mark') || item.properties.has('routing-table'),
    );
    // A fragment that says nothing of marked tables leaves their routes to another file.
    if (routes.uncertain || (!own && completeness('/ip/route') === 'fragment')) return;
    // A lease script may make the routes of a table that it keeps in a variable, as the manual's does.
    if (storedCode(context).some(({ script }) => script.uses.some(isRouteOfSomeTable))) return;
    const property = (configuration.version?.major ?? 7) >= 7 ? 'routing-table' : 'routing-mark';
    const reported = new Set<string>();
    for (const { kind, mark, item } of askMarkUses(network).producers) {
      if (kind !== 'routing' || mark === undefined || reported.has(mark) || item.menu !== '/ip/firewall/mangle')
        continue;
      if (!item.certain || valueOf(item, 'disabled') === 'yes' || leadsSomewhere(mark)) continue;
      reported.add(mark);
      report({
        range: placeOf(item, 'new-routing-mark'),
        message: `No route is in the table “${mark}”: the lookup falls through to main, and this mark has no effect. Add a default route with ${property}=${mark}.`,
        fixes: gatewaysLeft(mark).map((gateway) => ({
          title: `Send “${mark}” through ${valueOf(gateway, 'gateway')}`,
          safe: false,
          edits: [
            insertBelowItem(
              text,
              routes.items.findLast((each) => each.added) ?? gateway,
              `add dst-address=0.0.0.0/0 gateway=${quoteValue(valueOf(gateway, 'gateway') ?? '')} ${property}=${quoteValue(mark)} check-gateway=ping`,
            ),
          ],
        })),
      });
    }

    /** Default routes whose gateway no other table has yet, one of a gateway: any of these may be meant. */
    function gatewaysLeft(mark: string): readonly Item[] {
      if (configuration.version === undefined || !/^[\w.-]+$/.test(mark)) return [];
      const written = network.items('/ip/route').filter((item) => item.added && item.certain);
      const taken = new Set(written.filter((item) => tableOf(item) !== 'main').map((item) => valueOf(item, 'gateway')));
      const seen = new Set<string>();
      return written.filter((item) => {
        const gateway = valueOf(item, 'gateway') ?? '';
        const isDefault = [undefined, '0.0.0.0/0'].includes(valueOf(item, 'dst-address')) && tableOf(item) === 'main';
        if (!isDefault || parseIpv4(gateway) === undefined || taken.has(gateway) || seen.has(gateway)) return false;
        seen.add(gateway);
        return true;
      });
    }
    /** Any item but the mark's rules, the table itself and routing rules that names it may put routes there. */
    function leadsSomewhere(table: string): boolean {
      const named = configuration.paths.some(
        (path) =>
          !SILENT.has(path) &&
          (configuration.menu(path).columns?.rows.some(({ lists }) => lists.includes(table)) ||
            itemsWithMore(configuration.menu(path)).some((item) =>
              [...item.properties.values()].some(
                ({ value, name }) =>
                  name !== 'comment' &&
                  (value === undefined
                    ? path === '/ip/route' && name.startsWith('routing')
                    : value.includes(table) && value.split(/[,:@]/).includes(table)),
              ),
            )),
      );
      // A stored script may add the route.
      return named || new RegExp(`(?<!new-)routing-(mark|table)=\\\\?["']?${table.replace(/\W/g, '\\$&')}`).test(text);
    }
  },
};

/** Whether a statement makes a route in a table that is computed. */
function isRouteOfSomeTable(use: CommandUse): boolean {
  if (use.menu.path !== '/ip/route' || (use.command?.name !== 'add' && use.command?.name !== 'set')) return false;
  return ['routing-mark', 'routing-table'].some((name) => {
    const argument = argumentOf(use, name);
    return argument !== undefined && argument.text === undefined;
  });
}

const SILENT = new Set([
  '/ip/firewall/mangle',
  '/ipv6/firewall/mangle',
  '/routing/table',
  '/routing/rule',
  '/ip/route/rule',
]);
