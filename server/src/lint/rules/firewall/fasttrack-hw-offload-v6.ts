import { removeArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { argumentNamed } from '../../stored-code';

const RULE = '/ip firewall filter add chain=forward action=fasttrack-connection connection-state=established,related';

export const fasttrackHwOffloadV6: LintRule = {
  id: 'fasttrack-hw-offload-v6',
  severity: 'error',
  needs: 'local',
  major: 6,
  speaksBefore: ['unknown-property'],
  summary: 'hw-offload in a firewall rule of RouterOS 6.',
  why: 'Only RouterOS 7 can hand FastTracked connections to the switch chip. RouterOS 6 does not know the property and refuses the whole rule.',
  source: 'Command trees of RouterOS 7; exports of RouterOS 6.',
  valid: [{ code: RULE, routeros: '6.49' }],
  invalid: [{ code: `${RULE} hw-offload=yes`, routeros: '6.49', fixed: RULE }],
  check({ script, text, report }) {
    for (const use of script.uses) {
      if (use.kind !== 'command' || use.menu.path !== '/ip/firewall/filter') continue;
      const argument = argumentNamed(use, 'hw-offload');
      if (!argument) continue;
      report({
        range: argument.range,
        message: 'RouterOS 6 has no hw-offload in the firewall, and refuses the rule. Leave it out.',
        fixes: [{ title: 'Remove hw-offload', safe: true, edits: [removeArgument(text, argument.range)] }],
      });
    }
  },
};
