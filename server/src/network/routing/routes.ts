import { type Item, valueOf } from '../../config/item';
import { defaultRoutes, isBlackhole, tableOf } from '../default-routes';
import type { NetworkModel } from '../network-model';
import { bitsOf, firstAddress, type IpFamily, type IpPrefix, menuOf, parseAddress, parsePrefix } from './ip-family';
import { isSilentHost, type Outage } from './outage';
import { PrefixIndex } from './prefix-index';
import { type RouterAddresses, routerAddresses } from './router-addresses';

/** What a route does with its packets. */
export type RouteKind = 'unicast' | 'blackhole' | 'prohibit' | 'unreachable';

/** A next hop that packets can be sent to. */
export interface NextHop {
  /** Undefined where the configuration does not tell. */
  readonly interface: string | undefined;
  /** The neighbour that the frame goes to; undefined for an interface gateway, where it is the destination itself. */
  readonly neighbour: bigint | undefined;
  /** The routes that a recursive next hop leads over, nearest first. */
  readonly through: readonly Item[];
  /** False where it hangs on something that the configuration does not tell, such as a lease. */
  readonly certain: boolean;
}

/** A route as it stands in its table. */
export interface Route {
  readonly destination: IpPrefix;
  /** `main`, or what `routing-table` (RouterOS 6: `routing-mark`) names; undefined where the script computes it. */
  readonly table: string | undefined;
  readonly distance: number;
  readonly kind: RouteKind;
  readonly item: Item;
  /** False where it may not be there. */
  readonly certain: boolean;
  readonly preferredSource: bigint | undefined;
  readonly isConnected: boolean;
}

interface WrittenRoute extends Route {
  readonly gateways: readonly string[];
  readonly scope: number;
  readonly targetScope: number;
  /** The interface of a route that needs no gateway: a connected or a learned one. */
  readonly outInterface: string | undefined;
}

/** A route that a packet may take, with its next hops; none for a blackhole. */
export interface RouteChoice {
  readonly route: Route;
  readonly hops: readonly NextHop[];
}

/** What a next hop is looked up by unless the route says another scope. */
const DEFAULT_SCOPE = 30;
const DEFAULT_TARGET_SCOPE = 10;
const CONNECTED_SCOPE = 10;
const MAX_RECURSION = 8;
const PROBES: ReadonlySet<string> = new Set(['ping', 'arp', 'bfd', 'bfd-multihop']);
/** An interface of these goes down when the other end is gone, and its routes with it. */
const DIAL_UP = /^(pppoe|l2tp|pptp|sstp|ovpn|ppp)-client$|^lte$/;

/**
 * The routes of one family. All is taken to work but for an outage: behind what is silent `check-gateway` and dial-ups
 * take a route away, other routes stay; without a link or a lease no route stays. RouterOS 6 and 7 differ in how a
 * recursive next hop is resolved.
 */
export class Routes {
  private readonly addresses: RouterAddresses;
  private readonly routes: readonly WrittenRoute[];
  private readonly index: PrefixIndex<WrittenRoute>;
  private readonly hopsOf = new Map<WrittenRoute, readonly NextHop[]>();
  private readonly lookups = new Map<string, readonly RouteChoice[]>();

  constructor(
    private readonly model: NetworkModel,
    private readonly family: IpFamily,
    private readonly major: 6 | 7,
    private readonly outage: Outage,
  ) {
    this.addresses = routerAddresses(model, family);
    ({ routes: this.routes, index: this.index } = model.onceFor(family, indexedRoutes));
  }

  /** Whether any route but the connected ones is known. */
  get hasAny(): boolean {
    return this.routes.some((route) => !route.isConnected);
  }

  /** Whether a route to less than half of everything leads to an address. */
  leadsSpecificallyTo(address: bigint): boolean {
    return this.index.containing(address).some(({ destination }) => destination.length > 1);
  }

  /** The interfaces by which routes of any table and distance lead to an address, other than connected ones. */
  interfacesTowards(destination: bigint): readonly string[] {
    const leading = this.index.containing(destination).filter((route) => !route.isConnected);
    return [...new Set(leading.flatMap((route) => this.activeHops(route).flatMap((hop) => hop.interface ?? [])))];
  }

  /** Every address that a route names as its gateway, with the next hops that it is reached by. */
  gateways(): readonly { readonly address: bigint; readonly hop: NextHop }[] {
    return this.routes.flatMap((route) =>
      route.gateways.flatMap((text) => {
        const address = parseAddress(text.split(/[@%]/)[0] ?? '', this.family);
        return address === undefined ? [] : this.resolveGateway(route, text, []).map((hop) => ({ address, hop }));
      }),
    );
  }

