import { askRouteGroups } from '../../../network/questions/route-groups';
import { isSteered } from '../../../network/questions/steering';
import { placeOf, setProperty } from '../../edit-item';
import { speaksOfSharing } from '../../intent';
import type { LintRule } from '../../lint-rule';

export const ecmpUnintendedDhcp: LintRule = {
  id: 'ecmp-unintended-dhcp',
  severity: 'warning',
  needs: 'owned',
  major: 7,
  summary: 'Two clients that add default routes of the same distance.',
  why: 'Every DHCP client adds a default route of distance 1 unless told otherwise. RouterOS 7 combines equal routes: connections are shared over both uplinks although nobody asked for that, and replies may leave by the wrong one.',
  source: 'Routing Decision manual; DHCP manual.',
  valid: [
    {
      code: '/ip dhcp-client\nadd interface=ether1\nadd interface=ether2 default-route-distance=2',
      routeros: '7.20',
    },
    {
      code: '# load balancing over both\n/ip dhcp-client\nadd interface=ether1\nadd interface=ether2',
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: '/ip dhcp-client\nadd interface=ether1\nadd interface=ether2',
      routeros: '7.20',
      fixed: '/ip dhcp-client\nadd interface=ether1\nadd interface=ether2 default-route-distance=2',
    },
  ],
  check(context) {
    if (isSteered(context.network) || speaksOfSharing(context.text)) return;
    for (const { table, routes } of askRouteGroups(context.network)) {
      if (table !== 'main') continue;
      const clients = routes.filter(({ source, interfaces }) => {
        const [name = ''] = interfaces;
        // A client on a bridge port never gets a lease for the router to use.
        return (source === 'dhcp-client' || source === 'ppp-client') && !context.network.interfaces.bridgeOf(name);
      });
      clients.forEach((route, index) => {
        const first = clients.findIndex(({ distance }) => distance === route.distance);
        const twin = clients[first];
        if (first === index || !twin || twin.interfaces[0] === route.interfaces[0]) return;
        const isWritten = route.item.properties.has('default-route-distance');
        context.report({
          range: placeOf(route.item, 'default-route-distance'),
          // Whoever wrote both distances may have meant them.
          severity: isWritten && twin.item.properties.has('default-route-distance') ? 'hint' : 'warning',
          message: `This client and the one on ${twin.interfaces[0]} both add a default route of distance ${route.distance}: RouterOS 7 shares the connections over the two. For failover give this one default-route-distance=${route.distance + 1}.`,
          fixes: [
            {
              title: 'Let this uplink wait until the other one fails',
              safe: false,
              edits: [setProperty(context.text, route.item, 'default-route-distance', String(route.distance + 1))],
            },
          ],
          related: [{ range: twin.item.origin.range, message: 'The other client.' }],
        });
      });
    }
  },
};
