/** A closed interval of whole numbers. */
export type Interval = readonly [first: number, last: number];

/**
 * A set of whole numbers as disjoint, ascending intervals with a gap between any two. Immutable. It serves addresses
 * (0 to 2³²−1), ports and protocols alike; all operations are linear in the number of intervals.
 */
export class IntervalSet {
  static readonly empty = new IntervalSet([]);
  private constructor(readonly intervals: readonly Interval[]) {}

  /** Intervals in any order, overlapping or not; those whose end lies before their start are left out. */
  static of(...intervals: readonly Interval[]): IntervalSet {
    const sorted = intervals.filter(([first, last]) => first <= last).sort((a, b) => a[0] - b[0]);
    const merged: [number, number][] = [];
    for (const [first, last] of sorted) {
      const previous = merged[merged.length - 1];
      if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
      else merged.push([first, last]);
    }
    return merged.length === 0 ? IntervalSet.empty : new IntervalSet(merged);
  }

  get isEmpty(): boolean {
    return this.intervals.length === 0;
  }
  has(value: number): boolean {
    return this.intervals.some(([first, last]) => first <= value && value <= last);
  }
  /** The smallest member. */
  get first(): number | undefined {
    return this.intervals[0]?.[0];
  }
  /** How many members there are. */
  get size(): number {
    return this.intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }
  union(other: IntervalSet): IntervalSet {
    return IntervalSet.of(...this.intervals, ...other.intervals);
  }
  intersect(other: IntervalSet): IntervalSet {
    const common: Interval[] = [];
    let i = 0;
    let j = 0;
    for (;;) {
      const a = this.intervals[i];
      const b = other.intervals[j];
      if (!a || !b) break;
      const first = Math.max(a[0], b[0]);
      const last = Math.min(a[1], b[1]);
      if (first <= last) common.push([first, last]);
      if (a[1] < b[1]) i++;
      else j++;
    }
    return IntervalSet.of(...common);
  }
  subtract(other: IntervalSet): IntervalSet {
    const left: Interval[] = [];
    let j = 0;
    for (const [first, last] of this.intervals) {
      let from = first;
      while (j < other.intervals.length && (other.intervals[j]?.[1] ?? 0) < from) j++;
      for (let k = j; k < other.intervals.length; k++) {
        const [cutFirst, cutLast] = other.intervals[k] ?? [0, -1];
        if (cutFirst > last) break;
        if (cutFirst > from) left.push([from, cutFirst - 1]);
        from = Math.max(from, cutLast + 1);
      }
      if (from <= last) left.push([from, last]);
    }
    return IntervalSet.of(...left);
  }
  equals(other: IntervalSet): boolean {
    return (
      this.intervals.length === other.intervals.length &&
      this.intervals.every(([first, last], i) => other.intervals[i]?.[0] === first && other.intervals[i]?.[1] === last)
    );
  }
}
