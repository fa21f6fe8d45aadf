import type { IntervalSet } from '../base/interval-set';
import { formatIpv4, parseIpv4 } from '../base/ip-address';
import type { SymbolSet } from '../base/symbol-set';
import { type Cube, NO_INTERFACE, NO_MARK, type Packet, sideOf } from './cube';
import type { PacketSet } from './packet-set';
import { PROTOCOLS_WITH_PORTS, protocolName, TCP, UDP } from './protocol-numbers';

/** A concrete packet that proves an answer. */
export interface Witness {
  readonly packet: Packet;
  /** `tcp 203.0.113.77:40000 to 198.51.100.2:8291 in by ether1 (new)` */
  readonly text: string;
}

/** Sources that read as examples (RFC 5737), the first that fits. */
const EXAMPLE_ADDRESSES = ['203.0.113.77', '198.51.100.77', '192.0.2.77'].map((text) => parseIpv4(text) as number);
const SYN = 2;
const ECHO_REQUEST = 8 * 256;

/** A packet of the set, as plain as can be; undefined for the empty set. */
export function pickPacket(set: PacketSet): Packet | undefined {
  const [cube] = set.cubes;
  if (cube === undefined) return undefined;
  // A cube that has an example address reads better than one that does not.
  const readable = set.cubes.find((each) => EXAMPLE_ADDRESSES.some((address) => sideOf(each, 'src').has(address)));
  return packetOf(readable ?? cube);
}

/** The packet with its description; `destination` replaces the address where it is not known. */
export function witnessOf(packet: Packet, destination?: string): Witness {
  return { packet, text: formatPacket(packet, destination) };
}

/** Describes a packet in words that an administrator reads at sight. */
function formatPacket(packet: Packet, destination = formatIpv4(packet.dst)): string {
  const hasPorts = PROTOCOLS_WITH_PORTS.includes(packet.protocol);
  const from = formatIpv4(packet.src) + (hasPorts ? `:${packet.srcPort}` : '');
  const to = destination + (hasPorts ? `:${packet.dstPort}` : '');
  const marks = packet.connectionMark === NO_MARK ? '' : `, connection-mark ${packet.connectionMark}`;
  return [
    `${protocolName(packet.protocol)} ${from} to ${to}`,
    packet.inInterface === NO_INTERFACE ? '' : ` in by ${packet.inInterface}`,
    packet.outInterface === NO_INTERFACE ? '' : ` out by ${packet.outInterface}`,
    ` (${packet.connectionState}${marks})`,
  ].join('');
}

function packetOf(cube: Cube): Packet {
  return {
    inInterface: symbolIn(sideOf(cube, 'inInterface'), NO_INTERFACE),
    outInterface: symbolIn(sideOf(cube, 'outInterface'), NO_INTERFACE),
    src: addressIn(sideOf(cube, 'src')),
    dst: addressIn(sideOf(cube, 'dst')),
    protocol: numberIn(sideOf(cube, 'protocol'), TCP, UDP),
    srcPort: numberIn(sideOf(cube, 'srcPort'), 40000),
    dstPort: numberIn(sideOf(cube, 'dstPort'), 443),
    icmp: numberIn(sideOf(cube, 'icmp'), ECHO_REQUEST),
    tcpFlags: numberIn(sideOf(cube, 'tcpFlags'), SYN),
    connectionState: symbolIn(sideOf(cube, 'connectionState'), 'new', 'established'),
    natState: symbolIn(sideOf(cube, 'natState'), 'none'),
    connectionMark: symbolIn(sideOf(cube, 'connectionMark'), NO_MARK),
    routingMark: symbolIn(sideOf(cube, 'routingMark'), NO_MARK),
    packetMark: symbolIn(sideOf(cube, 'packetMark'), NO_MARK),
    srcType: symbolIn(sideOf(cube, 'srcType'), 'unicast'),
    dstType: symbolIn(sideOf(cube, 'dstType'), 'unicast', 'local'),
    ipsecIn: symbolIn(sideOf(cube, 'ipsecIn'), 'none'),
    ipsecOut: symbolIn(sideOf(cube, 'ipsecOut'), 'none'),
  };
}

function symbolIn(set: SymbolSet, ...preferred: readonly string[]): string {
  const wanted = preferred.find((name) => set.has(name));
  if (wanted !== undefined) return wanted;
  if (!set.isCofinite) return [...set.listed][0] ?? '';
  // Some name that is not excluded.
  for (let number = 1; ; number++) if (set.has(`other${number}`)) return `other${number}`;
}

function numberIn(set: IntervalSet, ...preferred: readonly number[]): number {
  return preferred.find((value) => set.has(value)) ?? set.first ?? 0;
}

function addressIn(set: IntervalSet): number {
  const example = EXAMPLE_ADDRESSES.find((address) => set.has(address));
  if (example !== undefined) return example;
  // Not the network's own address, where there is another.
  const [first, last] = [...set.intervals()].sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0] ?? [0, 0];
  return Math.min(first + 10, last);
}
