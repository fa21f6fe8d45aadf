import { parseIpv4Prefix } from '../../../base/ip-set';
import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { resolveGateways } from '../../../network/gateways';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const ADDRESSES =
  '/ip address\nadd address=192.0.2.2/24 interface=ether1\nadd address=203.0.113.2/24 interface=ether2\n';

export const recursiveSharedProbeHost: LintRule = {
  id: 'recursive-shared-probe-host',
  severity: 'error',
  needs: 'owned',
  summary: 'One probe host that stands for two uplinks.',
  why: 'RouterOS 7 combines both routes to the host: probes go out by either uplink. When one provider fails, the host still answers by the other one, and the dead uplink counts as alive. And where a default route and its backup ask the same host, both go when it is silent.',
  source: 'Failover (WAN Backup) manual.',
  valid: [
    {
      code: `${ADDRESSES}/ip route\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1 scope=10\nadd dst-address=198.51.100.10/32 gateway=203.0.113.1 scope=10\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping`,
      routeros: '7.20',
    },
    {
      code: `${ADDRESSES}/ip route\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1 scope=10\nadd dst-address=198.51.100.9/32 blackhole distance=2\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping`,
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: `${ADDRESSES}/ip route\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1 scope=10\nadd dst-address=198.51.100.9/32 gateway=203.0.113.1 scope=10\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping`,
      routeros: '7.20',
    },
    {
      code: `${ADDRESSES}/ip route\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1 scope=10\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping\nadd gateway=198.51.100.9 target-scope=11 check-gateway=ping distance=2`,
    },
  ],
  check({ network, version, report }) {
    const routes = network.items('/ip/route').filter((item) => item.certain && item.added);
    const usedAsGateway = new Set(routes.flatMap((item) => (valueOf(item, 'gateway') ?? '').split(/[,%@]/)));
    const pinned = new Set<string>();
    const first = new Map<string, Item>();
    for (const item of routes) {
      const prefix = parseIpv4Prefix(valueOf(item, 'dst-address') ?? '');
      const host = (valueOf(item, 'dst-address') ?? '').split('/')[0] ?? '';
      if (prefix?.length !== 32 || !usedAsGateway.has(host) || !valueOf(item, 'gateway')) continue;
      pinned.add(host);
      const key = `${host} ${tableOf(item) ?? item.origin.range.start} ${valueOf(item, 'distance') ?? '1'}`;
      const before = first.get(key);
      if (!before) first.set(key, item);
      else if (version?.major === 7 && differs(before, item))
        report({
          range: placeOf(item, 'dst-address'),
          message: `${host} is already pinned to another uplink at the same distance: probes go out by both, and a dead uplink counts as alive while the other one lives. Take a host of its own for each uplink.`,
          related: [{ range: before.origin.range, message: 'The other route to the host.' }],
        });
    }

    // A backup without a check is kept when the host is silent.
    const checked = routes.filter(
      (item) => isDefault(item) && !['', 'none'].includes(valueOf(item, 'check-gateway') ?? ''),
    );
    for (const item of checked) {
      const gateway = valueOf(item, 'gateway') ?? '';
      const nearer = checked.find(
        (each) =>
          valueOf(each, 'gateway') === gateway &&
          tableOf(each) === tableOf(item) &&
          distanceOf(each) < distanceOf(item),
      );
      if (nearer && pinned.has(gateway))
        report({
          range: placeOf(item, 'gateway'),
          message: `${gateway} is also the gateway of the route with distance ${distanceOf(nearer)}: when it does not answer both go, and this one is no backup. Take a host of its own that is pinned to the other uplink.`,
          related: [{ range: nearer.origin.range, message: 'The route that it should stand in for.' }],
        });
    }

    /** Whether two routes leave by uplinks that are known and not the same. */
    function differs(a: Item, b: Item): boolean {
      const [left, right] = [a, b].map(
        (item) => resolveGateways(network, valueOf(item, 'gateway') ?? '')[0]?.interface,
      );
      return left !== undefined && right !== undefined && left !== right;
    }
  },
};

function isDefault(item: Item): boolean {
  return [undefined, '', '0.0.0.0/0'].includes(valueOf(item, 'dst-address'));
}

function distanceOf(item: Item): number {
  return Number(valueOf(item, 'distance') ?? 1);
}
