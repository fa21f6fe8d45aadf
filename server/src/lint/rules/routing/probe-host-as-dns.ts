import { parseIpv4Prefix } from '../../../base/ip-set';
import { type Item, valueOf } from '../../../config/item';
import { placeOf, setProperty } from '../../edit-item';
import type { Fix, LintRule } from '../../lint-rule';

const ROUTES =
  '/ip route\nadd dst-address=1.1.1.1/32 gateway=192.0.2.1 scope=10\nadd gateway=1.1.1.1 target-scope=11 check-gateway=ping\n';

export const probeHostAsDns: LintRule = {
  id: 'probe-host-as-dns',
  severity: 'warning',
  needs: 'owned',
  summary: 'A probe host that also answers the names.',
  why: 'The probe host is pinned to its uplink, dead or alive: that is how a dead one is noticed. If the same host is asked for names, every failover takes the names away with it, and users see no Internet although the other uplink works.',
  source: 'Follows from the Failover (WAN Backup) manual.',
  valid: [
    { code: `${ROUTES}/ip dns set servers=9.9.9.9` },
    { code: '/ip route add dst-address=203.0.113.53/32 gateway=192.0.2.1\n/ip dns set servers=203.0.113.53' },
  ],
  invalid: [{ code: `${ROUTES}/ip dns set servers=1.1.1.1,9.9.9.9`, fixed: `${ROUTES}/ip dns set servers=9.9.9.9` }],
  check({ network, configuration, text, report }) {
    const routes = network.items('/ip/route');
    const asked = new Set([
      ...routes.flatMap((item) => (valueOf(item, 'gateway') ?? '').split(/[,%@]/)),
      ...network.items('/tool/netwatch').map((item) => valueOf(item, 'host') ?? ''),
    ]);
    const pinned = new Map<string, Item>();
    for (const item of routes) {
      const destination = valueOf(item, 'dst-address') ?? '';
      const host = destination.split('/')[0] ?? '';
      if (parseIpv4Prefix(destination)?.length === 32 && asked.has(host) && valueOf(item, 'gateway'))
        pinned.set(host, item);
    }
    const check = (item: Item, property: string): void => {
      const servers = (valueOf(item, property) ?? '').split(',').filter(Boolean);
      for (const host of servers) {
        const route = pinned.get(host.trim());
        if (!route) continue;
        const left = servers.filter((each) => each !== host);
        const fixes: Fix[] =
          left.length > 0
            ? [
                {
                  title: `Don’t ask ${host} for names`,
                  safe: false,
                  edits: [{ ...setProperty(text, item, property, ''), newText: `${property}=${left.join(',')}` }],
                },
              ]
            : [];
        report({
          range: placeOf(item, property),
          message: `${host} is pinned to one uplink as a probe: when that uplink fails, names asked there are lost as well, just while the other uplink takes over. Ask another server.`,
          fixes,
          related: [{ range: route.origin.range, message: 'The route that pins it.' }],
        });
      }
    };
    for (const item of configuration.menu('/ip/dns').items) check(item, 'servers');
    for (const item of network.items('/ip/dhcp-server/network')) check(item, 'dns-server');
  },
};
