import type { IntervalSet } from '../../base/interval-set';
import type { Item } from '../../config/item';
import { NO_MARK } from '../cube';
import type { InsideInterface } from '../lan-side';
import type { NetworkModel } from '../network-model';
import type { IpFamily, IpPrefix } from '../routing/ip-family';
import { isDeadEnd, isSilentHost, NO_OUTAGE, type Outage, silentUplinks } from '../routing/outage';
import { type ConnectionPart, connectionParts, hasOpenChoice } from '../trace/connection-parts';
import { knownMarks, type TraceEnding, type TraceVerdict, traceWays } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { UNTOLD_ROUTES } from '../trace/way-choice';
import { packetToInternet } from './internet-packet';
import { type LanSources, lanSources } from './lan-sources';
import { parsePcc } from './pcc-partitions';

/** What keeps a connection's successors on the same uplink. */
export interface Stickiness {
  readonly by: 'pcc' | 'nth' | 'random' | 'ecmp';
  /** What the hash is taken of: `both-addresses`; undefined for a counter or chance, which keep nothing. */
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
  /** True where RouterOS 6 uses one of several equally distant routes: all such parts together may take one uplink. */
  readonly isEither: boolean;
  /** Of this part, the part of all connections that has neither a connection mark nor a routing mark. */
  readonly unmarked: number;
  /** Of this part, the part of all connections that is sent to what has died. */
  readonly dead: number;
  /** The rules, routes and counters on the way of these connections that part them, or mark them. */
  readonly decidedBy: readonly Item[];
  /** A way of such connections, as a witness. */
  readonly ending: TraceEnding;
}

/** How the new connections of a LAN, or of some of its addresses, are shared out. */
export interface LanShare {
  readonly inside: InsideInterface;
  readonly family: IpFamily;
  /** The IPv4 sources that this is about; empty where the configuration does not tell the LAN's network. */
  readonly sources: IntervalSet;
  /** The IPv6 networks that this is about; empty where a provider delegates them. */
  readonly prefixes: readonly IpPrefix[];
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

/** How each LAN's new connections to the Internet are shared among the uplinks, while everything works. */
export function askUplinkShares(model: NetworkModel, family: IpFamily = 4): readonly LanShare[] {
  return model.once(family === 4 ? ipv4Shares : ipv6Shares);
}

function ipv4Shares(model: NetworkModel): readonly LanShare[] {
  return uplinkSharesDuring(model, 4, NO_OUTAGE);
}

function ipv6Shares(model: NetworkModel): readonly LanShare[] {
  return uplinkSharesDuring(model, 6, NO_OUTAGE);
}

/** The same while something has died. */
export function uplinkSharesDuring(model: NetworkModel, family: IpFamily, outage: Outage): readonly LanShare[] {
  return lanSources(model, family).flatMap((pieces) => sharesOf(model, pieces, outage));
}

/** The same with uplinks behind whose links nothing answers: how routes alone share then. */
export function uplinkSharesWithout(model: NetworkModel, deadUplinks: readonly string[]): readonly LanShare[] {
  return uplinkSharesDuring(model, 4, silentUplinks(...deadUplinks));
}

function sharesOf(model: NetworkModel, pieces: readonly LanSources[], outage: Outage): readonly LanShare[] {
  const shares: LanShare[] = [];
  for (const piece of pieces) {
    const share = shareOf(model, piece, outage);
    const alike = shares.findIndex((each) => fateOf(each) === fateOf(share));
    const found = shares[alike];
    if (found === undefined) shares.push(share);
    else {
      const prefixes = [...found.prefixes, ...piece.prefixes];
      shares[alike] = { ...found, sources: found.sources.union(piece.sources), prefixes };
    }
  }
  return shares.map((share) => ({ ...share, isSomeOnly: shares.length > 1 }));
}

function shareOf(model: NetworkModel, from: LanSources, outage: Outage): LanShare {
  const { inside, family, sources, prefixes, host } = from;
  const packet = packetToInternet(model, inside.interface, host, family);
  const ways = traceWays(model, packet, outage);
  const [first, ...others] = ways.map(({ endings }) =>
    withoutIdleChoice(partsOf(connectionParts(endings), family, outage)),
  );
  const parts = first ?? [];
  const isKnown = ways.every(({ endings, isWhole }) => isWhole && !hasOpenChoice(endings));
  const isSame = others.every((each) => textOf(each) === textOf(parts));
  const isTold = parts.every(
    ({ verdict, uplink, isEither }) => !isEither && (verdict !== 'forward' || uplink !== undefined),
  );
  return {
    ...{ inside, family, sources, prefixes, isSomeOnly: false, packet, parts },
    unmarked: parts.reduce((sum, each) => sum + each.unmarked, 0),
    stickiness: stickinessOf(ways[0]?.endings ?? []),
    certainty: isKnown && isSame && isTold ? 'must' : 'may',
  };
}

function partsOf(all: readonly ConnectionPart[], family: IpFamily, outage: Outage): readonly UplinkPart[] {
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
      isEither: group.some((each) => each.ending.choices.some(({ by }) => by === 'either')),
      unmarked: sum(group.filter((each) => isUnmarked(each.ending))),
      dead: sum(group.filter((each) => isLost(each.ending, family, outage))),
      decidedBy: [...new Set(group.flatMap((each) => decidersOf(each.ending)))],
    };
  });
  return parts.sort((a, b) => round(b.part) - round(a.part) || ((a.uplink ?? '') < (b.uplink ?? '') ? -1 : 1));
}

/** Which of several routes RouterOS 6 uses is no question where all of them lead to the same end. */
function withoutIdleChoice(parts: readonly UplinkPart[]): readonly UplinkPart[] {
  const [only, ...more] = parts.filter(({ isEither }) => isEither);
  if (!only || more.length > 0 || (only.dead > 0 && only.dead < only.part - 1e-9)) return parts;
  return parts.map((part) => ({ ...part, isEither: false }));
}

/** What NAT rules ask of the interface tells nothing of where it goes. */
function uplinkOf({ outInterface, assumptions }: TraceEnding): string | undefined {
  return assumptions.includes(UNTOLD_ROUTES) ? undefined : outInterface;
}

/** Whether connections are sent to an uplink or a gateway that does not answer. */
function isLost({ verdict, outInterface, neighbour }: TraceEnding, family: IpFamily, outage: Outage): boolean {
  return verdict === 'forward' && (isDeadEnd(outage, outInterface) || isSilentHost(outage, neighbour, family));
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
    if (by === 'open' || by === 'either' || (by !== 'ecmp' && part === 1)) continue;
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
