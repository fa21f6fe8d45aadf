import { type Item, valueOf } from '../../config/item';
import { tableOf } from '../default-routes';
import { type InsideInterface, lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { formatAddress } from '../routing/ip-family';
import { type Uplink, uplinks } from '../uplinks';
import { askPortForwards } from './port-forwards';
import { askPublishedServices, type PublishedService, type ServerPart } from './published-services';
import { askUplinkShares, type LanShare, type UplinkPart, uplinkSharesWithout } from './uplink-share';

/** What stands around a router, and where new connections go with some uplinks dead. */
export interface Topology {
  readonly uplinks: readonly TopologyUplink[];
  readonly lans: readonly TopologyLan[];
  /** Servers of which the configuration does not tell behind which LAN they are. */
  readonly elsewhere: readonly TopologyServer[];
  /** The shares of all LANs, with the uplinks that are down. */
  readonly shares: readonly LanShare[];
}

/** A way out: an uplink, or another interface that connections to the Internet leave by, such as a tunnel. */
export interface TopologyUplink {
  readonly interface: string;
  /** Undefined for what is a way out for connections that rules steer there, and for nothing else. */
  readonly uplink: Uplink | undefined;
  /** What made it one. */
  readonly item: Item | undefined;
  readonly isDown: boolean;
  /** What is sent to it; where it is down, that is lost. */
  readonly flows: readonly TopologyFlow[];
}

/** A part of a LAN's new connections on its way to an uplink. */
export interface TopologyFlow {
  readonly share: LanShare;
  readonly part: UplinkPart;
  /** Connection and routing marks that it is given, in the order of its way. */
  readonly marks: readonly string[];
  /** The routing tables (RouterOS 6: routing marks) of the routes that it takes. */
  readonly tables: readonly string[];
}

export interface TopologyLan {
  readonly inside: InsideInterface;
  /** One for each group of addresses that rules treat alike. */
  readonly shares: readonly LanShare[];
  readonly servers: readonly TopologyServer[];
  /** False for a LAN of published servers that hands out no leases. */
  readonly hasUsers: boolean;
}

/** A host behind the router that strangers reach by dst-nat. */
export interface TopologyServer {
  readonly address: string;
  readonly services: readonly TopologyService[];
}

export interface TopologyService {
  readonly service: PublishedService;
  readonly part: ServerPart;
  /** Whether the uplink that it is published at is down. */
  readonly isDown: boolean;
}

/** The topology with uplinks down: behind them nothing answers. Names of no uplink are passed over. */
export function askTopology(model: NetworkModel, down: readonly string[] = []): Topology {
  const dead = waysOut(model, sharesWithout(model, []))
    .map(({ name }) => name)
    .filter((name) => down.includes(name));
  const shares = sharesWithout(model, dead);
  const servers = serversOf(model, dead);
  const lans = lanSide(model).map((inside): TopologyLan => {
    const own = servers.filter(({ lan }) => lan === inside.interface);
    const leases = inside.evidence.some(({ kind }) => kind === 'dhcp-server');
    return {
      ...{ inside, shares: shares.filter((share) => share.inside.interface === inside.interface) },
      ...{ servers: own.map(({ server }) => server), hasUsers: own.length === 0 || leases },
    };
  });
  return {
    uplinks: waysOut(model, sharesWithout(model, []), shares).map(({ name, uplink, item }) => ({
      ...{ interface: name, uplink, item, isDown: dead.includes(name), flows: flowsTo(name, shares) },
    })),
    ...{ lans, shares, elsewhere: servers.filter(({ lan }) => lan === undefined).map(({ server }) => server) },
  };
}

/** Where the LANs' connections go with uplinks dead: the one place that asks the failover question. */
function sharesWithout(model: NetworkModel, dead: readonly string[]): readonly LanShare[] {
  const shares = dead.length === 0 ? askUplinkShares(model) : uplinkSharesWithout(model, dead);
  // The picture is of IPv4.
  return shares.filter(({ family }) => family === 4);
}

interface WayOut {
  readonly name: string;
  readonly uplink: Uplink | undefined;
  readonly item: Item | undefined;
}

function waysOut(model: NetworkModel, ...shares: readonly (readonly LanShare[])[]): readonly WayOut[] {
  const found = new Map<string, WayOut>();
  for (const uplink of uplinks(model)) {
    if (!uplink.isCarrierOnly)
      found.set(uplink.interface, { name: uplink.interface, uplink, item: uplink.evidence[0]?.item });
  }
  for (const { verdict, uplink: name, decidedBy } of shares.flat().flatMap(({ parts }) => parts)) {
    if (verdict !== 'forward' || name === undefined || found.has(name)) continue;
    found.set(name, { name, uplink: undefined, item: decidedBy.at(-1) });
  }
  return [...found.values()];
}

function flowsTo(name: string, shares: readonly LanShare[]): readonly TopologyFlow[] {
  return shares.flatMap((share) =>
    share.parts
      .filter(({ verdict, uplink }) => verdict === 'forward' && uplink === name)
      .map((part) => ({ share, part, marks: marksOf(part), tables: tablesOf(part) })),
  );
}

function marksOf({ decidedBy }: UplinkPart): readonly string[] {
  const marks = decidedBy.flatMap((item) => [
    valueOf(item, 'new-connection-mark') ?? [],
    valueOf(item, 'new-routing-mark') ?? [],
  ]);
  return [...new Set(marks.flat())];
}

function tablesOf({ decidedBy }: UplinkPart): readonly string[] {
  const routes = decidedBy.filter(({ menu }) => menu.endsWith('/route'));
  return [...new Set(routes.flatMap((route) => tableOf(route) ?? []))];
}

interface PlacedServer {
  readonly server: TopologyServer;
  /** The inside interface that it is connected at. */
  readonly lan: string | undefined;
}

function serversOf(model: NetworkModel, dead: readonly string[]): readonly PlacedServer[] {
  const services = new Map<number, TopologyService[]>();
  // A server of which no connection arrives is there all the same.
  for (const { server } of askPortForwards(model)) services.set(server, []);
  for (const service of askPublishedServices(model)) {
    for (const part of service.parts) {
      if (part.server === undefined) continue;
      const own = services.get(part.server) ?? [];
      own.push({ service, part, isDown: dead.includes(service.uplink) });
      services.set(part.server, own);
    }
  }
  return [...services].map(([address, own]) => ({
    server: { address: formatAddress(BigInt(address), 4), services: own },
    lan: lanSide(model).find(({ networks }) => networks.has(address))?.interface,
  }));
}
