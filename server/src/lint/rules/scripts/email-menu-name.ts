import type { LintRule } from '../../lint-rule';

export const emailMenuName: LintRule = {
  id: 'email-menu-name',
  severity: 'error',
  needs: 'local',
  speaksBefore: ['unknown-command'],
  summary: 'The menu of the mail tool without its hyphen.',
  why: 'The menu is called /tool e-mail in every version. “email” names nothing: an import stops there, and a stored script fails when it comes to the line.',
  source: 'Command trees of RouterOS 7; exports of RouterOS 6.',
  valid: [{ code: '/tool e-mail send to="a@example.org"' }],
  invalid: [{ code: '/tool email send to="a@example.org"', fixed: '/tool e-mail send to="a@example.org"' }],
  check({ script, report }) {
    for (const { kind, menu, word } of script.uses) {
      if (kind !== 'unknown' || menu.path !== '/tool' || word?.text !== 'email') continue;
      const range = { start: word.start, end: word.end };
      report({
        range,
        message: 'The menu is called /tool e-mail; RouterOS answers “bad command name email”.',
        fixes: [{ title: 'Write e-mail', safe: true, edits: [{ range, newText: 'e-mail' }] }],
      });
    }
  },
};
