import { IntervalSet } from '../base/interval-set';
import { ANY_IPV4 } from '../base/ip-set';
import { SymbolSet } from '../base/symbol-set';

/** What a firewall rule can tell packets apart by. */
export interface PacketDimensions {
  /** The interface that the packet came in by; `NO_INTERFACE` for what the router itself sends. */
  readonly inInterface: SymbolSet;
  /** The interface that it will leave by; `NO_INTERFACE` for what is for the router itself. */
  readonly outInterface: SymbolSet;
  /** An IPv4 address; of an IPv6 address the first of its four words of 32 bits. */
  readonly src: IntervalSet;
  readonly dst: IntervalSet;
  /** The other words of an IPv6 address: a prefix is a product of ranges of words. */
  readonly src2: IntervalSet;
  readonly src3: IntervalSet;
  readonly src4: IntervalSet;
  readonly dst2: IntervalSet;
  readonly dst3: IntervalSet;
  readonly dst4: IntervalSet;
  readonly protocol: IntervalSet;
  readonly srcPort: IntervalSet;
  readonly dstPort: IntervalSet;
  /** ICMP type × 256 + code. */
  readonly icmp: IntervalSet;
  /** The eight flag bits of a TCP header: fin 1, syn 2, rst 4, psh 8, ack 16, urg 32, ece 64, cwr 128. */
  readonly tcpFlags: IntervalSet;
  readonly connectionState: SymbolSet;
  readonly natState: SymbolSet;
  readonly connectionMark: SymbolSet;
  readonly routingMark: SymbolSet;
  readonly packetMark: SymbolSet;
  readonly srcType: SymbolSet;
  readonly dstType: SymbolSet;
  readonly ipsecIn: SymbolSet;
  readonly ipsecOut: SymbolSet;
}

export type Dimension = keyof PacketDimensions;

/** What an IPv4 packet does not have. */
type Ipv6Word = 'src2' | 'src3' | 'src4' | 'dst2' | 'dst3' | 'dst4';

/** One packet, with one value in every dimension. */
export type Packet = {
  readonly [D in Exclude<Dimension, Ipv6Word>]: PacketDimensions[D] extends IntervalSet ? number : string;
} & { readonly [D in Ipv6Word]?: number };

/** The interface that a packet of the router itself came in by, or a packet for the router leaves by. */
export const NO_INTERFACE = '';
/** The value of a mark that is not set, as RouterOS writes it. */
export const NO_MARK = 'no-mark';

/** The states of packets that belong to a connection; others have no connection mark and are not translated. */
export const TRACKED_STATES = SymbolSet.of('established', 'new', 'related');

const PORTS = IntervalSet.range(0, 65535);

/**
 * All values that a dimension can have; open-ended where names are the user's. The order is the one in which cubes are
 * compared and split: what tells most packets apart at little cost first, addresses, whose sets may be huge, last.
 */
export const UNIVERSE: PacketDimensions = {
  inInterface: SymbolSet.all,
  outInterface: SymbolSet.all,
  protocol: IntervalSet.range(0, 255),
  dstPort: PORTS,
  srcPort: PORTS,
  connectionState: SymbolSet.of('established', 'invalid', 'new', 'related', 'untracked'),
  // A connection can be both; RouterOS's matcher then answers to either word.
  natState: SymbolSet.of('none', 'srcnat', 'dstnat', 'both'),
  connectionMark: SymbolSet.all,
  routingMark: SymbolSet.all,
  packetMark: SymbolSet.all,
  srcType: SymbolSet.of('local', 'unicast', 'broadcast', 'multicast', 'other'),
  dstType: SymbolSet.of('local', 'unicast', 'broadcast', 'multicast', 'other'),
  ipsecIn: SymbolSet.of('none', 'ipsec'),
  ipsecOut: SymbolSet.of('none', 'ipsec'),
  icmp: PORTS,
  tcpFlags: IntervalSet.range(0, 255),
  dst: ANY_IPV4,
  src: ANY_IPV4,
  dst2: ANY_IPV4,
  src2: ANY_IPV4,
  dst3: ANY_IPV4,
  src3: ANY_IPV4,
  dst4: ANY_IPV4,
  src4: ANY_IPV4,
};

const DIMENSIONS = Object.keys(UNIVERSE) as readonly Dimension[];

/** A product region: a packet is in it if each of its values is in the set of that dimension. Absent means any value. */
export type Cube = { readonly [D in Dimension]?: PacketDimensions[D] };

/** The operations that both kinds of sets have; within one dimension the kinds never mix. */
interface ValueSet {
  readonly isEmpty: boolean;
  readonly key: string;
  has(value: unknown): boolean;
  union(other: ValueSet): ValueSet;
  intersect(other: ValueSet): ValueSet;
  subtract(other: ValueSet): ValueSet;
  isSubsetOf(other: ValueSet): boolean;
  equals(other: ValueSet): boolean;
}

function side(cube: Cube, dimension: Dimension): ValueSet | undefined {
  return cube[dimension] as unknown as ValueSet | undefined;
}

