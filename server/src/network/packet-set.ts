import {
  assignSide,
  type Cube,
  cubeHas,
  type Dimension,
  hullOfCubes,
  intersectCubes,
  isHollow,
  keyOfCube,
  mergeCubes,
  normalizeCube,
  type Packet,
  type PacketDimensions,
  sideOf,
  subtractCube,
} from './cube';

/**
 * Where to err if a result would need more than `MAX_CUBES` cubes: `up` keeps packets that do not belong (sound for
 * "may"), `down` loses packets that do (sound for "must").
 */
export type Rounding = 'up' | 'down';

/** How many cubes a set may have before it is rounded. Real firewalls stay below 100. */
export const MAX_CUBES = 600;
/** Above this many cubes looking for neighbours to merge costs more than it saves. */
const MERGE_LIMIT = 96;

/** What tells the rules of a long chain apart at a glance. */
const GLANCED_AT = ['dst', 'src', 'dstPort', 'protocol'] as const;

/** A set of packets: a list of cubes, disjoint as long as no operation came near `MAX_CUBES`. Immutable. */
export class PacketSet {
  static readonly none = new PacketSet([], false, false);
  static readonly all = new PacketSet([{}], false, false);

  #hull: readonly number[] | undefined;
  #key: string | undefined;

  private constructor(
    readonly cubes: readonly Cube[],
    /** True where the set holds packets that exact arithmetic would not have in it. */
    readonly roundedUp: boolean,
    /** True where packets were lost that exact arithmetic would have in it. */
    readonly roundedDown: boolean,
  ) {}

  /** The packets of one product region; none where one of its sides is empty. */
  static of(cube: Cube): PacketSet {
    const normal = normalizeCube(cube);
    return normal === undefined ? PacketSet.none : new PacketSet([normal], false, false);
  }

  /** One packet on its way: a cube of which no side is the whole of its dimension. */
  static ofPacket(packet: Cube): PacketSet {
    return isHollow(packet) ? PacketSet.none : new PacketSet([packet], false, false);
  }

  get isEmpty(): boolean {
    return this.cubes.length === 0;
  }

  get isExact(): boolean {
    return !this.roundedUp && !this.roundedDown;
  }

  /** Sets with the same key hold the same packets. */
  get key(): string {
    if (this.#key === undefined) {
      let key = `${this.roundedUp} ${this.roundedDown}`;
      for (const cube of this.cubes) key += ` | ${keyOfCube(cube)}`;
      this.#key = key;
    }
    return this.#key;
  }

  has(packet: Packet): boolean {
    return this.cubes.some((cube) => cubeHas(cube, packet));
  }

  intersect(other: PacketSet, rounding: Rounding = 'up'): PacketSet {
    let up = this.roundedUp || other.roundedUp;
    let down = this.roundedDown || other.roundedDown;
    const cubes: Cube[] = [];
    for (const left of this.cubes) {
      for (const right of other.cubes) {
        const common = intersectCubes(left, right);
        if (common === undefined) continue;
        if (cubes.length === MAX_CUBES) {
          // Either operand is an upper bound of the intersection.
          if (rounding === 'up') return new PacketSet(this.cubes, true, down);
          down = true;
          return new PacketSet(cubes, up, down);
        }
        cubes.push(common);
      }
    }
    if (cubes.length === 0) up = false;
    return new PacketSet(cubes, up, down);
  }

  subtract(other: PacketSet, rounding: Rounding = 'up'): PacketSet {
    if (other.isExact && this.isApartFrom(other)) return this;
    let up = this.roundedUp || other.roundedDown;
    let down = this.roundedDown || other.roundedUp;
    let cubes: readonly Cube[] = this.cubes;
    for (const hole of other.cubes) {
      const rest = cubes.flatMap((cube) => subtractCube(cube, hole));
      if (rest.length <= MAX_CUBES) {
        cubes = rest;
      } else if (rounding === 'up') {
        up = true;
      } else {
        down = true;
        cubes = rest.slice(0, MAX_CUBES);
      }
    }
    return new PacketSet(cubes, up, down);
  }

