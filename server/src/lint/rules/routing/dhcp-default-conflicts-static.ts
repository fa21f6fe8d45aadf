import { defaultRoutes } from '../../../network/default-routes';
import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';

export const dhcpDefaultConflictsStatic: LintRule = {
  id: 'dhcp-default-conflicts-static',
  severity: 'warning',
  needs: 'owned',
  summary: 'A leased default route with the distance of a static one.',
  why: 'A DHCP client adds a default route of distance 1 unless it is told not to. Beside a static default route of the same distance RouterOS 6 picks one of the two at will; RouterOS 7 shares the traffic over both.',
  source: 'DHCP manual; Routing Decision manual. What exactly is picked is not proven, so a warning.',
  valid: [
    { code: '/ip dhcp-client add interface=ether1 disabled=no add-default-route=no\n/ip route add gateway=192.0.2.1' },
    {
      code: '/ip dhcp-client add interface=ether1 disabled=no default-route-distance=5\n/ip route add gateway=192.0.2.1',
    },
  ],
  invalid: [
    {
      code: '/ip dhcp-client add interface=ether1 disabled=no\n/ip route add gateway=192.0.2.1',
      fixed: '/ip dhcp-client add interface=ether1 disabled=no add-default-route=no\n/ip route add gateway=192.0.2.1',
    },
  ],
  check(context) {
    const routes = defaultRoutes(context.network).filter(
      ({ certain, destination, distance, table }) =>
        certain && destination === '0.0.0.0/0' && distance !== undefined && table === 'main',
    );
    for (const route of routes) {
      // What an LTE interface does is written in its APN profile, not here.
      if (route.source === 'static' || route.source === 'lte') continue;
      const twin = routes.find((other) => other.source === 'static' && other.distance === route.distance);
      if (!twin) continue;
      const what = route.source === 'dhcp-client' ? 'DHCP client' : 'PPP client';
      const isSet = route.item.properties.get('add-default-route');
      context.report({
        range: route.item.origin.range,
        message: `This ${what} adds a default route of distance ${route.distance}, like the static one. ${(context.version?.major ?? 7) < 7 ? 'RouterOS 6 picks one of them at will' : 'The two compete'}: write add-default-route=no, or another default-route-distance.`,
        fixes: [
          {
            title: 'Don’t add a default route',
            safe: false,
            edits: [
              isSet
                ? { range: isSet.origin.range, newText: 'add-default-route=no' }
                : appendArgument(context.text, route.item.origin.range, 'add-default-route=no'),
            ],
          },
        ],
        related: [{ range: twin.item.origin.range, message: 'The static default route.' }],
      });
    }
  },
};
