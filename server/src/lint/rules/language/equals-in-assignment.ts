import type { LintRule } from '../../lint-rule';
import { misplacedValues } from '../../misplaced-value';

export const equalsInAssignment: LintRule = {
  id: 'equals-in-assignment',
  severity: 'error',
  needs: 'local',
  summary: 'A = between a variable and its value in :local, :global or :set.',
  why: 'In RouterOS a value stands behind the name with a blank between them. A = is taken for the value itself or for the name of a property that does not exist, and the script is refused.',
  source: 'Scripting manual, Variables; measured on RouterOS 7.20 to 7.23.',
  valid: [{ code: ':local x 5\n:set x ($x + 1)\n:global y ($x = 5)\n:put "$x $y"' }],
  invalid: [
    { code: ':local wan = "ether1"\n:put $wan', fixed: ':local wan "ether1"\n:put $wan' },
    { code: ':global wan="ether1"', fixed: ':global wan "ether1"' },
    { code: ':local x 1\n:set x = ($x + 1)', fixed: ':local x 1\n:set x ($x + 1)' },
  ],
  check(context) {
    for (const { kind, name, range, fix } of misplacedValues(context))
      if (kind === 'assignment')
        context.report({
          range,
          message: `RouterOS takes no = here: write “${name} …” with only a blank before the value.`,
          fixes: fix ? [fix] : [],
        });
  },
};
