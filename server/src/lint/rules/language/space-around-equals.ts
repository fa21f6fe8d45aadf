import type { LintRule } from '../../lint-rule';
import { misplacedValues } from '../../misplaced-value';

export const spaceAroundEquals: LintRule = {
  id: 'space-around-equals',
  severity: 'error',
  needs: 'local',
  summary: 'Blanks around the = between a property and its value.',
  why: 'RouterOS ends the property at the blank: the property is empty, the value is one too many, and the line is refused with “expected end of command”.',
  source: 'Scripting manual; verdicts of RouterOS 7.20 to 7.23 on real scripts.',
  valid: [
    { code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1' },
    { code: ':if ($a = 1) do={ :put [find where name = "x"] }' },
  ],
  invalid: [
    {
      code: '/ip route add dst-address=0.0.0.0/0 gateway = 192.0.2.1',
      fixed: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1',
    },
    {
      code: '/ip route add dst-address=0.0.0.0/0 gateway= 192.0.2.1',
      fixed: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1',
    },
    { code: ':for i from = 1 to=3 do={ :put $i }', fixed: ':for i from=1 to=3 do={ :put $i }' },
  ],
  check(context) {
    for (const { kind, name, range, fix } of misplacedValues(context)) {
      if (kind !== 'spaced-equals') continue;
      // `do= {` is found in scripts that people use on RouterOS 6.
      const isBlock = context.text.charAt(range.end) === '{';
      context.report({
        range,
        ...(isBlock ? { severity: 'warning' as const } : {}),
        message: `No blank may stand around the = of ${name}: RouterOS takes ${name} for empty and the value for one too many${isBlock ? '.' : `, and refuses the line with “expected end of command”.`}`,
        fixes: fix ? [fix] : [],
      });
    }
  },
};
