import type { IntervalSet } from '../base/interval-set';
import { parseIpv4 } from '../base/ip-address';
import { parseIpv4Prefix } from '../base/ip-set';
import { type Item, isDisabled, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';

/**
 * How the interface of a next hop was found: `interface` it is named as the gateway; `explicit` `address%interface`;
 * `connected` the address is on-link; `recursive` another route leads to it; `unresolved` the configuration does not
 * tell (a lease or a dial-in may supply the network).
 */
export type GatewayResolution = 'interface' | 'explicit' | 'connected' | 'recursive' | 'unresolved';

/** One next hop of a route. */
export interface Gateway {
  readonly text: string;
  /** The address to send to, as an unsigned 32-bit integer; undefined for an interface gateway. */
  readonly address: number | undefined;
  /** The interface that packets finally leave by. */
  readonly interface: string | undefined;
  readonly resolution: GatewayResolution;
  /** The routes followed for a recursive next hop, nearest first. */
  readonly through: readonly Item[];
}

const MAX_RECURSION = 8;

/** The next hops of a `gateway=` value, which on RouterOS 6 may be a list: of a script's, with semicolons. */
export function resolveGateways(model: NetworkModel, value: string): readonly Gateway[] {
  return value
    .split(/[,;]/)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => resolveOnce(model, text));
}

/** Many routes share few gateways: each text is followed once a model. */
function resolveOnce(model: NetworkModel, text: string): Gateway {
  const known = model.once(knownGateways);
  let gateway = known.get(text);
  if (!gateway) {
    gateway = resolveGateway(model, text, []);
    known.set(text, gateway);
  }
  return gateway;
}

function knownGateways(): Map<string, Gateway> {
  return new Map();
}

function resolveGateway(model: NetworkModel, text: string, through: readonly Item[]): Gateway {
  // `10.0.0.1@main` names the table in which a v7 router looks for the next hop.
  const [target = ''] = text.split('@');
  const [hop = '', explicit] = target.split('%');
  const address = parseIpv4(hop);
  if (address === undefined) {
    // An IPv6 next hop or a number is no interface's name.
    const name = /^[\d.:*]|::/.test(hop) || hop === '' ? undefined : model.interfaces.canonical(hop);
    return { text, address, interface: name, resolution: name === undefined ? 'unresolved' : 'interface', through };
  }
  if (explicit !== undefined) {
    return { text, address, interface: model.interfaces.canonical(explicit), resolution: 'explicit', through };
  }
  const connected = model.addresses
    .filter((each) => each.network.has(address) && each.address !== address)
    .sort((a, b) => a.network.size - b.network.size)[0];
  if (connected) {
    const resolution = through.length === 0 ? 'connected' : 'recursive';
    return { text, address, interface: connected.interface, resolution, through };
  }
  const route = routeTowards(model, address, through);
  const next = route === undefined ? undefined : valueOf(route, 'gateway')?.split(',')[0]?.trim();
  if (route !== undefined && next !== undefined && through.length < MAX_RECURSION) {
    const last = resolveGateway(model, next, [...through, route]);
    if (last.interface !== undefined) return { ...last, text, address, resolution: 'recursive' };
  }
  return { text, address, interface: undefined, resolution: 'unresolved', through };
}

/** A route that may lead to a next hop, with its network read once. */
interface SpecificRoute {
  readonly item: Item;
  readonly network: IntervalSet;
  readonly distance: number;
}

/** The enabled routes to less than everything: default routes resolve no next hop. */
function specificRoutes(model: NetworkModel): readonly SpecificRoute[] {
  return model.configuration.menu('/ip/route').items.flatMap((item) => {
    const prefix = isDisabled(item) ? undefined : parseIpv4Prefix(valueOf(item, 'dst-address') ?? '');
    if (prefix === undefined || prefix.length <= 1) return [];
    return [{ item, network: prefix.network, distance: Number(valueOf(item, 'distance') ?? 1) }];
  });
}

/** The most specific route to an address. */
function routeTowards(model: NetworkModel, address: number, used: readonly Item[]): Item | undefined {
  let best: SpecificRoute | undefined;
  for (const route of model.once(specificRoutes)) {
    if (!route.network.has(address) || used.includes(route.item)) continue;
    const difference =
      best === undefined ? -1 : route.network.size - best.network.size || route.distance - best.distance;
    if (difference < 0) best = route;
  }
  return best?.item;
}
