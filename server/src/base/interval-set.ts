/** An inclusive range of integers, `[first, last]`. */
export type Interval = readonly [first: number, last: number];

/** Sets of this many intervals are large: what was worked out with one is kept, and a small part is cut out without a copy. */
const LARGE = 64;

/** Answers of an operation on two sets, kept as long as both sets are. */
type Answers = WeakMap<IntervalSet, WeakMap<IntervalSet, IntervalSet>>;

/**
 * A set of non-negative integers as sorted, disjoint, non-adjacent intervals: IPv4 addresses (0 to 2³²-1), ports,
 * protocol numbers. Immutable; every operation is exact and at most linear in the number of intervals. A set that has
 * nothing to lose is its own answer. Large sets, blocklists of 100,000 addresses, meet the same other sets on each way
 * through a firewall: they remember the answers, and what a rule takes out of one is kept beside it as `cuts`.
 */
export class IntervalSet {
  static readonly empty = new IntervalSet([]);
  static readonly #intersections: Answers = new WeakMap();
  static readonly #differences: Answers = new WeakMap();
  static readonly #unions: Answers = new WeakMap();
  static #large = 0;
  #size: number | undefined;
  #key: string | undefined;
  #bounds: readonly number[] | undefined;

  /**
   * @param bounds first, last, first, last, …: ascending, and two neighbouring intervals never touch
   * @param whole with `cuts` instead of the bounds: a large set without some of its members
   * @param cuts few intervals, all of them in `whole`
   */
  private constructor(
    bounds: readonly number[] | undefined,
    private readonly whole?: IntervalSet,
    private readonly cuts: IntervalSet = IntervalSet.empty,
  ) {
    this.#bounds = bounds;
  }

  private get bounds(): readonly number[] {
    this.#bounds ??= this.whole ? this.whole.without(this.cuts) : [];
    return this.#bounds;
  }

  /** The set of one interval; empty where `last` is below `first`. */
  static range(first: number, last: number): IntervalSet {
    return first > last ? IntervalSet.empty : new IntervalSet([first, last]);
  }

  static of(...values: number[]): IntervalSet {
    return IntervalSet.from(values.map((value) => [value, value]));
  }

  /** The union of intervals in any order, overlapping or not. */
  static from(intervals: Iterable<Interval>): IntervalSet {
    const sorted = [...intervals].filter(([first, last]) => first <= last).sort((a, b) => a[0] - b[0]);
    const bounds: number[] = [];
    for (const [first, last] of sorted) {
      const end = bounds.at(-1);
      if (end === undefined || first > end + 1) bounds.push(first, last);
      else if (last > end) bounds[bounds.length - 1] = last;
    }
    return bounds.length === 0 ? IntervalSet.empty : new IntervalSet(bounds);
  }

  get isEmpty(): boolean {
    return this.whole ? this.size === 0 : this.bounds.length === 0;
  }

  /** Sets with the same key are equal; of equal sets, large ones only have the same where they are one object. */
  get key(): string {
    this.#key ??= this.isLarge ? `large ${++IntervalSet.#large}` : this.bounds.join(',');
    return this.#key;
  }

