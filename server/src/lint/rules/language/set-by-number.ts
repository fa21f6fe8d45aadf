import type { ArgumentUse, CommandUse } from '../../../resolve/command-use';
import { selectorOf } from '../../../resolve/resolve-script';
import { isExport } from '../../../resolve/script-version';
import type { LintRule, RuleContext } from '../../lint-rule';

export const setByNumber: LintRule = {
  id: 'set-by-number',
  severity: 'warning',
  needs: 'local',
  summary: 'An item that a script names by its number.',
  why: 'Numbers are what the last print showed to one person in one terminal. In a script they may mean another item, or none at all: then the script stops, or changes the wrong rule. An export of RouterOS itself is not reported.',
  source: 'Scripting tips and tricks; Command line interface manual, Item numbers.',
  valid: [
    { code: '/ip firewall filter disable [find comment="guest"]' },
    { code: '/ip service set telnet disabled=yes' },
    { code: '# 2024-05-01 10:00:00 by RouterOS 7.14.2\n/system logging\nset 0 action=memory' },
  ],
  invalid: [
    { code: '/ip firewall filter remove 3' },
    { code: '/ip firewall filter add chain=input action=accept place-before=4' },
  ],
  check(context) {
    if (isExport(context.tree)) return;
    const printed = firstPrints(context);
    for (const use of context.script.uses) {
      if (use.kind !== 'command' || !use.command || use.menu.parent === undefined || use.menu.singleton) continue;
      for (const argument of numbersIn(use)) {
        const isPrinted = (printed.get(use.menu.path) ?? Number.POSITIVE_INFINITY) < use.node.start;
        context.report({
          range: argument.range,
          // “Before the first one” is widely used, and nothing says that it fails.
          ...(isPrinted || isFirstPlace(argument) ? { severity: 'hint' as const } : {}),
          message: `The number ${argument.text} is only what a print showed last: in a script it may be another item of ${use.menu.path}, or none. Name the item: [find comment="…"].`,
        });
      }
    }
  },
};

const BY_SELECTOR = new Set(['set', 'remove', 'enable', 'disable', 'move', 'unset', 'edit', 'comment']);

function numbersIn(use: CommandUse): ArgumentUse[] {
  const selector = BY_SELECTOR.has(use.command?.name ?? '') ? selectorOf(use) : undefined;
  const places = use.arguments.filter(
    ({ name }) => name === 'place-before' || name === 'copy-from' || name === 'destination',
  );
  return [...(selector ? [selector] : []), ...places].filter(
    ({ text }) => text !== undefined && /^\d+(,\d+)*$/.test(text),
  );
}

function isFirstPlace({ name, text }: ArgumentUse): boolean {
  return name === 'place-before' && text === '0';
}

/** Where each menu is printed first: from there on its numbers mean something. */
function firstPrints({ script }: RuleContext): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { command, menu, node } of script.uses)
    if (command?.name === 'print' && !first.has(menu.path)) first.set(menu.path, node.start);
  return first;
}
