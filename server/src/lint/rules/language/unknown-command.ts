import { describeVersions, versionsWithWord } from '../../../catalogue/known-versions';
import { suggestName } from '../../../catalogue/suggestion';
import type { CommandUse } from '../../../resolve/command-use';
import { isInBrokenStatement } from '../../broken-statement';
import type { LintRule, RuleContext } from '../../lint-rule';

/** Commands of every menu: a fragment that begins with one was cut out of a menu that it does not show. */
const MENU_COMMANDS = new Set([
  'add',
  'set',
  'remove',
  'print',
  'get',
  'enable',
  'disable',
  'edit',
  'comment',
  'move',
  'unset',
  'reset',
  'monitor',
  'run',
  'find',
  'export',
]);

export const unknownCommand: LintRule = {
  id: 'unknown-command',
  severity: 'error',
  needs: 'local',
  summary: 'A menu or command that this RouterOS version does not have.',
  why: 'The router answers “bad command name” when it comes to the line, and an import stops there. Often the name is mistyped, or belongs to another version.',
  source: 'Command trees of RouterOS 7.9 to 7.24; exports of RouterOS 6.',
  valid: [
    { code: '/ip firewall filter\nadd chain=input action=accept' },
    { code: '/routing/table/add name=to_WAN1 fib', routeros: '7.20' },
  ],
  invalid: [
    {
      code: '/ip adress add address=192.0.2.1/24 interface=ether1',
      fixed: '/ip address add address=192.0.2.1/24 interface=ether1',
    },
    { code: '/interface wireguard add name=wg1', routeros: '6.49' },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (use.kind !== 'unknown' || !use.word || use.afterUnknownMenu || !use.menu.certain) continue;
      if (isInBrokenStatement(context, use.node) || isFragment(use) || isAmbiguous(use)) continue;
      reportUnknown(context, use, use.word);
    }
  },
};

function isFragment(use: CommandUse): boolean {
  const first = use.node.child('path')?.green.children[0];
  const isRelative = first?.kind === 'word';
  return isRelative && use.menu.parent === undefined && MENU_COMMANDS.has(use.word?.text ?? '');
}

function isAmbiguous(use: CommandUse): boolean {
  const word = use.word?.text ?? '';
  return [...use.menu.menus.keys(), ...use.menu.commands.keys()].some((name) => name.startsWith(word));
}

function reportUnknown(
  context: RuleContext,
  use: CommandUse,
  word: { text: string; start: number; end: number },
): void {
  const where = use.menu.parent ? `${use.menu.path} has no` : 'There is no';
  const elsewhere = context.version ? describeVersions(versionsWithWord(use.menu.path, word.text)) : undefined;
  const similar = suggestName(word.text, [...use.menu.menus.keys(), ...use.menu.commands.keys()]);
  // Of RouterOS 6 only what was exported is known: a menu that nobody exported may be there all the same.
  const mayBeSix = (context.version?.major ?? 6) < 7;
  if (mayBeSix && !elsewhere && !similar && use.menu.parent && !use.menu.holdsItems) return;
  // Of extra packages the trees tell less.
  if (use.menu.needsPackage && !elsewhere && !similar) return;
  const advice = elsewhere ? ` (${elsewhere})` : similar ? `. Did you mean “${similar}”?` : '';
  context.report({
    range: word,
    message: `${where} menu or command “${word.text}”${advice}${advice.endsWith('?') ? '' : '.'} RouterOS stops here with “bad command name”.`,
    fixes:
      similar && !elsewhere
        ? [
            {
              title: `Change to “${similar}”`,
              safe: false,
              edits: [{ range: { start: word.start, end: word.end }, newText: similar }],
            },
          ]
        : [],
  });
}
