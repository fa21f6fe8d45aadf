import { askShadowedRules } from '../../../network/questions/shadowed-rules';
import { moveAllAbove } from '../../edit-item';
import type { LintRule } from '../../lint-rule';

const STAGE =
  'add chain=input action=add-src-to-address-list address-list=ssh-tries address-list-timeout=1m protocol=tcp dst-port=22 connection-state=new';
const ACCEPT = 'add chain=input action=accept protocol=tcp dst-port=22';

export const singleSourceBruteforceRuleOrder: LintRule = {
  id: 'single-source-bruteforce-rule-order',
  severity: 'info',
  needs: 'menu-complete',
  speaksBefore: ['rule-shadowed'],
  summary: 'Rules that count login attempts, behind the rule that accepts them.',
  why: 'What is accepted leaves the chain. The counting rules below see no attempt, the list stays empty, and nobody is ever locked out.',
  source: 'Bruteforce prevention guide.',
  valid: [{ code: `# rscope-complete\n/ip firewall filter\n${STAGE}\n${ACCEPT}` }],
  invalid: [
    {
      code: `# rscope-complete\n/ip firewall filter\n${ACCEPT}\n${STAGE}\n`,
      fixed: `# rscope-complete\n/ip firewall filter\n${STAGE}\n${ACCEPT}\n`,
    },
  ],
  check({ network, completeness, text, report }) {
    if (completeness('/ip/firewall/filter') === 'fragment') return;
    for (const { rule, by } of askShadowedRules(network)) {
      const accept = by.find(({ action }) => action === 'accept');
      if (rule.action !== 'add-src-to-address-list' || !accept || rule.table !== 'filter') continue;
      report({
        range: rule.origin.range,
        menu: '/ip/firewall/filter',
        message:
          'The attempts that this rule should count are accepted before it: it never counts one. Move it above that rule.',
        fixes: [moveAllAbove(text, [rule.item], accept.item, 'Count before accepting')],
        related: [{ range: accept.origin.range, message: 'This rule accepts them.' }],
      });
    }
  },
};