  /** The written and learned routes that are active: of each table and destination the nearest that can be used. */
  activeRoutes(): readonly Item[] {
    const best = new Map<string, { distance: number; items: Item[] }>();
    for (const route of this.routes) {
      if (route.kind === 'unicast' && this.activeHops(route).length === 0) continue;
      const key = `${route.table} ${firstAddress(route.destination, this.family)}/${route.destination.length}`;
      const known = best.get(key);
      if (known === undefined || route.distance < known.distance) {
        best.set(key, { distance: route.distance, items: [route.item] });
      } else if (route.distance === known.distance) known.items.push(route.item);
    }
    const connected = new Set(this.routes.flatMap((route) => (route.isConnected ? [route.item] : [])));
    return [...best.values()].flatMap(({ items }) => items.filter((item) => !connected.has(item)));
  }

  /**
   * The routes of a table that a packet to an address may take: the most specific, nearest ones that are active; where
   * it is not certain that they are, the next best behind them too. Several equal ones share the packets.
   *
   * @param longerThan leaves out routes to networks whose prefix is not longer (`min-prefix` of a routing rule)
   */
  lookup(table: string, destination: bigint, longerThan = -1): readonly RouteChoice[] {
    // Most packets that are asked about go to the same address.
    const key = `${longerThan} ${destination} ${table}`;
    let choices = this.lookups.get(key);
    if (choices === undefined) {
      choices = this.lookUp(table, destination, longerThan);
      this.lookups.set(key, choices);
    }
    return choices;
  }

  private lookUp(table: string, destination: bigint, longerThan: number): readonly RouteChoice[] {
    const fitting = this.index
      .containing(destination)
      .filter((route) => route.table === table || route.table === undefined)
      .filter((route) => route.destination.length > longerThan)
      .sort(byPreference);
    const choices: RouteChoice[] = [];
    for (let at = 0; at < fitting.length; ) {
      const best = fitting[at] as WrittenRoute;
      let isCertain = false;
      for (let route = fitting[at]; route && isEqual(route, best); route = fitting[++at]) {
        const hops = this.activeHops(route);
        if (route.kind === 'unicast' && hops.length === 0) continue;
        choices.push({ route, hops });
        const sure = route.certain && route.table !== undefined;
        if (sure && (route.kind !== 'unicast' || hops.some((hop) => hop.certain))) isCertain = true;
      }
      if (isCertain) break;
    }
    return choices;
  }

  private activeHops(route: WrittenRoute): readonly NextHop[] {
    let hops = this.hopsOf.get(route);
    if (hops === undefined) {
      hops = this.resolve(route, []);
      this.hopsOf.set(route, hops);
    }
    return hops;
  }

  private resolve(route: WrittenRoute, visited: readonly WrittenRoute[]): readonly NextHop[] {
    if (route.kind !== 'unicast') return [];
    if (route.outInterface === undefined) {
      return route.gateways.flatMap((gateway) => this.resolveGateway(route, gateway, visited));
    }
    const hop: NextHop = { interface: route.outInterface, neighbour: undefined, through: [], certain: true };
    return this.isFoundDead(route, hop, undefined) ? [] : [hop];
  }

  /** Whether the router notices that a next hop is dead: its link is gone, its gateway is probed, or its dial-up ends. */
  private isFoundDead(route: WrittenRoute, hop: NextHop, gateway: bigint | undefined): boolean {
    const { silent, unleased } = this.outage;
    const { interface: name, neighbour } = hop;
    const isLearned = route.outInterface !== undefined && !route.isConnected;
    if (name !== undefined) {
      if (this.isLost(name)) return true;
      // The network that a gateway is in goes with the lease, unless the router has an address of its own there.
      const isFromLease = !this.addresses.all.some((each) => each.interface === name);
      if (unleased.includes(name) && isFromLease && (isLearned || neighbour !== undefined)) return true;
    }
    // An interface as gateway has no address to probe; a lease brings one.
    const isProbed = PROBES.has(valueOf(route.item, 'check-gateway') ?? '') && (neighbour !== undefined || isLearned);
    if (!isProbed || route.isConnected) return false;
    const isSilent = (address: bigint | undefined) => isSilentHost(this.outage, address, this.family);
    return (name !== undefined && silent.includes(name)) || isSilent(neighbour) || isSilent(gateway);
  }

