import { appendArgument } from '../../edit-text';
import type { LintRule } from '../../lint-rule';
import { argumentNamed, codeBodies, isCommand } from '../../stored-code';

export const emailCleartext: LintRule = {
  id: 'email-cleartext',
  severity: 'warning',
  needs: 'local',
  summary: 'A mail account whose password goes over the network unencrypted.',
  why: 'Without TLS the router sends the user’s name and the password readable, and the mail with the backup as well. tls=yes (RouterOS 6: start-tls=yes) with port 587 encrypts both; starttls goes on in clear text where the server refuses.',
  source: 'E-mail manual.',
  valid: [
    { code: '/tool e-mail set server=192.0.2.25 port=587 tls=yes user=router password=x', routeros: '7.20' },
    { code: '/tool e-mail set address=192.0.2.25 user="" password=""', routeros: '6.49' },
  ],
  invalid: [
    {
      code: '/tool e-mail set server=192.0.2.25 user=router password=x',
      routeros: '7.20',
      fixed: '/tool e-mail set server=192.0.2.25 user=router password=x tls=yes',
    },
    {
      code: '/tool e-mail set address=192.0.2.25 user=router password=x',
      routeros: '6.49',
      fixed: '/tool e-mail set address=192.0.2.25 user=router password=x start-tls=yes',
    },
  ],
  check(context) {
    const { version, text, report } = context;
    const uses = codeBodies(context).flatMap((body) => body.uses.map((use) => ({ body, use })));
    const isMail = (command: string) => uses.filter(({ use }) => isCommand(use, '/tool/e-mail', command));
    const settings = isMail('set');
    // What the settings say holds for mails that don't say otherwise.
    const isEncrypted = settings.some(({ use }) => encryption(use) !== undefined && encryption(use)?.text !== 'no');
    for (const { body, use } of [...settings, ...isMail('send')]) {
      const password = argumentNamed(use, 'password');
      const tls = encryption(use);
      if (!password || password.text === '') continue;
      if (tls ? tls.text !== 'no' && tls.text !== 'false' : isEncrypted) continue;
      const name = version && version.major < 7 ? 'start-tls' : 'tls';
      report({
        range: body.place(tls?.range ?? password.range),
        message: `The password goes to the mail server in clear text. Add ${name}=yes, and port=587 where the server wants it.`,
        fixes:
          version && body.isOpen
            ? [
                {
                  title: 'Encrypt the connection',
                  safe: false,
                  edits: [
                    tls
                      ? { range: { start: tls.range.start, end: tls.range.end }, newText: `${name}=yes` }
                      : appendArgument(text, use.node, `${name}=yes`),
                  ],
                },
              ]
            : [],
      });
    }
  },
};

function encryption(use: Parameters<typeof argumentNamed>[0]) {
  return argumentNamed(use, 'tls', 'start-tls');
}
