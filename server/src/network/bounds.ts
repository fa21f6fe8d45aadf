/**
 * What is known about a set that the text does not tell exactly: `certain` members are in it whatever the router does,
 * nothing outside `possible` ever is. `certain` is a subset of `possible`; where they are equal the set is known.
 */
export interface Bounds<S> {
  readonly certain: S;
  readonly possible: S;
}

/** Both bounds of a set that is known exactly. */
export function exactly<S>(set: S): Bounds<S> {
  return { certain: set, possible: set };
}

/** Whether both bounds are one object, as `exactly` makes them; then what is computed for one serves for the other. */
export function isKnown<S>(bounds: Bounds<S>): boolean {
  return bounds.certain === bounds.possible;
}

/** The bounds of everything that is not in the set: what is possible turns into what is not certain. */
export function complementBounds<S extends { subtract(other: S): S }>(bounds: Bounds<S>, universe: S): Bounds<S> {
  const certain = universe.subtract(bounds.possible);
  return isKnown(bounds) ? exactly(certain) : { certain, possible: universe.subtract(bounds.certain) };
}
