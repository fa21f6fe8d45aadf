import type { NetworkModel } from '../network-model';
import { ICMP, ICMPV6, PROTOCOLS_WITH_PORTS, parseProtocol, protocolName, TCP } from '../protocol-numbers';
import { type IpFamily, parseAddress } from '../routing/ip-family';
import type { ConnectionState, TracedPacket } from './traced-packet';

const PACKET_FIELDS = [
  ...(['in', 'src', 'dst', 'protocol', 'src-port', 'dst-port', 'tcp-flags', 'icmp-type'] as const),
  ...(['connection-state', 'connection-mark'] as const),
];
type PacketField = (typeof PACKET_FIELDS)[number];

/** What a person says of a packet, as written. */
export type PacketFields = Readonly<Partial<Record<PacketField, string | undefined>>>;

type Spelling = (field: PacketField) => string;

/** Something is wrong with a packet that a person wrote; the message tells them what, and what to write instead. */
export class PacketError extends Error {
  override readonly name = 'PacketError';
}

/**
 * Reads `in=ether1 src=203.0.113.7 dst=198.51.100.2 protocol=tcp dst-port=8291`; a value with blanks stands in quotes.
 *
 * @throws PacketError
 */
export function readPacketLine(line: string): TracedPacket {
  const fields: Partial<Record<PacketField, string>> = {};
  for (const word of line.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []) {
    const [, name = word, value] = /^([^=]*)=(.*)$/.exec(word) ?? [];
    const field = PACKET_FIELDS.find((each) => each === name);
    if (field === undefined)
      throw new PacketError(`${JSON.stringify(word)} is no part of a packet: write ${PACKET_FIELDS.join('=, ')}=`);
    if (value === undefined || value === '') throw new PacketError(`${field}= needs a value`);
    if (fields[field] !== undefined) throw new PacketError(`${field}= stands there twice`);
    fields[field] = value.replace(/^"(.*)"$/, '$1');
  }
  return readPacket(fields, (field) => `${field}=`);
}

/**
 * Reads a packet from what a person wrote of it.
 *
 * @param spell how a field is written where the person wrote it, for the words of an error: `--dst`, `dst=`
 * @throws PacketError
 */
export function readPacket(fields: PacketFields, spell: Spelling): TracedPacket {
  const { dst } = fields;
  if (dst === undefined) throw new PacketError(`the packet needs ${spell('dst')}, the address that it is for`);
  const family: IpFamily = dst.includes(':') ? 6 : 4;
  const { in: inInterface, src } = fields;
  if (inInterface === '') throw new PacketError(`${spell('in')} takes the name of an interface`);
  if (inInterface !== undefined && src === undefined)
    throw new PacketError(`the packet needs ${spell('src')}, the address that it is from`);
  const protocol = readProtocol(fields.protocol ?? 'tcp', family, spell);
  const hasPorts = PROTOCOLS_WITH_PORTS.includes(protocol);
  const port = (name: 'src-port' | 'dst-port') => {
    const value = fields[name];
    if (value === undefined) return undefined;
    if (!hasPorts) throw new PacketError(`${spell(name)} is for tcp and udp; ${protocolName(protocol)} has no ports`);
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
      throw new PacketError(`${spell(name)} takes a port from 0 to 65535, not ${JSON.stringify(value)}`);
    return Number(value);
  };
  return {
    family,
    inInterface,
    src: src === undefined ? undefined : readAddress('src', src, family, spell),
    dst: readAddress('dst', dst, family, spell),
    protocol,
    srcPort: port('src-port'),
    dstPort: port('dst-port'),
    tcpFlags: readTcpFlags(fields['tcp-flags'], protocol, spell),
    icmp: readIcmpType(fields['icmp-type'], protocol, spell),
    connectionState: readState(fields['connection-state'], spell),
    connectionMark: fields['connection-mark'],
  };
}

