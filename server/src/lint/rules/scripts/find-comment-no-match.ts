import { matchesPattern } from '../../../base/pattern';
import type { TextRange } from '../../../base/text-range';
import { suggestName } from '../../../catalogue/suggestion';
import { valueOf } from '../../../config/item';
import { conditionsOfFind } from '../../../config/selector';
import { ADDRESS_LIST } from '../../../resolve/address-rows';
import { argumentOf, type CommandUse } from '../../../resolve/command-use';
import { variableName } from '../../../resolve/static-value';
import { nameSlot, namesOf } from '../../../resolve/variable-names';
import type { SyntaxNode } from '../../../syntax/syntax-node';
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
    {
      code: `${ROUTE}/system script add name=a source={\n  :local old [/ip route find comment=wan-1]\n  :if ([:len $old] > 0) do={ /ip route remove $old }\n}`,
    },
  ],
  invalid: [
    {
      code: `${ROUTE}/system script add name=a source={ /ip route disable [find comment=wan-1] }`,
      fixed: `${ROUTE}/system script add name=a source={ /ip route disable [find comment=wan1] }`,
    },
    {
      code: `${ROUTE}/system script add name=a source={\n  :local main [/ip route find where comment=wan-1]\n  /ip route disable $main\n}`,
      fixed: `${ROUTE}/system script add name=a source={\n  :local main [/ip route find where comment=wan1]\n  /ip route disable $main\n}`,
    },
  ],
  check(context) {
    const isMade = commentsMadeByCode(context);
    for (const body of codeBodies(context)) {
      const searches = new Set<SyntaxNode>();
      for (const use of body.uses) {
        if (use.kind !== 'command' || !ACTING.has(use.command?.name ?? '')) continue;
        const search = searchOf(body, use);
        // A variable may be used more than once.
        if (search === undefined || searches.has(search)) continue;
        searches.add(search);
        checkUse(context, body, use, search, isMade);
      }
    }
  },
};

const ACTING = new Set(['enable', 'disable', 'set', 'remove', 'reset-counters', 'unset']);

/** The `[find …]` that a command is for: its selector, or what the variable was given that it names. */
function searchOf(body: CodeBody, use: CommandUse): SyntaxNode | undefined {
  const value = use.arguments.find(({ name }) => name === 'numbers')?.value;
  const name = value && variableName(value);
  if (name === undefined) return value;
  const declared = body.uses.filter((each) => {
    const slot = each.menu.parent === undefined ? nameSlot(each) : undefined;
    const target = slot && argumentOf(each, slot.argument);
    return target !== undefined && namesOf(target, true).some(({ text }) => text === name);
  });
  const [only] = declared;
  // A script that looks whether it found something knows what to do where it did not.
  const isAsked = body.uses.some(
    (each) =>
      ['len', 'typeof'].includes(each.command?.name ?? '') &&
      each.arguments.some((argument) => argument.value !== undefined && variableName(argument.value) === name),
  );
  if (only === undefined || declared.length > 1 || isAsked) return undefined;
  return (argumentOf(only, 'in') ?? argumentOf(only, 'value'))?.value;
}

function checkUse(
  context: RuleContext,
  body: CodeBody,
  use: CommandUse,
  search: SyntaxNode,
  isMade: (menu: string, comment: string) => boolean,
): void {
  const { configuration, text, report } = context;
  // In the file itself, to remove or change what an earlier run left behind is no fault.
  if (!body.item) return;
  const conditions = conditionsOfFind(search);
  const wanted = conditions?.find(
    ({ property, operator }) => property === 'comment' && (operator === '=' || operator === '~'),
  );
  if (!wanted || wanted.value === '') return;
  const within = ({ start, end }: TextRange) => search.start <= start && end <= search.end;
  const menu = (body.uses.find(({ command, node }) => command?.name === 'find' && within(node)) ?? use).menu.path;
  const { items, uncertain, completeness } = configuration.menu(menu);
  const comments = items.map((item) => item.properties.get('comment')).filter((each) => each !== undefined);
  if (uncertain || items.length === 0 || comments.some(({ value }) => value === undefined)) return;
  const found = comments.some(({ value = '' }) =>
    wanted.operator === '=' ? value === wanted.value : matchesPattern(value, wanted.value) !== false,
  );
  if (found || isMade(menu, wanted.value)) return;
  const similar =
    wanted.operator === '='
      ? suggestName(
          wanted.value,
          comments.map(({ value = '' }) => value),
        )
      : undefined;
  // The router may have the item although a fragment does not.
  if (completeness === 'fragment' && similar === undefined) return;
  const range = body.place(search);
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
    message: `Nothing in ${menu} has the comment “${wanted.value}”${similar ? `; did you mean “${similar}”?` : '.'} The command then changes nothing, and says nothing.`,
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
