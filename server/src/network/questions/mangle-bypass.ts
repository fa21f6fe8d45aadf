import type { FirewallRule } from '../firewall-rule';
import type { NetworkModel } from '../network-model';
import type { ConnectionMarker, SteeringRule } from './steering';

/** Matchers by which a rule leaves some destinations out or takes them aside. */
const DESTINATION = ['dst-address', 'dst-address-list', 'dst-address-type'] as const;

/** Whether a rule, or a jump that leads to it, is for some destinations only. */
export function limitsDestination({ matchers }: ConnectionMarker | SteeringRule): boolean {
  return DESTINATION.some((name) => matchers.has(name));
}

/**
 * The rules before another one that take packets for some destinations out of mangle: `accept` or `return` with a
 * destination, in the rule's own chain or in one that the way to it leads through.
 */
export function bypassesBefore(
  model: NetworkModel,
  { rule, entry }: ConnectionMarker | SteeringRule,
): readonly FirewallRule[] {
  const all = model.allRules('mangle');
  const stops = new Map([...entry.jumps, rule].map((each) => [each.chain, all.indexOf(each)]));
  return all.filter((each, index) => {
    const stop = stops.get(each.chain);
    if (stop === undefined || index >= stop) return false;
    const leaves = each.action === 'accept' || each.action === 'return' || isLastMark(each);
    return leaves && DESTINATION.some((name) => each.item.properties.has(name));
  });
}

/** A mark for some destinations that ends mangle keeps them out of the rules behind it. */
function isLastMark(rule: FirewallRule): boolean {
  return (rule.action?.startsWith('mark-') ?? false) && rule.value('passthrough') === 'no';
}
