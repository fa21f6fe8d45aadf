import type { Item } from '../../config/item';
import { type Cube, sideOf } from '../cube';
import { tableFor } from '../firewall-table';
import type { NetworkModel } from '../network-model';
import { type IpFamily, menuOf } from '../routing/ip-family';
import { NO_OUTAGE, type Outage } from '../routing/outage';
import { tracedOnce } from './known-traces';
import { addressOf, numberIn, symbolIn } from './packet-sides';
import { PacketTracer } from './packet-tracer';
import { cubeOf, type TracedConnection, type TracedPacket } from './traced-packet';
import type { WayAssumption, WayChoice } from './way-choice';

/**
 * What becomes of a packet in the end. `accept`: the firewall delivers it to the router itself; `forward`: it leaves by
 * an interface, one that the router sends too.
 */
export type TraceVerdict = 'accept' | 'forward' | 'reject' | 'drop';

/** One thing on a packet's way that decided something about it. */
export interface TraceStep {
  /** `/ip/firewall/filter`, `/ip/route`, … */
  readonly menu: string;
  /** The rule, route or address; undefined where nothing written decided: the end of a chain, no route. */
  readonly item: Item | undefined;
  /** The action of a rule; `route`, `end-of-chain`, … for what has none. */
  readonly action: string;
  /** What it did, in words. */
  readonly effect: string;
}

/** One way that a packet may take. */
export interface TraceEnding {
  readonly verdict: TraceVerdict;
  /** Undefined for what does not leave, and where the configuration does not tell. */
  readonly outInterface: string | undefined;
  /** The gateway that it is handed to; undefined where none is, or none is known. */
  readonly neighbour: bigint | undefined;
  readonly path: readonly TraceStep[];
  readonly assumptions: readonly WayAssumption[];
  /** The packet as it was last seen; sides that are not known are wider than one value. */
  readonly packet: Cube;
  /** Where the way parted, in order, and the part of the connections that came along here. */
  readonly choices: readonly WayChoice[];
  readonly isFastTracked: boolean;
  readonly connection: TracedConnection | undefined;
}

/** What a configuration does with a packet. */
export interface Trace extends TraceEnding {
  /** `must` where every way ends alike, `may` where this is one of several. */
  readonly certainty: 'must' | 'may';
  /** The other ways that end in another manner. */
  readonly otherwise: readonly TraceEnding[];
}

/** An end of a packet after translation; undefined where it is not known. */
export interface KnownEnds {
  readonly src: bigint | undefined;
  readonly dst: bigint | undefined;
  readonly srcPort: number | undefined;
  readonly dstPort: number | undefined;
}

/** The marks that a packet has in the end; `no-mark` where there is none, undefined where it is not known. */
export interface KnownMarks {
  readonly connection: string | undefined;
  readonly packet: string | undefined;
  readonly routing: string | undefined;
}

/** Menus that a trace hangs on; one that a loop or a computed selector may have changed leaves every verdict open. */
const MENUS: readonly string[] = [
  ...['firewall/raw', 'firewall/mangle', 'firewall/nat', 'firewall/filter', 'route', 'address'],
];

/** Sends one packet through a configuration. All links are taken as up. */
export function trace(model: NetworkModel, packet: TracedPacket): Trace {
  const all = traceWays(model, packet);
  return conclude(
    all.flatMap(({ endings }) => endings),
    all.every(({ isWhole }) => isWhole),
  );
}

/** Every way that a packet may take on one major version of RouterOS, alike ones too. */
export interface TracedWays {
  readonly major: 6 | 7;
  readonly endings: readonly TraceEnding[];
  /** False where not all ways were followed, or a menu that decides is not known as a whole. */
  readonly isWhole: boolean;
}

/** All ways of one packet: on the version that the script is for, or on each. */
export function traceWays(
  model: NetworkModel,
  packet: TracedPacket,
  outage: Outage = NO_OUTAGE,
): readonly TracedWays[] {
  const { family } = packet;
  const hasMarks = model.onceFor(family, marksConnections);
  const hasNat = model.allRules(tableFor(family, 'nat')).length > 0;
  const isCertain = !model.onceFor(family, isUncertain);
  const assumed = `${hasMarks} ${hasNat} ${isCertain}`;
  return majorsOf(model).map((major) =>
    tracedOnce(model, outage, packet, { major, assumed }, (source) => {
      const tracer = new PacketTracer(model, source, packet);
      const endings = tracer.trace(cubeOf(packet, hasMarks, hasNat));
      return { major, endings, isWhole: isCertain && tracer.isWhole };
    }),
  );
}

/** Whether a rule marks connections. */
function marksConnections(model: NetworkModel, family: IpFamily): boolean {
  return model.allRules(tableFor(family, 'mangle')).some((rule) => rule.value('new-connection-mark') !== undefined);
}

/** Ends as numbers, for those that are known. */
export function knownEnds({ packet }: TraceEnding, family: IpFamily): KnownEnds {
  return {
    src: addressOf(packet, 'src', family),
    dst: addressOf(packet, 'dst', family),
    srcPort: numberIn(sideOf(packet, 'srcPort')),
    dstPort: numberIn(sideOf(packet, 'dstPort')),
  };
}

export function knownMarks({ packet }: TraceEnding): KnownMarks {
  return {
    connection: symbolIn(sideOf(packet, 'connectionMark')),
    packet: symbolIn(sideOf(packet, 'packetMark')),
    routing: symbolIn(sideOf(packet, 'routingMark')),
  };
}

/** The version that the script is for; where nothing tells it, what holds in both is certain. */
function majorsOf(model: NetworkModel): readonly (6 | 7)[] {
  const major = model.configuration.version?.major;
  return major === 6 ? [6] : major === 7 ? [7] : [7, 6];
}

function isUncertain(model: NetworkModel, family: IpFamily): boolean {
  const menus = MENUS.map((menu) => menuOf(family, menu));
  return model.knowledgeOf(...menus, '/interface/list/member', '/routing/rule').uncertain;
}

/** Where ways part, the one that lets the packet through is told first: it is the one that a firewall is about. */
const ORDER: readonly TraceVerdict[] = ['accept', 'forward', 'reject', 'drop'];

/** A packet that got lost among too many ways. */
const NO_WAY: TraceEnding = {
  ...{ verdict: 'drop', outInterface: undefined, neighbour: undefined, path: [], assumptions: [], packet: {} },
  ...{ choices: [], isFastTracked: false, connection: undefined },
};

function conclude(endings: readonly TraceEnding[], isWhole: boolean): Trace {
  const letsThrough = ({ verdict }: TraceEnding) => verdict === 'accept' || verdict === 'forward';
  const first =
    endings.find(letsThrough) ??
    [...endings].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))[0] ??
    NO_WAY;
  const otherwise: TraceEnding[] = [];
  for (const ending of endings) {
    if (![first, ...otherwise].some((each) => endsAlike(each, ending))) otherwise.push(ending);
  }
  const isKnown = first.verdict !== 'forward' || first.outInterface !== undefined;
  return {
    ...first,
    certainty: isWhole && isKnown && first !== NO_WAY && otherwise.length === 0 ? 'must' : 'may',
    otherwise,
  };
}

function endsAlike(a: TraceEnding, b: TraceEnding): boolean {
  return a.verdict === b.verdict && a.outInterface === b.outInterface;
}
