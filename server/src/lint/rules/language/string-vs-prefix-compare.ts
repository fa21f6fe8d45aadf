import type { Menu } from '../../../catalogue/catalogue';
import { comparisonsIn } from '../../filter-conditions';
import type { LintRule } from '../../lint-rule';

export const stringVsPrefixCompare: LintRule = {
  id: 'string-vs-prefix-compare',
  severity: 'info',
  needs: 'local',
  summary: 'An address without quotes that is compared with a property which holds text.',
  why: 'Behind find and where an address without quotes is an address, and the property is a text: the two may never be equal, and nothing is found.',
  source: 'Scripting tips and tricks.',
  valid: [
    { code: '/ip firewall filter print where comment="192.0.2.0/24"' },
    { code: '/ip address print where address=192.0.2.1/24' },
  ],
  invalid: [
    {
      code: '/ip firewall filter print where comment=192.0.2.0/24',
      fixed: '/ip firewall filter print where comment="192.0.2.0/24"',
    },
  ],
  check(context) {
    for (const use of context.script.uses) {
      if (!use.filter || use.kind !== 'command' || use.menu.parent === undefined) continue;
      for (const { property, operator, right } of comparisonsIn(use.filter)) {
        const isAddress = right.kind === 'bare-value' && /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(right.text);
        if (!isAddress || (operator !== '=' && operator !== '!=')) continue;
        if (!holdsText(use.menu, property.text)) continue;
        context.report({
          range: right,
          message: `${property.text} holds text, but ${right.text} without quotes is an address: the two may not match. Put it in quotes.`,
          fixes: [
            {
              title: 'Put the address in quotes',
              safe: true,
              edits: [{ range: { start: right.start, end: right.end }, newText: `"${right.text}"` }],
            },
          ],
        });
      }
    }
  },
};

/** Comments and names are texts in every menu. */
function holdsText(menu: Menu, property: string): boolean {
  const [argument] = ['add', 'set'].flatMap((name) => menu.command(name)?.argument(property) ?? []);
  return argument !== undefined && (property === 'comment' || property === 'name' || argument.type.kind === 'string');
}
