import { matchesPattern } from '../../../base/pattern';
import { suggestName } from '../../../catalogue/suggestion';
import { valueOf } from '../../../config/item';
import { conditionsOfFind } from '../../../config/selector';
import { ADDRESS_LIST } from '../../../resolve/address-rows';
import type { CommandUse } from '../../../resolve/command-use';
import type { Fix, LintRule, RuleContext } from '../../lint-rule';
import { type CodeBody, codeBodies } from '../../stored-code';

const ROUTE = '/ip route add gateway=192.0.2.1 comment=wan1\n';

export const findCommentNoMatch: LintRule = {
  id: 'find-comment-no-match',
  severity: 'warning',
  needs: 'owned',
  summary: 'A script that looks for a comment which no item has.',
  why: 'find gives an empty list, and to switch an empty list is no error: the script runs, says nothing, and changes nothing. Most often the comment was changed in one of the two places only.',
  source: 'Scripting tips and tricks.',
  valid: [
    {
      code: `${ROUTE}/tool netwatch add host=192.0.2.9 interval=10s down-script="/ip route disable [find comment=wan1]"`,
    },
    { code: '/system script add name=a source="/ip route disable [find comment=wan1]"' },
  ],
  invalid: [
    {
      code: `${ROUTE}/system script add name=a source={ /ip route disable [find comment=wan-1] }`,
      fixed: `${ROUTE}/system script add name=a source={ /ip route disable [find comment=wan1] }`,
    },
  ],
  check(context) {
    const isMade = commentsMadeByCode(context);
    for (const body of codeBodies(context)) {
      for (const use of body.uses)
        if (use.kind === 'command' && ACTING.has(use.command?.name ?? '')) checkUse(context, body, use, isMade);
    }
  },
};

const ACTING = new Set(['enable', 'disable', 'set', 'remove', 'reset-counters', 'unset']);

function checkUse(
  context: RuleContext,
  body: CodeBody,
  use: CommandUse,
  isMade: (menu: string, comment: string) => boolean,
): void {
  const { configuration, text, report } = context;
  // In the file itself, to remove or change what an earlier run left behind is no fault.
  if (!body.item) return;
  const selector = use.arguments.find(({ name }) => name === 'numbers');
  const conditions = conditionsOfFind(selector?.value);
  const wanted = conditions?.find(
    ({ property, operator }) => property === 'comment' && (operator === '=' || operator === '~'),
  );
  if (!selector || !wanted || wanted.value === '') return;
  const { items, uncertain, completeness } = configuration.menu(use.menu.path);
  const comments = items.map((item) => item.properties.get('comment')).filter((each) => each !== undefined);
  if (uncertain || items.length === 0 || comments.some(({ value }) => value === undefined)) return;
  const found = comments.some(({ value = '' }) =>
    wanted.operator === '=' ? value === wanted.value : matchesPattern(value, wanted.value) !== false,
  );
  if (found || isMade(use.menu.path, wanted.value)) return;
  const similar =
    wanted.operator === '='
      ? suggestName(
          wanted.value,
          comments.map(({ value = '' }) => value),
        )
      : undefined;
  // The router may have the item although a fragment does not.
  if (completeness === 'fragment' && similar === undefined) return;
  const range = body.place(selector.range);
  const written = text.slice(range.start, range.end);
  const fixes: Fix[] =
    similar !== undefined && body.isOpen && written.includes(wanted.value)
      ? [
          {
            title: `Look for “${similar}”`,
            safe: false,
            edits: [{ range, newText: written.replace(wanted.value, similar) }],
          },
        ]
      : [];
  report({
    range,
    message: `Nothing in ${use.menu.path} has the comment “${wanted.value}”${similar ? `; did you mean “${similar}”?` : '.'} The command then changes nothing, and says nothing.`,
    fixes,
    related: items
      .filter((item) => similar !== undefined && valueOf(item, 'comment') === similar)
      .map(({ origin }) => ({ range: origin.range, message: `This one is called “${similar}”.` })),
  });
}

/** The comments that code gives to items of a menu; one that is computed makes every comment possible. */
function commentsMadeByCode(context: RuleContext): (menu: string, comment: string) => boolean {
  const made = new Set<string>();
  const open = new Set<string>();
  for (const { menu, command, arguments: given } of codeBodies(context).flatMap(({ uses }) => uses)) {
    if (command === undefined || !MAKING.has(command.name)) continue;
    for (const { name, text } of given) {
      if (name !== 'comment') continue;
      if (text === undefined) open.add(menu.path);
      else made.add(`${menu.path} ${text}`);
    }
  }
  const isEntry = (comment: string) =>
    context.script.entries.some((entries) =>
      entries.uses().some((use) => use.arguments.some(({ name, text }) => name === 'comment' && text === comment)),
    );
  return (menu, comment) =>
    open.has(menu) || made.has(`${menu} ${comment}`) || (menu === ADDRESS_LIST && isEntry(comment));
}

const MAKING = new Set(['add', 'set', 'comment']);
