import { valueOf } from '../../../config/item';
import { askRouteGroups } from '../../../network/questions/route-groups';
import { placeOf, setProperty } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

export const ecmpPerPacketHashL4: LintRule = {
  id: 'ecmp-per-packet-hash-l4',
  severity: 'hint',
  needs: 'local',
  major: 7,
  summary: 'Equal default routes that are chosen by ports as well as by addresses.',
  why: 'With the ports in the hash, two connections of one client to the same server may leave by different uplinks, and the server sees two clients. Banks, telephony and some games refuse that.',
  source: 'Routing Decision manual.',
  valid: [
    {
      code: '/ip settings set ipv4-multipath-hash-policy=l3\n/ip route\nadd gateway=192.0.2.1\nadd gateway=198.51.100.1',
      routeros: '7.20',
    },
    { code: '/ip settings set ipv4-multipath-hash-policy=l4\n/ip route\nadd gateway=192.0.2.1', routeros: '7.20' },
  ],
  invalid: [
    {
      code: '/ip settings set ipv4-multipath-hash-policy=l4\n/ip route\nadd gateway=192.0.2.1\nadd gateway=198.51.100.1',
      routeros: '7.20',
      fixed:
        '/ip settings set ipv4-multipath-hash-policy=l3\n/ip route\nadd gateway=192.0.2.1\nadd gateway=198.51.100.1',
    },
  ],
  check({ configuration, network, text, report }) {
    const settings = configuration.menu('/ip/settings').items[0];
    if (!settings || valueOf(settings, 'ipv4-multipath-hash-policy') !== 'l4') return;
    const shared = askRouteGroups(network)
      .flatMap(({ routes }) => routes.filter(({ distance }, index) => routes[index + 1]?.distance === distance))
      .at(0);
    if (!shared) return;
    report({
      range: placeOf(settings, 'ipv4-multipath-hash-policy'),
      message:
        'The default routes share connections by ports too: one client appears at a server from two addresses. With l3 it keeps one.',
      fixes: [
        {
          title: 'Share by addresses only (l3)',
          safe: false,
          edits: [setProperty(text, settings, 'ipv4-multipath-hash-policy', 'l3')],
        },
      ],
      related: [{ range: shared.item.origin.range, message: 'One of the default routes that share.' }],
    });
  },
};
