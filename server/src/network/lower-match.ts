import { IntervalSet } from '../base/interval-set';
import { parseIpv4Set } from '../base/ip-set';
import type { Ipv6Prefix } from '../base/ipv6-address';
import { SymbolSet } from '../base/symbol-set';
import type { Item } from '../config/item';
import { type Bounds, complementBounds, exactly, isKnown } from './bounds';
import { type Dimension, type PacketDimensions, TRACKED_STATES, UNIVERSE } from './cube';
import { packetsOfNetworks, parseIpv6Networks } from './ipv6-packets';
import { PacketSet, type Rounding } from './packet-set';
import { ICMP, ICMPV6, PROTOCOLS_WITH_PORTS, parseProtocol, TCP } from './protocol-numbers';

/**
 * Which packets a rule's matchers fit: every packet in `must`, none outside `may`. They differ where the router knows
 * more than the text (a rate limit, a payload, a list that fills at run time).
 */
export interface Match {
  readonly must: PacketSet;
  readonly may: PacketSet;
}

/** What a matcher needs to know of the rest of the configuration. */
export interface MatchContext {
  /** The interfaces that the value of `in-interface` stands for: one of them, or a group such as `all-ppp`. */
  interfacesNamed(name: string): Bounds<SymbolSet>;
  /** The members of an interface list. */
  interfaceList(name: string): Bounds<SymbolSet>;
  /** The addresses of an address list. */
  addressList(name: string): Bounds<IntervalSet>;
  /** The networks of an IPv6 address list. */
  ipv6AddressList(name: string): Bounds<readonly Ipv6Prefix[]>;
}

/** Anything that the text does not decide. */
const UNKNOWN: Match = { must: PacketSet.none, may: PacketSet.all };

/** Properties of firewall rules that say what happens to a packet, not which one. */
const NOT_MATCHERS: ReadonlySet<string> = new Set([
  ...['action', 'chain', 'comment', 'disabled', 'log', 'log-prefix', 'jump-target', 'reject-with', 'passthrough'],
  ...['address-list', 'address-list-timeout', 'to-addresses', 'to-address', 'to-ports', 'same-not-by-dst'],
  ...['new-connection-mark', 'new-packet-mark', 'new-routing-mark', 'new-dscp', 'new-tos', 'new-ttl', 'new-mss'],
  ...['new-priority', 'new-hop-limit', 'hw-offload', 'place-before', 'copy-from', 'randomise-ports', 'route-dst'],
  ...['sniff-id', 'sniff-target', 'sniff-target-port', 'socks5-server', 'socks5-port', 'socksify-service'],
  ...['dynamic', 'invalid', 'bytes', 'packets'],
]);

/** Whether a property of a firewall rule decides which packets the rule is for. */
export function isMatcher(property: string): boolean {
  return !NOT_MATCHERS.has(property) && !property.startsWith('!') && !property.startsWith('.');
}

/** The packets that all matchers of a rule fit; one of them can be left out. */
export function lowerMatch(item: Item, context: MatchContext, ipv6 = false, without?: string): Match {
  let match: Match = { must: PacketSet.all, may: PacketSet.all };
  for (const { name, value } of item.properties.values()) {
    if (!isMatcher(name) || value === '' || name === without) continue;
    match = both(match, value === undefined ? UNKNOWN : lowerMatcher(name, value, context, ipv6));
  }
  return match;
}

