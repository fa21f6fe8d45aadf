import type { Item, Origin } from '../config/item';
import type { FirewallRule } from './firewall-rule';
import type { FirewallTable } from './firewall-table';

/** One station on a packet's way through a chain: a rule that it fits, or the end of a chain. */
export interface FirewallStep {
  readonly table: FirewallTable;
  readonly chain: string;
  /** The rule's place in its chain, from 1; 0 for the end of the chain. */
  readonly position: number;
  /** `accept`, `jump`, …, or `end-of-chain` where no rule stopped the packet and RouterOS accepts it. */
  readonly action: string;
  /** Undefined for the end of a chain. */
  readonly item: Item | undefined;
  readonly origin: Origin | undefined;
}

/** The step of a packet that a rule fits. */
export function ruleStep(rule: FirewallRule, chain: string): FirewallStep {
  const { table, position, item, origin, action } = rule;
  return { table, chain, position, action: action ?? 'unknown', item, origin };
}

/** The step of a packet that ran through a whole chain. */
export function endOfChain(table: FirewallTable, chain: string): FirewallStep {
  return { table, chain, position: 0, action: 'end-of-chain', item: undefined, origin: undefined };
}

/** `filter input: rule 3 → jump, mgmt rule 7 → accept`, for messages. */
export function formatPath(path: readonly FirewallStep[]): string {
  return path
    .map(({ chain, position, action }) =>
      position === 0 ? `end of chain ${chain} (accepts)` : `${chain} rule ${position} ${action}`,
    )
    .join(' → ');
}
