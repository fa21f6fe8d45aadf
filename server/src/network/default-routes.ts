import { type Item, isDisabled, type Origin, valueOf } from '../config/item';
import { type Gateway, resolveGateways } from './gateways';
import type { NetworkModel } from './network-model';

/** Where a default route comes from: written as a route, or made by a client when it connects. */
export type DefaultRouteSource = 'static' | 'dhcp-client' | 'ppp-client' | 'lte';

/** A route towards the Internet that the configuration makes or lets a client make. */
export interface DefaultRoute {
  readonly source: DefaultRouteSource;
  readonly item: Item;
  readonly origin: Origin;
  /** `0.0.0.0/0`; or one of the halves `0.0.0.0/1` and `128.0.0.0/1`, listed only where both are there. */
  readonly destination: '0.0.0.0/0' | '0.0.0.0/1' | '128.0.0.0/1';
  /** The routing table (RouterOS 6: routing mark); `main` where none is named, undefined where it is computed. */
  readonly table: string | undefined;
  /** Undefined where it is computed. */
  readonly distance: number | undefined;
  /** The next hops; one without an address for what a client learns. */
  readonly gateways: readonly Gateway[];
  /** `ping`, `arp`, …; undefined where unset or `none`. */
  readonly checkGateway: string | undefined;
  /** The interfaces that packets on this route leave by, as far as they are known. */
  readonly interfaces: readonly string[];
  /** False where it may not be there: made in a branch, or switched by a computed value. */
  readonly certain: boolean;
}

/** Clients that add a default route when asked; of all of them only DHCP's and LTE's do so unasked. */
const PPP_CLIENT_MENUS: readonly string[] = [
  ...['/interface/pppoe-client', '/interface/l2tp-client', '/interface/pptp-client', '/interface/sstp-client'],
  ...['/interface/ovpn-client', '/interface/ppp-client'],
];

/** All enabled default routes, in the order static, DHCP, PPP, LTE. */
export function defaultRoutes(model: NetworkModel): readonly DefaultRoute[] {
  return model.once(collectDefaultRoutes);
}

function collectDefaultRoutes(model: NetworkModel): readonly DefaultRoute[] {
  return [...staticRoutes(model), ...dhcpRoutes(model), ...pppRoutes(model), ...lteRoutes(model)];
}

function staticRoutes(model: NetworkModel): readonly DefaultRoute[] {
  const routes: DefaultRoute[] = [];
  for (const item of model.configuration.menu('/ip/route').items) {
    if (isDisabled(item) || !item.added || isBlackhole(item)) continue;
    const destination = destinationOf(item);
    if (destination === undefined) continue;
    const gateways = resolveGateways(model, valueOf(item, 'gateway') ?? '');
    routes.push({
      ...common(item),
      source: 'static',
      destination,
      table: tableOf(item),
      distance: numberOf(item, 'distance', 1),
      gateways,
      checkGateway: checkGatewayOf(item),
      interfaces: interfacesOf(gateways),
    });
  }
  // One half alone is a detour, not a way to everywhere.
  return routes.filter(
    ({ destination, table }) =>
      destination === '0.0.0.0/0' ||
      routes.some(
        (other) => other.table === table && other.destination !== destination && other.destination !== '0.0.0.0/0',
      ),
  );
}

function dhcpRoutes(model: NetworkModel): readonly DefaultRoute[] {
  const routes: DefaultRoute[] = [];
  for (const item of model.configuration.menu('/ip/dhcp-client').items) {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    if (isDisabled(item) || !item.added || name === undefined || isNo(item, 'add-default-route')) continue;
    for (const [table, distance] of leasedTables(item))
      routes.push(learned(item, 'dhcp-client', name, table, distance));
  }
  return routes;
}

/** The tables that a DHCP client puts its default route into, with the distance there: `main:2,to_WAN1`. */
function leasedTables(item: Item): readonly (readonly [string | undefined, number | undefined])[] {
  const distance = numberOf(item, 'default-route-distance', 1);
  const written = item.properties.get('default-route-tables');
  if (written === undefined || written.value === '') return [['main', distance]];
  if (written.value === undefined) return [[undefined, distance]];
  return written.value.split(',').map((text) => {
    const [table = 'default', own] = text.trim().split(':');
    return [table === 'default' ? 'main' : table, own === undefined ? distance : Number(own)] as const;
  });
}

