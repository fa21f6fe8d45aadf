import type { ModelChange } from '../model-change';
import type { NetworkModel } from '../network-model';
import type { Outage } from '../routing/outage';
import { type RoutedPacket, type Routing, type RoutingOutcome, routingOf } from '../routing/routing-decision';
import type { TracedWays } from './trace';
import type { TracedPacket } from './traced-packet';
import { type ChainVisit, waysAfter } from './traced-ways-after';

/** What a tracer asks of routing. */
export type AskedRouting = Pick<Routing, 'addresses' | 'decide' | 'major'>;

/** What a trace was made from. */
export interface TraceSource {
  readonly routing: AskedRouting;
  /** Takes down which packets came to which chain. */
  readonly visit: (visit: ChainVisit) => void;
}

/** Ways that a packet went, with all that they hung on. */
interface KnownTrace {
  readonly outage: Outage;
  readonly asked: readonly Asked[];
  readonly visits: readonly ChainVisit[];
  readonly ways: TracedWays;
}

interface Asked {
  readonly question: RoutedPacket;
  readonly key: string;
  readonly answer: readonly RoutingOutcome[];
}

/** So many packets are remembered; a router has a kind of them for each LAN, service and watched host. */
const MAX_PACKETS = 4000;

/**
 * Many outages leave a packet's own routes as they are. It went the same ways before if routing gives the same answers to
 * all that was asked then: nothing else differs between two outages of one model. What went past all that an edit changed
 * goes the same ways after it.
 *
 * @param assumed all else that the trace hangs on, as a text
 */
export function tracedOnce(
  model: NetworkModel,
  outage: Outage,
  packet: TracedPacket,
  { major, assumed }: { readonly major: 6 | 7; readonly assumed: string },
  trace: (source: TraceSource) => TracedWays,
): TracedWays {
  const routing = routingOf(model, packet.family, major, outage);
  if (packet.connection !== undefined) return trace({ routing, visit: () => undefined });
  const known = model.once(knownTraces);
  const key = `${keyOf(packet)} ${major} ${assumed}`;
  let traces = known.get(key);
  if (traces === undefined && model.change) {
    traces = takenOver(model, model.change, packet, major, key);
    if (known.size < MAX_PACKETS) known.set(key, traces);
  }
  traces ??= [];
  const found = traces.find(({ asked }) =>
    asked.every((each) => routing.decide(each.question, each.key) === each.answer),
  );
  if (found) return found.ways;
  const fresh = followed(routing, outage, trace);
  if (known.has(key) || known.size < MAX_PACKETS) known.set(key, [...traces, fresh]);
  return fresh.ways;
}

function knownTraces(): Map<string, readonly KnownTrace[]> {
  return new Map();
}

function followed(routing: Routing, outage: Outage, trace: (source: TraceSource) => TracedWays): KnownTrace {
  const asked: Asked[] = [];
  const visits: ChainVisit[] = [];
  const ways = trace({
    routing: {
      addresses: routing.addresses,
      major: routing.major,
      decide: (question) => {
        const key = routing.keyOf(question);
        const answer = routing.decide(question, key);
        asked.push({ question, key, answer });
        return answer;
      },
    },
    visit: (visit) => visits.push(visit),
  });
  return { outage, asked, visits, ways };
}

/** What the model before knew of a packet, where nothing that differs since may matter to it. */
function takenOver(
  model: NetworkModel,
  change: ModelChange,
  { family }: TracedPacket,
  major: 6 | 7,
  key: string,
): readonly KnownTrace[] {
  const before = change.before.once(knownTraces).get(key) ?? [];
  if (before.length === 0 || !change.isOfRulesOnly) return [];
  return before.flatMap(({ outage, asked, visits, ways }) => {
    const after = waysAfter(change, visits, ways);
    if (after === undefined) return [];
    const routing = routingOf(model, family, major, outage);
    const answered = asked.map(({ question, key }) => ({ question, key, answer: routing.decide(question, key) }));
    return [{ outage, asked: answered, visits, ways: after }];
  });
}

/** The same packets are asked about in each outage. */
const keys = new WeakMap<TracedPacket, string>();

function keyOf(packet: TracedPacket): string {
  let key = keys.get(packet);
  if (key === undefined) {
    const { family, inInterface, src, dst, protocol, srcPort, dstPort, icmp, tcpFlags } = packet;
    const ends = [src, dst, srcPort, dstPort, icmp, tcpFlags, packet.isReply];
    key = [family, protocol, ...ends, packet.connectionState, packet.connectionMark, inInterface].join(' ');
    keys.set(packet, key);
  }
  return key;
}
