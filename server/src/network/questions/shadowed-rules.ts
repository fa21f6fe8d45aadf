import { chainEntries } from '../chain-entries';
import type { FirewallRule } from '../firewall-rule';
import { baseChainsOf, type FirewallTable, menuOfTable } from '../firewall-table';
import { isMatcher } from '../lower-match';
import type { NetworkModel } from '../network-model';
import type { PacketSet } from '../packet-set';

/** A rule that no packet reaches, because rules before it in its chain take all that it fits. */
export interface ShadowedRule {
  readonly rule: FirewallRule;
  /** The rules that take its packets; one where one alone does. */
  readonly by: readonly FirewallRule[];
}

const TABLES: readonly FirewallTable[] = ['raw', 'mangle', 'nat', 'filter'];
/** No chain written by hand is that long, and comparing all pairs of a generated one takes too much time. */
const MAX_RULES = 400;

/** The rules that never see a packet, in menus whose order the text tells. */
export function askShadowedRules(model: NetworkModel): readonly ShadowedRule[] {
  return model.once(findShadowed);
}

function findShadowed(model: NetworkModel): readonly ShadowedRule[] {
  return TABLES.filter((table) => !model.configuration.menu(menuOfTable(table)).uncertain).flatMap((table) => {
    const chains = new Set(model.allRules(table).map((rule) => rule.chain));
    return [...chains].flatMap((chain) => (chain === undefined ? [] : shadowedIn(model, table, chain)));
  });
}

function shadowedIn(model: NetworkModel, table: FirewallTable, chain: string): readonly ShadowedRule[] {
  const rules = model.rules(table, chain);
  if (rules.length > MAX_RULES || chainEntries(model, table, chain).length === 0) return [];
  const isBase = baseChainsOf(table).includes(chain);
  const found: ShadowedRule[] = [];
  const takers: FirewallRule[] = [];
  for (const rule of rules) {
    const by = rule.isCertain && rule.item.added ? takersOf(rule, takers) : [];
    if (by.length > 0) found.push({ rule, by });
    // Behind a rule that changes marks or states the same packet may meet what it did not meet before.
    if (changesPackets(rule)) break;
    if (takesAll(rule, isBase)) takers.push(rule);
  }
  return found;
}

/** Rules that together leave nothing for another one; none where something is left, or cannot be told. */
function takersOf(rule: FirewallRule, takers: readonly FirewallRule[]): readonly FirewallRule[] {
  const { may } = rule.match;
  if (may.isEmpty || may.roundedDown) return [];
  const single = takers.find((taker) => may.isSubsetOf(taker.match.must) || asksNoMore(taker, rule));
  if (single) return [single];
  let rest: PacketSet = may;
  const by: FirewallRule[] = [];
  for (const taker of takers) {
    const left = rest.subtract(taker.match.must);
    if (left.isEmpty) return [...by, taker];
    if (!rest.intersect(taker.match.must).isEmpty) by.push(taker);
    rest = left;
  }
  return [];
}

/** Matchers that fit the same packet at one rule and not at the next. */
const CHANGING = new Set(['limit', 'dst-limit', 'nth', 'random', 'connection-limit', 'psd', 'connection-rate', 'time']);

/** Whether every matcher of a rule is also on the other one, word for word: so even lists of unknown members agree. */
function asksNoMore(taker: FirewallRule, rule: FirewallRule): boolean {
  if (!taker.isCertain) return false;
  return [...taker.item.properties.values()]
    .filter(({ name, value }) => isMatcher(name) && value !== '')
    .every(
      ({ name, value }) =>
        value !== undefined && !CHANGING.has(name) && rule.item.properties.get(name)?.value === value,
    );
}

const FINAL = new Set(['accept', 'drop', 'reject', 'tarpit', 'dst-nat', 'src-nat', 'masquerade', 'redirect', 'netmap']);

/** Whether a rule ends the chain for what it fits. FastTrack lets some packets of its connections go on. */
function takesAll(rule: FirewallRule, isBase: boolean): boolean {
  if (rule.action === undefined) return false;
  if (rule.action === 'return') return !isBase;
  if (rule.item.properties.get('passthrough')?.value === 'no') return rule.action === 'passthrough';
  return FINAL.has(rule.action);
}

function changesPackets(rule: FirewallRule): boolean {
  const { action } = rule;
  if (action === 'jump') return rule.table === 'mangle';
  return action === undefined || action.startsWith('mark-') || action === 'notrack';
}
