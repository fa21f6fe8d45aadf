import { IntervalSet } from '../../base/interval-set';
import { PUBLIC_IPV4 } from '../../base/ip-set';
import { type Cube, sideOf, UNIVERSE } from '../cube';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { ICMP, PROTOCOLS_WITH_PORTS, protocolName, TCP, UDP } from '../protocol-numbers';
import { type Uplink, uplinks } from '../uplinks';
import { askInputExposure, type InputExposure, OPEN_TO_MANY, OPEN_TO_MOST, walkInputFrom } from './input-exposure';

/** All that strangers get through the firewall to the router itself by an uplink. */
export interface RouterOpenness {
  readonly uplink: Uplink;
  /** The services that listen there. */
  readonly services: readonly InputExposure[];
  /** What else the filter lets through, whether something listens or not: `ICMP`, `udp 500`, `ipsec-esp`. */
  readonly others: readonly LetThrough[];
  /** True where so much else gets through that naming it makes no sense: the filter has no last drop. */
  readonly isOpen: boolean;
}

export interface LetThrough {
  readonly name: string;
  /** `may`: it hangs on something that no text tells, or only a part of the Internet gets through. */
  readonly certainty: 'must' | 'may';
}

/** What strangers get through to the router, by uplink; nothing of an uplink where the walk can't tell it exactly. */
export function askRouterOpenness(model: NetworkModel): readonly RouterOpenness[] {
  return model.once(findOpenness);
}

function findOpenness(model: NetworkModel): readonly RouterOpenness[] {
  return uplinks(model)
    .filter((uplink) => !uplink.isCarrierOnly)
    .flatMap((uplink) => opennessOf(model, uplink) ?? []);
}

function opennessOf(model: NetworkModel, uplink: Uplink): RouterOpenness | undefined {
  const walk = walkInputFrom(model, uplink.interface, UNIVERSE.protocol);
  if (walk.mayMeet('unknown')) return undefined;
  const possible = walk.possibly('accept', 'fasttrack').compact();
  if (!possible.isExact) return undefined;
  const certain = walk.certainly('accept', 'fasttrack');
  const services = askInputExposure(model).filter((each) => each.uplink.interface === uplink.interface);
  const certaintyOf = (packets: Cube) => {
    const sources = sourcesOf(certain.intersect(PacketSet.of(packets), 'down'));
    return model.knowledgeOf('/ip/firewall/filter', '/ip/firewall/raw').uncertain || sources.size < OPEN_TO_MOST
      ? 'may'
      : 'must';
  };

  const rest = services
    .reduce((left, { service }) => left.subtract(PacketSet.of(portOf(service.protocol, service.port))), possible)
    .cubes.filter((cube) => sideOf(cube, 'src').intersect(PUBLIC_IPV4).size >= OPEN_TO_MANY);
  const others = new Map<string, LetThrough>();
  let isOpen = false;
  for (const cube of rest) {
    const protocols = sideOf(cube, 'protocol');
    if (protocols.has(ICMP)) others.set('ICMP', { name: 'ICMP', certainty: certaintyOf({ protocol: PING }) });
    const named = protocols.subtract(PING);
    if (named.size > MAX_NAMED) {
      isOpen = true;
      continue;
    }
    for (const protocol of valuesOf(named)) {
      const ports = PROTOCOLS_WITH_PORTS.includes(protocol) ? sideOf(cube, 'dstPort') : undefined;
      if (ports !== undefined && ports.size > MAX_PORTS) isOpen = true;
      else {
        const name = ports ? `${protocolName(protocol)} ${formatPorts(ports)}` : protocolName(protocol);
        const packets = { protocol: IntervalSet.of(protocol), ...(ports ? { dstPort: ports } : {}) };
        others.set(name, { name, certainty: certaintyOf(packets) });
      }
    }
  }
  return { uplink, services, others: [...others.values()], isOpen };
}

const PING = IntervalSet.of(ICMP);
/** More protocols, or ports of one, are no list of things that somebody wanted to let in. */
const MAX_NAMED = 8;
const MAX_PORTS = 20_000;

function portOf(protocol: 'tcp' | 'udp', port: number): Cube {
  return { protocol: IntervalSet.of(protocol === 'tcp' ? TCP : UDP), dstPort: IntervalSet.of(port) };
}

function sourcesOf(packets: PacketSet): IntervalSet {
  return packets.cubes.reduce((all, cube) => all.union(sideOf(cube, 'src')), IntervalSet.empty);
}

function valuesOf(set: IntervalSet): number[] {
  return [...set.intervals()].flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** As RouterOS writes them: `500,4500`, `5000-5010`. */
function formatPorts(ports: IntervalSet): string {
  return [...ports.intervals()].map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
