import { effectiveConditions } from '../../../network/chain-entries';
import type { FirewallRule } from '../../../network/firewall-rule';
import { leavesTheRest, matchersBesideNth } from '../../../network/questions/nth-shares';
import { type NthValue, parseNth } from '../../../network/questions/nth-values';
import { placeOf, setProperty } from '../../edit-item';
import { removeArgument } from '../../edit-text';
import type { LintRule, RuleContext } from '../../lint-rule';

const RULE = 'add chain=prerouting action=mark-connection in-interface-list=LAN connection-mark=no-mark';

export const nthChainArithmetic: LintRule = {
  id: 'nth-chain-arithmetic',
  severity: 'warning',
  needs: 'local',
  summary: 'nth rules whose numbers don’t give the shares that they look like.',
  why: 'Each rule counts only what it sees. Behind a rule that took every third connection, nth=3,2 takes a third of the rest: the shares are uneven, and some connections get no mark. Count down instead: 3,1, then 2,1, then the rest.',
  source: 'Load Balancing manual, “Firewall marking”.',
  valid: [
    {
      code: `/ip firewall mangle\n${RULE} nth=3,1 new-connection-mark=a\n${RULE} nth=2,1 new-connection-mark=b\n${RULE} new-connection-mark=c`,
    },
    {
      // Both see every new connection.
      code: '/ip firewall mangle\nadd chain=prerouting action=mark-connection connection-state=new nth=2,1 new-connection-mark=a\nadd chain=prerouting action=mark-connection connection-state=new nth=2,2 new-connection-mark=b',
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle\n${RULE} nth=3,1 new-connection-mark=a\n${RULE} nth=3,2 new-connection-mark=b\n${RULE} nth=3,3 new-connection-mark=c`,
      fixed: `/ip firewall mangle\n${RULE} nth=3,1 new-connection-mark=a\n${RULE} nth=2,1 new-connection-mark=b\n${RULE} new-connection-mark=c`,
    },
    { code: `/ip firewall mangle\n${RULE} nth=2,3 new-connection-mark=a` },
  ],
  check(context) {
    for (const table of ['mangle', 'nat'] as const) {
      for (const rule of context.network.allRules(table)) {
        const nth = parseNth(rule.value('nth'));
        if (!nth || (nth.packet >= 1 && nth.packet <= nth.every)) continue;
        context.report({
          range: placeOf(rule.item, 'nth'),
          message: `Of every ${nth.every} there is no ${nth.packet}th one: this rule never matches. Count from 1 to ${nth.every}.`,
        });
      }
    }
    for (const group of takenOneByOne(context)) reportGroup(context, group);
  },
};

interface Member {
  readonly rule: FirewallRule;
  readonly nth: NthValue;
}

/** Groups of rules with one `every` that take packets 1, 2, 3 … although each sees only what those before it left. */
function takenOneByOne({ network }: RuleContext): readonly (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const rule of network.allRules('mangle')) {
    const nth = parseNth(rule.value('nth'));
    if (!nth || rule.action !== 'mark-connection' || !rule.isCertain || !leavesTheRest(rule)) continue;
    const key = `${nth.every}\n${matchersBesideNth(rule)}`;
    groups.set(key, [...(groups.get(key) ?? []), { rule, nth }]);
  }
  return [...groups.values()].filter(
    (group) =>
      group.length > 1 &&
      group.every(({ nth }, index) => nth.packet === index + 1) &&
      group.every(({ rule }) => effectiveConditions(network, rule).length > 0),
  );
}

function reportGroup({ report, text }: RuleContext, group: readonly Member[]): void {
  const [first, second] = group;
  if (!first || !second) return;
  const { every } = first.nth;
  report({
    range: placeOf(second.rule.item, 'nth'),
    message: `The rule before this one already took its share, so this one counts only the rest: of that it takes one in ${every}. For even shares count down: ${every},1, then ${every - 1},1 and so on, the last rule without nth.`,
    fixes: [
      {
        title: 'Count down, the last rule taking the rest',
        safe: false,
        edits: group.flatMap(({ rule }, index) => {
          const property = rule.item.properties.get('nth');
          if (index === 0 || !property) return [];
          return every - index <= 1
            ? [removeArgument(text, property.origin.range)]
            : [{ ...setProperty(text, rule.item, 'nth', ''), newText: `nth=${every - index},1` }];
        }),
      },
    ],
    related: [{ range: first.rule.origin.range, message: 'The rule that takes the first share.' }],
  });
}