function universe(dimension: Dimension): ValueSet {
  return UNIVERSE[dimension] as unknown as ValueSet;
}

function withSide(cube: Cube, dimension: Dimension, set: ValueSet): Cube {
  if (side(cube, dimension) === set) return cube;
  if (!set.equals(universe(dimension))) return { ...cube, [dimension]: set } as Cube;
  const { [dimension]: _dropped, ...rest } = cube;
  return rest;
}

/** The dimensions that the cube restricts. Those of a rule are in the order of `UNIVERSE`: `normalizeCube` makes them so. */
function restricted(cube: Cube): readonly Dimension[] {
  return Object.keys(cube) as Dimension[];
}

/** Whether a side is empty, so that no packet is in the cube. */
export function isHollow(cube: Cube): boolean {
  return restricted(cube).some((dimension) => side(cube, dimension)?.isEmpty);
}

/** The cube with full sides left out, or undefined where a side is empty. */
export function normalizeCube(cube: Cube): Cube | undefined {
  const result: { [D in Dimension]?: ValueSet } = {};
  for (const dimension of DIMENSIONS) {
    const set = side(cube, dimension);
    if (set === undefined) continue;
    const all = universe(dimension);
    const within = set.intersect(all);
    if (within.isEmpty) return undefined;
    if (!within.equals(all)) result[dimension] = within;
  }
  return result as Cube;
}

export function cubeHas(cube: Cube, packet: Packet): boolean {
  return restricted(cube).every((dimension) => side(cube, dimension)?.has(packet[dimension]) ?? true);
}

/** Cubes with the same key hold the same packets. */
export function keyOfCube(cube: Cube): string {
  let key = '';
  for (const dimension of DIMENSIONS) {
    const set = side(cube, dimension);
    if (set !== undefined) key += `${dimension} ${set.key} `;
  }
  return key;
}

/** The values of a dimension within a cube. */
export function sideOf<D extends Dimension>(cube: Cube, dimension: D): PacketDimensions[D] {
  return cube[dimension] ?? UNIVERSE[dimension];
}

/** The common part, or undefined where there is none. */
export function intersectCubes(a: Cube, b: Cube): Cube | undefined {
  // Most pairs have nothing in common: nothing is built before that is known.
  const commons: [Dimension, ValueSet][] = [];
  for (const dimension of restricted(b)) {
    const own = side(a, dimension);
    const other = side(b, dimension) as ValueSet;
    const common = own === undefined ? other : own.intersect(other);
    if (common.isEmpty) return undefined;
    if (common !== own) commons.push([dimension, common]);
  }
  return commons.length === 0 ? a : { ...a, ...Object.fromEntries(commons) };
}

/** What of `a` is not in `b`, as disjoint cubes: at most one for each dimension that `b` restricts. */
export function subtractCube(a: Cube, b: Cube): readonly Cube[] {
  const dimensions = restricted(b);
  const commons: ValueSet[] = [];
  for (const dimension of dimensions) {
    const common = (side(a, dimension) ?? universe(dimension)).intersect(side(b, dimension) as ValueSet);
    if (common.isEmpty) return [a];
    commons.push(common);
  }
  const pieces: Cube[] = [];
  let rest = a;
  dimensions.forEach((dimension, index) => {
    const own = side(a, dimension) ?? universe(dimension);
    const common = commons[index] as ValueSet;
    // In most dimensions a rule asks for nothing that the packets do not all have.
    if (common === own) return;
    const outside = own.subtract(side(b, dimension) as ValueSet);
    if (outside.isEmpty) return;
    pieces.push(withSide(rest, dimension, outside));
    rest = withSide(rest, dimension, common);
  });
  return pieces;
}

/** One cube for two that differ in at most one dimension; undefined for others, whose union is no cube. */
export function mergeCubes(a: Cube, b: Cube): Cube | undefined {
  let differing: Dimension | undefined;
  for (const dimension of DIMENSIONS) {
    const left = side(a, dimension);
    const right = side(b, dimension);
    if (left === right || (left ?? universe(dimension)).equals(right ?? universe(dimension))) continue;
    if (differing !== undefined) return undefined;
    differing = dimension;
  }
  if (differing === undefined) return a;
  const left = side(a, differing);
  const right = side(b, differing);
  return withSide(a, differing, left && right ? left.union(right) : universe(differing));
}

/** The smallest cube around two. */
export function hullOfCubes(a: Cube, b: Cube): Cube {
  let hull: Cube = {};
  for (const dimension of restricted(a)) {
    const left = side(a, dimension);
    const right = side(b, dimension);
    if (left && right) hull = withSide(hull, dimension, left.union(right));
  }
  return hull;
}

/** The cube with one dimension set to these values whatever it was before: what a mark-… action does. */
export function assignSide<D extends Dimension>(cube: Cube, dimension: D, values: PacketDimensions[D]): Cube {
  return withSide(cube, dimension, values as unknown as ValueSet);
}
