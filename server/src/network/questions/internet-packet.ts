import { IntervalSet } from '../../base/interval-set';
import { parseIpv4 } from '../../base/ip-address';
import { PUBLIC_IPV4, parseIpv4Set } from '../../base/ip-set';
import { valueOf } from '../../config/item';
import { sideOf } from '../cube';
import type { NetworkModel } from '../network-model';
import { TCP } from '../protocol-numbers';
import type { TracedPacket } from '../trace/traced-packet';

/** Destinations that read as examples (RFC 5737), the first that nothing in the configuration treats apart. */
const EXAMPLES = ['203.0.113.77', '198.51.100.77', '192.0.2.77'].map((text) => parseIpv4(text) as number);
const HTTPS = 443;
/** Rules for fewer destinations than this are for special ones. */
const SPECIAL = 2 ** 30;

/** The first packet of an ordinary connection from an inside interface to the Internet: HTTPS. */
export function packetToInternet(model: NetworkModel, inside: string, source: number | undefined): TracedPacket {
  return {
    ...{ family: 4, inInterface: inside, protocol: TCP, dstPort: HTTPS },
    src: source === undefined ? undefined : BigInt(source),
    dst: BigInt(model.once(ordinaryAddress)),
  };
}

/** Some stranger on the Internet: an address that no route, list or network of the configuration treats apart. */
export function ordinaryAddress(model: NetworkModel): number {
  let special = IntervalSet.empty;
  for (const { network } of model.addresses) special = special.union(network);
  for (const item of [...model.items('/ip/route'), ...model.items('/routing/rule'), ...model.items('/ip/route/rule')]) {
    const network = parseIpv4Set(valueOf(item, 'dst-address') ?? '');
    if (network !== undefined && network.size < SPECIAL) special = special.union(network);
  }
  for (const rule of model.allRules('mangle')) {
    for (const cube of rule.match.may.cubes) {
      const destinations = sideOf(cube, 'dst');
      if (destinations.size < SPECIAL) special = special.union(destinations);
    }
  }
  const plain = EXAMPLES.find((address) => !special.has(address));
  return plain ?? PUBLIC_IPV4.subtract(special).first ?? (EXAMPLES[0] as number);
}
