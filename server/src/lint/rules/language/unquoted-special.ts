import type { LintRule } from '../../lint-rule';
import { misplacedValues } from '../../misplaced-value';

export const unquotedSpecial: LintRule = {
  id: 'unquoted-special',
  severity: 'error',
  needs: 'local',
  summary: 'A text with blanks that is not in quotes.',
  why: 'A value without quotes ends at the first blank. The next word is one value too many, and RouterOS refuses the line.',
  source: 'Scripting manual; measured on RouterOS 7.20 to 7.23.',
  valid: [
    { code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1 comment="to the office"' },
    { code: '/ip route add dst-address=0.0.0.0/0 gateway=192.0.2.1 comment=office' },
  ],
  invalid: [
    {
      code: '/ip route add dst-address=0.0.0.0/0 comment=to the office gateway=192.0.2.1',
      fixed: '/ip route add dst-address=0.0.0.0/0 comment="to the office" gateway=192.0.2.1',
    },
    { code: ':put hello world', fixed: ':put "hello world"' },
  ],
  check(context) {
    for (const { kind, range, fix } of misplacedValues(context))
      if (kind === 'unquoted-text')
        context.report({
          range,
          message:
            'A text with blanks must stand in quotes: RouterOS refuses this line with “expected end of command”.',
          fixes: fix ? [fix] : [],
        });
  },
};
