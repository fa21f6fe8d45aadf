import { compareRouterOsVersions, type RouterOsVersion } from '../../../base/routeros-version';
import type { CommandUse } from '../../../resolve/command-use';
import { variableName } from '../../../resolve/static-value';
import { clockDates, isDate } from '../../clock-dates';
import { insertLinesBelow, lineEnd } from '../../edit-text';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { argumentNamed, type CodeBody, codeBodies, isCommand } from '../../stored-code';

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
    {
      code: ':local d [/system clock get date]\n:put [:pick $d 7 11]',
      routeros: '7.20',
      fixed: `:local d [/system clock get date]\n:if ([:typeof [:find $d "/"]] != "num") do={ :set d ([:pick "janfebmaraprmayjunjulaugsepoctnovdec" ([:tonum [:pick $d 5 7]] * 3 - 3) ([:tonum [:pick $d 5 7]] * 3)] . "/" . [:pick $d 8 10] . "/" . [:pick $d 0 4]) }\n:put [:pick $d 7 11]`,
    },
    {
      code: ':local d [/system clock get date]\n:put [:pick $d 0 4]',
      routeros: '6.49',
      fixed: `:local d [/system clock get date]\n:if ([:typeof [:find $d "/"]] = "num") do={ :set d ([:pick $d 7 11] . "-" . [:pick [:tostr (101 + [:find "janfebmaraprmayjunjulaugsepoctnovdec" [:pick $d 0 3]] / 3)] 1 3] . "-" . [:pick $d 4 6]) }\n:put [:pick $d 0 4]`,
    },
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
          fixes: converted(context, body, use, form),
        });
        break;
      }
    }
  },
};

type Form = 'old' | 'new';

/** Puts a line behind the one that reads the date: it turns the other form into the one that the code takes apart. */
function converted({ text }: RuleContext, body: CodeBody, use: CommandUse, form: Form): readonly Fix[] {
  const cut = use.arguments[0]?.value;
  const name = cut?.kind === 'variable' ? variableName(cut) : undefined;
  const reading = body.uses.filter(
    (each) => ASSIGNING.has(each.command?.name ?? '') && argumentNamed(each, 'name')?.text === name,
  );
  const [first] = reading;
  if (!body.isOpen || !first || reading.length > 1 || !/^\w+$/.test(name ?? '')) return [];
  const { start, end } = first.node;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, lineEnd(text, end));
  if (line.trim() !== text.slice(start, end).trim()) return [];
  const date = `$${name}`;
  const month = form === 'old' ? `[:tonum [:pick ${date} 5 7]]` : `[:find "${MONTHS}" [:pick ${date} 0 3]]`;
  const other =
    form === 'old'
      ? `[:pick "${MONTHS}" (${month} * 3 - 3) (${month} * 3)] . "/" . [:pick ${date} 8 10] . "/" . [:pick ${date} 0 4]`
      : `[:pick ${date} 7 11] . "-" . [:pick [:tostr (101 + ${month} / 3)] 1 3] . "-" . [:pick ${date} 4 6]`;
  const isOther = `[:typeof [:find ${date} "/"]] ${form === 'old' ? '!=' : '='} "num"`;
  return [
    {
      title: 'Turn the date into the form that the code takes apart',
      safe: false,
      edits: [insertLinesBelow(text, { start, end }, [`:if (${isOther}) do={ :set ${name} (${other}) }`])],
    },
  ];
}

const ASSIGNING = new Set(['local', 'global', 'set']);
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

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