/** The packets that one matcher fits; what is not understood may fit any. */
function lowerMatcher(name: string, text: string, context: MatchContext, ipv6 = false): Match {
  const negated = text.startsWith('!');
  const value = (negated ? text.slice(1) : text).trim();
  switch (name) {
    case 'in-interface':
      return inDimension('inInterface', context.interfacesNamed(value), negated);
    case 'out-interface':
      return inDimension('outInterface', context.interfacesNamed(value), negated);
    case 'in-interface-list':
      return inDimension('inInterface', context.interfaceList(value), negated);
    case 'out-interface-list':
      return inDimension('outInterface', context.interfaceList(value), negated);
    case 'src-address':
      return ipv6
        ? inNetworks('src', known(parseIpv6Networks(value)), negated)
        : inDimension('src', known(parseIpv4Set(value)), negated);
    case 'dst-address':
      return ipv6
        ? inNetworks('dst', known(parseIpv6Networks(value)), negated)
        : inDimension('dst', known(parseIpv4Set(value)), negated);
    case 'src-address-list':
      return ipv6
        ? inNetworks('src', context.ipv6AddressList(value), negated)
        : inDimension('src', context.addressList(value), negated);
    case 'dst-address-list':
      return ipv6
        ? inNetworks('dst', context.ipv6AddressList(value), negated)
        : inDimension('dst', context.addressList(value), negated);
    case 'src-address-type':
      return inDimension('srcType', known(addressTypes(value)), negated);
    case 'dst-address-type':
      return inDimension('dstType', known(addressTypes(value)), negated);
    case 'protocol': {
      const number = parseProtocol(value);
      return inDimension('protocol', known(number === undefined ? undefined : IntervalSet.of(number)), negated);
    }
    case 'src-port':
    case 'dst-port':
    case 'port':
      return portMatch(name, value, negated);
    case 'connection-state':
      return inDimension('connectionState', known(symbolsOf(value, UNIVERSE.connectionState)), negated);
    case 'connection-nat-state':
      return inDimension('natState', known(natStates(value)), negated);
    case 'connection-mark':
      // A packet without a connection has no mark, not even none: no such matcher fits it, negated or not.
      return both(inDimension('connectionMark', exactly(SymbolSet.of(value)), negated), TRACKED);
    case 'packet-mark':
      return inDimension('packetMark', exactly(SymbolSet.of(...value.split(','))), negated);
    case 'routing-mark':
      return inDimension('routingMark', exactly(SymbolSet.of(value)), negated);
    case 'icmp-options':
      return onlyFor(ipv6 ? [ICMPV6] : [ICMP], inDimension('icmp', known(icmpOptions(value)), negated));
    case 'tcp-flags':
      return onlyFor([TCP], inDimension('tcpFlags', known(tcpFlags(text)), false));
    case 'ipsec-policy':
      return ipsecPolicy(value, negated);
    default:
      return UNKNOWN;
  }
}

const TRACKED: Match = inDimension('connectionState', exactly(TRACKED_STATES), false);

type SideBounds<D extends Dimension> = Bounds<PacketDimensions[D]>;

function inDimension<D extends Dimension>(dimension: D, set: SideBounds<D> | undefined, negated: boolean): Match {
  if (set === undefined) return UNKNOWN;
  const universe = UNIVERSE[dimension] as unknown as { subtract(other: unknown): typeof universe };
  const bounds = negated ? complementBounds(set as unknown as Bounds<typeof universe>, universe) : set;
  const may = PacketSet.of({ [dimension]: bounds.possible });
  return { must: isKnown(bounds) ? may : PacketSet.of({ [dimension]: bounds.certain }), may };
}

/** The packets with an IPv6 address in some networks. */
function inNetworks(side: 'src' | 'dst', networks: Bounds<readonly Ipv6Prefix[]> | undefined, negated: boolean): Match {
  if (networks === undefined) return UNKNOWN;
  const negate = (set: PacketSet, rounding: Rounding) => (negated ? PacketSet.all.subtract(set, rounding) : set);
  const possible = packetsOfNetworks(side, networks.possible);
  if (isKnown(networks)) {
    if (possible === undefined) return UNKNOWN;
    const set = negate(possible, 'up');
    return { must: set, may: set };
  }
  const wide = negate(possible ?? PacketSet.all, 'down');
  const narrow = negate(packetsOfNetworks(side, networks.certain) ?? PacketSet.none, 'up');
  return negated ? { must: wide, may: narrow } : { must: narrow, may: wide };
}

function known<S>(set: S | undefined): Bounds<S> | undefined {
  return set === undefined ? undefined : exactly(set);
}

