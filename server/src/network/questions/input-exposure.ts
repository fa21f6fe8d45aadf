import { IntervalSet } from '../../base/interval-set';
import { PUBLIC_IPV4 } from '../../base/ip-set';
import { SymbolSet } from '../../base/symbol-set';
import type { Bounds } from '../bounds';
import { type Cube, NO_INTERFACE, sideOf } from '../cube';
import type { FirewallStep } from '../firewall-step';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { TCP, UDP } from '../protocol-numbers';
import { listeningServices, type RouterService } from '../router-services';
import { type Uplink, uplinks } from '../uplinks';
import { type ChainWalk, walkChain } from '../walk-chain';
import { pickPacket, type Witness, witnessOf } from '../witness';
import { ORDINARY, staticAddressesOn } from './router-reach';

/** A service of the router that strangers reach by an uplink. */
export interface InputExposure {
  readonly uplink: Uplink;
  readonly service: RouterService;
  /**
   * `must`: whatever the text leaves open, a new connection from most of the public Internet gets through. `may`: it
   * hangs on something open (a limit, a list that fills at run time), or only a part of the Internet gets through.
   */
  readonly certainty: 'must' | 'may';
  /** The way through chain `input` of the filter: jumps, then the accepting rule or the end of the chain. */
  readonly path: readonly FirewallStep[];
  /** The public sources that get through. */
  readonly sources: IntervalSet;
  readonly witness: Witness;
}

/** A service that half of the public addresses reach is open; one for a few known networks is meant that way. */
export const OPEN_TO_MOST = PUBLIC_IPV4.size / 2;
/** Fewer are a known network, or some. */
export const OPEN_TO_MANY = 2 ** 24;
const SYN = 2;

/** Every menu that the answer hangs on. */
export const INPUT_EXPOSURE_MENUS: readonly string[] = [
  ...['/ip/firewall/filter', '/ip/firewall/raw', '/ip/firewall/mangle', '/ip/firewall/nat'],
  ...['/interface/list', '/interface/list/member', '/ip/firewall/address-list'],
];

/** The services that strangers reach, by uplink and service. Uplinks that only carry another interface are left out. */
export function askInputExposure(model: NetworkModel): readonly InputExposure[] {
  return model.once(findExposures);
}

function findExposures(model: NetworkModel): readonly InputExposure[] {
  const known = !model.knowledgeOf(...INPUT_EXPOSURE_MENUS).uncertain;
  return uplinks(model)
    .filter((uplink) => !uplink.isCarrierOnly)
    .flatMap((uplink) => {
      const own = staticAddressesOn(model, uplink.interface);
      const walk = walkInputFrom(model, uplink.interface);
      return listeningServices(model, uplink.interface).flatMap(
        (service) => exposure(uplink, service, walk, own, known) ?? [],
      );
    });
}

/** Sends new packets from the Internet to the router, TCP and UDP unless said otherwise, up to the end of the input chain. */
export function walkInputFrom(
  model: NetworkModel,
  uplink: string,
  protocols: IntervalSet = IntervalSet.of(TCP, UDP),
): ChainWalk {
  return walkInput(model, strangersAt(uplink, staticAddressesOn(model, uplink) ?? PUBLIC_IPV4, protocols));
}

function strangersAt(uplink: string, destinations: IntervalSet, protocols: IntervalSet): PacketSet {
  return PacketSet.of({
    ...ORDINARY,
    protocol: protocols,
    inInterface: SymbolSet.of(uplink),
    outInterface: SymbolSet.of(NO_INTERFACE),
    src: PUBLIC_IPV4,
    dst: destinations,
    tcpFlags: IntervalSet.of(SYN),
    dstType: SymbolSet.of('local'),
  });
}

/** Sends packets for the router through all tables up to the filter's input chain. */
function walkInput(model: NetworkModel, packets: PacketSet): ChainWalk {
  const throughMangle = mangleMatters(model);
  let state = walkChain(model, 'raw', 'prerouting', packets).passed;
  if (throughMangle) state = walkChain(model, 'mangle', 'prerouting', state).passed;
  state = notForwarded(walkChain(model, 'nat', 'dstnat', state));
  if (throughMangle) state = walkChain(model, 'mangle', 'input', state).passed;
  return walkChain(model, 'filter', 'input', state);
}

