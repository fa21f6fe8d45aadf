import { SymbolSet } from '../../base/symbol-set';
import { chainEntries } from '../chain-entries';
import { NO_MARK } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { FirewallTable } from '../firewall-table';
import { isMatcher, type Match } from '../lower-match';
import type { NetworkModel } from '../network-model';
import { PacketSet } from '../packet-set';

/** A value of `per-connection-classifier`: `both-addresses:3/0`. */
export interface PccValue {
  readonly fields: string;
  readonly denominator: number;
  readonly remainder: number;
  readonly negated: boolean;
}

/** One rule of a partition. */
export interface PccMember {
  readonly rule: FirewallRule;
  readonly remainder: number;
  /** The mark that the rule sets, or the address of its dst-nat; undefined where it has none. */
  readonly target: string | undefined;
}

/** The rules that share out the same packets by the same hash: one chain, the same other matchers, the same divisor. */
export interface PccPartition {
  readonly table: FirewallTable;
  readonly chain: string;
  readonly action: string;
  readonly fields: string;
  readonly denominator: number;
  /** In the order of the rules. */
  readonly members: readonly PccMember[];
  /** Remainders below the denominator that no member takes, ascending. */
  readonly missing: readonly number[];
  /** Remainders that more than one member takes, ascending. */
  readonly repeated: readonly number[];
  /**
   * A rule that takes the shares which no member takes: one without a classifier that does the like (`LIKE`), or the
   * first rule of a complete partition of the same packets; both may stand behind a jump. Undefined where there is none.
   */
  readonly catchAll: FirewallRule | undefined;
  /** True where a member may not be there, or the chain has rules that cannot be told: then missing is not certain. */
  readonly uncertain: boolean;
}

/** Reads `both-addresses:3/0`, `!src-address:2/1`; undefined for anything else. */
export function parsePcc(text: string): PccValue | undefined {
  const match = /^(!?)\s*([a-z-]+):(\d+)\/(\d+)$/.exec(text.trim());
  if (!match) return undefined;
  const [, not, fields = '', denominator, remainder] = match;
  return { fields, denominator: Number(denominator), remainder: Number(remainder), negated: not === '!' };
}

/** All partitions of mangle and NAT. */
export function askPccPartitions(model: NetworkModel): readonly PccPartition[] {
  return model.once(findPartitions);
}

function findPartitions(model: NetworkModel): readonly PccPartition[] {
  return [...partitionsOf(model, 'mangle'), ...partitionsOf(model, 'nat')];
}

interface Group {
  readonly pcc: PccValue;
  readonly chain: string;
  readonly action: string;
  readonly members: PccMember[];
}

function partitionsOf(model: NetworkModel, table: FirewallTable): readonly PccPartition[] {
  const groups = new Map<string, Group>();
  for (const rule of model.allRules(table)) {
    const pcc = parsePcc(rule.value('per-connection-classifier') ?? '');
    const { chain, action } = rule;
    if (pcc === undefined || pcc.negated || chain === undefined || action === undefined) continue;
    const key = [chain, action, pcc.fields, pcc.denominator, ...matchersOf(rule)].join('\n');
    const group = groups.get(key) ?? { pcc, chain, action, members: [] };
    group.members.push({ rule, remainder: pcc.remainder, target: targetOf(rule) });
    groups.set(key, group);
  }
  const all = [...groups.values()];
  return all.map((group) => describe(model, table, group, all));
}

function describe(model: NetworkModel, table: FirewallTable, group: Group, all: readonly Group[]): PccPartition {
  const { chain, action, members, pcc } = group;
  const count = (remainder: number): number => members.filter((member) => member.remainder === remainder).length;
  const missing = missingOf(group);
  const remainders = [...new Set(members.map((member) => member.remainder))].sort((a, b) => a - b);
  return {
    ...{ table, chain, action, members, missing },
    fields: pcc.fields,
    denominator: pcc.denominator,
    repeated: remainders.filter((remainder) => count(remainder) > 1),
    catchAll: missing.length === 0 ? undefined : catchAllOf(model, table, group, all),
    uncertain:
      members.some(({ rule }) => !rule.isCertain) ||
      model.allRules(table).some((rule) => rule.chain === undefined || !rule.item.added),
  };
}

/** Denominators are small; a huge one is a typing error, and listing its gaps helps nobody. */
const MAX_DENOMINATOR = 1024;

