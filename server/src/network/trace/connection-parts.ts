import type { FirewallRule } from '../firewall-rule';
import type { TraceEnding } from './trace';
import type { WayChoice } from './way-choice';

/** One way of a kind of connections, with the part of them that takes it. */
export interface ConnectionPart {
  readonly ending: TraceEnding;
  /** From 0 to 1; all parts together make 1. */
  readonly part: number;
}

/** The parts in which connections of one kind take their ways; ways that none takes are left out. */
export function connectionParts(endings: readonly TraceEnding[]): readonly ConnectionPart[] {
  const parts = hasCounters(endings) ? countedParts(endings) : endings.map(independentPart);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return endings
    .map((ending, at) => ({ ending, part: total === 0 ? 0 : (parts[at] ?? 0) / total }))
    .filter(({ part }) => part > 0);
}

/** Whether all partings are ones of which the text tells how they share. */
export function isShareKnown(endings: readonly TraceEnding[]): boolean {
  return !hasOpenChoice(endings) && endings.every(({ choices }) => choices.every(({ by }) => by !== 'either'));
}

/** Whether the text leaves open how often one of the sides is taken. */
export function hasOpenChoice(endings: readonly TraceEnding[]): boolean {
  return endings.some(({ choices }) => choices.some(({ by }) => by === 'open'));
}

function independentPart({ choices }: TraceEnding): number {
  return choices.reduce((part, choice) => part * choice.part, 1);
}

/**
 * Whether counters decide, and nothing else before them. Behind a hash each counter sees connections in no order that
 * it could keep step with, so there its part is one in so many.
 */
function hasCounters(endings: readonly TraceEnding[]): boolean {
  const inOrder = endings.every(({ choices }) => {
    const last = choices.findLastIndex(({ by }) => by === 'nth');
    return choices.slice(0, last + 1).every(({ by }) => by === 'nth');
  });
  return inOrder && endings.some(({ choices }) => choices.some(({ by }) => by === 'nth'));
}

const MAX_CONNECTIONS = 20_000;

/**
 * Lets one connection after another through the counters, until all of them are back where they began. A rule counts
 * only the connections that reach it: behind `nth=3,1` the next rule sees two of three.
 */
function countedParts(endings: readonly TraceEnding[]): readonly number[] {
  const parts = new Map<TraceEnding, number>();
  const counters = new Map<FirewallRule, number>();
  for (let connection = 0; connection < MAX_CONNECTIONS; connection++) {
    let left = endings;
    let at = 0;
    for (let choice = left[0]?.choices[at]; choice?.nth && choice.rule; choice = left[0]?.choices[++at]) {
      const { rule, nth } = choice;
      const count = ((counters.get(rule) ?? 0) % nth.every) + 1;
      counters.set(rule, count % nth.every);
      left = left.filter(({ choices }) => isOn(choices[at], rule, count === nth.packet));
    }
    // Behind the counters others may share: equal routes.
    for (const ending of left) {
      const behind = ending.choices.slice(at).reduce((part, choice) => part * choice.part, 1);
      parts.set(ending, (parts.get(ending) ?? 0) + behind);
    }
    if ([...counters.values()].every((count) => count === 0)) break;
  }
  return endings.map((ending) => parts.get(ending) ?? 0);
}

function isOn(choice: WayChoice | undefined, rule: FirewallRule, fits: boolean): boolean {
  return choice?.rule === rule && choice.fits === fits;
}
