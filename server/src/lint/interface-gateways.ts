import { IntervalSet } from '../base/interval-set';
import { parseIpv4Set } from '../base/ip-set';
import { type Item, valueOf } from '../config/item';
import { defaultRoutes } from '../network/default-routes';
import type { RuleContext } from './lint-rule';

/** A static route whose gateway is the name of an interface on which stations are found by ARP. */
export interface InterfaceGateway {
  readonly route: Item;
  readonly interface: string;
}

/** Menus of interfaces that carry Ethernet frames: a next hop on them needs an address. */
const BROADCAST_MENUS = [
  '/interface/ethernet',
  '/interface/bridge',
  '/interface/vlan',
  '/interface/bonding',
  '/interface/wireless',
  '/interface/wifi',
  '/interface/vrrp',
];
/** Names that RouterOS gives to such interfaces. */
const FACTORY_NAME = /^(ether|sfp|sfp-sfpplus|qsfp|combo|wlan|wifi|bridge|bonding)\d*(-\d+)?$/;

/** The routes to destinations that are not on the wire, through a broadcast interface without an address. */
export function interfaceGateways(context: RuleContext): InterfaceGateway[] {
  return context.network.items('/ip/route').flatMap((route) => {
    const gateways = (valueOf(route, 'gateway') ?? '').split(',').filter(Boolean);
    const broadcast = gateways.filter((gateway) => isBroadcast(context, gateway));
    const [name] = broadcast;
    return name && !isOnTheWire(context, route, name) ? [{ route, interface: name }] : [];
  });
}

function isBroadcast({ configuration }: RuleContext, name: string): boolean {
  for (const menu of BROADCAST_MENUS)
    if (configuration.menu(menu).items.some((item) => valueOf(item, 'name') === name)) return true;
  return (
    FACTORY_NAME.test(name) &&
    !configuration.paths.some((path) => isTunnelNamed(configuration.menu(path).items, path, name))
  );
}

function isTunnelNamed(items: readonly Item[], path: string, name: string): boolean {
  return (
    path.startsWith('/interface/') &&
    !BROADCAST_MENUS.includes(path) &&
    items.some((item) => valueOf(item, 'name') === name)
  );
}

/** A connected network in another table is routed by its interface rightly: its stations answer ARP. */
function isOnTheWire(context: RuleContext, route: Item, name: string): boolean {
  if (defaultRoutes(context.network).some((each) => each.item === route)) return false;
  const destination = parseIpv4Set(valueOf(route, 'dst-address') ?? '');
  if (!destination) return true;
  const subnets = context.configuration
    .menu('/ip/address')
    .items.filter((item) => valueOf(item, 'interface') === name)
    .map((item) => parseIpv4Set(valueOf(item, 'address') ?? '') ?? IntervalSet.empty)
    .reduce((all, subnet) => all.union(subnet), IntervalSet.empty);
  // Without an address in the file the network may be connected all the same.
  return subnets.isEmpty || destination.isSubsetOf(subnets);
}