/** Both matchers at once. Where neither leaves anything open, one object is both bounds of the answer. */
function both(a: Match, b: Match): Match {
  const may = a.may.intersect(b.may);
  if (a.must === a.may && b.must === b.may && may.isExact) return { must: may, may };
  return { must: a.must.intersect(b.must, 'down'), may };
}

function onlyFor(protocols: readonly number[], match: Match): Match {
  return both(match, inDimension('protocol', exactly(IntervalSet.of(...protocols)), false));
}

function portMatch(name: 'src-port' | 'dst-port' | 'port', value: string, negated: boolean): Match {
  const ports = parsePorts(value);
  if (ports === undefined) return UNKNOWN;
  const src = inDimension('srcPort', exactly(ports), negated);
  const dst = inDimension('dstPort', exactly(ports), negated);
  if (name !== 'port') return onlyFor(PROTOCOLS_WITH_PORTS, name === 'src-port' ? src : dst);
  // `port` looks at both sides: either fits, and for `!` neither does.
  if (negated) return onlyFor(PROTOCOLS_WITH_PORTS, both(src, dst));
  const either = src.may.union(dst.may);
  return onlyFor(PROTOCOLS_WITH_PORTS, { must: either, may: either });
}

/** Reads `80`, `80,443`, `1000-2000`, `0-1023,8080`; undefined for anything else. */
export function parsePorts(text: string): IntervalSet | undefined {
  let ports = IntervalSet.empty;
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last > 65535 || first > last) return undefined;
    ports = ports.union(IntervalSet.range(first, last));
  }
  return ports;
}

function symbolsOf(value: string, universe: SymbolSet): SymbolSet | undefined {
  const names = value.split(',').map((name) => name.trim());
  return names.every((name) => universe.has(name)) ? SymbolSet.of(...names) : undefined;
}

function addressTypes(value: string): SymbolSet | undefined {
  return symbolsOf(value, SymbolSet.of('local', 'unicast', 'broadcast', 'multicast'));
}

function natStates(value: string): SymbolSet | undefined {
  const names = value.split(',').map((name) => name.trim());
  if (!names.every((name) => name === 'srcnat' || name === 'dstnat')) return undefined;
  return SymbolSet.of(...names, 'both');
}

/** Reads `8:0`, `3:0-255`, `8`, comma-separated. */
function icmpOptions(value: string): IntervalSet | undefined {
  let set = IntervalSet.empty;
  for (const part of value.split(',')) {
    const match = /^\s*(\d{1,3})(?::(\d{1,3})(?:-(\d{1,3}))?)?\s*$/.exec(part);
    if (!match) return undefined;
    const type = Number(match[1]);
    const first = Number(match[2] ?? 0);
    const last = Number(match[3] ?? match[2] ?? 255);
    if (type > 255 || last > 255) return undefined;
    set = set.union(IntervalSet.range(type * 256 + first, type * 256 + last));
  }
  return set;
}

const TCP_FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

/** Reads `syn,!ack`: all named flags set, all negated ones clear, the others free. */
function tcpFlags(value: string): IntervalSet | undefined {
  let set = 0;
  let clear = 0;
  for (const part of value.split(',').map((name) => name.trim())) {
    const bit = TCP_FLAGS.indexOf(part.replace(/^!/, ''));
    if (bit < 0) return undefined;
    if (part.startsWith('!')) clear |= 1 << bit;
    else set |= 1 << bit;
  }
  const fitting = Array.from({ length: 256 }, (_, flags) => flags).filter(
    (flags) => (flags & set) === set && (flags & clear) === 0,
  );
  return IntervalSet.of(...fitting);
}

/** Reads `in,none`, `out,ipsec`: whether the packet came out of, or will go into, an IPsec tunnel. */
function ipsecPolicy(value: string, negated: boolean): Match {
  const [direction, policy] = value.split(',').map((word) => word.trim());
  if (policy !== 'none' && policy !== 'ipsec') return UNKNOWN;
  if (direction !== 'in' && direction !== 'out') return UNKNOWN;
  return inDimension(direction === 'in' ? 'ipsecIn' : 'ipsecOut', exactly(SymbolSet.of(policy)), negated);
}
