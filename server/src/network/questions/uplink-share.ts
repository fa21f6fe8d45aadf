import { groupBy } from '../../base/group-by';
import type { IntervalSet } from '../../base/interval-set';
import type { Item } from '../../config/item';
import { NO_MARK } from '../cube';
import type { InsideInterface } from '../lan-side';
import type { NetworkModel } from '../network-model';
import type { IpFamily, IpPrefix } from '../routing/ip-family';
import { isDeadEnd, isSilentHost, NO_OUTAGE, type Outage, silentUplinks } from '../routing/outage';
import { type ConnectionPart, connectionParts, hasOpenChoice } from '../trace/connection-parts';
import { knownMarks, type TracedWays, type TraceEnding, type TraceVerdict, traceWays } from '../trace/trace';
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
  return model.onceFor(family, sharesWhileAllWorks);
}

function sharesWhileAllWorks(model: NetworkModel, family: IpFamily): readonly LanShare[] {
  return uplinkSharesDuring(model, family, NO_OUTAGE);
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
  const shares = new Map<string, LanShare>();
  for (const piece of pieces) {
    const { share, fate } = shareOf(model, piece, outage);
    const alike = shares.get(fate);
    const prefixes = alike && [...alike.prefixes, ...share.prefixes];
    shares.set(fate, alike && prefixes ? { ...alike, sources: alike.sources.union(piece.sources), prefixes } : share);
  }
  return [...shares.values()].map((share) => ({ ...share, isSomeOnly: shares.size > 1 }));
}

/** A share with a text that only those have that are shared out alike. */
interface KnownShare {
  readonly share: LanShare;
  readonly fate: string;
}

function shareOf(model: NetworkModel, from: LanSources, outage: Outage): KnownShare {
  const packet = packetOf(model, from);
  const ways = traceWays(model, packet, outage);
  const shared = ways.map((traced) => sharedWays(traced));
  const lost = shared.flatMap(({ alike }) => alike.map((kind) => lostOf(kind, from.family, outage)));
  const [only, another] = shared;
  if (only === undefined || another !== undefined) return findShare(from, packet, ways, lost);
  const key = lost.join(' ');
  const known = only.shares.find((each) => each.from === from && each.lost === key);
  if (known) return known.share;
  const share = findShare(from, packet, ways, lost);
  only.shares.push({ from, lost: key, share });
  return share;
}

/** @param lost for each kind of ways that end alike the part that ends at something dead */
function findShare(
  { inside, family, sources, prefixes }: LanSources,
  packet: TracedPacket,
  ways: readonly TracedWays[],
  lost: readonly number[],
): KnownShare {
  const shared = ways.map((traced) => sharedWays(traced));
  const left = [...lost];
  const [parts = [], ...others] = shared.map(({ alike }) =>
    withoutIdleChoice(alike.map((kind) => ({ ...kind.part, dead: left.shift() ?? 0 }))),
  );
  const isKnown = ways.every(({ isWhole }) => isWhole) && shared.every(({ isOpen }) => !isOpen);
  const isSame = others.every((each) => textOf(each) === textOf(parts));
  const isTold = parts.every(
    ({ verdict, uplink, isEither }) => !isEither && (verdict !== 'forward' || uplink !== undefined),
  );
  const unmarked = parts.reduce((sum, each) => sum + each.unmarked, 0);
  const stickiness = shared[0]?.stickiness ?? [];
  const certainty = isKnown && isSame && isTold ? 'must' : 'may';
  return {
    share: { inside, family, sources, prefixes, isSomeOnly: false, packet, parts, unmarked, stickiness, certainty },
    fate: `${certainty}\n${textOf(parts)}`,
  };
}

/** The same hosts are asked about in each outage. */
const packets = new WeakMap<LanSources, TracedPacket>();

function packetOf(model: NetworkModel, from: LanSources): TracedPacket {
  let packet = packets.get(from);
  if (packet === undefined) {
    packet = packetToInternet(model, from.inside.interface, from.host, from.family);
    packets.set(from, packet);
  }
  return packet;
}

/** Ways that end alike: what of them ends at something dead hangs on the outage alone. */
interface WaysAlike {
  readonly part: Omit<UplinkPart, 'dead'>;
  readonly all: readonly ConnectionPart[];
}

/** What hangs on the ways alone, whatever is dead. */
interface SharedWays {
  readonly alike: readonly WaysAlike[];
  readonly stickiness: readonly Stickiness[];
  readonly isOpen: boolean;
  /** What was made of them already. */
  readonly shares: { readonly from: LanSources; readonly lost: string; readonly share: KnownShare }[];
}

/** Many outages lead to the same ways. */
const knownWays = new WeakMap<TracedWays, SharedWays>();

function sharedWays(traced: TracedWays): SharedWays {
  let shared = knownWays.get(traced);
  if (shared === undefined) {
    const { endings } = traced;
    shared = {
      alike: findParts(connectionParts(endings)),
      stickiness: stickinessOf(endings),
      isOpen: hasOpenChoice(endings),
      shares: [],
    };
    knownWays.set(traced, shared);
  }
  return shared;
}

function findParts(all: readonly ConnectionPart[]): readonly WaysAlike[] {
  const groups = groupBy(all, ({ ending }) => `${ending.verdict} ${uplinkOf(ending) ?? ''}`);
  const parts = [...groups.values()].map((group): WaysAlike => {
    const { ending } = group[0] as ConnectionPart;
    const part = {
      ...{ verdict: ending.verdict, uplink: uplinkOf(ending), part: sumOf(group), ending },
      isEither: group.some((each) => each.ending.choices.some(({ by }) => by === 'either')),
      unmarked: sumOf(group.filter((each) => isUnmarked(each.ending))),
      decidedBy: [...new Set(group.flatMap((each) => decidersOf(each.ending)))],
    };
    return { part, all: group };
  });
  const byPart = ({ part: a }: WaysAlike, { part: b }: WaysAlike) =>
    round(b.part) - round(a.part) || ((a.uplink ?? '') < (b.uplink ?? '') ? -1 : 1);
  return parts.sort(byPart);
}

/** The part that ends at something dead. */
function lostOf({ all }: WaysAlike, family: IpFamily, outage: Outage): number {
  if (outage === NO_OUTAGE) return 0;
  return sumOf(all.filter(({ ending }) => isLost(ending, family, outage)));
}

function sumOf(parts: readonly ConnectionPart[]): number {
  return parts.reduce((total, { part }) => total + part, 0);
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
  return parts
    .map(({ verdict, uplink, part, unmarked }) => `${verdict},${uplink},${round(part)},${round(unmarked)}`)
    .join('\n');
}

function round(part: number): number {
  return Math.round(part * 1e6);
}