function readAddress(name: 'src' | 'dst', text: string, family: IpFamily, spell: Spelling): bigint {
  const address = parseAddress(text, family);
  if (address !== undefined) return address;
  const other = parseAddress(text, family === 4 ? 6 : 4) !== undefined;
  throw new PacketError(
    other
      ? `${spell('src')} and ${spell('dst')} are of two kinds: one is IPv4, the other IPv6`
      : `${spell(name)} takes an IPv4 or IPv6 address, not ${JSON.stringify(text)}`,
  );
}

function readProtocol(text: string, family: IpFamily, spell: Spelling): number {
  const number = parseProtocol(text.toLowerCase());
  if (number === undefined)
    throw new PacketError(
      `${spell('protocol')} takes tcp, udp, icmp, … or a number to 255, not ${JSON.stringify(text)}`,
    );
  return family === 6 && number === ICMP ? ICMPV6 : number;
}

const TCP_FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'];

function readTcpFlags(text: string | undefined, protocol: number, spell: Spelling): number | undefined {
  if (text === undefined) return undefined;
  if (protocol !== TCP) throw new PacketError(`${spell('tcp-flags')} is for ${spell('protocol')} tcp`);
  return text.split(',').reduce((bits, flag) => {
    const bit = TCP_FLAGS.indexOf(flag.trim());
    if (bit < 0)
      throw new PacketError(`${spell('tcp-flags')} takes ${TCP_FLAGS.join(', ')}, not ${JSON.stringify(flag)}`);
    return bits | (1 << bit);
  }, 0);
}

function readIcmpType(text: string | undefined, protocol: number, spell: Spelling): number | undefined {
  if (text === undefined) return undefined;
  if (protocol !== ICMP && protocol !== ICMPV6)
    throw new PacketError(`${spell('icmp-type')} is for ${spell('protocol')} icmp`);
  const match = /^(\d{1,3})(?::(\d{1,3}))?$/.exec(text);
  const [type, code] = [Number(match?.[1]), Number(match?.[2] ?? 0)];
  if (!match || type > 255 || code > 255)
    throw new PacketError(`${spell('icmp-type')} takes a type and a code such as 8:0, not ${JSON.stringify(text)}`);
  return type * 256 + code;
}

const STATES: readonly ConnectionState[] = ['new', 'established', 'related', 'invalid', 'untracked'];

function readState(text: string | undefined, spell: Spelling): ConnectionState | undefined {
  const state = STATES.find((each) => each === text);
  if (text !== undefined && state === undefined)
    throw new PacketError(`${spell('connection-state')} takes ${STATES.join(', ')}, not ${JSON.stringify(text)}`);
  return state;
}

const MAX_LISTED = 12;

/**
 * The packet as it comes in at a router: by the interface that packets are routed at, the bridge for one of its ports.
 *
 * @throws PacketError where the configuration knows no such interface
 */
export function placePacket(model: NetworkModel, packet: TracedPacket): TracedPacket {
  const { inInterface } = packet;
  return inInterface === undefined ? packet : { ...packet, inInterface: interfaceOf(model, inInterface) };
}

function interfaceOf(model: NetworkModel, name: string): string {
  const { interfaces } = model;
  const present = interfaces.canonical(name);
  const known = interfaces.names;
  // A blank router has its ports, and a rule may name an interface that another file makes.
  const isPort = interfaces.kindOf(present) !== 'unknown';
  if (known.length > 0 && !isPort && !known.includes(present) && !isNamedByRules(model, present)) {
    const listed = known.slice(0, MAX_LISTED).join(', ') + (known.length > MAX_LISTED ? ', …' : '');
    throw new PacketError(`the script knows no interface ${JSON.stringify(name)}; it has ${listed}`);
  }
  return interfaces.routed(present);
}

function isNamedByRules(model: NetworkModel, name: string): boolean {
  const tables = ['raw', 'mangle', 'nat', 'filter', 'ipv6-raw', 'ipv6-mangle', 'ipv6-nat', 'ipv6-filter'] as const;
  const names = ['in-interface', 'out-interface'];
  return tables.some((table) =>
    model.allRules(table).some((rule) => names.some((each) => rule.value(each)?.replace('!', '') === name)),
  );
}
