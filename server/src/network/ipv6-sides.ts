import { valueOf } from '../config/item';
import type { NetworkModel } from './network-model';
import { type IpPrefix, menuOf, prefixHas } from './routing/ip-family';
import { routerAddresses } from './routing/router-addresses';
import { routingOf } from './routing/routing-decision';
import { uplinks } from './uplinks';
import { vrfOf } from './vrfs';

/** An interface with IPv6 hosts of the inside. */
export interface Ipv6Inside {
  readonly interface: string;
  /** Its networks; empty where a provider delegates them. */
  readonly networks: readonly IpPrefix[];
}

/** An address of everybody's part of the IPv6 Internet. */
const SOMEWHERE = 0x20000000000000000000000000000000n;
const LINK_LOCAL: IpPrefix = { address: 0xfe80n << 112n, length: 10 };

/** The interfaces by which IPv6 default routes leave, in any table and of any distance. */
export function ipv6Uplinks(model: NetworkModel): readonly string[] {
  return model.once(findUplinks);
}

function findUplinks(model: NetworkModel): readonly string[] {
  const { major } = model.configuration.version ?? { major: 7 };
  const leaving = routingOf(model, 6, major === 6 ? 6 : 7).interfacesTowards(SOMEWHERE);
  return leaving.filter((name) => vrfOf(model, name) === undefined);
}

/** The inside interfaces that have IPv6 networks; none where no IPv6 route leads to the Internet. */
export function ipv6Insides(model: NetworkModel): readonly Ipv6Inside[] {
  return model.once(findInsides);
}

function findInsides(model: NetworkModel): readonly Ipv6Inside[] {
  const routed = ipv6Uplinks(model);
  if (routed.length === 0) return [];
  const outside = new Set([...uplinks(model).map((uplink) => uplink.interface), ...routed]);
  const found = new Map<string, readonly IpPrefix[]>();
  for (const item of model.items(menuOf(6, 'address'))) {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    const isDelegated = (valueOf(item, 'from-pool') ?? '') !== '';
    if (name !== undefined && isDelegated) found.set(model.interfaces.routed(name), []);
  }
  for (const { interface: name, network } of routerAddresses(model, 6).all) {
    if (network.length >= 127 || prefixHas(LINK_LOCAL, network.address, 6)) continue;
    found.set(name, [...(found.get(name) ?? []), network]);
  }
  return [...found]
    .filter(([name]) => !outside.has(name) && !model.interfaces.isDisabled(name) && vrfOf(model, name) === undefined)
    .map(([name, networks]) => ({ interface: name, networks }));
}
