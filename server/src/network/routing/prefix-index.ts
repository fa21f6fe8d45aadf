import { bitsOf, type IpFamily, type IpPrefix } from './ip-family';

/** The networks of one length. */
interface Networks<T> {
  readonly length: number;
  /** How many bits of an address tell the host. */
  readonly host: bigint;
  readonly entries: Map<bigint, T[]>;
}

/** What has a destination, found by an address in that: one look for each length of prefix, however many there are. */
export class PrefixIndex<T extends { readonly destination: IpPrefix }> {
  /** The longest prefixes first. */
  private readonly networks: readonly Networks<T>[];

  constructor(all: readonly T[], family: IpFamily) {
    const byLength = new Map<number, Networks<T>>();
    for (const each of all) {
      const { address, length } = each.destination;
      let networks = byLength.get(length);
      if (networks === undefined) {
        networks = { length, host: BigInt(bitsOf(family) - length), entries: new Map() };
        byLength.set(length, networks);
      }
      const network = address >> networks.host;
      const known = networks.entries.get(network);
      if (known) known.push(each);
      else networks.entries.set(network, [each]);
    }
    this.networks = [...byLength.values()].sort((a, b) => b.length - a.length);
  }

  /** Those whose network has the address: the most specific first, those of one network in their order. */
  containing(address: bigint): T[] {
    return this.networks.flatMap(({ host, entries }) => entries.get(address >> host) ?? []);
  }
}
