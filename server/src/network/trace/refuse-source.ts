import { valueOf } from '../../config/item';
import { type Cube, NO_INTERFACE, NO_MARK, sideOf } from '../cube';
import type { NetworkModel } from '../network-model';
import { formatAddress, menuOf } from '../routing/ip-family';
import type { RoutingOutcome } from '../routing/routing-decision';
import type { AskedRouting } from './known-traces';
import { addressOf, symbolIn } from './packet-sides';
import type { TraceStep } from './trace';
import type { TracedPacket } from './traced-packet';

/** Why routing drops a packet for its source alone; undefined for one that it does not. */
export function refuseSource(
  model: NetworkModel,
  routing: AskedRouting,
  { family, inInterface }: TracedPacket,
  packet: Cube,
): TraceStep | undefined {
  const src = addressOf(packet, 'src', family);
  if (inInterface === undefined || src === undefined) return undefined;
  const name = formatAddress(src, family);
  const isOwn = symbolIn(sideOf(packet, 'srcType')) === 'local';
  if (isOwn || routing.addresses.isForEverybody(src)) {
    const item = routing.addresses.owner(src)?.item;
    const effect = `${name} can't be a sender outside (${isOwn ? 'it is the router itself' : 'it is for everybody'}): dropped`;
    return { menu: menuOf(family, 'address'), item, action: 'martian', effect };
  }
  // `rp-filter` drops what comes from where no route leads back: by the same interface if strict, by any if loose.
  const item = family === 4 ? model.items('/ip/settings')[0] : undefined;
  const filter = item && valueOf(item, 'rp-filter');
  if (filter !== 'strict' && filter !== 'loose') return undefined;
  const back = routing.decide({ src: undefined, dst: src, inInterface: NO_INTERFACE, routingMark: NO_MARK });
  const leadsBack = (outcome: RoutingOutcome) =>
    outcome.to === 'unknown' ||
    (outcome.to === 'interface' && (filter === 'loose' || (outcome.hop.interface ?? inInterface) === inInterface));
  if (back.some(leadsBack)) return undefined;
  const where = filter === 'strict' ? `by ${inInterface}` : 'at all';
  const effect = `rp-filter=${filter}: no route leads back to ${name} ${where}: dropped`;
  return { menu: '/ip/settings', item, action: 'rp-filter', effect };
}
