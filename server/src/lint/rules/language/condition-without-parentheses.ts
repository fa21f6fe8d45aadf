import type { LintRule } from '../../lint-rule';
import { misplacedValues } from '../../misplaced-value';

export const conditionWithoutParentheses: LintRule = {
  id: 'condition-without-parentheses',
  severity: 'error',
  needs: 'local',
  speaksBefore: ['unknown-property'],
  summary: 'A comparison behind :if or :while that is not in parentheses.',
  why: 'Without parentheses the condition ends at the first blank. What follows is one value too many, and RouterOS refuses the whole script.',
  source: 'Scripting manual; measured on RouterOS 7.20 to 7.23.',
  valid: [{ code: ':local x 5\n:if ($x = 5) do={ :put $x }\n:if [/ip dns get allow-remote-requests] do={ :put 1 }' }],
  invalid: [
    { code: ':local x 5\n:if x=5 do={ :put $x }', fixed: ':local x 5\n:if (x=5) do={ :put $x }' },
    {
      code: ':local x 5\n:if $x = 5 do={ :put $x }',
      fixed: ':local x 5\n:if ($x = 5) do={ :put $x }',
    },
    {
      code: ':local x 5\n:while $x > 1 do={ :set x ($x - 1) }',
      fixed: ':local x 5\n:while ($x > 1) do={ :set x ($x - 1) }',
    },
  ],
  check(context) {
    for (const { kind, name, range, fix } of misplacedValues(context))
      if (kind === 'bare-condition')
        context.report({
          range,
          message: `Put the condition in parentheses: (${name}). Without them RouterOS refuses the script.`,
          fixes: fix ? [fix] : [],
        });
  },
};