  private resolveGateway(route: WrittenRoute, text: string, visited: readonly WrittenRoute[]): readonly NextHop[] {
    // `10.0.0.1@main` names the table in which a v7 router looks for the next hop.
    const [target = '', table = 'main'] = text.split('@');
    const [host = '', explicit] = target.split('%');
    const gateway = parseAddress(host, this.family);
    const hops = this.towards(
      { gateway, name: explicit ?? (gateway === undefined ? host : undefined), table },
      route,
      visited,
    );
    return hops.filter((hop) => !this.isFoundDead(route, hop, gateway));
  }

  /** The next hops of a gateway: an address that other routes lead to, or a named interface. */
  private towards(
    { gateway: neighbour, name, table }: { gateway: bigint | undefined; name: string | undefined; table: string },
    route: WrittenRoute,
    visited: readonly WrittenRoute[],
  ): readonly NextHop[] {
    if (neighbour === undefined || name !== undefined) return this.byInterface(name ?? '', neighbour);
    if (this.addresses.owner(neighbour)) return [];
    const helpers = this.index
      .containing(neighbour)
      .filter((each) => each.table === table && each !== route && !visited.includes(each))
      .filter((each) => this.scopeOf(each) <= route.targetScope)
      .sort(byPreference);
    if (visited.length < MAX_RECURSION) {
      for (const helper of helpers) {
        const equal = helpers.filter((each) => isEqual(each, helper));
        const hops = equal.flatMap((each) => this.throughHelper(each, neighbour, [...visited, route]));
        if (hops.length > 0) return hops;
        // A blackhole towards the next hop makes the route inactive.
        if (equal.some((each) => each.kind !== 'unicast')) return [];
      }
    }
    return this.isPinned(neighbour) ? [] : this.unresolved(neighbour);
  }

  private byInterface(name: string, neighbour: bigint | undefined): readonly NextHop[] {
    const { interfaces } = this.model;
    if (name === '' || /^[\d*]/.test(name)) return [];
    const out = interfaces.routed(interfaces.canonical(name));
    if (interfaces.isDisabled(out)) return [];
    return [{ interface: out, neighbour, through: [], certain: true }];
  }

  private throughHelper(helper: WrittenRoute, neighbour: bigint, visited: readonly WrittenRoute[]): readonly NextHop[] {
    if (helper.isConnected) {
      return [{ interface: helper.outInterface, neighbour, through: [], certain: helper.certain }];
    }
    return this.resolve(helper, visited).map((hop) => ({
      ...hop,
      through: [helper.item, ...hop.through],
      certain: hop.certain && helper.certain,
    }));
  }

  /** Which scope a next hop must reach to be resolved over a route. */
  private scopeOf({ scope, targetScope, isConnected }: WrittenRoute): number {
    // RouterOS 7 puts a static route at least one beyond those that it is itself resolved over.
    return this.major === 7 && !isConnected && scope <= targetScope ? targetScope + 1 : scope;
  }

  /** Whether a route to exactly this host is written, if only one that is switched off: then no lease is to bring its network. */
  private isPinned(host: bigint): boolean {
    return this.model.onceFor(this.family, hostRoutes).has(host);
  }

  /** The interfaces that may get an address and routes from outside: what died takes its lease along. */
  get learning(): readonly string[] {
    const { unleased } = this.outage;
    return [...this.addresses.learning.keys()].filter((name) => !this.isLost(name) && !unleased.includes(name));
  }

  /** Whether an interface is gone for the router: it has no link, or its dial-up has ended. */
  private isLost(name: string): boolean {
    const { silent, down } = this.outage;
    return down.includes(name) || (silent.includes(name) && DIAL_UP.test(this.model.interfaces.kindOf(name)));
  }

  /** A next hop in no known network: a lease may bring the network; without one the route is not active. */
  private unresolved(neighbour: bigint): readonly NextHop[] {
    const { learning } = this;
    const { completeness } = this.model.configuration.menu(menuOf(this.family, 'address'));
    const isTold = this.addresses.learning.size > 0 || this.addresses.all.length > 0 || completeness === 'complete';
    if (learning.length === 0 && isTold) return [];
    const only = learning.length === 1 ? learning[0] : undefined;
    return [{ interface: only, neighbour, through: [], certain: false }];
  }
}

/** The hosts that routes are written to, those switched off included. */
function hostRoutes(model: NetworkModel, family: IpFamily): ReadonlySet<bigint> {
  const hosts = new Set<bigint>();
  for (const item of model.configuration.menu(menuOf(family, 'route')).items) {
    const prefix = item.added ? parsePrefix(valueOf(item, 'dst-address') ?? '', family) : undefined;
    if (prefix?.length === bitsOf(family)) hosts.add(prefix.address);
  }
  return hosts;
}

