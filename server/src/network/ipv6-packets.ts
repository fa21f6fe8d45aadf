import { IntervalSet } from '../base/interval-set';
import { type Ipv6Prefix, parseIpv6, parseIpv6Prefix } from '../base/ipv6-address';
import type { Cube } from './cube';
import { PacketSet } from './packet-set';

/** The dimensions that hold the four words of an address. */
export const IPV6_WORDS = {
  src: ['src', 'src2', 'src3', 'src4'],
  dst: ['dst', 'dst2', 'dst3', 'dst4'],
} as const;

/** Scattered networks beyond this many cubes are not worth exact arithmetic; real lists merge into far fewer. */
const MAX_GROUPS = 400;

/** The four words of 32 bits of an address, the first one first. */
export function wordsOf(address: bigint): readonly [number, number, number, number] {
  const word = (shift: bigint) => Number((address >> shift) & 0xffffffffn);
  return [word(96n), word(64n), word(32n), word(0n)];
}

/** Reads `2001:db8::/32`, `2001:db8::1` and `2001:db8::1-2001:db8::9` as networks; undefined for anything else. */
export function parseIpv6Networks(text: string): readonly Ipv6Prefix[] | undefined {
  const dash = text.indexOf('-');
  if (dash < 0) {
    const prefix = parseIpv6Prefix(text);
    return prefix && [prefix];
  }
  const first = parseIpv6(text.slice(0, dash).trim());
  const last = parseIpv6(text.slice(dash + 1).trim());
  return first === undefined || last === undefined || first > last ? undefined : networksBetween(first, last);
}

/** The fewest networks that make up a range: at each step the largest that begins there and ends within. */
function networksBetween(first: bigint, last: bigint): readonly Ipv6Prefix[] {
  const networks: Ipv6Prefix[] = [];
  for (let address = first; address <= last; ) {
    let length = 128;
    while (length > 0) {
      const size = 1n << BigInt(128 - length + 1);
      if (address % size !== 0n || address + size - 1n > last) break;
      length--;
    }
    networks.push({ address, length });
    address += 1n << BigInt(128 - length);
  }
  return networks;
}

/**
 * The packets whose source or destination lies in one of the networks; undefined where there are too many to tell.
 * Networks that differ in one word only make one cube.
 */
export function packetsOfNetworks(side: 'src' | 'dst', networks: readonly Ipv6Prefix[]): PacketSet | undefined {
  const groups = new Map<string, { fixed: readonly number[]; values: (readonly [number, number])[] }>();
  for (const { address, length } of networks) {
    if (length === 0) return PacketSet.all;
    const words = wordsOf(address);
    const last = Math.ceil(length / 32) - 1;
    const fixed = words.slice(0, last);
    const size = 2 ** (32 * (last + 1) - length);
    const start = Math.floor((words[last] ?? 0) / size) * size;
    const key = fixed.join(' ');
    const group = groups.get(key) ?? { fixed, values: [] };
    group.values.push([start, start + size - 1]);
    groups.set(key, group);
    if (groups.size > MAX_GROUPS) return undefined;
  }
  let packets = PacketSet.none;
  for (const { fixed, values } of groups.values()) {
    const sides = [...fixed.map((word) => IntervalSet.of(word)), IntervalSet.from(values)];
    const cube: Cube = Object.fromEntries(sides.map((set, index) => [IPV6_WORDS[side][index], set]));
    packets = packets.union(PacketSet.of(cube));
  }
  return packets;
}
