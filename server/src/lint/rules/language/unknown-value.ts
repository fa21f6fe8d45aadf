import { suggestName } from '../../../catalogue/suggestion';
import type { LintRule } from '../../lint-rule';
import { severityOf, wrongValues } from '../../value-faults';

export const unknownValue: LintRule = {
  id: 'unknown-value',
  severity: 'error',
  needs: 'local',
  summary: 'A value that is none of those which the property takes.',
  why: 'RouterOS refuses the line (“input does not match any value of …”), and an import stops there: the rule that the line should have made does not exist.',
  source:
    'CLI reference; value sets of RouterOS 7.21 and 7.22. Older versions may have taken other values: there only a slip of the keyboard is more than a hint.',
  valid: [
    { code: '/ip firewall filter add chain=input connection-state=established,related action=accept' },
    { code: '/ip firewall filter add chain=forward connection-nat-state=!dstnat action=drop' },
  ],
  invalid: [
    {
      code: '/ip firewall filter add chain=input connection-state=established,realted action=accept',
      fixed: '/ip firewall filter add chain=input connection-state=established,related action=accept',
      routeros: '7.22',
    },
    { code: '/ip firewall filter add chain=input action=block', routeros: '7.22' },
    { code: '/ip firewall filter add chain=input action=drop disabled=maybe' },
  ],
  check(context) {
    for (const { argument, fault, range, written } of wrongValues(context)) {
      if (fault.kind !== 'enum') continue;
      const allowed = fault.allowed ?? [];
      const similar = suggestName(written, allowed);
      const advice = similar ? ` Did you mean “${similar}”?` : ` It takes ${fault.expected}.`;
      context.report({
        range,
        severity: severityOf(context, { fault, argument }, similar !== undefined),
        message: `“${written}” is no value of ${argument.name}.${advice}`,
        fixes: similar ? [{ title: `Change to “${similar}”`, safe: false, edits: [{ range, newText: similar }] }] : [],
      });
    }
  },
};