function pppRoutes(model: NetworkModel): readonly DefaultRoute[] {
  const routes: DefaultRoute[] = [];
  for (const menu of PPP_CLIENT_MENUS) {
    for (const item of model.configuration.menu(menu).items) {
      const name = valueOf(item, 'name');
      if (isDisabled(item) || !item.added || name === undefined || !isYes(item, 'add-default-route')) continue;
      routes.push(learned(item, 'ppp-client', name, 'main', numberOf(item, 'default-route-distance', 1)));
    }
  }
  return routes;
}

function lteRoutes(model: NetworkModel): readonly DefaultRoute[] {
  const profiles = model.configuration.menu('/interface/lte/apn').items;
  const routes: DefaultRoute[] = [];
  for (const item of model.configuration.menu('/interface/lte').items) {
    const name = valueOf(item, 'name') ?? valueOf(item, 'default-name');
    if (isDisabled(item) || name === undefined) continue;
    const used = valueOf(item, 'apn-profiles');
    const profile = used === undefined ? undefined : profiles.find((each) => valueOf(each, 'name') === used);
    if (profile !== undefined && isNo(profile, 'add-default-route')) continue;
    // The distance of a profile that does not say one is 2, unlike everywhere else.
    const distance = profile === undefined ? 2 : numberOf(profile, 'default-route-distance', 2);
    routes.push(learned(item, 'lte', name, 'main', distance));
  }
  return routes;
}

function learned(
  item: Item,
  source: DefaultRouteSource,
  name: string,
  table: string | undefined,
  distance: number | undefined,
): DefaultRoute {
  const gateway: Gateway = { text: name, address: undefined, interface: name, resolution: 'interface', through: [] };
  return {
    ...common(item),
    source,
    destination: '0.0.0.0/0',
    table,
    distance,
    gateways: [gateway],
    checkGateway: checkGatewayOf(item),
    interfaces: [name],
  };
}

function common(item: Item): Pick<DefaultRoute, 'item' | 'origin' | 'certain'> {
  const disabled = item.properties.get('disabled');
  const certain = item.certain && (disabled === undefined || disabled.value !== undefined);
  return { item, origin: item.origin, certain };
}

/** How everything is written; 0.0.0.0 without a length can mean nothing else. */
const EVERYTHING: readonly string[] = ['', '0.0.0.0/0', '0.0.0.0'];

function destinationOf(item: Item): DefaultRoute['destination'] | undefined {
  const written = item.properties.get('dst-address');
  if (written === undefined) return '0.0.0.0/0';
  if (written.value !== undefined && EVERYTHING.includes(written.value)) return '0.0.0.0/0';
  return written.value === '0.0.0.0/1' || written.value === '128.0.0.0/1' ? written.value : undefined;
}

/** The routing table that a route stands in; undefined where it is computed. */
export function tableOf(item: Item): string | undefined {
  const property = item.properties.get('routing-table') ?? item.properties.get('routing-mark');
  if (property === undefined || property.value === '') return 'main';
  return property.value;
}

/** Whether a route throws its packets away. */
export function isBlackhole(item: Item): boolean {
  const type = valueOf(item, 'type');
  if (type === 'blackhole' || type === 'prohibit' || type === 'unreachable') return true;
  // The v7 flag is written without a value, or as `blackhole=yes`.
  const flag = item.properties.get('blackhole');
  return flag !== undefined && flag.value !== 'no' && flag.value !== 'false';
}

function checkGatewayOf(item: Item): string | undefined {
  const value = valueOf(item, 'check-gateway');
  return value === '' || value === 'none' ? undefined : value;
}

function interfacesOf(gateways: readonly Gateway[]): readonly string[] {
  return [...new Set(gateways.map((gateway) => gateway.interface).filter((name) => name !== undefined))];
}

function numberOf(item: Item, property: string, unset: number): number | undefined {
  const written = item.properties.get(property);
  if (written === undefined || written.value === '') return unset;
  return written.value !== undefined && /^\d+$/.test(written.value) ? Number(written.value) : undefined;
}

function isNo(item: Item, property: string): boolean {
  const value = valueOf(item, property);
  return value === 'no' || value === 'false';
}

function isYes(item: Item, property: string): boolean {
  const value = valueOf(item, property);
  return value === 'yes' || value === 'true';
}
