import { percent } from '../../../server/src/base/percent';
import type { LineReference } from '../../../server/src/config/line-in-words';
import type { ExplainedPart, ExplainedShare } from './explanation';

/** `bridge (192.168.88.0/24)` */
export function lanText({ lan, family, sources, someOnly }: ExplainedShare): string {
  const by = family === 6 ? ' by IPv6' : '';
  if (sources === '') return `${lan}${by}`;
  return someOnly ? `${lan}${by}, from ${sources}` : `${lan}${by} (${sources})`;
}

/** `50 %`, or `up to 100 %` of what takes one of several uplinks as a whole. */
export function partSize({ part, either }: Pick<ExplainedPart, 'part' | 'either'>, { parts }: ExplainedShare): string {
  if (!either) return percent(part);
  return `up to ${percent(parts.filter((each) => each.either).reduce((sum, each) => sum + each.part, 0))}`;
}

const BECOMES: Readonly<Record<string, string>> = {
  accept: 'delivered to the router itself',
  reject: 'rejected',
  drop: 'dropped',
};

/** What a packet that does not leave comes to. */
export function whatBecomes(verdict: string): string {
  return BECOMES[verdict] ?? 'sent on untranslated';
}

/** All that have a key in common, in the order of the first of them. */
export function grouped<T>(
  all: readonly T[],
  keyOf: (each: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups];
}

const MAX_LINES = 8;

/** `lines 3, 7`; nothing for none. */
export function linesText(lines: readonly LineReference[]): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, MAX_LINES).join(', ') + (lines.length > MAX_LINES ? ', …' : '');
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown}`;
}

/** ` (lines 3, 7)` behind what they decide. */
export function inBrackets(lines: readonly LineReference[]): string {
  return lines.length === 0 ? '' : ` (${linesText(lines)})`;
}
