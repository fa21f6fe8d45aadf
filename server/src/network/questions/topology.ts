import { type Item, valueOf } from '../../config/item';
import { tableOf } from '../default-routes';
import { type InsideInterface, lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { formatAddress } from '../routing/ip-family';
import { silentUplinks } from '../routing/outage';
import { type Uplink, uplinks } from '../uplinks';
import { askOutage } from './failover/failover';
import type { RanScript } from './failover/reaction';
import { NO_SCRIPTS, type RunScript } from './failover/router-scripts';
import { surestAnswers } from './failover/surest-answers';
import { askPortForwards } from './port-forwards';
import { askPublishedServices, type PublishedService, type ServerPart } from './published-services';
import { askUplinkShares, type LanShare, type UplinkPart } from './uplink-share';

/** What stands around a router, and where new connections go with some uplinks dead. */
export interface Topology {
  readonly uplinks: readonly TopologyUplink[];
  readonly lans: readonly TopologyLan[];
  /** Servers of which the configuration does not tell behind which LAN they are. */
  readonly elsewhere: readonly TopologyServer[];
  /** The shares of all LANs, with the uplinks that are down: IPv4 first, IPv6 where the configuration tells its way. */
  readonly shares: readonly LanShare[];
  /** The scripts that the router runs because of the uplinks that are down. */
  readonly scripts: readonly RanScript[];
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

/**
 * The topology with uplinks down: behind them nothing answers. Names of no uplink are passed over.
 *
 * @param run runs the scripts that the configuration stores; without it routes decide alone
 */
export function askTopology(model: NetworkModel, down: readonly string[] = [], run: RunScript = NO_SCRIPTS): Topology {
  const up = stateWithout(model, [], run);
  const dead = waysOut(model, up.shares)
    .map(({ name }) => name)
    .filter((name) => down.includes(name));
  const { shares, services, scripts } = dead.length === 0 ? up : stateWithout(model, dead, run);
  const servers = serversOf(model, services, dead);
  const lans = lanSide(model).map((inside): TopologyLan => {
    const own = servers.filter(({ lan }) => lan === inside.interface);
    const leases = inside.evidence.some(({ kind }) => kind === 'dhcp-server');
    return {
      ...{ inside, shares: shares.filter((share) => share.inside.interface === inside.interface) },
      ...{ servers: own.map(({ server }) => server), hasUsers: own.length === 0 || leases },
    };
  });
  return {
    uplinks: waysOut(model, up.shares, shares).map(({ name, uplink, item }) => ({
      ...{ interface: name, uplink, item, isDown: dead.includes(name), flows: flowsTo(name, shares) },
    })),
    ...{ lans, shares, scripts, elsewhere: servers.filter(({ lan }) => lan === undefined).map(({ server }) => server) },
  };
}

interface TopologyState {
  readonly shares: readonly LanShare[];
  readonly services: readonly PublishedService[];
  readonly scripts: readonly RanScript[];
}

/** Where connections go with uplinks dead: the one place that asks the failover question. */
function stateWithout(model: NetworkModel, dead: readonly string[], run: RunScript): TopologyState {
  const published = askPublishedServices(model);
  if (dead.length === 0) {
    const { all } = surestAnswers(model, run, (each) => [...askUplinkShares(each), ...askUplinkShares(each, 6)]);
    return { shares: toldShares(all), services: published, scripts: [] };
  }
  const { lans, services, scripts, doubts } = askOutage(model, silentUplinks(...dead), run);
  const shares = lans.map(({ share }) => (doubts.length === 0 ? share : { ...share, certainty: 'may' as const }));
  // Behind a dead uplink servers are drawn as they were, cut off.
  const cut = published.filter(({ uplink }) => dead.includes(uplink));
  const reached = services.flatMap(({ service }) => (dead.includes(service.uplink) ? [] : [service]));
  return { shares: toldShares(shares), services: [...cut, ...reached], scripts };
}

/** IPv6 is left out where nothing tells its way: most texts do not speak of it. */
function toldShares(shares: readonly LanShare[]): readonly LanShare[] {
  const isTold = ({ verdict, uplink }: UplinkPart) => verdict === 'forward' && uplink !== undefined;
  return shares.filter(({ family, parts }) => family === 4 || parts.some(isTold));
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

function serversOf(
  model: NetworkModel,
  published: readonly PublishedService[],
  dead: readonly string[],
): readonly PlacedServer[] {
  const services = new Map<number, TopologyService[]>();
  // A server of which no connection arrives is there all the same.
  for (const { server } of askPortForwards(model)) services.set(server, []);
  for (const service of published) {
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
