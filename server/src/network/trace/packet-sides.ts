import { IntervalSet } from '../../base/interval-set';
import { ANY_IPV4 } from '../../base/ip-set';
import type { SymbolSet } from '../../base/symbol-set';
import { assignSide, type Cube, type Dimension, sideOf } from '../cube';
import { IPV6_WORDS, wordsOf } from '../ipv6-packets';
import type { IpFamily } from '../routing/ip-family';

/** Which end of a packet: where it comes from or goes to. */
export type Side = 'src' | 'dst';

/** An address and a port, as far as they are known. */
export interface Endpoint {
  /** The words of the address: one for IPv4, four for IPv6. */
  readonly words: readonly IntervalSet[];
  readonly port: IntervalSet;
}

/** The only value of a side that holds numbers; undefined where it may have several. */
export function numberIn(set: IntervalSet): number | undefined {
  return set.size === 1 ? set.first : undefined;
}

/** The only value of a side that holds names; undefined where it may have several. */
export function symbolIn(set: SymbolSet): string | undefined {
  return !set.isCofinite && set.listed.size === 1 ? [...set.listed][0] : undefined;
}

/** An address of the packet; undefined where it is not known. */
export function addressOf(packet: Cube, side: Side, family: IpFamily): bigint | undefined {
  let address = 0n;
  for (const word of wordSides(side, family)) {
    const value = numberIn(sideOf(packet, word));
    if (value === undefined) return undefined;
    address = (address << 32n) | BigInt(value);
  }
  return address;
}

/** The packet with another address; undefined for one that is not known. */
export function withAddress(packet: Cube, side: Side, family: IpFamily, address: bigint | undefined): Cube {
  const values = address === undefined ? [] : family === 4 ? [Number(address)] : wordsOf(address);
  return wordSides(side, family).reduce((cube, dimension, index) => {
    const value = values[index];
    return assignSide(cube, dimension, value === undefined ? ANY_IPV4 : IntervalSet.of(value));
  }, packet);
}

export function endpointOf(packet: Cube, side: Side, family: IpFamily): Endpoint {
  const words = wordSides(side, family).map((dimension) => sideOf(packet, dimension));
  return { words, port: sideOf(packet, portSide(side)) };
}

export function withEndpoint(packet: Cube, side: Side, family: IpFamily, { words, port }: Endpoint): Cube {
  const addressed = wordSides(side, family).reduce(
    (cube, dimension, index) => assignSide(cube, dimension, words[index] ?? ANY_IPV4),
    packet,
  );
  return assignSide(addressed, portSide(side), port);
}

/** Whether two ends are known to be the same. */
export function isSameEndpoint(a: Endpoint, b: Endpoint): boolean {
  const one = [...a.words, a.port];
  const other = [...b.words, b.port];
  return one.every(
    (set, index) => set.equals(other[index] ?? IntervalSet.empty) && (set === other[index] || set.size === 1),
  );
}

export function portSide(side: Side): 'srcPort' | 'dstPort' {
  return side === 'src' ? 'srcPort' : 'dstPort';
}

function wordSides(
  side: Side,
  family: IpFamily,
): readonly Extract<Dimension, 'src' | 'src2' | 'src3' | 'src4' | 'dst' | 'dst2' | 'dst3' | 'dst4'>[] {
  return family === 4 ? [side] : IPV6_WORDS[side];
}
