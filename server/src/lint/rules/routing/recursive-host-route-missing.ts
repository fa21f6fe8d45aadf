import { parseIpv4 } from '../../../base/ip-address';
import { PUBLIC_IPV4 } from '../../../base/ip-set';
import { type Item, valueOf } from '../../../config/item';
import { tableOf } from '../../../network/default-routes';
import { type Gateway, resolveGateways } from '../../../network/gateways';
import type { NetworkModel } from '../../../network/network-model';
import { insertAboveItem, placeOf, setProperty } from '../../edit-item';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';

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
  invalid: [
    { code: `${ADDRESS}/ip route\nadd gateway=198.51.100.9` },
    {
      code: `${ADDRESS}/ip route\nadd dst-address=10.8.0.0/16 gateway=192.0.2.1\nadd dst-address=10.9.0.0/16 gateway=9.9.9.9`,
      fixed: `${ADDRESS}/ip route\nadd dst-address=10.8.0.0/16 gateway=192.0.2.1\nadd dst-address=9.9.9.9/32 gateway=192.0.2.1 scope=10\nadd dst-address=10.9.0.0/16 gateway=9.9.9.9 target-scope=11`,
      routeros: '7.20',
    },
  ],
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
          fixes: pinBy(context, item, gateway),
          related: configuration
            .menu('/ip/address')
            .items.slice(0, 3)
            .map(({ origin }) => ({ range: origin.range, message: 'An address of the router.' })),
        });
      }
    }
  },
};

/** For a host on the Internet: a route to it by each provider's router that other routes go by; one of them is meant. */
function pinBy({ network, text, version }: RuleContext, item: Item, { address, text: host }: Gateway): readonly Fix[] {
  if (address === undefined || !PUBLIC_IPV4.has(address) || parseIpv4(host) === undefined) return [];
  const hops = network
    .items('/ip/route')
    .flatMap((route) => resolveGateways(network, valueOf(route, 'gateway') ?? ''))
    .filter(({ resolution }) => resolution === 'connected')
    .map((gateway) => gateway.text);
  // RouterOS 7 lifts the scope of the route to the host to 11.
  const isSeven = (version?.major ?? 7) >= 7;
  const scope = isSeven && !item.properties.has('target-scope') ? [setProperty(text, item, 'target-scope', '11')] : [];
  return [...new Set(hops)].slice(0, MAX_HOPS).map((hop) => ({
    title: `Reach ${host} through ${hop}`,
    safe: false,
    edits: [insertAboveItem(text, item, `add dst-address=${host}/32 gateway=${hop} scope=10`), ...scope],
  }));
}

/** More than so many are no choice. */
const MAX_HOPS = 4;

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
