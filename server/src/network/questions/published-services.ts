import { IntervalSet } from '../../base/interval-set';
import { parseIpv4Set } from '../../base/ip-set';
import type { Item } from '../../config/item';
import { sideOf } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';
import { PROTOCOLS_WITH_PORTS, TCP, UDP } from '../protocol-numbers';
import { isDeadEnd, isSilentHost, NO_OUTAGE, type Outage, outageKey } from '../routing/outage';
import { connectionParts, isShareKnown } from '../trace/connection-parts';
import { knownEnds, type TraceEnding, type TraceVerdict, traceWays } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { uplinks } from '../uplinks';
import { packetFromInternet } from './internet-packet';
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
/** A range of more addresses than this is no list of servers. */
const MAX_SERVERS = 16;

/** Every service that dst-nat rules publish at an uplink, with the servers that share its connections. */
export function askPublishedServices(model: NetworkModel): readonly PublishedService[] {
  return model.once(findPublished);
}

function findPublished(model: NetworkModel): readonly PublishedService[] {
  return publishedAfter(model, NO_OUTAGE);
}

/**
 * The same while something has died; what comes in by an uplink that is dead itself is asked about all the same.
 *
 * @param routed what of the outage routes know of; the same ways are followed once for all outages that are alike there
 * @param others services of another state of the router, which may have nobody left in this one
 */
export function publishedServicesDuring(
  model: NetworkModel,
  routed: Outage,
  outage: Outage,
  others: readonly PublishedService[] = [],
): readonly PublishedService[] {
  const known = model.once(knownServices);
  const key = outageKey(routed);
  let services = known.get(key);
  if (services === undefined) {
    services = key === outageKey(NO_OUTAGE) ? askPublishedServices(model) : publishedAfter(model, routed);
    known.set(key, services);
  }
  const isDead = ({ server, ending }: ServerPart) =>
    isSilentHost(outage, server === undefined ? undefined : BigInt(server), 4) ||
    isDeadEnd(outage, ending.outInterface);
  const own = new Set(services.map(serviceKey));
  const orphans = others
    .filter((service) => !own.has(serviceKey(service)))
    .map(({ uplink, packet }) => publishedBy(model, uplink, packet, routed));
  return [...services, ...orphans].map((service) => ({
    ...service,
    parts: service.parts.map((part) => ({ ...part, isDead: isDead(part) })),
  }));
}

function serviceKey({ uplink, packet }: Pick<PublishedService, 'uplink' | 'packet'>): string {
  return [uplink, packet.protocol, packet.dstPort, packet.dst].join(' ');
}

function knownServices(): Map<string, readonly PublishedService[]> {
  return new Map();
}

function publishedAfter(model: NetworkModel, outage: Outage): readonly PublishedService[] {
  const found = new Map<string, PublishedService>();
  for (const { interface: uplink, isCarrierOnly } of uplinks(model)) {
    if (isCarrierOnly) continue;
    for (const packet of model.once(publishedPackets).get(uplink) ?? []) {
      const key = serviceKey({ uplink, packet });
      if (!found.has(key)) found.set(key, publishedBy(model, uplink, packet, outage));
    }
  }
  // A rule for another uplink's packets publishes nothing here.
  return [...found.values()].filter(({ parts }) => parts.some(({ server }) => server !== undefined));
}

/** The packets of strangers that the rules are for, by the uplink at which they come in. */
function publishedPackets(model: NetworkModel): ReadonlyMap<string, readonly TracedPacket[]> {
  const names = uplinks(model).map((uplink) => uplink.interface);
  const rules = model.once(publishingRules);
  return new Map(names.map((name) => [name, rules.flatMap(({ rule }) => packetsFor(model, name, rule))]));
}

/** A certain dst-nat rule, with the servers that it sends to. */
interface PublishingRule {
  readonly rule: FirewallRule;
  readonly servers: IntervalSet;
}

/** The addresses of all published servers, in the order of their rules. */
export function publishedServers(model: NetworkModel): readonly number[] {
  return [...new Set(model.once(publishingRules).flatMap(({ servers }) => addressesOf(servers)))];
}

function publishingRules(model: NetworkModel): readonly PublishingRule[] {
  return model.rules('nat', 'dstnat').flatMap((rule) => {
    const servers = parseIpv4Set(rule.value('to-addresses') || 'none');
    const isPublishing = rule.action === 'dst-nat' && rule.isCertain && servers !== undefined;
    return isPublishing && servers.size > 0 && servers.size <= MAX_SERVERS ? [{ rule, servers }] : [];
  });
}

function addressesOf(set: IntervalSet): readonly number[] {
  return [...set.intervals()].flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

function packetsFor(model: NetworkModel, uplink: string, rule: FirewallRule): readonly TracedPacket[] {
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
    const port = knownEnds(ending, 4).dstPort;
    const servers = serversOf(ending, packet);
    const rules = ending.path.flatMap(({ menu, item, action }) =>
      menu === '/ip/firewall/nat' && item && action === 'dst-nat' ? [item] : [],
    );
    for (const server of servers) {
      const key = `${ending.verdict} ${server} ${port}`;
      const known = groups.get(key);
      groups.set(key, {
        ...{ verdict: ending.verdict, server, port, ending: known?.ending ?? ending },
        part: (known?.part ?? 0) + part / servers.length,
        isDead: false,
        rules: [...new Set([...(known?.rules ?? []), ...rules])],
      });
    }
  }
  const isKnown = ways.every(({ endings, isWhole }) => isWhole && isShareKnown(endings));
  return {
    ...{ uplink, protocol: packet.protocol, port: packet.dstPort, packet },
    parts: [...groups.values()].sort((a, b) => b.part - a.part),
    certainty: isKnown ? 'must' : 'may',
  };
}

/**
 * The servers that share the connections of a way: one, or all of a range, which a hash of the visitor's address shares
 * out evenly. Undefined stands for nobody.
 */
function serversOf(ending: TraceEnding, packet: TracedPacket): readonly (number | undefined)[] {
  if (ending.verdict !== 'forward') return [undefined];
  const { dst } = knownEnds(ending, 4);
  if (dst !== undefined) return [dst === packet.dst ? undefined : Number(dst)];
  const range = sideOf(ending.packet, 'dst');
  return range.size <= MAX_SERVERS ? addressesOf(range) : [undefined];
}
