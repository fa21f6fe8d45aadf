import { formatIpv4, parseIpv4 } from '../../../server/src/base/ip-address';
import { parseIpv4Prefix } from '../../../server/src/base/ip-set';
import type { PracticeDevice } from './device';
import type { StoredItem } from './store';

/** A gateway of a route, as the router sees it. */
interface Hop {
  readonly gateway: string;
  /** The interface by which it is reached; undefined where it is not. */
  readonly via: string | undefined;
  /** The address that packets are handed to there; undefined for a route to an interface. */
  readonly address: string | undefined;
  /** Reached, but `check-gateway` gets no answer. */
  readonly isSilent: boolean;
}

interface Candidate {
  readonly item: StoredItem;
  readonly hops: readonly Hop[];
}

/**
 * The routes with what the router adds: the connected ones and those of DHCP and dial-up, and of each whether it is used:
 * in RouterOS 7 by `active`, `inactive`, `ecmp` and `immediate-gw`, in 6 by `active` and `gateway-status`. What is stored
 * with a state keeps it.
 */
export function routesWithState(device: PracticeDevice, stored: readonly StoredItem[]): readonly StoredItem[] {
  const candidates = [...stored.map((item) => withFlag(item, 'static')), ...learnedRoutes(device)].map((item) => ({
    item,
    hops: hopsOf(device, item, stored, 0),
  }));
  const used = usedRoutes(candidates, device.version.major);
  return [
    ...candidates.map((candidate) => shown(candidate, used.get(candidate), device.version.major)),
    ...connectedRoutes(device),
  ];
}

/** What leads to a place directly: an address of the router, on an interface that runs. */
function connectedRoutes(device: PracticeDevice): StoredItem[] {
  return device.items('/ip/address').flatMap((address): StoredItem[] => {
    const name = address.get('interface') ?? '';
    const prefix = parseIpv4Prefix(address.get('address') ?? '');
    if (address.get('disabled') === 'true' || !prefix || !isRunning(device, name)) return [];
    const values: [string, string][] = [
      ['.id', `*C${address.get('.id')?.slice(1) ?? ''}`],
      ['dst-address', `${address.get('network') ?? formatIpv4(prefix.network.first ?? 0)}/${prefix.length}`],
      ['gateway', name],
      ['distance', '0'],
      ['dynamic', 'true'],
      ['active', 'true'],
      ['connect', 'true'],
      ...(device.version.major < 7
        ? [['gateway-status', `${name} reachable`] as [string, string]]
        : ([
            ['immediate-gw', name],
            ['routing-table', 'main'],
          ] as [string, string][])),
    ];
    return [new Map(values)];
  });
}

/** Default routes that DHCP and dial-up bring. */
function learnedRoutes(device: PracticeDevice): StoredItem[] {
  const route = (client: StoredItem, gateway: string, distance: string, flag: string): StoredItem =>
    new Map([
      ['.id', `*D${client.get('.id')?.slice(1) ?? ''}`],
      ['dst-address', '0.0.0.0/0'],
      ['gateway', gateway],
      ['distance', distance],
      ['dynamic', 'true'],
      [flag, 'true'],
    ]);
  const adds = (client: StoredItem) => client.get('add-default-route') !== 'no' && client.get('disabled') !== 'true';
  const dhcp = device.items('/ip/dhcp-client').filter((client) => adds(client) && client.get('status') === 'bound');
  const dialled = ['pppoe-client', 'l2tp-client']
    .flatMap((menu) => device.items(`/interface/${menu}`))
    .filter((client) => adds(client) && isRunning(device, client.get('name') ?? ''));
  return [
    ...dhcp.map((client) =>
      route(client, client.get('gateway') ?? '', client.get('default-route-distance') ?? '1', 'dhcp'),
    ),
    ...dialled.map((client) =>
      route(client, client.get('name') ?? '', client.get('default-route-distance') ?? '1', 'vpn'),
    ),
  ];
}

