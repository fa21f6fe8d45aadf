import { SymbolSet } from '../../base/symbol-set';
import { type Cube, NO_MARK, sideOf } from '../cube';
import { defaultRoutes } from '../default-routes';
import type { FirewallRule } from '../firewall-rule';
import type { FirewallStep } from '../firewall-step';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { uplinks } from '../uplinks';
import { walkChain } from '../walk-chain';
import { pickPacket, type Witness, witnessOf } from '../witness';

/** A FastTrack rule that takes connections which policy routing steers by their mark. */
export interface FasttrackHit {
  readonly fasttrack: FirewallRule;
  /** The mark-routing rule that FastTrack bypasses. */
  readonly consumer: FirewallRule;
  /** A connection mark that both rules meet. */
  readonly mark: string;
  /** `may` where the FastTrack rule, or one before it, hangs on something that the text does not tell. */
  readonly certainty: 'must' | 'may';
  /** The way through chain `forward` to the FastTrack rule. */
  readonly path: readonly FirewallStep[];
  readonly witness: Witness;
}

const CONVERSATION = SymbolSet.of('established', 'related');

/**
 * The FastTrack rules of chain `forward` that meet marked connections, each with the first mark-routing rule it bypasses.
 * FastTrack takes a connection as a whole, so either direction of it suffices.
 */
export function askFasttrackHitsMarked(model: NetworkModel): readonly FasttrackHit[] {
  return model.once(findHits);
}

function findHits(model: NetworkModel): readonly FasttrackHit[] {
  if (!model.allRules('filter').some((rule) => rule.action === 'fasttrack-connection')) return [];
  const hits = new Map<FirewallRule, FasttrackHit>();
  for (const { consumer, packets } of steeredConnections(model)) {
    const start = bothDirections(model, consumer, packets);
    for (const region of walkChain(model, 'filter', 'forward', start).regionsOf(['fasttrack'])) {
      if (region.rule === undefined) continue;
      const certainty = region.certain.isEmpty ? 'may' : 'must';
      const before = hits.get(region.rule);
      if (before?.certainty === 'must' || before?.certainty === certainty) continue;
      const packet = pickPacket(certainty === 'must' ? region.certain : region.possible);
      if (packet === undefined) continue;
      const { rule: fasttrack, path } = region;
      const witness = witnessOf(packet);
      hits.set(fasttrack, { fasttrack, consumer, mark: packet.connectionMark, certainty, path, witness });
    }
  }
  return [...hits.values()];
}

/** Packets of marked connections that a mark-routing rule of prerouting sends to a table of their own. */
function steeredConnections(model: NetworkModel): readonly { consumer: FirewallRule; packets: PacketSet }[] {
  const produced = producedMarks(model);
  if (produced.isEmpty) return [];
  const marked = PacketSet.of({ connectionState: CONVERSATION, connectionMark: produced });
  return walkChain(model, 'mangle', 'prerouting', marked)
    .marks.filter(({ rule }) => rule.action === 'mark-routing' && rule.isCertain && leavesMain(rule))
    .filter(({ rule }) => consumesMark(rule))
    .map(({ rule, possible }) => ({ consumer: rule, packets: possible }));
}

function producedMarks(model: NetworkModel): SymbolSet {
  const marks = model
    .allRules('mangle')
    .filter((rule) => rule.action === 'mark-connection')
    .map((rule) => rule.value('new-connection-mark'))
    .filter((mark) => mark !== undefined && mark !== '' && mark !== NO_MARK);
  return SymbolSet.of(...(marks as string[]));
}

function leavesMain(rule: FirewallRule): boolean {
  const mark = rule.value('new-routing-mark');
  return mark !== undefined && mark !== 'main' && mark !== '';
}

/** Whether the rule steers by a connection mark, as opposed to one that looks at every packet by itself. */
function consumesMark(rule: FirewallRule): boolean {
  const marks = rule.match.may.project('connectionMark');
  return marks !== undefined && !marks.has(NO_MARK);
}

/** The connection's packets in chain `forward`: as prerouting met them, and the ones that come back. */
function bothDirections(model: NetworkModel, consumer: FirewallRule, packets: PacketSet): PacketSet {
  const far = farInterfaces(model, consumer.value('new-routing-mark'));
  const cubes = packets.cubes.flatMap((cube): readonly Cube[] => {
    const shared = {
      protocol: sideOf(cube, 'protocol'),
      connectionMark: sideOf(cube, 'connectionMark'),
      connectionState: CONVERSATION,
    };
    const there = {
      ...{ inInterface: sideOf(cube, 'inInterface'), outInterface: far },
      ...{ src: sideOf(cube, 'src'), dst: sideOf(cube, 'dst') },
      ...{ srcPort: sideOf(cube, 'srcPort'), dstPort: sideOf(cube, 'dstPort') },
    };
    const back = {
      ...{ inInterface: there.outInterface, outInterface: there.inInterface },
      ...{ src: there.dst, dst: there.src, srcPort: there.dstPort, dstPort: there.srcPort },
    };
    return [
      { ...shared, ...there },
      { ...shared, ...back },
    ];
  });
  return cubes.reduce((all, cube) => all.union(PacketSet.of(cube)), PacketSet.none);
}

/** Where steered packets leave: the uplinks and what the table's routes lead to; anywhere, if neither is known. */
function farInterfaces(model: NetworkModel, table: string | undefined): SymbolSet {
  const routes = defaultRoutes(model).filter((route) => route.table === table);
  const names = [...uplinks(model).map((uplink) => uplink.interface), ...routes.flatMap((route) => route.interfaces)];
  return names.length === 0 ? SymbolSet.all : SymbolSet.of(...names);
}
