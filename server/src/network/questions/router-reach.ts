import { IntervalSet } from '../../base/interval-set';
import { ANY_IPV4, PUBLIC_IPV4 } from '../../base/ip-set';
import { SymbolSet } from '../../base/symbol-set';
import { type Cube, NO_INTERFACE, NO_MARK, sideOf } from '../cube';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { TCP, UDP } from '../protocol-numbers';
import { type ChainWalk, walkChain } from '../walk-chain';

/**
 * What becomes of packets for the router itself in raw and in the input chain. The packets are TCP and UDP of unmarked
 * connections that are new, with whatever the caller sets otherwise. NAT is left out: this is for what is asked of the
 * router's own addresses.
 */
export function walkToRouter(model: NetworkModel, packets: Cube): ChainWalk {
  return walkChain(model, 'filter', 'input', walkChain(model, 'raw', 'prerouting', toRouter(packets)).passed);
}

/** What becomes of packets in chain `forward` of the filter, with the same assumptions. */
export function walkThroughRouter(model: NetworkModel, packets: Cube): ChainWalk {
  return walkChain(
    model,
    'filter',
    'forward',
    PacketSet.of({ ...ORDINARY, dstType: SymbolSet.of('unicast'), ...packets }),
  );
}

/** What becomes of what strangers send from an uplink straight to an inside network, in raw and in chain `forward`. */
export function walkFromOutside(
  model: NetworkModel,
  uplink: string,
  inside: { readonly interface: string; readonly networks: IntervalSet },
): ChainWalk {
  const packets = PacketSet.of({
    ...ORDINARY,
    inInterface: SymbolSet.of(uplink),
    outInterface: SymbolSet.of(NO_INTERFACE),
    dstType: SymbolSet.of('unicast'),
    src: PUBLIC_IPV4,
    dst: inside.networks,
  });
  const { certain, possible } = walkChain(model, 'raw', 'prerouting', packets).passed;
  const out = SymbolSet.of(inside.interface);
  return walkChain(model, 'filter', 'forward', {
    certain: certain.assign('outInterface', out, 'down'),
    possible: possible.assign('outInterface', out, 'up'),
  });
}

function toRouter(packets: Cube): PacketSet {
  return PacketSet.of({
    ...ORDINARY,
    outInterface: SymbolSet.of(NO_INTERFACE),
    dstType: SymbolSet.of('local'),
    ...packets,
  });
}

/** TCP and UDP of unmarked, untranslated connections that are new. */
export const ORDINARY: Cube = {
  src: ANY_IPV4,
  protocol: IntervalSet.of(TCP, UDP),
  connectionState: SymbolSet.of('new'),
  natState: SymbolSet.of('none'),
  connectionMark: SymbolSet.of(NO_MARK),
  routingMark: SymbolSet.of(NO_MARK),
  packetMark: SymbolSet.of(NO_MARK),
  srcType: SymbolSet.of('unicast'),
  ipsecIn: SymbolSet.of('none'),
  ipsecOut: SymbolSet.of('none'),
};

/** What strangers send to the router by an uplink: from public addresses, to the router's own there. */
export function strangersTo(model: NetworkModel, uplink: string): Cube {
  return { inInterface: SymbolSet.of(uplink), src: PUBLIC_IPV4, dst: ownAddresses(model, uplink) };
}

/** Whether a set of such packets has those from most of the Internet, to whichever address the router has there. */
export function isFromMost(model: NetworkModel, uplink: string, packets: PacketSet): boolean {
  const own = ownAddresses(model, uplink);
  return packets.cubes.some(
    (cube) => sideOf(cube, 'src').size >= PUBLIC_IPV4.size / 2 && own.isSubsetOf(sideOf(cube, 'dst')),
  );
}

/** The static addresses on an interface; where a lease or a dial-in gives one, any public one. */
function ownAddresses(model: NetworkModel, name: string): IntervalSet {
  return staticAddressesOn(model, name) ?? PUBLIC_IPV4;
}

/** The router's static addresses on an interface; undefined where it has none (a lease, a dial-in). */
export function staticAddressesOn(model: NetworkModel, name: string): IntervalSet | undefined {
  const own = model.addresses.filter((each) => each.interface === name).map((each) => each.address);
  return own.length === 0 ? undefined : IntervalSet.of(...own);
}
