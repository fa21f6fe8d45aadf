import { sideOf } from '../cube';
import { ICMP, ICMPV6 } from '../protocol-numbers';
import { numberIn } from './packet-sides';
import { knownEnds, type TraceEnding } from './trace';
import type { TracedPacket } from './traced-packet';

const SYN = 2;
const ACK = 16;

/**
 * The answer of the far end, or of the router, to a packet that got there: it belongs to the same connection and goes
 * the other way. Undefined for a packet that was stopped or has no connection.
 */
export function replyTo(packet: TracedPacket, ending: TraceEnding): TracedPacket | undefined {
  const { connection, verdict, outInterface } = ending;
  const isDelivered = verdict === 'accept' || (verdict === 'forward' && outInterface !== undefined);
  if (connection === undefined || !isDelivered) return undefined;
  const { src, dst, srcPort, dstPort } = knownEnds(ending, packet.family);
  const flags = numberIn(sideOf(ending.packet, 'tcpFlags'));
  return {
    family: packet.family,
    inInterface: verdict === 'accept' ? undefined : outInterface,
    ...{ src: dst, dst: src, protocol: packet.protocol, srcPort: dstPort, dstPort: srcPort },
    icmp: answerTo(packet, numberIn(sideOf(ending.packet, 'icmp'))),
    tcpFlags: flags === SYN ? SYN | ACK : ACK,
    connectionState: 'established',
    connection,
    isReply: packet.isReply !== true,
  };
}

/** Echo requests and the other questions of ICMP have answers of their own; of others the same comes back. */
function answerTo({ protocol }: TracedPacket, icmp: number | undefined): number | undefined {
  if (icmp === undefined) return undefined;
  const type = Math.floor(icmp / 256);
  if (protocol === ICMP) return { 8: 0, 13: 14 * 256, 15: 16 * 256, 17: 18 * 256 }[type] ?? icmp;
  return protocol === ICMPV6 && type === 128 ? 129 * 256 : icmp;
}
