import { IntervalSet } from '../../base/interval-set';
import { parseIpv4Set } from '../../base/ip-set';
import { type Item, valueOf } from '../../config/item';
import { NO_MARK, sideOf } from '../cube';
import { type InsideInterface, lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { type ConnectionPart, connectionParts, isShareKnown } from '../trace/connection-parts';
import { knownMarks, type TraceEnding, type TraceVerdict, traceWays } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { UNTOLD_ROUTES } from '../trace/way-choice';
import { packetToInternet } from './internet-packet';
import { parsePcc } from './pcc-partitions';

/** What keeps a connection's successors on the same uplink. */
export interface Stickiness {
  readonly by: 'pcc' | 'nth' | 'ecmp';
  /** What the hash is taken of: `both-addresses`; undefined for a counter, which keeps nothing. */
  readonly fields: string | undefined;
}

/** The part of a LAN's new connections that has the same fate. */
export interface UplinkPart {
  /** `forward` for what leaves; else what becomes of it. */
  readonly verdict: TraceVerdict;
  /** The interface that it leaves by; undefined for what does not, and where the configuration does not tell. */
  readonly uplink: string | undefined;
  /** From 0 to 1. */
  readonly part: number;
  /** Of this part, the part of all connections that has neither a connection mark nor a routing mark. */
  readonly unmarked: number;
  /** The rules, routes and counters on the way of these connections that part them, or mark them. */
  readonly decidedBy: readonly Item[];
  /** A way of such connections, as a witness. */
  readonly ending: TraceEnding;
}

/** How the new connections of a LAN, or of some of its addresses, are shared out. */
export interface LanShare {
  readonly inside: InsideInterface;
  /** The sources that this is about; empty where the configuration does not tell the LAN's network. */
  readonly sources: IntervalSet;
  /** Whether these are only some of the LAN's addresses: rules treat the others otherwise. */
  readonly isSomeOnly: boolean;
  /** The connection that was followed. */
  readonly packet: TracedPacket;
  /** The greatest part first. Together they make 1. */
  readonly parts: readonly UplinkPart[];
  /** The part that no rule has marked, from 0 to 1. */
  readonly unmarked: number;
  /** Different ones where hashes of different fields part the connections. */
  readonly stickiness: readonly Stickiness[];
  /** `may` where a rule or route is open, or the versions differ and the text tells none. */
  readonly certainty: 'must' | 'may';
}

/** How each LAN's new connections to the Internet are shared among the uplinks, every link being up. */
export function askUplinkShares(model: NetworkModel): readonly LanShare[] {
  return model.once(() => uplinkSharesWithout(model, []));
}

/** The same with dead uplinks, behind which nothing answers. */
export function uplinkSharesWithout(model: NetworkModel, deadUplinks: readonly string[]): readonly LanShare[] {
  return lanSide(model).flatMap((inside) => sharesOf(model, inside, deadUplinks));
}

function sharesOf(model: NetworkModel, inside: InsideInterface, deadUplinks: readonly string[]): readonly LanShare[] {
  const own = IntervalSet.of(...model.addresses.map(({ address }) => address));
  const pieces = cutApart(model, inside.networks.subtract(own));
  const shares: LanShare[] = [];
  for (const sources of pieces.length === 0 ? [IntervalSet.empty] : pieces) {
    const share = shareOf(model, inside, sources, deadUplinks);
    const alike = shares.findIndex((each) => fateOf(each) === fateOf(share));
    const found = shares[alike];
    if (found === undefined) shares.push(share);
    else shares[alike] = { ...found, sources: found.sources.union(sources) };
  }
  return shares.map((share) => ({ ...share, isSomeOnly: shares.length > 1 }));
}

/** More kinds of sources than this are too many to tell apart; they are then taken as one. */
const MAX_PIECES = 24;

/** A LAN's addresses, parted by what rules of mangle and routing ask of the source. */
function cutApart(model: NetworkModel, network: IntervalSet): readonly IntervalSet[] {
  if (network.isEmpty) return [];
  let pieces: readonly IntervalSet[] = [network];
  for (const sources of sourcesAskedFor(model)) {
    const cut = pieces.flatMap((piece) =>
      [piece.intersect(sources), piece.subtract(sources)].filter((each) => !each.isEmpty),
    );
    if (cut.length > MAX_PIECES) return pieces;
    pieces = cut;
  }
  return pieces;
}

function sourcesAskedFor(model: NetworkModel): readonly IntervalSet[] {
  const ofMangle = model
    .allRules('mangle')
    .flatMap((rule) => rule.match.may.cubes.flatMap((cube) => (cube.src === undefined ? [] : [sideOf(cube, 'src')])));
  const ofRules = [...model.items('/routing/rule'), ...model.items('/ip/route/rule')].flatMap(
    (item) => parseIpv4Set(valueOf(item, 'src-address') || 'none') ?? [],
  );
  return [...ofMangle, ...ofRules];
}

function shareOf(
  model: NetworkModel,
  inside: InsideInterface,
  sources: IntervalSet,
  deadUplinks: readonly string[],
): LanShare {
  const packet = packetToInternet(model, inside.interface, sourceIn(sources));
  const ways = traceWays(model, packet, deadUplinks);
  const [first, ...others] = ways.map(({ endings }) => partsOf(connectionParts(endings)));
  const parts = first ?? [];
  const isKnown = ways.every(({ endings, isWhole }) => isWhole && isShareKnown(endings));
  const isSame = others.every((each) => textOf(each) === textOf(parts));
  const isTold = parts.every(({ verdict, uplink }) => verdict !== 'forward' || uplink !== undefined);
  return {
    ...{ inside, sources, isSomeOnly: false, packet, parts },
    unmarked: parts.reduce((sum, each) => sum + each.unmarked, 0),
    stickiness: stickinessOf(ways[0]?.endings ?? []),
    certainty: isKnown && isSame && isTold ? 'must' : 'may',
  };
}

/** A host of the network rather than its first address. */
function sourceIn(sources: IntervalSet): number | undefined {
  const [first, last] = [...sources.intervals()].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0] ?? [];
  return first === undefined || last === undefined ? undefined : Math.min(first + 10, last);
}