  union(other: PacketSet, rounding: Rounding = 'up'): PacketSet {
    if (other.isEmpty && other.isExact) return this;
    if (this.isEmpty && this.isExact) return other;
    // Rounded up, the fresh part still lies within `other`: overlaps are possible then, but nothing is added or lost.
    const fresh = other.subtract(this);
    let up = this.roundedUp || other.roundedUp;
    let down = this.roundedDown || other.roundedDown;
    let cubes = merged([...this.cubes, ...fresh.cubes]);
    if (cubes.length > MAX_CUBES) {
      if (rounding === 'up') {
        up = true;
        const hull = cubes.slice(MAX_CUBES - 1).reduce(hullOfCubes);
        cubes = [...cubes.slice(0, MAX_CUBES - 1), hull];
      } else {
        down = true;
        cubes = cubes.slice(0, MAX_CUBES);
      }
    }
    return new PacketSet(cubes, up, down);
  }

  /** Every packet of the set with one dimension overwritten, the way an action marks packets. */
  assign<D extends Dimension>(dimension: D, values: PacketDimensions[D], rounding: Rounding = 'up'): PacketSet {
    const cubes = this.cubes.map((cube) => assignSide(cube, dimension, values));
    if (cubes.length === 1 && !values.isEmpty) return new PacketSet(cubes, this.roundedUp, this.roundedDown);
    // Two cubes that differed only there now overlap.
    return cubes.reduce(
      (set, cube) => set.union(PacketSet.of(cube), rounding),
      new PacketSet([], this.roundedUp, this.roundedDown),
    );
  }

  /** All values of one dimension that occur in the set; undefined for the empty set. */
  project<D extends Dimension>(dimension: D): PacketDimensions[D] | undefined {
    const [first, ...rest] = this.cubes.map((cube) => sideOf(cube, dimension));
    if (first === undefined) return undefined;
    return rest.reduce((all, set) => (all.union as (other: typeof set) => typeof set)(set), first);
  }

  /** True where a glance at the outermost addresses and ports shows that two sets have no packet in common. */
  isApartFrom(other: PacketSet): boolean {
    const own = this.hull;
    const others = other.hull;
    for (let at = 0; at < own.length; at += 2)
      if ((own[at] as number) > (others[at + 1] as number) || (others[at] as number) > (own[at + 1] as number))
        return true;
    return false;
  }

  /** True where the outermost addresses and ports show that some packets are not in the other set. */
  private reachesBeyond(other: PacketSet): boolean {
    const own = this.hull;
    const others = other.hull;
    for (let at = 0; at < own.length; at += 2)
      if ((own[at] as number) < (others[at] as number) || (own[at + 1] as number) > (others[at + 1] as number))
        return true;
    return false;
  }

  /** The least and the greatest value of each dimension in `GLANCED_AT`. */
  private get hull(): readonly number[] {
    if (this.#hull) return this.#hull;
    const hull: number[] = [];
    for (const dimension of GLANCED_AT) {
      let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const cube of this.cubes) {
        const set = sideOf(cube, dimension);
        least = Math.min(least, set.first ?? least);
        most = Math.max(most, set.last ?? most);
      }
      hull.push(least, most);
    }
    this.#hull = hull;
    return hull;
  }

  /** Whether every packet of this set is in the other. May say no for sets that were rounded. */
  isSubsetOf(other: PacketSet): boolean {
    if (!this.isEmpty && this.reachesBeyond(other)) return false;
    return this.subtract(other).isEmpty;
  }

  /** The same packets in fewer cubes where neighbours can be merged. */
  compact(): PacketSet {
    return new PacketSet(merged(this.cubes), this.roundedUp, this.roundedDown);
  }
}

/** Merges cubes that differ in one dimension until no two are left; keeps them disjoint. */
function merged(cubes: readonly Cube[]): readonly Cube[] {
  if (cubes.length > MERGE_LIMIT) return cubes;
  const done: Cube[] = [];
  const open = [...cubes];
  for (let cube = open.pop(); cube !== undefined; cube = open.pop()) {
    let merge: Cube | undefined;
    for (let at = 0; at < done.length && merge === undefined; at++) {
      merge = mergeCubes(done[at] as Cube, cube);
      if (merge !== undefined) done.splice(at, 1);
    }
    if (merge === undefined) done.push(cube);
    else open.push(merge);
  }
  return done.reverse();
}
