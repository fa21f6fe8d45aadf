import { parseIpv4 } from '../../../base/ip-address';
import { valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { resolveGateways } from '../../../network/gateways';
import type { NetworkModel } from '../../../network/network-model';
import { placeOf } from '../../edit-item';
import type { LintRule, RuleContext } from '../../lint-rule';

const ADDRESS = '# rscope-complete\n/ip address add address=192.0.2.2/24 interface=ether1\n';

export const recursiveHostRouteMissing: LintRule = {
  id: 'recursive-host-route-missing',
  severity: 'error',
  needs: 'menu-complete',
  summary: 'A gateway that no address and no route of the router leads to.',
  why: 'A route whose next hop the router cannot reach is not used. A host on the Internet as gateway needs a route of its own, to exactly this host, by the uplink that it stands for.',
  source: 'Failover (WAN Backup) manual; Routing Decision manual.',
  valid: [
    {
      code: `${ADDRESS}/ip route\nadd dst-address=198.51.100.9/32 gateway=192.0.2.1 scope=10\nadd gateway=198.51.100.9 target-scope=11`,
    },
    {
      code: `${ADDRESS}/ip dhcp-client add interface=ether2 disabled=no add-default-route=no\n/ip route add gateway=198.51.100.9`,
    },
  ],
  invalid: [{ code: `${ADDRESS}/ip route\nadd gateway=198.51.100.9` }],
  check(context) {
    const { network, configuration } = context;
    if (!addressesAreAllKnown(context)) return;
    for (const item of network.items('/ip/route')) {
      if (!item.certain || !item.added || tableOf(item) === undefined) continue;
      for (const gateway of resolveGateways(network, valueOf(item, 'gateway') ?? '')) {
        if (gateway.address === undefined || gateway.resolution !== 'unresolved') continue;
        if (gateway.text.includes('@') || ownAddress(network, gateway.text)) continue;
        context.report({
          range: placeOf(item, 'gateway'),
          menu: '/ip/address',
          message: `No address of the router is in the network of ${gateway.text}, and no route leads to it: this route is never used. For a recursive route add one to ${gateway.text}/32 with scope=10 by the uplink; else look at the addresses.`,
          related: configuration
            .menu('/ip/address')
            .items.slice(0, 3)
            .map(({ origin }) => ({ range: origin.range, message: 'An address of the router.' })),
        });
      }
    }
  },
};

/** What leases, dial-ups, tunnels and routing protocols supply is in no text: where there are any, nothing is certain. */
function addressesAreAllKnown({ network, configuration, completeness }: RuleContext): boolean {
  if (completeness('/ip/address') === 'fragment' || completeness('/ip/route') === 'fragment') return false;
  if (['/ip/address', '/ip/route'].some((menu) => configuration.menu(menu).uncertain)) return false;
  const suppliers = configuration.paths.filter((path) => SUPPLIERS.test(path) && network.items(path).length > 0);
  const addresses = network.items('/ip/address');
  const areKnown = addresses.every(
    (item) => valueOf(item, 'address') !== undefined && valueOf(item, 'interface') !== undefined,
  );
  return suppliers.length === 0 && areKnown && addresses.length > 0;
}

const SUPPLIERS =
  /^\/ip\/dhcp-client$|^\/ppp\/|^\/interface\/(pppoe|l2tp|pptp|sstp|ovpn|ppp)-(client|server)|^\/interface\/(lte|wireguard|zerotier|eoip|gre|ipip)|^\/routing\/(bgp|ospf|rip)|^\/ip\/ipsec/;

function ownAddress(network: NetworkModel, text: string): boolean {
  const address = parseIpv4(text);
  return network.addresses.some((each) => each.address === address);
}