/** Which routes win: the nearest of each destination and table; equal ones share in RouterOS 7, in 6 one of them is used. */
function usedRoutes(candidates: readonly Candidate[], major: number): ReadonlyMap<Candidate, 'alone' | 'shared'> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const { item, hops } = candidate;
    if (item.get('disabled') === 'true' || !hops.some((hop) => hop.via !== undefined && !hop.isSilent)) continue;
    const key = `${item.get('dst-address') ?? '0.0.0.0/0'} ${item.get('routing-table') ?? item.get('routing-mark') ?? 'main'}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const used = new Map<Candidate, 'alone' | 'shared'>();
  for (const group of groups.values()) {
    const nearest = Math.min(...group.map(({ item }) => Number(item.get('distance') ?? 1)));
    const best = group.filter(({ item }) => Number(item.get('distance') ?? 1) === nearest);
    for (const candidate of major < 7 ? best.slice(0, 1) : best)
      used.set(candidate, best.length > 1 && major >= 7 ? 'shared' : 'alone');
  }
  return used;
}

function shown({ item, hops }: Candidate, use: 'alone' | 'shared' | undefined, major: number): StoredItem {
  if (item.has('active') || item.has('inactive') || item.has('gateway-status')) return item;
  const row = new Map(item);
  if (use) row.set('active', 'true');
  if (major < 7) {
    row.set('gateway-status', hops.map(hopStatus).join(','));
    return row;
  }
  if (!row.has('routing-table')) row.set('routing-table', 'main');
  if (use === 'shared') row.set('ecmp', 'true');
  // A farther route that waits is neither active nor inactive.
  const isUsable = hops.some((hop) => hop.via !== undefined && !hop.isSilent);
  if (!isUsable && item.get('disabled') !== 'true') row.set('inactive', 'true');
  row.set(
    'immediate-gw',
    hops.flatMap(({ via, address }) => (via ? [address ? `${address}%${via}` : via] : [])).join(','),
  );
  return row;
}

function hopStatus({ gateway, via, isSilent }: Hop): string {
  if (via === undefined || isSilent) return `${gateway} unreachable`;
  return gateway === via ? `${gateway} reachable` : `${gateway} reachable via  ${via}`;
}

function hopsOf(device: PracticeDevice, route: StoredItem, routes: readonly StoredItem[], depth: number): Hop[] {
  if (route.get('type') !== undefined || route.get('blackhole') !== undefined) return [];
  return (route.get('gateway') ?? '').split(',').map((gateway) => {
    const [host = '', wanted] = gateway.split(/[%@]/);
    const isSilent =
      route.has('check-gateway') && route.get('check-gateway') !== 'none' && device.surroundings.silent.has(host);
    if (parseIpv4(host) === undefined)
      return { gateway, via: isRunning(device, host) ? host : undefined, address: undefined, isSilent };
    const via = connectedTo(device, host, wanted);
    if (via !== undefined) return { gateway, via, address: host, isSilent };
    const next = depth < 8 ? wayTo(host, route, routes) : undefined;
    const hop =
      next && hopsOf(device, next, routes, depth + 1).find((each) => each.via !== undefined && !each.isSilent);
    return { gateway, via: hop?.via, address: hop?.address, isSilent };
  });
}

/** The interface on whose network an address is. */
function connectedTo(device: PracticeDevice, host: string, wanted: string | undefined): string | undefined {
  const number = parseIpv4(host);
  return device
    .items('/ip/address')
    .filter((item) => item.get('disabled') !== 'true' && isRunning(device, item.get('interface') ?? ''))
    .find(
      (item) =>
        number !== undefined &&
        (wanted === undefined || item.get('interface') === wanted) &&
        parseIpv4Prefix(item.get('address') ?? '')?.network.has(number),
    )
    ?.get('interface');
}

/** The route by which a gateway that is further away is reached: one whose scope lets it be used for that. */
function wayTo(host: string, route: StoredItem, routes: readonly StoredItem[]): StoredItem | undefined {
  const number = parseIpv4(host) ?? 0;
  const reach = Number(route.get('target-scope') ?? 10);
  return routes
    .filter(
      (other) =>
        other !== route &&
        other.get('disabled') !== 'true' &&
        Number(other.get('scope') ?? 30) <= reach &&
        parseIpv4Prefix(other.get('dst-address') ?? '0.0.0.0/0')?.network.has(number),
    )
    .sort((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function lengthOf(route: StoredItem): number {
  return parseIpv4Prefix(route.get('dst-address') ?? '0.0.0.0/0')?.length ?? 0;
}

/** Whether an interface is switched on and has a link; a VLAN or dial-up interface needs the one below it too. */
export function isRunning(device: PracticeDevice, name: string): boolean {
  const item = device.store.items('/interface').find((each) => each.get('name') === name);
  if (!item || item.get('disabled') === 'true' || item.get('running') === 'false') return false;
  if (device.surroundings.deadLinks.has(item.get('default-name') ?? name)) return false;
  const below = item.get('interface');
  return below === undefined || below === name || isRunning(device, below);
}

function withFlag(item: StoredItem, flag: string): StoredItem {
  return item.get('dynamic') === 'true' ? item : new Map([...item, [flag, 'true']]);
}