function missingOf({ pcc, members }: Group): readonly number[] {
  const covered = new Set(members.map((member) => member.remainder));
  const size = Math.min(pcc.denominator, MAX_DENOMINATOR);
  return Array.from({ length: size }, (_, remainder) => remainder).filter((remainder) => !covered.has(remainder));
}

function catchAllOf(
  model: NetworkModel,
  table: FirewallTable,
  group: Group,
  all: readonly Group[],
): FirewallRule | undefined {
  const first = group.members[0]?.rule;
  if (first === undefined) return undefined;
  const shared = withoutPcc(first).may;
  // What is left over has no mark yet.
  const left = group.action === 'mark-connection' ? shared.intersect(UNMARKED) : shared;
  const entries = chainEntries(model, table, group.chain);
  const jumps = entries.flatMap((entry) => entry.jumps);
  const chains = new Set([group.chain, ...jumps.map((jump) => jump.chain)]);
  const conditions = new Set([...matchersOf(first), ...jumps.flatMap(matchersOf)]);
  const takesRest = (rule: FirewallRule): boolean =>
    rule.isCertain && (left.isSubsetOf(withoutPcc(rule).must) || isNoNarrower(rule, conditions));
  followJumps(model, table, chains, takesRest);
  const like = [group.action, ...(LIKE[group.action] ?? [])];
  for (const rule of model.allRules(table)) {
    if (rule.action === undefined || !like.includes(rule.action) || !chains.has(rule.chain)) continue;
    if (!rule.item.properties.has('per-connection-classifier') && takesRest(rule)) return rule;
  }
  const complete = all.find(
    (other) =>
      other !== group &&
      other.action === group.action &&
      chains.has(other.chain) &&
      missingOf(other).length === 0 &&
      other.members.every(({ rule }) => takesRest(rule)),
  );
  return complete?.members[0]?.rule;
}

/** Actions that do for a connection what another one does, so that it is not left over. */
const LIKE: Readonly<Record<string, readonly string[]>> = {
  'mark-connection': ['mark-routing'],
  'src-nat': ['masquerade', 'same', 'netmap'],
  'dst-nat': ['redirect', 'netmap'],
};

/** Adds the chains to which rules of these chains send everything that is left over. */
function followJumps(
  model: NetworkModel,
  table: FirewallTable,
  chains: Set<string | undefined>,
  takesRest: (rule: FirewallRule) => boolean,
): void {
  // What is added while the set is gone through is gone through as well.
  for (const chain of chains) {
    for (const rule of model.allRules(table)) {
      if (rule.chain !== chain || rule.action !== 'jump' || !takesRest(rule)) continue;
      if (!rule.item.properties.has('per-connection-classifier')) chains.add(rule.value('jump-target'));
    }
  }
}

/** Matchers that fit the same packet at one rule and not at the next. */
const CHANGING: ReadonlySet<string> = new Set(['limit', 'dst-limit', 'nth', 'random', 'connection-limit', 'psd']);

/**
 * Whether a rule asks for nothing that is not asked of the partition's packets anyway. So a rule with the same
 * `in-interface-list=LAN` is known to take them even where the list's members are not.
 */
function isNoNarrower(rule: FirewallRule, conditions: ReadonlySet<string>): boolean {
  return matchersOf(rule).every((text) => conditions.has(text) && !CHANGING.has(text.split('=')[0] ?? ''));
}

function withoutPcc(rule: FirewallRule): Match {
  return rule.matchWithout('per-connection-classifier');
}

const UNMARKED = PacketSet.of({ connectionMark: SymbolSet.of(NO_MARK) });

/** The rule's matchers but the classifier, as `name=value`; one that is computed is equal to no other. */
function matchersOf(rule: FirewallRule): readonly string[] {
  return [...rule.item.properties.values()]
    .filter(({ name, value }) => isMatcher(name) && name !== 'per-connection-classifier' && value !== '')
    .map(({ name, value, origin }) => `${name}=${value ?? `computed at ${origin.uri} ${origin.range.start}`}`)
    .sort();
}

function targetOf(rule: FirewallRule): string | undefined {
  const { action } = rule;
  if (action === 'mark-connection') return rule.value('new-connection-mark');
  if (action === 'mark-routing') return rule.value('new-routing-mark');
  if (action === 'mark-packet') return rule.value('new-packet-mark');
  return rule.value('to-addresses');
}