  /** How many integers it holds. */
  get size(): number {
    if (this.#size === undefined && this.whole) this.#size = this.whole.size - this.cuts.size;
    if (this.#size === undefined) {
      let size = 0;
      for (let at = 0; at < this.bounds.length; at += 2) size += this.at(at + 1) - this.at(at) + 1;
      this.#size = size;
    }
    return this.#size;
  }

  /** The smallest member, or undefined for the empty set. */
  get first(): number | undefined {
    if (!this.whole) return this.bounds[0];
    for (let at = 0; at < this.whole.bounds.length; at += 2) {
      const [first, last] = [this.whole.at(at), this.whole.at(at + 1)];
      const cut = this.cuts.intervalEndingAtOrAfter(first);
      if (cut >= this.cuts.bounds.length || this.cuts.at(cut) > first) return first;
      if (this.cuts.at(cut + 1) < last) return this.cuts.at(cut + 1) + 1;
    }
    return undefined;
  }

  /** The greatest member, or undefined for the empty set. */
  get last(): number | undefined {
    if (!this.whole) return this.bounds[this.bounds.length - 1];
    for (let at = this.whole.bounds.length - 2; at >= 0; at -= 2) {
      const [first, last] = [this.whole.at(at), this.whole.at(at + 1)];
      const cut = this.cuts.intervalEndingAtOrAfter(last);
      if (cut >= this.cuts.bounds.length || this.cuts.at(cut) > last) return last;
      if (this.cuts.at(cut) > first) return this.cuts.at(cut) - 1;
    }
    return undefined;
  }

  *intervals(): IterableIterator<Interval> {
    for (let at = 0; at < this.bounds.length; at += 2) yield [this.at(at), this.at(at + 1)];
  }

  has(value: number): boolean {
    if (this.whole) return this.whole.has(value) && !this.cuts.has(value);
    const at = this.intervalEndingAtOrAfter(value);
    return at < this.bounds.length && this.at(at) <= value;
  }

  union(other: IntervalSet): IntervalSet {
    if (other === this || other.isEmpty || other.whole === this) return this;
    if (this.whole === other) return other;
    if (this.isEmpty) return other;
    if (this.whole && other.whole === this.whole) return this.whole.subtract(this.cuts.intersect(other.cuts));
    if (this.whole && !other.isLarge && this.whole.commonWith(other).size === other.size)
      return this.whole.subtract(this.cuts.subtract(other));
    if (other.whole && !this.isLarge) return other.union(this);
    return this.remembered(IntervalSet.#unions, other, () =>
      this.orOther(IntervalSet.from([...this.intervals(), ...other.intervals()]), other),
    );
  }

  intersect(other: IntervalSet): IntervalSet {
    if (other === this || other === this.whole) return this;
    if (other.whole === this) return other;
    if (this.isEmpty || other.isEmpty) return IntervalSet.empty;
    if (this.whole) {
      const common = this.whole.intersect(other);
      return common === this.whole ? this : common.subtract(this.cuts);
    }
    if (other.whole) return this.intersect(other.whole).subtract(other.cuts);
    return this.remembered(IntervalSet.#intersections, other, () => this.orOther(this.commonWith(other), other));
  }

  private commonWith(other: IntervalSet): IntervalSet {
    const bounds: number[] = [];
    // Skipping what lies wholly below the other set keeps one address against a list of 100,000 cheap.
    let left = this.intervalEndingAtOrAfter(other.at(0));
    let right = other.intervalEndingAtOrAfter(this.at(0));
    while (left < this.bounds.length && right < other.bounds.length) {
      const first = Math.max(this.at(left), other.at(right));
      const last = Math.min(this.at(left + 1), other.at(right + 1));
      if (first <= last) bounds.push(first, last);
      if (this.at(left + 1) < other.at(right + 1)) left += 2;
      else right += 2;
    }
    return bounds.length === 0 ? IntervalSet.empty : new IntervalSet(bounds);
  }

  subtract(other: IntervalSet): IntervalSet {
    if (this.isEmpty || other.isEmpty) return this;
    if (other === this || other === this.whole) return IntervalSet.empty;
    if (other.whole) return this.subtract(other.whole).union(this.intersect(other.cuts));
    if (this.whole) {
      if (!other.isLarge) return this.cut(other);
      const rest = this.whole.subtract(other);
      return rest === this.whole ? this : rest.subtract(this.cuts);
    }
    if (this.isLarge && !other.isLarge) return this.cut(other);
    return this.remembered(IntervalSet.#differences, other, () => this.fromBounds(this.without(other)));
  }

  /** This large set, or what is left of one, without a small one. */
  private cut(other: IntervalSet): IntervalSet {
    const whole = this.whole ?? this;
    const removed = whole.commonWith(other);
    const cuts = this.cuts.union(removed);
    if (cuts.size === this.cuts.size) return this;
    if (cuts.size === whole.size) return IntervalSet.empty;
    // Where much is cut out a copy is no longer dearer.
    return cuts.isLarge ? this.fromBounds(this.without(other)) : new IntervalSet(undefined, whole, cuts);
  }

  private fromBounds(bounds: readonly number[]): IntervalSet {
    return bounds === this.bounds ? this : bounds.length === 0 ? IntervalSet.empty : new IntervalSet(bounds);
  }

  /** The bounds of what is left without another set; the own ones where nothing changes. */
  private without(other: IntervalSet): readonly number[] {
    // Only the intervals between the other set's ends can change; the rest is copied, or nothing is.
    const from = this.intervalEndingAtOrAfter(other.at(0));
    const to = this.intervalStartingAfter(other.at(other.bounds.length - 1));
    if (from >= to) return this.bounds;
    const changed: number[] = [];
    let hole = other.intervalEndingAtOrAfter(this.at(from));
    for (let own = from; own < to; own += 2) {
      let start = this.at(own);
      const last = this.at(own + 1);
      while (hole < other.bounds.length && other.at(hole + 1) < start) hole += 2;
      for (let at = hole; at < other.bounds.length && other.at(at) <= last; at += 2) {
        if (other.at(at) > start) changed.push(start, other.at(at) - 1);
        start = other.at(at + 1) + 1;
      }
      if (start <= last) changed.push(start, last);
    }
    if (changed.length === to - from && changed.every((bound, index) => bound === this.at(from + index)))
      return this.bounds;
    return this.bounds.slice(0, from).concat(changed, this.bounds.slice(to));
  }

  isSubsetOf(other: IntervalSet): boolean {
    return this.subtract(other).isEmpty;
  }

  equals(other: IntervalSet): boolean {
    if (this === other) return true;
    if (this.size !== other.size) return false;
    if (this.whole && this.whole === other.whole) return this.cuts.equals(other.cuts);
    return (
      this.bounds.length === other.bounds.length && this.bounds.every((bound, index) => bound === other.bounds[index])
    );
  }

  private remembered(answers: Answers, other: IntervalSet, work: () => IntervalSet): IntervalSet {
    if (!other.isLarge) return work();
    let own = answers.get(this);
    if (!own) {
      own = new WeakMap();
      answers.set(this, own);
    }
    let answer = own.get(other);
    if (!answer) {
      answer = work();
      own.set(other, answer);
    }
    return answer;
  }

  /** One of the two operands where the result is the same as it: so that sets which are alike stay one object. */
  private orOther(result: IntervalSet, other: IntervalSet): IntervalSet {
    return result.equals(this) ? this : result.equals(other) ? other : result;
  }

  private get isLarge(): boolean {
    return this.whole !== undefined || this.bounds.length >= LARGE * 2;
  }

  private at(index: number): number {
    return this.bounds[index] as number;
  }

  /** The index of the first interval whose last member is not below `value`; the length where there is none. */
  private intervalEndingAtOrAfter(value: number): number {
    let low = 0;
    let high = this.bounds.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle * 2 + 1) < value) low = middle + 1;
      else high = middle;
    }
    return low * 2;
  }

  /** The index of the first interval that starts above `value`; the length where there is none. */
  private intervalStartingAfter(value: number): number {
    const at = this.intervalEndingAtOrAfter(value);
    return at < this.bounds.length && this.at(at) <= value ? at + 2 : at;
  }
}