/**
 * Whether mangle can change what NAT and the filter do. A mark that is set by a hash or a counter would cost certainty,
 * for nothing if no one behind mangle looks at marks.
 */
function mangleMatters(model: NetworkModel): boolean {
  const behind = [...model.allRules('nat'), ...model.allRules('filter')];
  return (
    behind.some(({ item }) => MARK_MATCHERS.some((name) => item.properties.has(name))) ||
    model.allRules('mangle').some(({ action }) => action === undefined || STOPPING.test(action))
  );
}

const MARK_MATCHERS: readonly string[] = ['connection-mark', 'packet-mark', 'routing-mark'];
const STOPPING = /^(drop|reject|tarpit)$/;

/** What of the packets is still for the router after dst-nat: those that no rule translates, and redirected ones. */
function notForwarded(walk: ChainWalk): Bounds<PacketSet> {
  let { certain, possible } = walk.passed;
  for (const { rule, ...region } of walk.regionsOf(['translate'])) {
    if (rule?.action !== 'redirect') continue;
    const port = Number(rule.value('to-ports'));
    const redirect = (set: PacketSet, rounding: 'up' | 'down'): PacketSet => {
      const here = Number.isInteger(port) && port > 0 ? set.assign('dstPort', IntervalSet.of(port), rounding) : set;
      return here.assign('natState', SymbolSet.of('dstnat'), rounding);
    };
    certain = certain.union(redirect(region.certain, 'down'), 'down');
    possible = possible.union(redirect(region.possible, 'up'));
  }
  return { certain, possible };
}

function exposure(
  uplink: Uplink,
  service: RouterService,
  all: ChainWalk,
  own: IntervalSet | undefined,
  known: boolean,
): InputExposure | undefined {
  const asked = PacketSet.of({
    protocol: IntervalSet.of(service.protocol === 'tcp' ? TCP : UDP),
    dstPort: IntervalSet.of(service.port),
    src: service.sources,
  });
  const walk = all.within(asked);
  const certain = walk.certainly('accept', 'fasttrack').compact();
  // Which address the router has is not the stranger's choice: where it is not known, all must be open.
  const certainCubes = certain.cubes.filter((cube) => own !== undefined || PUBLIC_IPV4.isSubsetOf(sideOf(cube, 'dst')));
  const sure = sourcesOf(certainCubes);
  if (known && service.certain && sure.size >= OPEN_TO_MOST) {
    return describe(uplink, service, 'must', walk, ofCubes(certainCubes), sure, own);
  }
  const possible = walk.possibly('accept', 'fasttrack');
  const sources = sourcesOf(possible.cubes);
  return sources.size >= OPEN_TO_MANY ? describe(uplink, service, 'may', walk, possible, sources, own) : undefined;
}

function describe(
  uplink: Uplink,
  service: RouterService,
  certainty: 'must' | 'may',
  walk: ChainWalk,
  packets: PacketSet,
  sources: IntervalSet,
  own: IntervalSet | undefined,
): InputExposure | undefined {
  const packet = pickPacket(packets);
  if (packet === undefined) return undefined;
  const accepting = walk.regionsOf(['accept', 'fasttrack']);
  const region =
    accepting.find((each) => each.certain.has(packet)) ?? accepting.find((each) => each.possible.has(packet));
  const witness = witnessOf(packet, own === undefined ? 'the router' : undefined);
  return { uplink, service, certainty, path: region?.path ?? [], sources, witness };
}

function sourcesOf(cubes: readonly Cube[]): IntervalSet {
  return cubes.reduce((all, cube) => all.union(sideOf(cube, 'src')), IntervalSet.empty);
}

function ofCubes(cubes: readonly Cube[]): PacketSet {
  return cubes.reduce((all, cube) => all.union(PacketSet.of(cube), 'down'), PacketSet.none);
}