/** The most specific first, and of those the nearest. */
function byPreference(a: WrittenRoute, b: WrittenRoute): number {
  return b.destination.length - a.destination.length || a.distance - b.distance;
}

interface IndexedRoutes {
  readonly routes: readonly WrittenRoute[];
  readonly index: PrefixIndex<WrittenRoute>;
}

function indexedRoutes(model: NetworkModel, family: IpFamily): IndexedRoutes {
  const connected = connectedRoutes(routerAddresses(model, family));
  const routes = [...connected, ...staticRoutes(model, family), ...learnedRoutes(model, family)];
  return { routes, index: new PrefixIndex(routes, family) };
}

function isEqual(a: WrittenRoute, b: WrittenRoute): boolean {
  return a.destination.length === b.destination.length && a.distance === b.distance;
}

function connectedRoutes(addresses: RouterAddresses): WrittenRoute[] {
  return addresses.all.map(({ network, address, interface: name, item }) => ({
    destination: network,
    ...{ table: 'main', distance: 0, kind: 'unicast', isConnected: true, gateways: [], outInterface: name, item },
    ...{ scope: CONNECTED_SCOPE, targetScope: DEFAULT_TARGET_SCOPE, certain: item.certain },
    preferredSource: address,
  }));
}

function staticRoutes(model: NetworkModel, family: IpFamily): WrittenRoute[] {
  return model.items(menuOf(family, 'route')).flatMap((item) => {
    if (!item.added) return [];
    const everything = family === 4 ? '0.0.0.0/0' : '::/0';
    const written = item.properties.get('dst-address');
    // Without a known destination it may be for anything.
    const text = written === undefined || written.value === undefined ? everything : written.value;
    const destination = parsePrefix(text === '' || text === '0.0.0.0' ? everything : text, family);
    if (destination === undefined) return [];
    const table = tableOf(item);
    const known = ['dst-address', 'gateway', 'disabled', 'distance'].every((name) => isKnown(item, name));
    return {
      destination,
      table: table === '' ? 'main' : table,
      distance: numberOf(item, 'distance', 1),
      kind: kindOf(item),
      item,
      certain: item.certain && known,
      preferredSource: parseAddress(valueOf(item, 'pref-src') ?? '', family),
      isConnected: false,
      gateways: (valueOf(item, 'gateway') ?? '').split(/[,;]/).map((each) => each.trim()),
      scope: numberOf(item, 'scope', DEFAULT_SCOPE),
      targetScope: numberOf(item, 'target-scope', DEFAULT_TARGET_SCOPE),
      outInterface: undefined,
    };
  });
}

/** Default routes that clients bring; IPv6 ones are learned too, where a DHCP client is told to. */
function learnedRoutes(model: NetworkModel, family: IpFamily): WrittenRoute[] {
  const learned =
    family === 4
      ? defaultRoutes(model).filter(({ source }) => source !== 'static')
      : model
          .items('/ipv6/dhcp-client')
          .filter((item) => ['yes', 'true'].includes(valueOf(item, 'add-default-route') ?? 'no'))
          .map((item) => ({
            item,
            table: 'main',
            distance: numberOf(item, 'default-route-distance', 1),
            interfaces: [model.interfaces.canonical(valueOf(item, 'interface') ?? '')],
            certain: item.certain,
          }));
  return learned.flatMap(({ item, table, distance, interfaces, certain }) =>
    interfaces.map((name) => ({
      destination: { address: 0n, length: 0 },
      ...{ table, distance: distance ?? 1, kind: 'unicast' as const, item, isConnected: false },
      ...{ certain: certain && distance !== undefined, preferredSource: undefined, gateways: [] },
      ...{ scope: DEFAULT_SCOPE, targetScope: DEFAULT_TARGET_SCOPE, outInterface: model.interfaces.routed(name) },
    })),
  );
}

function kindOf(item: Item): RouteKind {
  const type = valueOf(item, 'type');
  if (type === 'prohibit' || type === 'unreachable') return type;
  return isBlackhole(item) ? 'blackhole' : 'unicast';
}

function isKnown(item: Item, property: string): boolean {
  const written = item.properties.get(property);
  return written === undefined || written.value !== undefined;
}

function numberOf(item: Item, property: string, unset: number): number {
  const value = valueOf(item, property);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : unset;
}
