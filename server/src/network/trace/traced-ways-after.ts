import type { FirewallTable } from '../firewall-table';
import type { ModelChange } from '../model-change';
import type { PacketSet } from '../packet-set';
import type { TracedWays, TraceEnding, TraceStep } from './trace';
import type { WayAssumption, WayChoice } from './way-choice';

/** A packet that comes to a chain. */
export class ChainVisit {
  constructor(
    private readonly table: FirewallTable,
    private readonly chain: string,
    private readonly packet: PacketSet,
  ) {}

  /** Whether a rule that differs may meet it. */
  isTouchedBy(change: ModelChange): boolean {
    const ofTable = change.table(this.table);
    if (ofTable.isNothing) return false;
    // Of a chain without rules nothing is told.
    if (change.isFilledOrEmptied(this.table, this.chain)) return true;
    return ofTable.mayMatter(this.chain, this.packet);
  }
}

/**
 * The ways of a packet through the model before a change, as ways through the one after it; undefined where it may go
 * other ways there, or nobody can tell.
 *
 * @param visits all chains that it came to
 */
export function waysAfter(
  change: ModelChange,
  visits: readonly ChainVisit[],
  { major, endings, isWhole }: TracedWays,
): TracedWays | undefined {
  if (visits.some((visit) => visit.isTouchedBy(change))) return undefined;
  const moved = allOf(endings.map((ending) => endingAfter(change, ending)));
  return moved && { major, endings: moved, isWhole };
}

function endingAfter(change: ModelChange, ending: TraceEnding): TraceEnding | undefined {
  const path = allOf(ending.path.map((step) => stepAfter(change, step)));
  const choices = allOf(ending.choices.map((choice) => ruleAfter(change, choice)));
  const assumptions = allOf(ending.assumptions.map((assumption) => ruleAfter(change, assumption)));
  return path && choices && assumptions && { ...ending, path, choices, assumptions };
}

function allOf<T>(found: readonly (T | undefined)[]): readonly T[] | undefined {
  return found.includes(undefined) ? undefined : (found as readonly T[]);
}

function stepAfter(change: ModelChange, step: TraceStep): TraceStep | undefined {
  if (step.item === undefined) return step;
  const item = change.itemAfter(step.item);
  return item && { ...step, item };
}

function ruleAfter<T extends WayChoice | WayAssumption>(change: ModelChange, thing: T): T | undefined {
  if (thing.rule === undefined) return thing;
  const rule = change.table(thing.rule.table).successorOf(thing.rule.item);
  return rule && { ...thing, rule };
}
