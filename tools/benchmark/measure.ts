/** Times in milliseconds, sorted. */
export class Times {
  constructor(private readonly sorted: readonly number[]) {}
  get median(): number {
    return this.quantile(0.5);
  }
  quantile(share: number): number {
    return this.sorted[Math.min(this.sorted.length - 1, Math.floor(share * this.sorted.length))] ?? Number.NaN;
  }
}

/** Keeps results from being thrown away by the compiler. */
const sink: unknown[] = [undefined];

/** Runs something several times after warming up, and gives the times. */
export function measure(work: () => unknown, { runs = 15, warmUp = 3 } = {}): Times {
  for (let i = 0; i < warmUp; i++) sink[0] = work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    sink[0] = work();
    times.push(performance.now() - start);
  }
  return new Times(times.sort((a, b) => a - b));
}

export function timesOf(list: readonly number[]): Times {
  return new Times([...list].sort((a, b) => a - b));
}

/** What something keeps in memory, in bytes: heap and typed arrays, after everything else was thrown away. */
export function retained<T>(make: () => T): { bytes: number; value: T } {
  const before = used();
  const value = make();
  return { bytes: used() - before, value };
}

function used(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  // Typed arrays are part of `external`.
  return heapUsed + external;
}
