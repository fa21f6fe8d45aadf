import { PRIVATE_IPV4, parseIpv4Set } from '../../../base/ip-set';
import { valueOf } from '../../../config/item';
import { PacketSet } from '../../../network/packet-set';
import { askSteeringRules } from '../../../network/questions/steering';
import { placeOf } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const RULE = '/routing rule add src-address=192.168.88.0/24 action=lookup table=to_WAN2';

export const ruleAndMangleMixed: LintRule = {
  id: 'rule-and-mangle-mixed',
  severity: 'info',
  needs: 'owned',
  major: 7,
  summary: 'A routing rule for sources that mangle steers to another table.',
  why: 'RouterOS 7 looks at the routing mark of mangle before its routing rules. For packets that both speak of the mark wins, and the rule has no effect.',
  source: 'Policy Routing manual.',
  valid: [
    {
      code: `/ip firewall mangle add chain=prerouting action=mark-routing src-address=192.168.99.0/24 dst-address-list=far new-routing-mark=to_WAN1\n${RULE}`,
      routeros: '7.20',
    },
  ],
  invalid: [
    {
      code: `/ip firewall mangle add chain=prerouting action=mark-routing src-address=192.168.88.0/25 dst-address-list=far new-routing-mark=to_WAN1\n${RULE}`,
      routeros: '7.20',
    },
  ],
  check({ network, configuration, report }) {
    const settings = configuration.menu('/routing/settings').items[0];
    if (settings?.properties.has('policy-rules')) return;
    for (const item of network.items('/routing/rule')) {
      const source = parseIpv4Set(valueOf(item, 'src-address') ?? '');
      const table = valueOf(item, 'table');
      if (!source || !table || !source.isSubsetOf(PRIVATE_IPV4)) continue;
      if (NARROWING.some((name) => item.properties.has(name))) continue;
      const steering = askSteeringRules(network).find(
        ({ rule, baseChain, matchers, table: other }) =>
          baseChain === 'prerouting' &&
          other !== table &&
          // A rule that names no sources is for others as well; only one for these very sources is at odds.
          matchers.has('src-address') &&
          !rule.match.may.intersect(PacketSet.of({ src: source })).isEmpty,
      );
      if (!steering) continue;
      report({
        range: placeOf(item, 'src-address'),
        message: `A mangle rule sends packets of these sources to “${steering.table}”. The mark goes before this rule: for them “${table}” is never asked.`,
        related: [{ range: steering.rule.origin.range, message: 'The mangle rule.' }],
      });
    }
  },
};

const NARROWING = ['dst-address', 'routing-mark', 'interface', 'min-prefix'];
