import { IntervalSet } from '../../base/interval-set';
import { PUBLIC_IPV4, parseIpv4Set } from '../../base/ip-set';
import { SymbolSet } from '../../base/symbol-set';
import { type Item, valueOf } from '../../config/item';
import { NO_INTERFACE, NO_MARK, type Packet } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { TCP, UDP } from '../protocol-numbers';
import { replyTo } from '../trace/reply';
import { knownMarks, type TraceEnding, trace } from '../trace/trace';
import type { TracedPacket } from '../trace/traced-packet';
import { uplinks } from '../uplinks';
import { pickPacket } from '../witness';
import { askInputExposure } from './input-exposure';
import { askPortForwards } from './port-forwards';
import { staticAddressesOn } from './router-reach';

/** What strangers reach by one uplink, and where the reply goes. */
export interface InboundReturn {
  readonly uplink: string;
  /** The rule that lets it in: a port forward, or one that accepts; undefined where nothing stops it. */
  readonly rule: Item | undefined;
  /** The interfaces that the reply may leave by; more than one where routes share, or where a tie is open. */
  readonly exits: readonly string[];
  /** The routes that the reply takes, one for each exit. */
  readonly routes: readonly Item[];
  /** Whether a routing mark chose the way. */
  readonly isMarked: boolean;
}

/** So many services an uplink are followed: what strangers reach is mostly answered alike. */
const MAX_SERVICES = 16;

/**
 * Follows new connections from the Internet to what they certainly reach, and the replies back. Only replies that
 * certainly leave by uplinks are listed.
 */
export function askInboundReturns(model: NetworkModel): readonly InboundReturn[] {
  return model.once(findReturns);
}

function findReturns(model: NetworkModel): readonly InboundReturn[] {
  const ways = uplinks(model).filter(({ isCarrierOnly }) => !isCarrierOnly);
  const outside = new Set(ways.map((uplink) => uplink.interface));
  return ways.flatMap(({ interface: uplink }) =>
    servicesAt(model, uplink)
      .slice(0, MAX_SERVICES)
      .flatMap(({ rule, packet }) => followBack(model, uplink, rule, packet, outside) ?? []),
  );
}

interface Service {
  readonly rule: Item | undefined;
  readonly packet: Packet;
}

/** Packets for what may be reached by an uplink: forwarded ports, ports that rules accept, and services without a rule. */
function servicesAt(model: NetworkModel, uplink: string): readonly Service[] {
  const strangers = PacketSet.of({
    inInterface: SymbolSet.of(uplink),
    outInterface: SymbolSet.of(NO_INTERFACE),
    src: farAway(model),
    dst: staticAddressesOn(model, uplink) ?? PUBLIC_IPV4,
    connectionState: SymbolSet.of('new'),
    dstType: SymbolSet.of('local'),
  });
  const accepts = model
    .rules('filter', 'input')
    .filter((rule) => rule.action === 'accept' && rule.isCertain && (rule.value('dst-port') ?? '') !== '');
  const byRule = (rule: FirewallRule): Service[] => {
    const packet = pickPacket(rule.match.may.intersect(strangers));
    return packet === undefined ? [] : [{ rule: rule.item, packet }];
  };
  const exposed = askInputExposure(model).flatMap(({ uplink: at, certainty, service, path, sources }): Service[] => {
    if (at.interface !== uplink || certainty !== 'must') return [];
    const protocol = IntervalSet.of(service.protocol === 'tcp' ? TCP : UDP);
    const asked = PacketSet.of({ protocol, dstPort: IntervalSet.of(service.port), src: sources });
    const packet = pickPacket(asked.intersect(strangers));
    return packet === undefined ? [] : [{ rule: path.at(-1)?.item, packet }];
  });
  return [...askPortForwards(model).map(({ rule }) => rule), ...accepts].flatMap(byRule).concat(exposed);
}

/** Public addresses that only a default route leads to: a neighbour on an uplink is answered there. */
function farAway(model: NetworkModel): IntervalSet {
  const routes = model.items('/ip/route').flatMap((item) => parseIpv4Set(valueOf(item, 'dst-address') ?? '') ?? []);
  const near = [...model.addresses.map(({ network }) => network), ...routes.filter(({ size }) => size < HALF)];
  return near.reduce((far, network) => far.subtract(network), PUBLIC_IPV4);
}

/** Of all addresses; two routes of this size make a default route. */
const HALF = 2 ** 31;

function followBack(
  model: NetworkModel,
  uplink: string,
  rule: Item | undefined,
  { src, dst, srcPort, dstPort, protocol }: Packet,
  outside: ReadonlySet<string>,
): InboundReturn | undefined {
  if (protocol !== TCP && protocol !== UDP) return undefined;
  const packet: TracedPacket = {
    ...{ family: 4, inInterface: uplink, src: BigInt(src), dst: BigInt(dst), protocol, srcPort, dstPort },
  };
  const arrival = trace(model, packet);
  if (arrival.certainty !== 'must' || outside.has(arrival.outInterface ?? '')) return undefined;
  const reply = replyTo(packet, arrival);
  const back = reply && trace(model, reply);
  if (!back) return undefined;
  const endings: readonly TraceEnding[] = [back, ...back.otherwise];
  // One ending that is not certain hangs on something that was not followed to its end.
  if (back.certainty === 'may' && endings.length === 1) return undefined;
  const exits: string[] = [];
  for (const { verdict, outInterface, assumptions } of endings) {
    if (verdict !== 'forward' || assumptions.length > 0 || !outside.has(outInterface ?? '')) return undefined;
    const out = outInterface ?? '';
    exits.push(model.interfaces.wireOf(out) === model.interfaces.wireOf(uplink) ? uplink : out);
  }
  return {
    ...{ uplink, rule, exits },
    routes: endings.flatMap(({ path }) => path.findLast(({ action }) => action === 'route')?.item ?? []),
    isMarked: endings.some((each) => knownMarks(each).routing !== NO_MARK),
  };
}
