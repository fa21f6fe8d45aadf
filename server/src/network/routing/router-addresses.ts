import { type Item, isDisabled, valueOf } from '../../config/item';
import { defaultRoutes } from '../default-routes';
import type { NetworkModel } from '../network-model';
import { uplinks } from '../uplinks';
import {
  broadcastAddress,
  firstAddress,
  type IpFamily,
  type IpPrefix,
  menuOf,
  parsePrefix,
  prefixHas,
} from './ip-family';

/** An address of the router, of either family. */
export interface RouterAddress {
  /** Undefined where only the network is known: an IPv6 address that takes its host part from the MAC address. */
  readonly address: bigint | undefined;
  /** What is reachable on the interface without a gateway. */
  readonly network: IpPrefix;
  readonly interface: string;
  readonly item: Item;
}

/** What kind of address a firewall's `dst-address-type` takes this for. */
export type AddressType = 'local' | 'unicast' | 'broadcast' | 'multicast';

const ALL_ONES = 0xffffffffn;

/** The router's own addresses, those on interfaces that are switched off left out. */
export class RouterAddresses {
  readonly all: readonly RouterAddress[];
  /**
   * Interfaces whose address comes from outside (a lease, a dial-up): what arrives there for an address that nothing
   * else explains is for the router.
   */
  readonly learning: ReadonlyMap<string, Item>;
  private readonly owners = new Map<bigint, RouterAddress>();
  private readonly broadcasts = new Set<bigint>();

  /** @internal Use `routerAddresses`. */
  constructor(
    model: NetworkModel,
    private readonly family: IpFamily,
  ) {
    const found = family === 4 ? ipv4Addresses(model) : ipv6Addresses(model);
    this.all = found.filter((each) => !model.interfaces.isDisabled(each.interface));
    this.learning = learningInterfaces(model, family);
    for (const each of this.all) {
      if (each.address !== undefined && !this.owners.has(each.address)) this.owners.set(each.address, each);
      const broadcast = family === 4 ? broadcastAddress(each.network) : undefined;
      if (broadcast !== undefined) this.broadcasts.add(broadcast);
    }
  }

  /** The item that gives the router an address. */
  owner(address: bigint): RouterAddress | undefined {
    return this.owners.get(address);
  }

  /** Multicast, and the broadcast address of whatever network one is in. */
  isForEverybody(address: bigint): boolean {
    if (this.family === 6) return address >> 120n === 0xffn;
    return address >> 28n === 0xen || address === ALL_ONES;
  }

  typeOf(address: bigint): AddressType {
    if (this.isForEverybody(address)) return address === ALL_ONES && this.family === 4 ? 'broadcast' : 'multicast';
    if (this.family === 6) return address === 1n || this.owner(address) ? 'local' : 'unicast';
    if (address >> 24n === 127n || this.owner(address)) return 'local';
    return this.broadcasts.has(address) ? 'broadcast' : 'unicast';
  }

  /** The address that the router speaks from on an interface, towards a next hop there; undefined where it is learned. */
  sourceOn(name: string, towards: bigint | undefined): bigint | undefined {
    const own = this.all.filter((each) => each.interface === name && each.address !== undefined);
    const near = own.find((each) => towards !== undefined && prefixHas(each.network, towards, this.family));
    return (near ?? own[0])?.address;
  }
}

/** The router's addresses of a family; the same object for the same model. */
export function routerAddresses(model: NetworkModel, family: IpFamily): RouterAddresses {
  return model.onceFor(family, findAddresses);
}

function findAddresses(model: NetworkModel, family: IpFamily): RouterAddresses {
  return new RouterAddresses(model, family);
}

function ipv4Addresses(model: NetworkModel): RouterAddress[] {
  return model.addresses.map(({ address, network, interface: name, item }) => {
    const length = 32 - Math.round(Math.log2(network.size));
    return {
      address: BigInt(address),
      network: { address: BigInt(network.first ?? 0), length },
      interface: name,
      item,
    };
  });
}

function ipv6Addresses(model: NetworkModel): RouterAddress[] {
  return model.items('/ipv6/address').flatMap((item) => {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    const prefix = parsePrefix(valueOf(item, 'address') ?? '', 6);
    if (name === undefined || prefix === undefined) return [];
    // A pool gives the network, the MAC address the host part.
    const fromPool = (valueOf(item, 'from-pool') ?? '') !== '';
    if (fromPool) return [];
    const isWhole = !['yes', 'true'].includes(valueOf(item, 'eui-64') ?? 'no');
    const network = { address: firstAddress(prefix, 6), length: prefix.length };
    return [{ address: isWhole ? prefix.address : undefined, network, interface: model.interfaces.routed(name), item }];
  });
}

function learningInterfaces(model: NetworkModel, family: IpFamily): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const item of model.items(menuOf(family, 'dhcp-client'))) {
    const name = model.interfaces.canonical(valueOf(item, 'interface'));
    if (name !== undefined && item.added) found.set(model.interfaces.routed(name), item);
  }
  for (const path of model.configuration.paths.filter((each) =>
    /^\/interface\/\w+-client$|^\/interface\/lte$/.test(each),
  )) {
    for (const item of model.items(path)) {
      const name = valueOf(item, 'name') ?? valueOf(item, 'default-name');
      if (name !== undefined && !isDisabled(item)) found.set(name, item);
    }
  }
  if (family === 6) return found;
  for (const { interfaces, source, item } of defaultRoutes(model)) {
    if (source !== 'static') for (const name of interfaces) found.set(name, item);
  }
  // An uplink has an address; where the text names none, another file or a lease does.
  if (model.configuration.menu('/ip/address').completeness === 'complete') return found;
  for (const { interface: name, evidence, isCarrierOnly } of uplinks(model)) {
    const item = evidence[0]?.item;
    const hasOwn = model.addresses.some((each) => each.interface === name);
    if (item && !isCarrierOnly && !hasOwn && !found.has(name)) found.set(name, item);
  }
  return found;
}
