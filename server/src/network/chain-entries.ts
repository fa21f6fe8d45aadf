import type { FirewallRule } from './firewall-rule';
import { baseChainsOf, type FirewallTable } from './firewall-table';
import { isMatcher } from './lower-match';
import type { NetworkModel } from './network-model';

/** One way into a chain: the jump rules from a base chain on; none for a base chain itself. */
export interface ChainEntry {
  readonly baseChain: string;
  readonly jumps: readonly FirewallRule[];
}

/** Matchers of a rule and of the jumps that lead to it: every value that each matcher has on the way. */
export interface EffectiveConditions {
  readonly entry: ChainEntry;
  /** By property name; a matcher that both a jump and the rule have lists both values, and both must fit. */
  readonly matchers: ReadonlyMap<string, readonly string[]>;
}

const MAX_ENTRIES = 64;

/** All ways into a chain. Empty for a chain that no rule jumps to: its rules never see a packet. */
export function chainEntries(model: NetworkModel, table: FirewallTable, chain: string): readonly ChainEntry[] {
  const known = model.once(knownEntries);
  const key = `${table} ${chain}`;
  let entries = known.get(key);
  if (!entries) {
    entries = findEntries(model, table, chain);
    known.set(key, entries);
  }
  return entries;
}

/** Every rule of a chain asks for the same ways into it: each is followed once a model. */
function knownEntries(): Map<string, readonly ChainEntry[]> {
  return new Map();
}

function findEntries(model: NetworkModel, table: FirewallTable, chain: string): readonly ChainEntry[] {
  const entries: ChainEntry[] = [];
  const follow = (name: string, jumps: readonly FirewallRule[], seen: readonly string[]): void => {
    if (entries.length >= MAX_ENTRIES) return;
    if (baseChainsOf(table).includes(name)) entries.push({ baseChain: name, jumps });
    for (const jump of model.allRules(table)) {
      if (jump.action !== 'jump' || jump.value('jump-target') !== name || jump.chain === undefined) continue;
      if (!seen.includes(jump.chain)) follow(jump.chain, [jump, ...jumps], [...seen, jump.chain]);
    }
  };
  follow(chain, [], [chain]);
  return entries;
}

/** The conditions that a packet meets before a rule acts on it, one for each way to the rule. */
export function effectiveConditions(model: NetworkModel, rule: FirewallRule): readonly EffectiveConditions[] {
  if (rule.chain === undefined) return [];
  return chainEntries(model, rule.table, rule.chain).map((entry) => {
    const matchers = new Map<string, string[]>();
    for (const each of [...entry.jumps, rule]) {
      for (const { name, value } of each.item.properties.values()) {
        if (!isMatcher(name) || value === undefined || value === '') continue;
        matchers.set(name, [...(matchers.get(name) ?? []), value]);
      }
    }
    return { entry, matchers };
  });
}
