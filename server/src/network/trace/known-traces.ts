import type { NetworkModel } from '../network-model';
import type { RoutedPacket, Routing, RoutingOutcome } from '../routing/routing-decision';
import type { TracedWays } from './trace';
import type { TracedPacket } from './traced-packet';

/** What a tracer asks of routing. */
export type AskedRouting = Pick<Routing, 'addresses' | 'decide' | 'major'>;

/** Ways that a packet went, with all that routing was asked on them. */
interface KnownTrace {
  readonly asked: readonly { readonly question: RoutedPacket; readonly answer: readonly RoutingOutcome[] }[];
  readonly ways: TracedWays;
}

/** So many packets are remembered; a router has a kind of them for each LAN, service and watched host. */
const MAX_PACKETS = 4000;

/**
 * Many outages leave a packet's own routes as they are. It went the same ways before if routing gives the same answers to
 * all that was asked then: nothing else differs between two outages of one model.
 */
export function tracedOnce(
  model: NetworkModel,
  routing: Routing,
  packet: TracedPacket,
  trace: (routing: AskedRouting) => TracedWays,
): TracedWays {
  if (packet.connection !== undefined) return trace(routing);
  const known = model.once(knownTraces);
  const key = keyOf(packet, routing);
  const before = known.get(key) ?? [];
  const found = before.find(({ asked }) => asked.every(({ question, answer }) => routing.decide(question) === answer));
  if (found) return found.ways;
  const asked: { question: RoutedPacket; answer: readonly RoutingOutcome[] }[] = [];
  const ways = trace({
    addresses: routing.addresses,
    major: routing.major,
    decide: (question) => {
      const answer = routing.decide(question);
      asked.push({ question, answer });
      return answer;
    },
  });
  if (known.size < MAX_PACKETS) known.set(key, [...before, { asked, ways }]);
  return ways;
}

function knownTraces(): Map<string, readonly KnownTrace[]> {
  return new Map();
}

function keyOf(packet: TracedPacket, { major }: Routing): string {
  const { family, inInterface, src, dst, protocol, srcPort, dstPort, icmp, tcpFlags } = packet;
  const ends = [src, dst, srcPort, dstPort, icmp, tcpFlags, packet.isReply];
  return [major, family, protocol, ...ends, packet.connectionState, packet.connectionMark, inInterface].join(' ');
}
