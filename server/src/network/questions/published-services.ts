import { IntervalSet } from '../../base/interval-set';
import type { Item } from '../../config/item';
import { sideOf } from '../cube';
import type { NetworkModel } from '../network-model';
import { PROTOCOLS_WITH_PORTS, TCP, UDP } from '../protocol-numbers';
import { isDeadEnd, isSilentHost, NO_OUTAGE, type Outage } from '../routing/outage';
import { connectionParts, isShareKnown } from '../trace/connection-parts';
import { knownEnds, type TraceEnding, type TraceVerdict, traceWays } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { uplinks } from '../uplinks';
import { packetFromInternet } from './internet-packet';
import { askPortForwards, type PortForward } from './port-forwards';
import { staticAddressesOn } from './router-reach';

/** The part of a published service's connections that one server gets. */
export interface ServerPart {
  readonly verdict: TraceVerdict;
  /** The server's address as an unsigned 32-bit integer; undefined for what no server gets. */
  readonly server: number | undefined;
  readonly port: number | undefined;
  /** From 0 to 1; all parts of a service together make 1. */
  readonly part: number;
  /** The NAT rules that choose the server. */
  readonly rules: readonly Item[];
  readonly ending: TraceEnding;
  /** Whether the server, or the way to it, has died. */
  readonly isDead: boolean;
}

/** What a dst-nat rule offers to strangers at one port of one uplink. */
export interface PublishedService {
  readonly uplink: string;
  readonly protocol: number;
  /** Undefined for protocols without ports, and where the rule takes all. */
  readonly port: number | undefined;
  readonly packet: TracedPacket;
  /** The greatest part first. */
  readonly parts: readonly ServerPart[];
  readonly certainty: 'must' | 'may';
}

/** Ranges of ports are asked by their first; a rule with more ranges than this is one for everything. */
const MAX_PORTS = 8;

/** Every service that dst-nat rules publish at an uplink, with the servers that share its connections. */
export function askPublishedServices(model: NetworkModel): readonly PublishedService[] {
  return model.once(findPublished);
}

function findPublished(model: NetworkModel): readonly PublishedService[] {
  return publishedServicesDuring(model, NO_OUTAGE);
}

/** The same while something has died; what comes in by an uplink that is dead itself is asked about all the same. */
export function publishedServicesDuring(model: NetworkModel, outage: Outage): readonly PublishedService[] {
  const found = new Map<string, PublishedService>();
  for (const { interface: uplink, isCarrierOnly } of uplinks(model)) {
    if (isCarrierOnly) continue;
    for (const packet of askPortForwards(model).flatMap((forward) => packetsFor(model, uplink, forward))) {
      const key = [uplink, packet.protocol, packet.dstPort, packet.dst].join(' ');
      if (!found.has(key)) found.set(key, publishedBy(model, uplink, packet, outage));
    }
  }
  // A rule for another uplink's packets publishes nothing here.
  return [...found.values()].filter(({ parts }) => parts.some(({ server }) => server !== undefined));
}

function packetsFor(model: NetworkModel, uplink: string, { rule }: PortForward): readonly TracedPacket[] {
  const own = staticAddressesOn(model, uplink) ?? IntervalSet.empty;
  const packets: TracedPacket[] = [];
  for (const cube of rule.match.may.cubes) {
    if (!sideOf(cube, 'inInterface').has(uplink)) continue;
    const asked = sideOf(cube, 'dst');
    const dst = asked.size === 2 ** 32 ? undefined : (asked.intersect(own).first ?? asked.first);
    const protocols = sideOf(cube, 'protocol');
    const protocol = protocols.size === 1 ? protocols.first : [TCP, UDP].find((each) => protocols.has(each));
    if (protocol === undefined) continue;
    const ports = cube.dstPort === undefined ? [] : [...cube.dstPort.intervals()].map(([first]) => first);
    const hasPorts = PROTOCOLS_WITH_PORTS.includes(protocol) && ports.length > 0;
    for (const port of hasPorts ? ports.slice(0, MAX_PORTS) : [undefined]) {
      packets.push(packetFromInternet(model, uplink, protocol, port, dst));
    }
  }
  return packets;
}

function publishedBy(model: NetworkModel, uplink: string, packet: TracedPacket, outage: Outage): PublishedService {
  const ways = traceWays(model, packet, outage);
  const groups = new Map<string, ServerPart>();
  for (const { ending, part } of connectionParts(ways[0]?.endings ?? [])) {
    const ends = knownEnds(ending, 4);
    const isServed = ending.verdict === 'forward' && ends.dst !== packet.dst && ends.dst !== undefined;
    const server = isServed ? Number(ends.dst) : undefined;
    const rules = ending.path.flatMap(({ menu, item, action }) =>
      menu === '/ip/firewall/nat' && item && action === 'dst-nat' ? [item] : [],
    );
    const key = `${ending.verdict} ${server} ${ends.dstPort}`;
    const known = groups.get(key);
    groups.set(key, {
      ...{ verdict: ending.verdict, server, port: ends.dstPort, ending: known?.ending ?? ending },
      part: (known?.part ?? 0) + part,
      isDead: isSilentHost(outage, ends.dst, 4) || isDeadEnd(outage, ending.outInterface),
      rules: [...new Set([...(known?.rules ?? []), ...rules])],
    });
  }
  const isKnown = ways.every(({ endings, isWhole }) => isWhole && isShareKnown(endings));
  return {
    ...{ uplink, protocol: packet.protocol, port: packet.dstPort, packet },
    parts: [...groups.values()].sort((a, b) => b.part - a.part),
    certainty: isKnown ? 'must' : 'may',
  };
}
