import { appendArgument, removeArgument } from '../../edit-text';
import { fileTransfers } from '../../file-transfers';
import type { LintRule } from '../../lint-rule';
import { argumentNamed, codeBodies } from '../../stored-code';

const SEND = ':delay 5s\n/tool e-mail send to="a@example.org" file=x.rsc';

export const exportSecretsMailed: LintRule = {
  id: 'export-secrets-mailed',
  severity: 'warning',
  needs: 'local',
  summary: 'An export with all secrets in it, sent away as a mail or an upload.',
  why: 'RouterOS 6 writes passwords and keys into an export unless told not to; RouterOS 7 does with show-sensitive. A mail is stored in many places, readable for many.',
  source: 'Configuration Management manual.',
  valid: [
    { code: `/export file=x hide-sensitive\n${SEND}`, routeros: '6.49' },
    { code: `/export file=x\n${SEND}`, routeros: '7.20' },
  ],
  invalid: [
    {
      code: `/export file=x\n${SEND}`,
      routeros: '6.49',
      fixed: `/export file=x hide-sensitive\n${SEND}`,
    },
    {
      code: `/export file=x show-sensitive\n${SEND}`,
      routeros: '7.20',
      fixed: `/export file=x\n${SEND}`,
    },
  ],
  check(context) {
    const { version, text } = context;
    for (const body of codeBodies(context)) {
      for (const { made } of fileTransfers(body)) {
        if (made.command?.name !== 'export') continue;
        const shown = argumentNamed(made, 'show-sensitive');
        const hidden = argumentNamed(made, 'hide-sensitive');
        const isSix = version !== undefined && version.major < 7;
        if (!shown && (!isSix || hidden)) continue;
        context.report({
          range: body.place(made.node),
          message: `This export has passwords and keys in it, and leaves the router. ${shown ? 'Leave out show-sensitive' : 'Add hide-sensitive'}.`,
          fixes: body.isOpen
            ? [
                {
                  title: shown ? 'Leave the secrets out' : 'Hide the secrets',
                  safe: false,
                  edits: [
                    shown ? removeArgument(text, shown.range) : appendArgument(text, made.node, 'hide-sensitive'),
                  ],
                },
              ]
            : [],
        });
      }
    }
  },
};
