import type { Verification } from '../../../router/src/deploy/verification';
import { printable } from '../printable';

/**
 * How it ended on one router. `nothing`: there was nothing to do. `waiting`: it stands and has to be kept. `planned`: it
 * would be deployed. `refused`: nothing was sent, for a reason. `untouched`: it could not begin, and nothing was changed.
 * `unproven`: it was undone, yet the router is not exactly as before. `left-alone`: its turn did not come.
 */
export type RouterEnd =
  | 'kept'
  | 'nothing'
  | 'waiting'
  | 'planned'
  | 'refused'
  | 'reverted'
  | 'untouched'
  | 'unreachable'
  | 'unproven'
  | 'open'
  | 'unknown'
  | 'left-alone';

/** What became of one router, as `--format json` prints it. */
export interface RouterResult {
  readonly router: string;
  readonly end: RouterEnd;
  /** Of the deploy; by it its record and what it left on the router are called. */
  readonly id?: string;
  /** How many were applied, or would be. */
  readonly commands?: number;
  /** Of the script, from 1: what is refused. */
  readonly line?: number;
  readonly message: string;
  readonly seconds: number;
  readonly checks?: readonly Verification[];
  /** What would be done, and to what; of a plan. */
  readonly plan?: {
    readonly commands: readonly { readonly line: number; readonly text: string }[];
    readonly difference: string;
  };
}

/** The exit code of each end: 0 done, 1 refused or undone, 2 could not begin, 3 not known. */
const CODES: Readonly<Record<RouterEnd, 0 | 1 | 2 | 3>> = {
  kept: 0,
  nothing: 0,
  waiting: 0,
  planned: 0,
  refused: 1,
  reverted: 1,
  untouched: 2,
  unreachable: 2,
  unproven: 3,
  open: 3,
  unknown: 3,
  // Another router is the reason, and it has its own code.
  'left-alone': 0,
};

/** Whether no further router should be begun. */
export function isFailure({ end }: RouterResult): boolean {
  return CODES[end] !== 0;
}

/** The exit code of all: what has to be looked at most urgently. */
export function exitCode(results: readonly RouterResult[]): number {
  const codes = new Set(results.map(({ end }) => CODES[end]));
  return [3, 1, 2].find((code) => codes.has(code as 1)) ?? 0;
}

/** One result as a line, with more below it where there is more to say. */
export function resultLine({ router, end, commands, line, message, seconds, checks }: RouterResult): string {
  const facts = [
    end,
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(commands === undefined ? [] : [`${commands} ${commands === 1 ? 'command' : 'commands'}`]),
    ...(seconds === 0 ? [] : [`${seconds.toFixed(1)} s`]),
  ];
  const failed = (checks ?? []).filter(({ result }) => result === 'failed');
  const below = [
    ...(message === '' ? [] : [message]),
    ...failed.map((each) => `${each.check}: ${each.text} ${each.whatToDo}`),
  ];
  return printable([`${router}: ${facts.join(', ')}`, ...below.map((text) => `  ${text}`), ''].join('\n'));
}

/** How many ended how: `48 kept, 1 refused, 1 left-alone`. */
export function summary(results: readonly RouterResult[]): string {
  const counts = new Map<RouterEnd, number>();
  for (const { end } of results) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].map(([end, count]) => `${count} ${end}`).join(', ');
}
