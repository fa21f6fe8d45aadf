import type { RoutingOutcome } from '../routing/routing-decision';
import type { WayChoice } from './way-choice';

/** Whether routing sends packets the same way; which rules were asked on the way there is no difference. */
export function isSameOutcome(a: RoutingOutcome, b: RoutingOutcome): boolean {
  if (a.to === 'interface' && b.to === 'interface') {
    return a.route === b.route && a.hop.interface === b.hop.interface && a.hop.neighbour === b.hop.neighbour;
  }
  return a.to === b.to && (a.to !== 'nowhere' || b.to !== 'nowhere' || a.item === b.item);
}

/**
 * The part of the packets that takes one of several outcomes: equal routes share them evenly, a gateway that is named
 * twice takes two parts. RouterOS 6 shares among the gateways of one route only. What comes behind is for the case that the text leaves the first open.
 */
export function routeChoice(
  outcome: RoutingOutcome,
  all: readonly RoutingOutcome[],
  major: 6 | 7,
): readonly WayChoice[] {
  const [first] = all;
  if (first === undefined || all.every((each) => isSameOutcome(each, first))) return [];
  const equal = all.filter((each) => isSameOutcome(each, first) || isEqualRoute(each, first));
  const alike = equal.filter((each) => isSameOutcome(each, outcome));
  const routes = new Set(equal.map((each) => (each.to === 'interface' ? each.route : undefined)));
  const shared = major === 6 && routes.size > 1 ? 'either' : 'ecmp';
  const by = equal.length === all.length ? shared : 'open';
  return [{ by, rule: undefined, fits: true, part: alike.length / equal.length }];
}

function isEqualRoute(a: RoutingOutcome, b: RoutingOutcome): boolean {
  if (a.to !== 'interface' || b.to !== 'interface' || a.table !== b.table) return false;
  return a.route.distance === b.route.distance && a.route.destination.length === b.route.destination.length;
}
