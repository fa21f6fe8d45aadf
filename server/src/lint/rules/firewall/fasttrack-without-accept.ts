import { valueOf } from '../../../config/item';
import type { FirewallRule } from '../../../network/firewall-rule';
import { insertBelowItem } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const FASTTRACK = 'add chain=forward action=fasttrack-connection connection-state=established,related';

export const fasttrackWithoutAccept: LintRule = {
  id: 'fasttrack-without-accept',
  severity: 'warning',
  needs: 'local',
  summary: 'A FastTrack rule without the accept for the packets that it leaves out.',
  why: 'Some packets of every FastTracked connection still take the slow way. They run on to the rules below, where a drop breaks connections now and then, without a pattern that anybody would find.',
  source: 'Connection Tracking manual, FastTrack.',
  valid: [
    { code: `/ip firewall filter\n${FASTTRACK}\nadd chain=forward action=accept connection-state=established,related` },
    { code: `/ip firewall filter\n${FASTTRACK}` },
  ],
  invalid: [
    {
      code: `/ip firewall filter\n${FASTTRACK}\nadd chain=forward action=drop in-interface=ether1`,
      fixed: `/ip firewall filter\n${FASTTRACK}\nadd chain=forward action=accept connection-state=established,related\nadd chain=forward action=drop in-interface=ether1`,
    },
  ],
  check({ network, configuration, text, report }) {
    for (const table of ['filter', 'ipv6-filter'] as const) {
      if (configuration.menu(table === 'filter' ? '/ip/firewall/filter' : '/ipv6/firewall/filter').uncertain) continue;
      for (const rule of network.allRules(table)) {
        if (rule.action !== 'fasttrack-connection' || rule.chain === undefined || !rule.isCertain) continue;
        const chain = network.rules(table, rule.chain);
        const at = chain.indexOf(rule);
        // FastTrack below such an accept is shadowed, which another rule says.
        if (
          chain.slice(0, at).some(acceptsReplies) ||
          chain.slice(at + 1).some((each) => acceptsReplies(each) || each.action === 'jump')
        )
          continue;
        const drop = chain
          .slice(at + 1)
          .find(
            (each) =>
              (each.action === 'drop' || each.action === 'reject') && !each.match.may.intersect(rule.match.may).isEmpty,
          );
        if (!drop) continue;
        const state = valueOf(rule.item, 'connection-state') ?? 'established,related';
        report({
          range: rule.origin.range,
          message:
            'Some packets of FastTracked connections still take the slow way, and no rule below accepts them: they may be dropped. Accept established and related connections right below.',
          fixes: [
            {
              title: 'Accept them below FastTrack',
              safe: false,
              edits: [
                insertBelowItem(text, rule.item, `add chain=${rule.chain} action=accept connection-state=${state}`),
              ],
            },
          ],
          related: [{ range: drop.origin.range, message: 'This rule may drop them.' }],
        });
      }
    }
  },
};

function acceptsReplies(rule: FirewallRule): boolean {
  const state = rule.value('connection-state') ?? '';
  return rule.action === 'accept' && /established/.test(state) !== state.startsWith('!');
}
