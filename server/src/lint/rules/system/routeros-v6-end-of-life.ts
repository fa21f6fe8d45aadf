import type { LintRule } from '../../lint-rule';

export const routerosV6EndOfLife: LintRule = {
  id: 'routeros-v6-end-of-life',
  severity: 'hint',
  needs: 'local',
  major: 6,
  summary: 'A configuration of RouterOS 6, which gets no new features and hardly any fixes.',
  why: 'MikroTik develops RouterOS 7 only; new devices do not run RouterOS 6 at all. Routing tables, routing rules and several properties have other names there, so moving takes a look at each line.',
  source: 'Moving from RouterOS 6 to 7.',
  valid: [
    {
      code: '# 2024-01-01 00:00:00 by RouterOS 7.14\n/ip address add address=192.0.2.2/24 interface=ether1',
      routeros: '7.14',
    },
    { code: '/ip address add address=192.0.2.2/24 interface=ether1', routeros: '6.49' },
  ],
  invalid: [
    {
      code: '# jan/02/2024 03:04:05 by RouterOS 6.49.10\n/ip address\nadd address=192.0.2.2/24 interface=ether1',
      routeros: '6.49',
    },
  ],
  check({ text, report }) {
    // Only where the file itself says so: of a setting the reader knows.
    const header = /^#.*\bby RouterOS 6\.\S+/m.exec(text.slice(0, 2000));
    if (!header) return;
    report({
      range: { start: header.index, end: header.index + header[0].length },
      message:
        'This is a configuration of RouterOS 6, which gets no new features any more. Plan the move to RouterOS 7.',
    });
  },
};
