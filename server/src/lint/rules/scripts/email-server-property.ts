import { compareRouterOsVersions, type RouterOsVersion } from '../../../base/routeros-version';
import type { LintRule } from '../../lint-rule';

export const emailServerProperty: LintRule = {
  id: 'email-server-property',
  severity: 'error',
  needs: 'local',
  speaksBefore: ['unknown-property'],
  summary: 'The mail server or its encryption, under the name of another RouterOS version.',
  why: 'RouterOS 7.12 renamed address to server, RouterOS 7 renamed start-tls to tls. The whole line is refused, and mails go nowhere.',
  source: 'Command trees of RouterOS 7.11 and 7.12; exports of RouterOS 6.',
  valid: [
    { code: '/tool e-mail set server=192.0.2.25 tls=yes', routeros: '7.20' },
    { code: '/tool e-mail set address=192.0.2.25 start-tls=yes', routeros: '6.49' },
  ],
  invalid: [
    {
      code: '/tool e-mail set address=192.0.2.25 tls=yes',
      routeros: '7.20',
      fixed: '/tool e-mail set server=192.0.2.25 tls=yes',
    },
    {
      code: '/tool e-mail set address=192.0.2.25 tls=yes',
      routeros: '6.49',
      fixed: '/tool e-mail set address=192.0.2.25 start-tls=yes',
    },
  ],
  check({ script, version, report }) {
    if (!version) return;
    for (const use of script.uses) {
      if (use.kind !== 'command' || use.menu.path !== '/tool/e-mail') continue;
      if (use.command?.name !== 'set' && use.command?.name !== 'send') continue;
      for (const argument of use.arguments) {
        const right = argument.form === 'named' ? renamed(argument.name, version) : undefined;
        if (!right) continue;
        const { start, end } = argument.nameRange;
        report({
          range: argument.nameRange,
          message: `This RouterOS calls it ${right}, and refuses the line as it is.`,
          fixes: [{ title: `Write ${right}`, safe: true, edits: [{ range: { start, end }, newText: right }] }],
        });
      }
    }
  },
};

/** The right name where the version has another one; undefined where it is right, or the version is not known so far. */
function renamed(name: string, version: RouterOsVersion): string | undefined {
  const isSix = version.major < 7;
  if (name === 'start-tls') return isSix ? undefined : 'tls';
  if (name === 'tls') return isSix ? 'start-tls' : undefined;
  if (name !== 'address' && name !== 'server') return undefined;
  if (!isSix && version.minor === undefined) return undefined;
  const isOld = isSix || compareRouterOsVersions(version, { major: 7, minor: 12 }) < 0;
  const right = isOld ? 'address' : 'server';
  return right === name ? undefined : right;
}
