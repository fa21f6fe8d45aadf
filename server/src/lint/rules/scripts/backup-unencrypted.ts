import { fileTransfers } from '../../file-transfers';
import type { LintRule } from '../../lint-rule';
import { argumentNamed, codeBodies } from '../../stored-code';

export const backupUnencrypted: LintRule = {
  id: 'backup-unencrypted',
  severity: 'warning',
  needs: 'local',
  summary: 'A backup that is sent away without a password on it.',
  why: 'A backup holds all users with their passwords, keys and certificates. Without password= it is not encrypted, and whoever gets the mail gets the router.',
  source: 'Backup manual.',
  valid: [
    {
      code: '/system backup save name=x password="of your own"\n:delay 5s\n/tool e-mail send to="a@example.org" file=x.backup',
    },
    { code: '/system backup save name=x' },
  ],
  invalid: [
    {
      code: '/system backup save name=x dont-encrypt=yes\n:delay 5s\n/tool e-mail send to="a@example.org" file=x.backup',
    },
  ],
  check(context) {
    for (const body of codeBodies(context)) {
      for (const { made } of fileTransfers(body)) {
        if (made.command?.name !== 'save') continue;
        const password = argumentNamed(made, 'password');
        const isOpen = argumentNamed(made, 'dont-encrypt')?.text === 'yes';
        if (!isOpen && password && password.text !== '') continue;
        context.report({
          range: body.place(made.node),
          message: 'This backup leaves the router unencrypted, with all passwords and keys in it. Give it a password.',
        });
      }
    }
  },
};