function partsOf(all: readonly ConnectionPart[]): readonly UplinkPart[] {
  const groups = new Map<string, ConnectionPart[]>();
  for (const each of all) {
    const key = `${each.ending.verdict} ${uplinkOf(each.ending) ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const parts = [...groups.values()].map((group) => {
    const { ending } = group[0] as ConnectionPart;
    const sum = (of: readonly ConnectionPart[]) => of.reduce((total, each) => total + each.part, 0);
    return {
      ...{ verdict: ending.verdict, uplink: uplinkOf(ending), part: sum(group), ending },
      unmarked: sum(group.filter((each) => isUnmarked(each.ending))),
      decidedBy: [...new Set(group.flatMap((each) => decidersOf(each.ending)))],
    };
  });
  return parts.sort((a, b) => round(b.part) - round(a.part) || ((a.uplink ?? '') < (b.uplink ?? '') ? -1 : 1));
}

/** What NAT rules ask of the interface tells nothing of where it goes. */
function uplinkOf({ outInterface, assumptions }: TraceEnding): string | undefined {
  return assumptions.includes(UNTOLD_ROUTES) ? undefined : outInterface;
}

function isUnmarked(ending: TraceEnding): boolean {
  const { connection, routing } = knownMarks(ending);
  return connection === NO_MARK && routing === NO_MARK;
}

/** The rules that mark the connections of a way, and the routes and routing rules that they take. */
function decidersOf({ path, choices }: TraceEnding): readonly Item[] {
  const passedBy = new Set(choices.flatMap(({ rule, fits }) => (rule === undefined || fits ? [] : [rule.item])));
  return path.flatMap(({ item, menu, action }) => {
    if (item === undefined || passedBy.has(item)) return [];
    const isMark = action === 'mark-connection' || action === 'mark-routing';
    return isMark || menu.endsWith('/route') || menu.endsWith('/rule') ? [item] : [];
  });
}

function stickinessOf(endings: readonly TraceEnding[]): readonly Stickiness[] {
  const found = new Map<string, Stickiness>();
  for (const { by, rule, part } of endings.flatMap(({ choices }) => choices)) {
    if (by === 'open' || (by !== 'ecmp' && part === 1)) continue;
    const fields = by === 'pcc' ? parsePcc(rule?.value('per-connection-classifier') ?? '')?.fields : undefined;
    found.set(`${by} ${fields}`, { by, fields });
  }
  return [...found.values()];
}

function textOf(parts: readonly UplinkPart[]): string {
  return parts.map(({ verdict, uplink, part, unmarked }) => [verdict, uplink, round(part), round(unmarked)]).join('\n');
}

function fateOf({ parts, certainty }: LanShare): string {
  return `${certainty}\n${textOf(parts)}`;
}

function round(part: number): number {
  return Math.round(part * 1e6);
}
