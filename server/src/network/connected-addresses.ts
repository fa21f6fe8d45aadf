import { IntervalSet } from '../base/interval-set';
import { parseIpv4 } from '../base/ip-address';
import { type Ipv4Prefix, parseIpv4Prefix } from '../base/ip-set';
import type { Configuration } from '../config/configuration';
import { type Item, isDisabled, valueOf } from '../config/item';
import type { Interfaces } from './interfaces';

/** An address of the router, with the network that is reachable on its interface without a gateway. */
export interface ConnectedAddress {
  readonly address: number;
  /** The on-link addresses: the prefix, or for a /32 with `network=` the peer at the other end. */
  readonly network: IntervalSet;
  /** Where packets of the network are routed: the bridge, if the address was put on one of its ports. */
  readonly interface: string;
  readonly item: Item;
}

/** The static IPv4 addresses of the router, disabled ones left out. */
export function connectedAddresses(configuration: Configuration, interfaces: Interfaces): readonly ConnectedAddress[] {
  const addresses: ConnectedAddress[] = [];
  for (const item of configuration.menu('/ip/address').items) {
    const name = interfaces.canonical(valueOf(item, 'interface'));
    const prefix = parseIpv4Prefix(valueOf(item, 'address') ?? '');
    if (name === undefined || prefix === undefined || isDisabled(item)) continue;
    addresses.push({
      address: prefix.address,
      network: networkOf(item, prefix),
      interface: interfaces.routed(name),
      item,
    });
  }
  return addresses;
}

function networkOf(item: Item, prefix: Ipv4Prefix): IntervalSet {
  const written = valueOf(item, 'network');
  const peer = written === undefined ? undefined : parseIpv4(written);
  return prefix.length === 32 && peer !== undefined ? IntervalSet.of(peer) : prefix.network;
}
