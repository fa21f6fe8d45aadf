/** A half-open range of UTF-16 offsets in one document: `start` is in it, `end` is not. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Whether `inner` lies within `outer`; an empty range at either edge counts. */
export function containsRange(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether the two ranges share at least one character, or touch where one of them is empty. */
export function rangesMeet(a: TextRange, b: TextRange): boolean {
  return (a.start < b.end && b.start < a.end) || a.start === b.start || a.end === b.end;
}
