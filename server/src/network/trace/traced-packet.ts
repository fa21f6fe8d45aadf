import { IntervalSet } from '../../base/interval-set';
import { SymbolSet } from '../../base/symbol-set';
import { assignSide, type Cube, NO_INTERFACE, NO_MARK, TRACKED_STATES } from '../cube';
import { ICMP, ICMPV6, PROTOCOLS_WITH_PORTS, TCP } from '../protocol-numbers';
import type { IpFamily } from '../routing/ip-family';
import { type Endpoint, endpointOf, type Side, withAddress } from './packet-sides';

export type ConnectionState = 'new' | 'established' | 'related' | 'invalid' | 'untracked';

/** A packet to send through a configuration. What is left out may be anything, unless said otherwise. */
export interface TracedPacket {
  readonly family: IpFamily;
  /** Where it comes in, by its present name; undefined for a packet that the router itself sends. */
  readonly inInterface: string | undefined;
  /** Undefined for what the router sends: it takes the address of the interface by which the packet leaves. */
  readonly src: bigint | undefined;
  readonly dst: bigint | undefined;
  readonly protocol: number;
  /** A port that the system chooses (49152 to 65535) where it is left out. */
  readonly srcPort?: number | undefined;
  readonly dstPort?: number | undefined;
  /** ICMP type × 256 + code; an echo request where it is left out. */
  readonly icmp?: number | undefined;
  /** The flag bits of a TCP header (`cube.ts`); SYN for a new connection, else ACK, where they are left out. */
  readonly tcpFlags?: number | undefined;
  /** What connection tracking says of it; `new` where it is left out. */
  readonly connectionState?: ConnectionState | undefined;
  readonly connectionMark?: string | undefined;
  /** The connection that it belongs to, as the trace of an earlier packet left it. */
  readonly connection?: TracedConnection | undefined;
  /** Whether it goes the way of the connection's first packet; where it is left out, it does. */
  readonly isReply?: boolean | undefined;
}

/** What the router keeps of a connection. */
export interface TracedConnection {
  /** The ends of its first packet as it came, and as it left. */
  readonly before: Readonly<Record<Side, Endpoint>>;
  readonly after: Readonly<Record<Side, Endpoint>>;
  /** Sides of the connection that every packet of it has. */
  readonly mark: SymbolSet;
  readonly natState: SymbolSet;
}

const EPHEMERAL = IntervalSet.range(49152, 65535);
const SYN = 2;
const ACK = 16;
const ECHO_REQUEST: Readonly<Record<number, number>> = { [ICMP]: 8 * 256, [ICMPV6]: 128 * 256 };

/**
 * The packet as it comes in: one value on every side that is known.
 *
 * @param mayBeMarked whether some rule marks connections, so that one that is not new may have any mark
 * @param mayBeTranslated whether there are NAT rules
 */
export function cubeOf(packet: TracedPacket, mayBeMarked: boolean, mayBeTranslated: boolean): Cube {
  const { family, protocol, connection } = packet;
  const state = packet.connectionState ?? 'new';
  const isOld = state === 'established' || state === 'related';
  const mark = packet.connectionMark ?? (isOld && mayBeMarked ? undefined : NO_MARK);
  let cube: Cube = {
    inInterface: SymbolSet.of(packet.inInterface ?? NO_INTERFACE),
    outInterface: SymbolSet.of(NO_INTERFACE),
    protocol: IntervalSet.of(protocol),
    connectionState: SymbolSet.of(state),
    routingMark: SymbolSet.of(NO_MARK),
    packetMark: SymbolSet.of(NO_MARK),
    ipsecIn: SymbolSet.of('none'),
    ipsecOut: SymbolSet.of('none'),
  };
  cube = withAddress(withAddress(cube, 'src', family, packet.src), 'dst', family, packet.dst);
  if (PROTOCOLS_WITH_PORTS.includes(protocol)) {
    cube = assignSide(cube, 'srcPort', packet.srcPort === undefined ? EPHEMERAL : IntervalSet.of(packet.srcPort));
    if (packet.dstPort !== undefined) cube = assignSide(cube, 'dstPort', IntervalSet.of(packet.dstPort));
  }
  if (protocol === TCP) {
    cube = assignSide(cube, 'tcpFlags', IntervalSet.of(packet.tcpFlags ?? (state === 'new' ? SYN : ACK)));
  }
  const icmp = packet.icmp ?? ECHO_REQUEST[protocol];
  if (icmp !== undefined) cube = assignSide(cube, 'icmp', IntervalSet.of(icmp));
  if (connection && TRACKED_STATES.has(state)) {
    return { ...cube, connectionMark: connection.mark, natState: connection.natState };
  }
  if (mark !== undefined) cube = assignSide(cube, 'connectionMark', SymbolSet.of(mark));
  return isOld && mayBeTranslated ? cube : assignSide(cube, 'natState', SymbolSet.of('none'));
}

/** Both ends of a packet. */
export function endpointsOf(packet: Cube, family: IpFamily): Readonly<Record<Side, Endpoint>> {
  return { src: endpointOf(packet, 'src', family), dst: endpointOf(packet, 'dst', family) };
}
