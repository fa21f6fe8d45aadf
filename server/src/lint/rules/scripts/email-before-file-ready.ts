import { insertLinesAbove } from '../../edit-text';
import { fileTransfers } from '../../file-transfers';
import type { LintRule } from '../../lint-rule';
import { codeBodies } from '../../stored-code';

export const emailBeforeFileReady: LintRule = {
  id: 'email-before-file-ready',
  severity: 'info',
  needs: 'local',
  summary: 'A file that is sent in the moment in which it is written.',
  why: 'Export and backup go on writing after the command has returned. The mail then takes half a file, or none.',
  source: 'Experience; not documented.',
  valid: [{ code: '/export file=x\n:delay 5s\n/tool e-mail send to="a@example.org" file=x.rsc' }],
  invalid: [
    {
      code: '/export file=x\n/tool e-mail send to="a@example.org" file=x.rsc',
      routeros: '7.20',
      fixed: '/export file=x\n:delay 5s\n/tool e-mail send to="a@example.org" file=x.rsc',
    },
  ],
  check(context) {
    for (const body of codeBodies(context)) {
      for (const { made, sent, waits } of fileTransfers(body)) {
        if (waits) continue;
        const isOnItsOwnLine =
          context.text.slice(context.text.lastIndexOf('\n', sent.node.start - 1) + 1, sent.node.start).trim() === '';
        context.report({
          range: body.place(sent.node),
          message: 'The file may not be written to its end when it is sent. Wait a few seconds in between (:delay 5s).',
          fixes:
            body.isOpen && isOnItsOwnLine
              ? [
                  {
                    title: 'Wait five seconds before sending',
                    safe: false,
                    edits: [insertLinesAbove(context.text, sent.node.start, [':delay 5s'])],
                  },
                ]
              : [],
          related: body.isOpen ? [{ range: body.place(made.node), message: 'Here the file is made.' }] : [],
        });
      }
    }
  },
};
