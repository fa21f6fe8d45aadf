import { IntervalSet } from '../../base/interval-set';
import { parseIpv4 } from '../../base/ip-address';
import { PUBLIC_IPV4, parseIpv4Set } from '../../base/ip-set';
import { valueOf } from '../../config/item';
import { sideOf } from '../cube';
import type { NetworkModel } from '../network-model';
import { TCP } from '../protocol-numbers';
import { type IpFamily, parsePrefix, prefixHas } from '../routing/ip-family';
import type { TracedPacket } from '../trace/traced-packet';
import { staticAddressesOn } from './router-reach';

/** Destinations that read as examples (RFC 5737), the first that nothing in the configuration treats apart. */
const EXAMPLES = ['203.0.113.77', '198.51.100.77', '192.0.2.77'].map((text) => parseIpv4(text) as number);
const HTTPS = 443;
const CLIENT_PORT = 50000;
/** Stands for an address that a provider gives. */
const LEASED = parseIpv4('100.64.0.2') as number;
/** Rules for fewer destinations than this are for special ones. */
const SPECIAL = 2 ** 30;

/** The first packet of an ordinary connection from an inside interface to the Internet: HTTPS. */
export function packetToInternet(
  model: NetworkModel,
  inside: string,
  src: bigint | undefined,
  family: IpFamily = 4,
): TracedPacket {
  const dst = family === 4 ? BigInt(model.once(ordinaryAddress)) : model.once(ordinaryIpv6Address);
  return { family, inInterface: inside, protocol: TCP, dstPort: HTTPS, src, dst };
}

/**
 * The first packet of a connection that a stranger opens to the router's address on an uplink. Where a lease or a dial-up
 * gives the address, any will do: what arrives there is for the router.
 *
 * @param dst one of several addresses, where it matters
 */
export function packetFromInternet(
  model: NetworkModel,
  uplink: string,
  protocol: number,
  dstPort?: number,
  dst?: number,
): TracedPacket {
  const own = staticAddressesOn(model, uplink)?.first;
  return {
    ...{ family: 4, inInterface: uplink, protocol, dstPort, srcPort: dstPort === undefined ? undefined : CLIENT_PORT },
    src: BigInt(model.once(ordinaryAddress)),
    dst: BigInt(dst ?? own ?? LEASED),
  };
}

/** Some stranger on the Internet: an address that no route, list or network of the configuration treats apart. */
function ordinaryAddress(model: NetworkModel): number {
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

/** Strangers of IPv6: two for documentation (RFC 3849, RFC 9637), and one that is neither. */
const IPV6_EXAMPLES: readonly bigint[] = [
  ...[0x20010db8ffff00000000000000000077n, 0x3fff0fff000000000000000000000077n],
  0x2a00fff0000000000000000000000077n,
];

function ordinaryIpv6Address(model: NetworkModel): bigint {
  const menus = ['route', 'address', 'firewall/mangle', 'firewall/address-list'].map((menu) => `/ipv6/${menu}`);
  const special = [...menus, '/routing/rule'].flatMap((menu) =>
    model.items(menu).flatMap((item) =>
      ['dst-address', 'address'].flatMap((name) => {
        const prefix = parsePrefix(valueOf(item, name)?.replace(/^!/, '') ?? '', 6);
        // The whole Internet is no special part of it.
        return prefix !== undefined && prefix.length > 3 ? [prefix] : [];
      }),
    ),
  );
  const plain = IPV6_EXAMPLES.find((address) => !special.some((prefix) => prefixHas(prefix, address, 6)));
  return plain ?? (IPV6_EXAMPLES[0] as bigint);
}
