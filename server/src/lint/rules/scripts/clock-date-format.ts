import { compareRouterOsVersions, type RouterOsVersion } from '../../../base/routeros-version';
import type { CommandUse } from '../../../resolve/command-use';
import { clockDates, isDate } from '../../clock-dates';
import type { LintRule } from '../../lint-rule';
import { type CodeBody, codeBodies, isCommand } from '../../stored-code';

export const clockDateFormat: LintRule = {
  id: 'clock-date-format',
  severity: 'warning',
  needs: 'local',
  summary: 'A date that is cut at places where another RouterOS version writes something else.',
  why: 'Up to 7.9 the date is jan/02/2024, from 7.10 on 2024-01-02. Code that picks by position cuts the wrong pieces out of the other form: files get odd names, comparisons of dates go wrong, and nothing reports an error.',
  source: 'Changelog of RouterOS 7.10.',
  valid: [
    { code: ':local d [/system clock get date]\n:put [:pick $d 0 4]', routeros: '7.20' },
    { code: ':local d [/system clock get date]\n:put [:pick $d 7 11]', routeros: '6.49' },
    {
      code: ':local d [/system clock get date]\n:local y [:pick $d 0 4]\n:if ([:typeof [:find $d "/"]] = "num") do={ :set y [:pick $d 7 11] }',
      routeros: '7.20',
    },
  ],
  invalid: [
    { code: ':local d [/system clock get date]\n:put [:pick $d 7 11]', routeros: '7.20' },
    { code: ':local d [/system clock get date]\n:put [:pick $d 0 4]', routeros: '6.49' },
  ],
  check(context) {
    for (const body of codeBodies(context)) {
      const { dates } = clockDates(body);
      if (asksForTheForm(body)) continue;
      for (const use of body.uses) {
        const form = formOf(body, use, dates);
        const written = form && otherForm(form, context.version);
        if (!form || !written) continue;
        context.report({
          range: body.place(use.node),
          message:
            form === 'old'
              ? `This cuts a date like jan/02/2024, but ${written} writes 2024-01-02. Take the parts by the new form, or ask first whether there is a “/” in it.`
              : `This cuts a date like 2024-01-02, but ${written} writes jan/02/2024. Take the parts by that form, or ask first whether there is a “/” in it.`,
        });
        break;
      }
    }
  },
};

type Form = 'old' | 'new';

/** Places in `jan/02/2024` and in `2024-01-02`. */
const CUTS: Readonly<Record<string, Form>> = {
  ...{ '0 3': 'old', '4 6': 'old', '7 11': 'old', '9 11': 'old' },
  ...{ '0 4': 'new', '5 7': 'new', '8 10': 'new' },
};

function formOf(body: CodeBody, use: CommandUse, dates: ReadonlySet<string>): Form | undefined {
  if (!isCommand(use, '/', 'pick')) return undefined;
  const [text, begin, end] = use.arguments;
  if (!text?.value || !isDate(body, text.value, dates)) return undefined;
  return CUTS[`${begin?.text} ${end?.text ?? ''}`.trim()];
}

/** Code that looks into the date, or at the version, knows of both forms. */
function asksForTheForm(body: CodeBody): boolean {
  return body.uses.some(
    (use) =>
      (isCommand(use, '/', 'find') && use.arguments.some(({ text }) => text === '/' || text === '-')) ||
      (use.menu.path === '/system/resource' && use.command?.name === 'get') ||
      (use.menu.path === '/system/package' && use.command?.name === 'get'),
  );
}

/** Who writes the other form, for the message; undefined where the code fits the version, or nothing is known. */
function otherForm(form: Form, version: RouterOsVersion | undefined): string | undefined {
  if (!version) return form === 'old' ? 'RouterOS 7.10 and newer' : undefined;
  const isNew =
    version.major >= 7 &&
    (version.minor === undefined || compareRouterOsVersions(version, { major: 7, minor: 10 }) >= 0);
  if (form === 'old') return isNew ? 'this RouterOS' : undefined;
  return isNew ? undefined : 'this RouterOS';
}
