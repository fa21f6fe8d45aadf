import type { IntervalSet } from '../../base/interval-set';
import { PRIVATE_IPV4, PUBLIC_IPV4 } from '../../base/ip-set';
import { SymbolSet } from '../../base/symbol-set';
import { sideOf } from '../cube';
import type { FirewallStep } from '../firewall-step';
import { type InsideInterface, lanSide } from '../lan-side';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';
import { type Uplink, uplinks } from '../uplinks';
import { walkChain } from '../walk-chain';
import { pickPacket, type Witness, witnessOf } from '../witness';

/** Private sources that leave by an uplink with the address that they have. */
export interface Unmasqueraded {
  readonly uplink: Uplink;
  readonly inside: InsideInterface;
  /** The private sources that no rule of `srcnat` translates. */
  readonly sources: IntervalSet;
  /** The way through chain `srcnat`: usually its end, sometimes an accept that stands too early. */
  readonly path: readonly FirewallStep[];
  readonly witness: Witness;
}

/** Every menu that the answer hangs on. */
const UNMASQUERADED_MENUS: readonly string[] = [
  ...['/ip/firewall/nat', '/ip/firewall/filter', '/ip/address', '/ip/route'],
  ...['/interface/list', '/interface/list/member', '/ip/firewall/address-list'],
];

/**
 * The pairs of uplink and inside interface between which private sources certainly go out untranslated, towards most of
 * the Internet and with any mark. What chain `forward` may drop, and uplinks that no default route uses, prove nothing.
 */
export function askUnmasqueraded(model: NetworkModel): readonly Unmasqueraded[] {
  return model.once(findUnmasqueraded);
}

function findUnmasqueraded(model: NetworkModel): readonly Unmasqueraded[] {
  if (model.knowledgeOf(...UNMASQUERADED_MENUS).uncertain) return [];
  return uplinks(model)
    .filter((uplink) => uplink.isRouted && !uplink.isCarrierOnly)
    .flatMap((uplink) => lanSide(model).flatMap((inside) => leak(model, uplink, inside) ?? []));
}

function leak(model: NetworkModel, uplink: Uplink, inside: InsideInterface): Unmasqueraded | undefined {
  const leaving = PacketSet.of({
    inInterface: SymbolSet.of(inside.interface),
    outInterface: SymbolSet.of(uplink.interface),
    src: inside.networks.intersect(PRIVATE_IPV4),
    dst: PUBLIC_IPV4,
    connectionState: SymbolSet.of('new'),
    natState: SymbolSet.of('none'),
    srcType: SymbolSet.of('unicast'),
    dstType: SymbolSet.of('unicast'),
    ipsecIn: SymbolSet.of('none'),
    ipsecOut: SymbolSet.of('none'),
  });
  const forwarded = walkChain(model, 'filter', 'forward', leaving).certainly('accept', 'fasttrack');
  const walk = walkChain(model, 'nat', 'srcnat', forwarded);
  const cubes = walk
    .certainly('accept')
    .compact()
    // Which marks such packets have is mangle's matter; only what holds for any mark is certain.
    .cubes.filter((cube) => !cube.connectionMark && !cube.routingMark && !cube.packetMark)
    .filter((cube) => sideOf(cube, 'dst').size >= PUBLIC_IPV4.size / 2);
  const untranslated = cubes.reduce((all, cube) => all.union(PacketSet.of(cube), 'down'), PacketSet.none);
  const packet = pickPacket(untranslated);
  const sources = untranslated.project('src');
  if (packet === undefined || sources === undefined) return undefined;
  const path = walk.regionsOf(['accept']).find((region) => region.possible.has(packet))?.path ?? [];
  return { uplink, inside, sources, path, witness: witnessOf(packet) };
}
