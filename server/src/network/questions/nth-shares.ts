import { effectiveConditions } from '../chain-entries';
import { NO_MARK } from '../cube';
import type { FirewallRule } from '../firewall-rule';
import type { FirewallTable } from '../firewall-table';
import type { NetworkModel } from '../network-model';
import { parseNth } from './nth-values';
import { askShadowedRules } from './shadowed-rules';

/** What a rule with `nth` takes. */
export interface NthShare {
  readonly rule: FirewallRule;
  /** From 0 to 1, of all that fits the rule's other matchers. */
  readonly share: number;
}

/** The shares of the rules with `nth` that packets reach, as far as they can be told. */
export function askNthShares(model: NetworkModel): readonly NthShare[] {
  return model.once(findShares);
}

function findShares(model: NetworkModel): readonly NthShare[] {
  return (['mangle', 'nat'] as const).flatMap((table) => sharesIn(model, table));
}

function sharesIn(model: NetworkModel, table: FirewallTable): readonly NthShare[] {
  const shares: NthShare[] = [];
  const shadowed = new Set(askShadowedRules(model).map(({ rule }) => rule));
  /** What the rules with the same matchers have left; undefined where a rule among them can't be told. */
  const left = new Map<string, number | undefined>();
  for (const rule of model.allRules(table)) {
    if (!rule.item.properties.has('nth')) continue;
    const nth = parseNth(rule.value('nth'));
    const key = matchersBesideNth(rule);
    const rest = left.has(key) ? left.get(key) : 1;
    const isUsual = nth && nth.packet >= 1 && nth.packet <= nth.every && rule.isCertain;
    if (!isUsual || rest === undefined || shadowed.has(rule)) {
      left.set(key, undefined);
      continue;
    }
    const share = rest / nth.every;
    left.set(key, leavesTheRest(rule) ? rest - share : rest);
    if (effectiveConditions(model, rule).length > 0) shares.push({ rule, share });
  }
  return shares;
}

/** Whether the next rule does not see the packets of this one: then it counts only what is left. */
export function leavesTheRest(rule: FirewallRule): boolean {
  if (rule.table === 'nat') return true;
  const unmarksItself = rule.action === 'mark-connection' && rule.value('connection-mark') === NO_MARK;
  return unmarksItself || rule.value('passthrough') === 'no';
}

/** All but the counter and what the rule does: rules with the same key look at the same packets. */
export function matchersBesideNth(rule: FirewallRule): string {
  const others = [...rule.item.properties.values()].filter(({ name }) => !OWN.has(name));
  return others
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join('\n');
}

const OWN = new Set([
  ...['nth', 'new-connection-mark', 'new-routing-mark', 'new-packet-mark', 'to-addresses', 'to-ports'],
  ...['comment', 'log', 'log-prefix', 'passthrough'],
]);
