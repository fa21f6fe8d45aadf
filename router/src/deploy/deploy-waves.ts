/** How a fleet is gone through: so many routers at first, then so many, and all that are left. */
export type Waves = readonly (number | 'rest')[];

/** Reads `1,5,rest`; undefined for what is none. A list that does not end with `rest` gets it. */
export function parseWaves(text: string): Waves | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const waves: (number | 'rest')[] = [];
  for (const part of parts) {
    if (waves[waves.length - 1] === 'rest') return undefined;
    if (part === 'rest') waves.push('rest');
    else if (/^[1-9]\d*$/.test(part)) waves.push(Number(part));
    else return undefined;
  }
  return waves[waves.length - 1] === 'rest' ? waves : [...waves, 'rest'];
}

/** What became of one router of a fleet. */
export interface WaveResult<Target, End> {
  readonly target: Target;
  /** From 0. */
  readonly wave: number;
  /** Undefined where the router was left alone, because another failed before its turn. */
  readonly end: End | undefined;
}

/**
 * Goes through a fleet wave by wave, at most `atOnce` routers at a time within one. A wave in which one failed is the last
 * that is begun, and within it no further router is begun either. Results come in the order of the targets.
 */
export async function runWaves<Target, End>(
  targets: readonly Target[],
  waves: Waves,
  atOnce: number,
  deploy: (target: Target, wave: number) => Promise<End>,
  isFailure: (end: End) => boolean,
): Promise<readonly WaveResult<Target, End>[]> {
  const results: WaveResult<Target, End>[] = [];
  let failed = false;
  let next = 0;
  for (let wave = 0; next < targets.length; wave++) {
    const size = waves[wave] ?? 'rest';
    const members = targets.slice(next, size === 'rest' ? undefined : next + size);
    next += members.length;
    const ends = new Map<Target, End>();
    const waiting = [...members];
    const work = async () => {
      for (let target = waiting.shift(); target !== undefined && !failed; target = waiting.shift()) {
        const end = await deploy(target, wave);
        ends.set(target, end);
        failed ||= isFailure(end);
      }
    };
    if (!failed) await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, members.length)) }, work));
    results.push(...members.map((target) => ({ target, wave, end: ends.get(target) })));
  }
  return results;
}
