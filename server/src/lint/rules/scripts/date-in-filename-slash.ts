import { compareRouterOsVersions } from '../../../base/routeros-version';
import { clockDates, holdsDate } from '../../clock-dates';
import type { LintRule } from '../../lint-rule';
import { argumentNamed, codeBodies } from '../../stored-code';

export const dateInFilenameSlash: LintRule = {
  id: 'date-in-filename-slash',
  severity: 'error',
  needs: 'local',
  summary: 'A file name with the date in it, as RouterOS before 7.10 writes it.',
  why: 'The date is jan/02/2024 there, and “/” in a file’s name means a folder. The folder does not exist: no file is written, or it lies where nobody looks for it.',
  source: 'Changelog of RouterOS 7.10.',
  valid: [
    {
      code: ':local d [/system clock get date]\n/export file=("backup-" . [:pick $d 7 11] . [:pick $d 0 3])',
      routeros: '6.49',
    },
    { code: '/export file=("backup-" . [/system clock get date])', routeros: '7.20' },
  ],
  invalid: [
    { code: '/export file=("backup-" . [/system clock get date])', routeros: '6.49' },
    {
      code: ':local d [/system clock get date]\n:local name "backup-$d"\n/system backup save name=$name',
      routeros: '6.49',
    },
  ],
  check(context) {
    const { version } = context;
    const isOld =
      version &&
      (version.major < 7 ||
        (version.minor !== undefined && compareRouterOsVersions(version, { major: 7, minor: 10 }) < 0));
    if (!isOld) return;
    for (const body of codeBodies(context)) {
      const known = clockDates(body);
      for (const use of body.uses) {
        const isWriting =
          use.command?.name === 'export' || (use.menu.path === '/system/backup' && use.command?.name === 'save');
        const argument = isWriting ? argumentNamed(use, 'file', 'name') : undefined;
        if (!argument?.value || !holdsDate(body, argument.value, known)) continue;
        context.report({
          range: body.place(argument.range),
          message:
            'The date is written jan/02/2024 here, and “/” in a file’s name means a folder that does not exist. Put the date together from its parts with “-” between them.',
        });
      }
    }
  },
};
