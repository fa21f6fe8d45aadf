import type { LintRule } from '../../lint-rule';
import { misplacedValues } from '../../misplaced-value';

export const unexpectedValue: LintRule = {
  id: 'unexpected-value',
  severity: 'error',
  needs: 'local',
  summary: 'A value without a name where the command takes none.',
  why: 'RouterOS refuses the line with “expected end of command”, an import stops there, and what the line should have made does not exist. Often a = is missing between a property and its value.',
  source: 'Measured on RouterOS 7.20 to 7.23.',
  valid: [{ code: '/ip firewall filter add chain=input action=accept\n/ip service set telnet disabled=yes' }],
  invalid: [
    {
      code: '/ip firewall filter add chain=input protocol icmp action=accept',
      fixed: '/ip firewall filter add chain=input protocol=icmp action=accept',
    },
    { code: '/ip address add 192.168.88.1/24 interface=ether3' },
  ],
  check(context) {
    for (const { kind, name, range, fix, use } of misplacedValues(context)) {
      if (kind !== 'missing-equals' && kind !== 'extra') continue;
      const command = use.menu.parent ? `${use.menu.path} ${use.command?.name}` : `:${use.command?.name}`;
      const shown = name.length > 30 || name.includes('\n') ? 'this value' : `“${name}”`;
      context.report({
        range,
        message:
          kind === 'missing-equals'
            ? `A = is missing between “${name}” and its value: RouterOS refuses this line with “expected end of command”.`
            : `${command} can't take ${shown} here: write it behind the name of a property, as in name=value. RouterOS refuses this line with “expected end of command”.`,
        fixes: fix ? [fix] : [],
      });
    }
  },
};
