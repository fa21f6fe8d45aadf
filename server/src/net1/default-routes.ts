import { parseAddresses, parseIpv4 } from './ipv4';
import { isDisabled, type Item, valueOf } from '../config/item';
import type { NetworkModel } from './network-model';

/** A default route that the configuration makes: written, leased, or brought by a PPP client. */
export interface DefaultRoute {
  readonly kind: 'static' | 'dhcp' | 'ppp';
  readonly item: Item;
  /** `main` unless a routing mark (6) or a routing table (7) is given. */
  readonly table: string;
  /** 1 where the item does not say; undefined where it is computed. */
  readonly distance: number | undefined;
  readonly gateways: readonly string[];
  /** The interfaces that the gateways lie behind, as far as the configuration tells. */
  readonly interfaces: readonly string[];
}

const PPP_MENUS = ['/interface/pppoe-client', '/interface/l2tp-client', '/interface/pptp-client', '/interface/sstp-client', '/interface/ovpn-client'];

/** All enabled default routes, in the order of their menus. */
export function defaultRoutes(model: NetworkModel): DefaultRoute[] {
  return [...staticDefaults(model), ...leasedDefaults(model), ...pppDefaults(model)];
}

/** Whether a route's destination is everything. A route without a destination is a default route. */
export function isDefaultRoute(item: Item): boolean {
  const destination = valueOf(item, 'dst-address');
  if (item.properties.has('dst-address') && destination === undefined) return false;
  return destination === undefined || destination === '' || destination === '0.0.0.0/0' || destination === '0.0.0.0';
}

/** The routing table of a route, whatever the version calls it; undefined where it is computed. */
export function tableOf(item: Item): string | undefined {
  for (const name of ['routing-table', 'routing-mark']) {
    if (!item.properties.has(name)) continue;
    const value = valueOf(item, name);
    return value === '' ? 'main' : value;
  }
  return 'main';
}

function staticDefaults(model: NetworkModel): DefaultRoute[] {
  return model.items('/ip/route').flatMap((item) => {
    const table = tableOf(item);
    if (!isDefaultRoute(item) || table === undefined) return [];
    const gateways = (valueOf(item, 'gateway') ?? '').split(',').filter(Boolean);
    const interfaces = gateways.flatMap((gateway) => gatewayInterface(model, gateway) ?? []);
    return [{ kind: 'static' as const, item, table, distance: distanceOf(item, 'distance'), gateways, interfaces }];
  });
}

function leasedDefaults(model: NetworkModel): DefaultRoute[] {
  return model.items('/ip/dhcp-client').flatMap((item) => {
    const name = valueOf(item, 'interface');
    // Unset means yes here; `special-classless` is a default route as well.
    const adds = valueOf(item, 'add-default-route');
    if (adds === 'no' || (item.properties.has('add-default-route') && adds === undefined)) return [];
    return [route('dhcp', item, name)];
  });
}

function pppDefaults(model: NetworkModel): DefaultRoute[] {
  return PPP_MENUS.flatMap((menu) =>
    model.items(menu).flatMap((item) => (valueOf(item, 'add-default-route') === 'yes' ? [route('ppp', item, valueOf(item, 'name'))] : [])),
  );
}

function route(kind: 'dhcp' | 'ppp', item: Item, name: string | undefined): DefaultRoute {
  return { kind, item, table: 'main', distance: distanceOf(item, 'default-route-distance'), gateways: [], interfaces: name ? [name] : [] };
}

function distanceOf(item: Item, property: string): number | undefined {
  if (!item.properties.has(property)) return 1;
  const value = valueOf(item, property);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** The interface behind a gateway: named itself, named behind `%`, or the one whose subnet holds the address. */
export function gatewayInterface(model: NetworkModel, gateway: string): string | undefined {
  const [address = '', zone] = gateway.split('%');
  if (zone) return zone;
  const value = parseIpv4(address);
  if (value === undefined) return address === '' ? undefined : address;
  for (const item of model.configuration.menu('/ip/address').items) {
    if (isDisabled(item)) continue;
    const subnet = parseAddresses(valueOf(item, 'address') ?? '');
    if (subnet && subnet[0] <= value && value <= subnet[1]) return valueOf(item, 'interface');
  }
  return undefined;
}
